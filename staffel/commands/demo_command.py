"""`staffel demo`: loads the demonstration network."""

import click
from django.utils import timezone

from staffel.commands.database import with_database
from staffel.commands.migrate_command import migrate
from staffel.demo import load_demo
from staffel.models.parties import Party


def load_demo_with_progress() -> None:
    """Load it with a progress bar; takes a minute or two."""
    click.echo("Loading the demonstration network (once) ...")
    with click.progressbar(length=100, label="90 days of leads", show_pos=False) as bar:
        load_demo(
            now=timezone.now(),
            progress=lambda done, total, _: bar.update(done * 100 // total - bar.pos),
        )


@click.command()
@with_database
def command() -> None:
    """Load the demonstration network: a heat-pump maker, its partners and 90 days of leads. Only into empty tables."""
    migrate()
    if Party.objects.exists():
        raise click.UsageError("There is data already; the demonstration is loaded into empty tables only.")
    load_demo_with_progress()
    click.echo("Loaded. `staffel up` shows it.")
