"""`staffel demo`: loads the demonstration network."""

import json
import sys
from dataclasses import asdict

import click
from django.utils import timezone

from staffel.commands.database import with_database
from staffel.commands.demo_mark import clear_unfinished_demo, loading_marked
from staffel.commands.migrate_command import migrate
from staffel.demo import LEADS, DemoSummary, check_empty, load_demo


def load_demo_with_progress(*, seed: int = 1, leads: int = LEADS) -> DemoSummary:
    """Load it with a progress bar on standard error; takes about two minutes. Refused: `data_there`."""
    click.echo("Loading the demonstration network (once, about two minutes) ...", err=True)
    with click.progressbar(length=100, label="90 days of leads", file=sys.stderr) as bar:

        def show(done: int, total: int, text: str) -> None:
            bar.label = text
            bar.update(100 * done // total - bar.pos)

        with loading_marked():
            return load_demo(progress=show, now=timezone.now(), seed=seed, leads=leads)


@click.command()
@click.option("--seed", default=1, show_default=True, help="The same seed tells the same story.")
@click.option(
    "--leads", default=LEADS, show_default=True, type=click.IntRange(20, 5000), help="How many people ask."
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts and the people as JSON.")
@with_database
def command(seed: int, leads: int, as_json: bool) -> None:
    """Load the demonstration network: a heat-pump maker, its partners and 90 days of leads. Only into empty tables."""
    migrate()
    clear_unfinished_demo()
    check_empty()
    summary = load_demo_with_progress(seed=seed, leads=leads)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
        return
    click.echo(f"{summary.leads} leads, {summary.open} of them open, {summary.overdue} overdue.")
    click.echo(f"{summary.partners} partners, {summary.mails} mails, kept in the log.")
    click.echo(f"These people can log in with the password {summary.password}:")
    for person in summary.people:
        click.echo(f"  {person.email}  ({person.name}, {person.role}, {person.party})")
    click.echo("`staffel up` shows it.")
