"""`staffel worker`: runs the background jobs and the clock."""

import click

from staffel.commands.database import with_database
from staffel.jobs.worker import STOP_WITHIN_SECONDS, run_worker
from staffel.lifeline import end_with_parent


@click.command()
@with_database
def command() -> None:
    """Send what is promised and run what is due. Any number of workers may run, on any number of machines."""
    end_with_parent(grace_seconds=STOP_WITHIN_SECONDS + 2)
    run_worker()
