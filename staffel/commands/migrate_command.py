"""`staffel migrate`: brings the tables up to date."""

import click
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from staffel.actions.setup import complete_texts
from staffel.commands.database import with_database

LOCK_NUMBER = 7_823_355  # any number that is ours: "STAFFEL" on a telephone


def migrate() -> None:
    """Apply what is missing, and publish default texts that an update has brought; a second one at the same time waits, and then finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            call_command("migrate", verbosity=0, interactive=False)
            complete_texts(now=timezone.now())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


@click.command()
@with_database
def command() -> None:
    """Bring the tables up to date. Safe to run again, and on several machines at once."""
    migrate()
    click.echo("The tables are up to date.")
