"""Imports a file of leads: reads its rows, takes them in batches, and ends with a line in the journal.

Each function is safe to run again: the same row twice is one lead, a killed import is simply started anew.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from django.db import InterfaceError, OperationalError, connection

from staffel.actions.actors import Actor, acting
from staffel.actions.arrivals import (
    Unread,
    arrival,
    campaign_named,
    keep_unread,
    require_campaign,
    with_history,
)
from staffel.actions.case import open_batch
from staffel.actions.leads import Mode, NewLead, capture_leads
from staffel.actions.old_systems import history_of
from staffel.models import Entry, Import, SubmissionState
from staffel.queries.arrivals import known_keys, whereabouts
from staffel.queries.directory import Directory, directory
from staffel.rules import journal
from staffel.rules.arrivals import arrival_key, payload_of
from staffel.rules.columns import ColumnMapping
from staffel.rules.consents import GivenConsent
from staffel.rules.problems import Problem
from staffel.rules.readings import are_harmless
from staffel.rules.refused import Refused
from staffel.rules.rows import history_row, lead_row

DOOR: Final = "import"  # of every file: a row is the same lead whatever the file is called
LEADS_A_CASE: Final = 200

log = structlog.get_logger(__name__)

Row = tuple[int, Sequence[str]]  # where it begins in the file, and its cells


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadOptions:
    """What is said about a whole file. `campaign` (a key) and `source` hold where a row names none."""

    mode: Mode
    campaign: str = ""
    source: str = ""
    is_test: bool = False


@dataclass(slots=True)
class Taken:
    """What became of some rows. `offered`: leads; `waiting`: those nobody was asked for, by why they lie there."""

    taken: int = 0
    known: int = 0
    offered: int = 0
    offers: int = 0
    placed: int = 0  # history: in work or closed already
    waiting: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        """Count another batch in."""
        for name in ("taken", "known", "offered", "offers", "placed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waiting.update(other.waiting)
        self.unread.extend(other.unread)


def read_leads(
    rows: Sequence[Row], mapping: ColumnMapping, options: LeadOptions, *, now: datetime
) -> list[NewLead | Unread]:
    """Each row as an enquiry or with the reasons why it is none, in their order; writes nothing. Refused:
    `campaign_unknown` for the one of the options."""
    book = directory()
    require_campaign(book, options.campaign)
    headers = [column.header for column in mapping.columns]
    return [
        read_row(line, mapping.cells(cells), payload_of(headers, cells), options, book=book, now=now)
        for line, cells in rows
    ]


def read_row(
    line: int | None,
    cells: Mapping[str, str],
    payload: dict[str, str],
    options: LeadOptions,
    *,
    book: Directory,
    now: datetime,
) -> NewLead | Unread:
    """One row, its cells by field, as an enquiry or with the reasons why it is none. `payload`: as it came."""
    parsed = lead_row(cells, timezone=book.installation.timezone, country=book.installation.country)
    campaign = campaign_named(book, parsed.campaign) if parsed.campaign else None
    if parsed.campaign and campaign is None:
        parsed = replace(
            parsed,
            answers={**parsed.answers, "campaign_given": parsed.campaign},
            problems=(*parsed.problems, _unknown_campaign(parsed.campaign)),
        )
    campaign = campaign or require_campaign(book, options.campaign)
    source = parsed.source or options.source or campaign.source
    key = arrival_key(payload, source=source, own_id=parsed.id)
    new = arrival(parsed, key=key, raw=payload, campaign=campaign, source=source, book=book, now=now)
    new = replace(new, line=line, is_test=parsed.is_test or options.is_test)
    new = _with_past_consents(new, now=now, timezone=book.installation.timezone)
    if options.mode == "history":
        new = _with_history(new, cells, book=book, now=now)
    if are_harmless(new.problems):
        return new
    return Unread(key=key, payload=payload, problems=new.problems, line=line)


def _with_past_consents(new: NewLead, *, now: datetime, timezone: str) -> NewLead:
    """A consent of a day that has not come proves nothing: it is noted, and not kept as one."""
    later = [one for one in new.consents if one.at and one.at > now]
    if not later:
        return new
    given = tuple(one for one in new.consents if one not in later)
    noted = [_given_later(one, timezone=timezone) for one in later]
    return replace(new, consents=given, problems=(*new.problems, *noted))


def _given_later(given: GivenConsent, *, timezone: str) -> Problem:
    day = given.at.astimezone(ZoneInfo(timezone)).date().isoformat() if given.at else ""
    return Problem(
        f"consent_{given.purpose}",
        "“%(value)s” lies in the future: no consent is kept of it.",
        {"value": day},
        is_blocking=False,
    )


def _with_history(new: NewLead, cells: Mapping[str, str], *, book: Directory, now: datetime) -> NewLead:
    row = history_row(cells, timezone=book.installation.timezone)
    history, kept, problems = history_of(row, book=book, campaign=new.campaign, now=now)
    told = replace(new, answers={**new.answers, **kept}, problems=(*new.problems, *problems))
    return with_history(told, history, currency=row.currency)


def _unknown_campaign(name: str) -> Problem:
    return Problem(
        "campaign",
        "There is no campaign “%(value)s”. The lead is taken in the campaign of the import.",
        {"value": name},
        is_blocking=False,
    )


def without_reused_ids(read: Sequence[NewLead | Unread]) -> list[NewLead | Unread]:
    """The same rows; where a source's own id stands on two lines that differ, the later one is for repair: nobody
    knows whether it is the same lead."""
    first: dict[str, NewLead] = {}
    return [_first_of_its_id(row, first) if isinstance(row, NewLead) else row for row in read]


def _first_of_its_id(row: NewLead, first: dict[str, NewLead]) -> NewLead | Unread:
    before = first.setdefault(row.key, row)
    if before is row or before.raw == row.raw:
        return row
    problem = Problem(
        "id",
        "The id %(value)s stands on line %(line)s too, with other content. Give each lead an id of its own.",
        {"value": row.source_key, "line": str(before.line)},
    )
    return Unread(key="", payload=row.raw, problems=(problem,), line=row.line)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """The rows of a file: `new` enquiries, how many are `known`, and what cannot be read."""

    new: list[NewLead]
    known: int
    unread: list[Unread]


def sort_out(read: Sequence[NewLead | Unread]) -> SortedOut:
    """What is new in a file that was read, and what came before, in it or in another. One query."""
    rows = without_reused_ids(read)
    arrived = {row.key: row for row in reversed(rows) if isinstance(row, NewLead)}
    known = known_keys(DOOR, [(row.key, row.source, row.source_key) for row in arrived.values()])
    new = [row for key, row in reversed(arrived.items()) if key not in known]
    unread = [row for row in rows if isinstance(row, Unread)]
    return SortedOut(new=new, known=len(rows) - len(unread) - len(new), unread=unread)


def counts_of(taken: Taken) -> dict[str, Any]:
    """What became of a file of leads, as it is kept with its import."""
    return {
        "taken": taken.taken,
        "known": taken.known,
        "unreadable": len(taken.unread),
        "offered": taken.offered,
        "offers": taken.offers,
        "placed": taken.placed,
        "waiting": dict(taken.waiting),
    }


def door_of(kind: str) -> str:
    """The door of the imports of leads, parties or areas."""
    return DOOR if kind == "leads" else f"{DOOR}:{kind}"


def begin_import(
    kind: str, *, mode: str, filename: str, source: str, mapping: Mapping[str, str], now: datetime
) -> Import:
    """Note that a file is imported from now on, by the command line."""
    return Import.objects.create(
        kind=kind, mode=mode, filename=filename[-255:], source=source, mapping=dict(mapping), started_at=now
    )


def importer(source_import: Import) -> Actor:
    """Whoever uploaded the file; the system for the command line's."""
    return acting(source_import.made_by)


def take_leads(arrivals: Sequence[NewLead], *, mode: Mode, source_import: Import, now: datetime) -> Taken:
    """Take enquiries in, at most LEADS_A_CASE of them. Where they cannot be taken together, each is taken alone, so
    that one bad row stops only itself. Raises only when the database is gone."""
    try:
        return _together(arrivals, mode=mode, source_import=source_import, now=now)
    except Exception:
        log.exception("import.batch_failed", leads=len(arrivals))
        return _one_by_one(arrivals, mode=mode, source_import=source_import, now=now)


def _together(arrivals: Sequence[NewLead], *, mode: Mode, source_import: Import, now: datetime) -> Taken:
    captured = capture_leads(
        arrivals, door=DOOR, mode=mode, actor=importer(source_import), now=now, source_import=source_import
    )
    there = whereabouts([one.lead_id for one in captured if not one.was_known])
    return Taken(
        taken=there.leads,
        known=len(captured) - there.leads,
        offered=there.offered,
        offers=there.offers,
        placed=there.placed,
        waiting=Counter(there.waiting),
    )


def _one_by_one(arrivals: Sequence[NewLead], *, mode: Mode, source_import: Import, now: datetime) -> Taken:
    total = Taken()
    for new in arrivals:
        try:
            total.add(_together([new], mode=mode, source_import=source_import, now=now))
        except Refused as refusal:
            total.unread.append(
                _refused(new, Problem(str(refusal.details.get("field", "")), refusal.message))
            )
        except (OperationalError, InterfaceError):
            raise  # the database is gone; nothing is wrong with the row
        except Exception:
            log.exception("import.row_failed", line=new.line)
            total.unread.append(_refused(new, Problem("", "This row could not be taken. The log says why.")))
    return total


def _refused(new: NewLead, problem: Problem) -> Unread:
    return Unread(key=new.key, payload=new.raw, problems=(problem,), line=new.line)


def end_import(
    source_import: Import, unread: Sequence[Unread], *, counts: Mapping[str, object], now: datetime
) -> int:
    """Keep what could not be read, note what became of the file, and see which rows kept before came mended now.
    Returns how many of the unread were not kept before."""
    door = door_of(source_import.kind)
    kept = keep_unread(unread, door=door, now=now, source_import=source_import)
    mark_repaired(door)
    source_import.counts = dict(counts)
    source_import.ended_at = now
    actor = importer(source_import)
    with open_batch(actor=actor, now=now) as batch:
        source_import.save(update_fields=["counts", "ended_at"])
        data = {"kind": source_import.kind, "mode": source_import.mode}
        batch.add(
            Entry(
                at=now,
                kind="import.ended",
                actor_kind=actor.kind,
                actor_member_id=actor.member_id,
                actor_party_id=actor.party_id,
                data=journal.checked("import.ended", data),
            )
        )
    return kept


REPAIRED: Final = """
UPDATE submission SET state = %s, lead_id = receipt.lead_id FROM receipt
WHERE submission.state = %s AND submission.door = %s AND submission.key <> ''
  AND receipt.door = submission.door AND receipt.key = submission.key AND receipt.lead_id IS NOT NULL
"""


def mark_repaired(door: str) -> None:
    """What was kept for repair behind this door and has since come mended, by its key, waits no longer."""
    with connection.cursor() as cursor:
        cursor.execute(REPAIRED, [SubmissionState.REPAIRED, SubmissionState.PROBLEM, door])
