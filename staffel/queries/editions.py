"""The editions of one thing: the current one, the older ones, and what changed between them, by whom and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.models import Entry, PartyKind, Version
from staffel.queries.directory import Directory, Edition
from staffel.queries.sheet_lines import Line, thing_name
from staffel.queries.sheets import Change, changes, sheet
from staffel.queries.vocabulary import campaigns_using
from staffel.rules.refused import Refused

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Past:
    """One edition in the history. `was_first`: there is none before it to compare with."""

    number: int
    valid_from: datetime
    by: str
    is_current: bool
    was_first: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """What was changed without a new edition: the words for it, by whom."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of a list: `used_by`: names of campaigns; None for what belongs to no campaign."""

    key: str
    name: str
    number: int
    since: datetime
    by: str
    used_by: tuple[str, ...] | None
    halted_at: datetime | None


def editions_of(kind: str, key: str, *, book: Directory) -> tuple[Edition, ...]:
    """All published editions, the newest first; empty for what is not there."""
    return book.published.get((kind, key), ())


def current(kind: str, key: str, *, book: Directory, now: datetime) -> Edition | None:
    """The edition that holds now; None for what is not there."""
    try:
        return book.current(kind, key, at=now)
    except Refused:
        return None


def history(kind: str, key: str, *, book: Directory, now: datetime) -> list[Past]:
    """The newest editions, each with what it changed. One query."""
    found = editions_of(kind, key, book=book)[: SHOWN + 1]
    holds, authors = current(kind, key, book=book, now=now), authors_of(kind, key)
    sheets = [sheet(kind, one.body, book=book, now=now) for one in found]
    return [
        Past(
            number=one.version,
            valid_from=one.valid_from,
            by=authors.get(one.version, _("Staffel")),
            is_current=one == holds,
            was_first=at + 1 == len(found),
            changes=changes(sheets[at + 1], sheets[at]) if at + 1 < len(found) else (),
        )
        for at, one in enumerate(found[:SHOWN])
    ]


BESIDE_EDITIONS: Final[Mapping[str, Promise]] = {
    "name": _l("Name"),
    "source": _l("Source"),
    "desk_id": _l("Responsible desk"),
}


def renamings(kind: str, key: str, *, book: Directory) -> list[Renamed]:
    """What was changed about a market or a campaign without a new edition, the newest first. One query for these kinds."""
    if kind not in {"market", "campaign"}:
        return []
    desks = [party.id for party in book.houses if party.kind == PartyKind.DESK]
    rows = Entry.objects.filter(
        party_id__in=desks, lead=None, kind="version.renamed", data__kind=kind, data__key=key
    )
    return [
        Renamed(
            entry.at,
            str(entry.actor_member.person) if entry.actor_member else _("Staffel"),
            ", ".join(str(BESIDE_EDITIONS.get(name, name)) for name in entry.data["fields"]),
        )
        for entry in rows.select_related("actor_member__person").order_by("-id")[:SHOWN]
    ]


def authors_of(kind: str, key: str) -> dict[int, str]:
    """Who made which edition, by its number. One query."""
    rows = Version.objects.filter(kind=kind, key=key).values_list("version", "made_by__person__name")
    return {number: name for number, name in rows if name}


def things(kind: str, *, book: Directory, now: datetime) -> list[Thing]:
    """Everything of a kind in its current edition, by name. One query."""
    rows = Version.objects.filter(kind=kind).values_list("key", "version", "made_by__person__name")
    authors = {(key, number): name for key, number, name in rows}
    found = []
    for key in {key for of, key in book.published if of == kind}:
        edition = current(kind, key, book=book, now=now)
        if edition is None:
            continue
        row = (
            book.markets.get(key)
            if kind == "market"
            else book.campaigns.get(key)
            if kind == "campaign"
            else None
        )
        by = authors.get((key, edition.version)) or _("Staffel")
        found.append(
            Thing(
                key=key, name=thing_name(kind, key, book=book), number=edition.version, since=edition.valid_from, by=by,
                used_by=_used_by(kind, key, book, now), halted_at=row.halted_at if row else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.key != "default" or kind == "text", one.name.casefold()))


def _used_by(kind: str, key: str, book: Directory, now: datetime) -> tuple[str, ...] | None:
    if kind in {"campaign", "text", "terms", "consent"}:
        return None
    return tuple(book.campaigns[one].name for one in campaigns_using(kind, key, book=book, now=now))


def lines_of(edition: Edition, *, book: Directory, now: datetime) -> tuple[Line, ...]:
    return sheet(edition.kind, edition.body, book=book, now=now)
