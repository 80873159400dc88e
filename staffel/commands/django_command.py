"""`staffel django`: Django's own commands with Staffel's settings and database."""

import click
from django.core.management import execute_from_command_line

from staffel.commands.database import with_database


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_database
def command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands, for example `staffel django shell` or `staffel django makemigrations`."""
    execute_from_command_line(["staffel django", *arguments])
