"""`staffel import parties`: shows which parties are new and what changes, asks, and writes it."""

import json
import sys
from pathlib import Path

import click
from django.utils import timezone

from staffel.actions.imports import begin_import, end_import
from staffel.actions.party_imports import PartyPlan, PartyRow, import_parties, plan_parties
from staffel.commands.database import with_database
from staffel.commands.import_preview import (
    FILE,
    SHOWN,
    are_new,
    ask,
    counted,
    problems_as_json,
    read_file,
    reading,
    show_mapping,
    show_remarks,
    show_unread,
)
from staffel.rules.columns import ColumnMapping


@click.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--yes", is_flag=True, help="Take the proposed columns and go ahead without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
@with_database
def parties(file: Path, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take partners, agencies and desks in from FILE, or change them.

    The key (the vendor's own number) decides which party a row is. An empty cell changes nothing. Exit code 1: some
    rows could not be read and are kept for repair; 2: nothing was done.
    """
    table, mapping = read_file(file, "parties")
    with reading(table, is_hidden=as_json) as shown:
        plan = plan_parties(shown, mapping)
    if not as_json:
        click.echo(f"{file.name}: {counted(len(table.rows), 'row', 'rows')}")
        show_mapping(table, mapping)
        _show(plan)
    if not dry_run and (plan.new or plan.changed or are_new(plan.unread, "parties")):
        count = counted(len(plan.new) + len(plan.changed), "party", "parties")
        ask(f"Write {count} like this?", is_answered=yes, stays_silent=as_json)
        _write(plan, file, mapping)
    if as_json:
        rows = {"rows": len(table.rows), "dry_run": dry_run}
        click.echo(json.dumps({**rows, **plan.counts, "problems": problems_as_json(plan.unread)}))
    else:
        click.echo("Nothing was changed: this was a dry run." if dry_run else "Done.")
    sys.exit(1 if plan.unread else 0)


def _show(plan: PartyPlan) -> None:
    click.echo(f"New: {len(plan.new)}. Changed: {len(plan.changed)}. Unchanged: {plan.unchanged}.")
    for row in plan.changed[:SHOWN]:
        click.echo(f"  {row.party.key} {row.party.name}: {', '.join(_changes(row))}")
    if len(plan.changed) > SHOWN:
        click.echo(f"  and {len(plan.changed) - SHOWN} more")
    ended = sum(row.state == "end" for row in plan.rows)
    if ended:
        click.echo(
            f"{counted(ended, 'party ends', 'parties end')}: what they hold is on the desk the same moment."
        )
    if plan.unread:
        click.echo(f"Cannot be read, kept for repair: {len(plan.unread)}.")
        show_unread(plan.unread)
    show_remarks(plan.remarks)


def _changes(row: PartyRow) -> list[str]:
    words = [
        name.removesuffix("_id") for name in row.changed if name not in {"name_key", "latitude", "longitude"}
    ]
    if row.areas.is_any:
        words.append(f"areas (+{len(row.areas.added)} -{len(row.areas.removed)})")
    if row.member:
        words.append(f"member {row.member.email}")
    return [*words, row.state] if row.state else words


def _write(plan: PartyPlan, file: Path, mapping: ColumnMapping) -> None:
    fields = {header: field for field, header in mapping.fields.items()}
    begun = begin_import(
        "parties", mode="", filename=file.name, source="", mapping=fields, now=timezone.now()
    )
    counts = plan.counts
    import_parties(plan, now=timezone.now())
    end_import(begun, plan.unread, counts=counts, now=timezone.now())
