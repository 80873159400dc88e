"""`staffel import leads`: shows what a file of leads is and what would go out, asks, and takes it in on all cores."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args
from uuid import UUID

import click
from django.utils import timezone
from django.utils.translation import override

from staffel.actions.arrivals import Unread
from staffel.actions.estimates import Estimate, estimate
from staffel.actions.import_previews import consents_of
from staffel.actions.imports import (
    LEADS_A_CASE,
    LeadOptions,
    Taken,
    begin_import,
    counts_of,
    end_import,
    read_leads,
    sort_out,
    take_leads,
)
from staffel.actions.leads import Mode, NewLead
from staffel.commands.database import with_database
from staffel.commands.import_preview import (
    FILE,
    are_new,
    ask,
    counted,
    problems_as_json,
    read_file,
    show_mapping,
    show_remarks,
    show_unread,
)
from staffel.commands.import_workers import Workers, parts_of, workers
from staffel.models import Import
from staffel.queries.directory import directory
from staffel.queries.labels import DESK_REASONS, PURPOSES, label
from staffel.rules.columns import ColumnMapping
from staffel.rules.rows import HISTORY_FIELDS
from staffel.rules.tables import Table

PRODUCTS_SHOWN = 5
ASKS_ABOVE = 20  # offers that go out at once
READ_AT_ONCE = 1_000
WORTH_A_PROCESS = 500  # rows: to start one takes a second


@dataclass(frozen=True)
class Reading:
    """A file, read: what is new in it, what was taken before, what cannot be read, and what would go out."""

    path: Path
    table: Table
    mapping: ColumnMapping
    options: LeadOptions
    new: list[NewLead]
    known: int
    unread: list[Unread]
    expected: Estimate | None = None


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--as",
    "mode",
    type=click.Choice(get_args(Mode)),
    required=True,
    help="new: offered at once; held: lies on the desk until released; history: taken over, nothing is sent.",
)
@click.option(
    "--campaign", default="", help="Key or name of the campaign of rows that name none.  [the default one]"
)
@click.option("--source", default="", help="Where rows come from that do not say it.  [the campaign's]")
@click.option("--test", "is_test", is_flag=True, help="Mark the leads as test: they appear in no figure.")
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--yes", is_flag=True, help="Take the proposed columns and go ahead without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON and nothing else.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 16))
@with_database
def leads(
    file: Path, mode: str, campaign: str, source: str, is_test: bool, dry_run: bool, yes: bool, as_json: bool,
    processes: int,
) -> None:  # fmt: skip
    """Take leads in from FILE.

    Shows which column is what, and asks. The same row twice is one lead. Exit code 1: some rows could not be read
    and are kept for repair; 2: nothing was done.
    """
    options = LeadOptions(mode=cast(Mode, mode), campaign=campaign, source=source, is_test=is_test)
    table, mapping = read_file(file, "leads")
    with workers(min(processes, -(-len(table.rows) // WORTH_A_PROCESS))) as run:
        reading = _read(file, table, mapping, options, run, is_quiet=as_json)
        if mode == "new" and (dry_run or not (yes and as_json)):  # otherwise nobody would look at it
            reading = replace(reading, expected=estimate(reading.new, now=timezone.now()))
        if not as_json:
            _show(reading)
        if dry_run:
            _end(reading, Taken(known=reading.known, unread=reading.unread), as_json=as_json, is_dry=True)
        if reading.new or are_new(reading.unread, "leads"):
            ask(_question(reading), is_answered=yes, stays_silent=as_json)
            taken = _take(reading, run, is_quiet=as_json)
        else:
            taken = Taken(known=reading.known, unread=reading.unread)
    _end(reading, taken, as_json=as_json, is_dry=False)


def _read(
    path: Path, table: Table, mapping: ColumnMapping, options: LeadOptions, run: Workers, *, is_quiet: bool
) -> Reading:
    now = timezone.now()
    parts = parts_of(list(zip(table.lines, table.rows, strict=True)), READ_AT_ONCE)
    reader = partial(read_leads, mapping=mapping, options=options, now=now)
    with _bar(len(table.rows), "Reading", is_hidden=is_quiet) as bar:
        read: list[NewLead | Unread] = []
        for part in run(reader, parts):
            read.extend(part)
            bar.update(len(part))
    rows = sort_out(read)
    return Reading(
        path=path, table=table, mapping=mapping, options=options, new=rows.new, known=rows.known, unread=rows.unread,
    )  # fmt: skip


def _show(reading: Reading) -> None:
    click.echo(f"{reading.path.name}: {counted(len(reading.table.rows), 'row', 'rows')}")
    unused = () if reading.options.mode == "history" else HISTORY_FIELDS
    show_mapping(reading.table, reading.mapping, unused=unused)
    click.echo(f"To take in as {reading.options.mode}: {counted(len(reading.new), 'lead', 'leads')}.")
    if reading.known:
        click.echo(f"Known already, nothing to do: {reading.known}.")
    if reading.unread:
        click.echo(f"Cannot be read, kept for repair: {len(reading.unread)}.")
        show_unread(reading.unread)
    show_remarks((new.line, problem) for new in reading.new for problem in new.problems)
    for purpose, count in consents_of(reading.new).items():
        with override("en"):
            click.echo(f"With the consent {label(PURPOSES, purpose)}: {counted(count, 'lead', 'leads')}.")
    if reading.options.mode != "history":
        _show_unknown_products(reading.new)
    if reading.new and reading.options.mode != "history":
        click.echo("The prospects themselves get no mail about it, neither now nor when a lead is accepted.")
    if reading.expected and reading.new:
        _show_estimate(reading.expected)


def _show_unknown_products(arrivals: Sequence[NewLead]) -> None:
    """Each product that no teaser will name, once, the first few."""
    named = dict.fromkeys(new.product for new in arrivals if new.product)
    unknown = [product for product in named if product not in directory().products]
    for product in unknown[:PRODUCTS_SHOWN]:
        click.echo(
            f"Product “{product}” is known to no form, area, tag or campaign: partners will not see it before they accept."
        )
    if len(unknown) > PRODUCTS_SHOWN:
        click.echo(f"  and {len(unknown) - PRODUCTS_SHOWN} other such products")


def _show_estimate(expected: Estimate) -> None:
    about = "About " if expected.is_about else ""
    click.echo(f"{about}{_mails(expected)} would go out at once.")
    if expected.unplaced:
        click.echo(
            f"{about}{counted(expected.unplaced, 'lead', 'leads')} for which nobody can be asked: on the desk."
        )
    if expected.incomplete:
        click.echo(
            f"{about}{counted(expected.incomplete, 'lead', 'leads')} with answers missing: to be qualified first."
        )
    if expected.without_consent:
        lacking = counted(expected.without_consent, "lead", "leads")
        click.echo(
            f"{about}{lacking} without the consent to be passed on that the campaign needs: on the desk."
        )
    installation = directory().installation
    if expected.mails and installation.live_at is None:
        where = installation.redirect_to or "the log of deliveries"
        click.echo(f"This installation is not live yet: every mail goes to {where}.")


def _mails(expected: Estimate) -> str:
    return (
        f"{counted(expected.mails, 'mail', 'mails')} to {counted(expected.partners, 'partner', 'partners')}"
    )


def _question(reading: Reading) -> str:
    expected = reading.expected
    if expected and expected.offers > ASKS_ABOVE:
        return f"{'About ' if expected.is_about else ''}{_mails(expected)} go out at once. Go ahead?"
    return f"Take in {counted(len(reading.new), 'lead', 'leads')} like this?"


def _take(reading: Reading, run: Workers, *, is_quiet: bool) -> Taken:
    options = reading.options
    fields = {header: field for field, header in reading.mapping.fields.items()}
    source_import = begin_import(
        "leads",
        mode=options.mode,
        filename=reading.path.name,
        source=options.source,
        mapping=fields,
        now=timezone.now(),
    )
    total = Taken(known=reading.known, unread=list(reading.unread))
    taker = partial(take_part, mode=options.mode, import_id=source_import.id)
    with _bar(len(reading.new), "Taking in", is_hidden=is_quiet) as bar:
        for part in run(taker, parts_of(reading.new, LEADS_A_CASE)):
            total.add(part)
            bar.update(part.taken + part.known + len(part.unread))
    end_import(source_import, total.unread, counts=counts_of(total), now=timezone.now())
    return total


def take_part(arrivals: Sequence[NewLead], *, mode: Mode, import_id: UUID) -> Taken:
    """In one of the processes: take one case of leads in."""
    return take_leads(arrivals, mode=mode, source_import=Import.objects.get(id=import_id), now=timezone.now())


def _bar(length: int, label: str, *, is_hidden: bool) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=is_hidden)


def _end(reading: Reading, taken: Taken, *, as_json: bool, is_dry: bool) -> None:
    """Say what became of the file, and end with the exit code that says it too."""
    if as_json:
        counts = {
            "rows": len(reading.table.rows),
            "dry_run": is_dry,
            "new": len(reading.new),
            **counts_of(taken),
            "problems": problems_as_json(taken.unread),
        }
        click.echo(json.dumps({**counts, "expected": asdict(reading.expected) if reading.expected else None}))
    elif is_dry:
        click.echo("Nothing was changed: this was a dry run.")
    else:
        _tell(taken, shown_before=len(reading.unread))
    sys.exit(1 if taken.unread else 0)


def _tell(taken: Taken, *, shown_before: int) -> None:
    click.echo(
        f"Taken in: {taken.taken}. Known already: {taken.known}. Kept for repair: {len(taken.unread)}."
    )
    if taken.offered:
        click.echo(
            f"Offered: {counted(taken.offered, 'lead', 'leads')}, {counted(taken.offers, 'offer', 'offers')}."
        )
    if taken.placed:
        click.echo(f"In work or closed, as before: {taken.placed}.")
    with override("en"):
        for reason, count in taken.waiting.most_common():
            click.echo(f"Waiting: {count}, {label(DESK_REASONS, reason)}.")
    show_unread(taken.unread[shown_before:])
