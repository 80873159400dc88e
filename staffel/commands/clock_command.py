"""`staffel clock --once`: runs the alarms that are due, where no worker shall do it."""

import json
import sys
from dataclasses import asdict

import click
from django.utils import timezone

from staffel.actions.clock import run_due
from staffel.commands.database import with_database


@click.command()
@click.option("--once", is_flag=True, required=True, help="Run what is due now, then end.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@with_database
def command(once: bool, as_json: bool) -> None:  # noqa: ARG001 said on the command line, so that it reads as it acts
    """Run the alarms that are due. The worker does this every second; here it happens once. Exit code 1 on errors."""
    run = run_due(timezone.now())
    if as_json:
        click.echo(json.dumps(asdict(run)))
    else:
        click.echo(f"{run.leads} leads had something due, {run.failed} of them failed.")
    sys.exit(1 if run.failed else 0)
