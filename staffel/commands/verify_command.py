"""`staffel verify`: proves the promise on the data at hand."""

import json
import sys
from dataclasses import asdict

import click
from django.utils import timezone

from staffel.commands.database import with_database
from staffel.queries.verify import Verification, verify


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print counts and findings as JSON.")
@with_database
def command(as_json: bool) -> None:
    """Prove the promise on the data at hand: one holder, one deadline, a journal that agrees. Exit code 1 when
    anything is wrong."""
    found = verify(now=timezone.now())
    if as_json:
        checks = [asdict(check) for check in found.checks]
        click.echo(json.dumps({"holds": found.holds, "counts": dict(found.counts), "checks": checks}))
    else:
        _show(found)
    sys.exit(0 if found.holds else 1)


def _show(found: Verification) -> None:
    click.echo(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.counts.items()))
    for check in found.checks:
        examples = f" ({check.wrong}: {', '.join(check.examples)})" if check.wrong else ""
        click.echo(f"{'WRONG' if check.wrong else 'ok   '}  {check.sentence}{examples}")
    click.echo("The promise holds." if found.holds else "The promise is broken.")
