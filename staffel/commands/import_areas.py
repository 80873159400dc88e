"""`staffel import areas`: shows which areas the named parties get and lose, asks, and writes it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from django.utils import timezone

from staffel.actions.area_imports import AreaPlan, import_areas, plan_areas
from staffel.actions.areas import area_shown, ground_of
from staffel.actions.imports import begin_import, end_import
from staffel.commands.database import with_database
from staffel.commands.import_preview import (
    FILE,
    are_new,
    ask,
    counted,
    problems_as_json,
    read_file,
    reading,
    show_mapping,
    show_unread,
)

AREAS_SHOWN = 20


@click.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--yes", is_flag=True, help="Take the proposed columns and go ahead without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
@with_database
def areas(file: Path, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Replace the areas of the parties that FILE names; all other parties keep theirs.

    Refused where two parties would both be exclusive in one place. Exit code 1: some rows could not be read and are
    kept for repair (of their parties nothing is removed); 2: nothing was done.
    """
    table, mapping = read_file(file, "areas")
    with reading(table, is_hidden=as_json) as shown:
        plan = plan_areas(shown, mapping)
    if not as_json:
        click.echo(f"{file.name}: {counted(len(table.rows), 'row', 'rows')}")
        show_mapping(table, mapping)
        _show(plan)
    if not dry_run and (plan.changes or are_new(plan.unread, "areas")):
        ask(f"Add {plan.added} and remove {plan.removed} areas?", is_answered=yes, stays_silent=as_json)
        fields = {header: field for field, header in mapping.fields.items()}
        begun = begin_import(
            "areas", mode="", filename=file.name, source="", mapping=fields, now=timezone.now()
        )
        plan = import_areas(list(zip(table.lines, table.rows, strict=True)), mapping, now=timezone.now())
        end_import(begun, plan.unread, counts=plan.counts, now=timezone.now())
    if as_json:
        counts = {"rows": len(table.rows), "dry_run": dry_run, **plan.counts}
        click.echo(json.dumps({**counts, "problems": problems_as_json(plan.unread)}))
    else:
        click.echo("Nothing was changed: this was a dry run." if dry_run else "Done.")
    sys.exit(1 if plan.unread else 0)


def _show(plan: AreaPlan) -> None:
    named = counted(len(plan.parties), "party", "parties")
    click.echo(
        f"Named: {named}, {len(plan.changes)} of them change: {plan.added} areas added, {plan.removed} removed."
    )
    told = list(_told(plan))
    for line in told[:AREAS_SHOWN]:
        click.echo(f"  {line}")
    if len(told) > AREAS_SHOWN:
        click.echo(f"  … and {len(told) - AREAS_SHOWN} more")
    if plan.unread:
        click.echo(
            f"Cannot be read, kept for repair: {len(plan.unread)}. Of their parties nothing is removed."
        )
        show_unread(plan.unread)


def _told(plan: AreaPlan) -> Iterator[str]:
    for party_id, change in plan.changes.items():
        name = f"{plan.parties[party_id].key} {plan.parties[party_id].name}"
        yield from (f"+ {name}: {area_shown(ground)}" for ground in change.added)
        yield from (f"- {name}: {area_shown(ground_of(area))}" for area in change.removed)
