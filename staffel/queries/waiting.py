"""What waits today: the sentence with the numbers, the open leads most urgent first, and what lies on the desk.

Neither test leads nor those that a partner captured for itself count. *Turn*: with open offers the partners asked,
otherwise the holder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from staffel.models import Lead, Membership, PartyKind
from staffel.queries.access import open_leads
from staffel.queries.directory import Directory
from staffel.queries.labels import reason_label, turns_label
from staffel.queries.teasers import form_of, product_label, town_shown
from staffel.queries.timeline import reasons_of
from staffel.queries.urgency import is_at_risk, is_overdue, is_resting, is_waiting
from staffel.queries.whose import Whose, whose, with_known
from staffel.rules.reasons import Reasons

PAGE: Final = 50
TURN: Final = Case(
    When(deadline_kind="offer", then=Value("partner")), default=F("holder__kind"), output_field=CharField()
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; "" is everything, "1" asks for it. `waiting`: nobody has called yet. `desk`: why it
    lies there, or "any". `after` goes on behind a row."""

    status: str = ""
    turn: str = ""
    holder: str = ""
    waiting: str = ""
    overdue: str = ""
    risk: str = ""
    resting: str = ""
    desk: str = ""
    test: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """From the address's query; what is unknown there is left out."""
        names = (one.name for one in fields(cls))
        return cls(**{name: str(query.get(name, ""))[:80].replace("\0", "") for name in names})

    @property
    def is_set(self) -> bool:
        return self != Filters(after=self.after)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The open leads, and how many of them wait for the first call, by whose turn it is."""

    open: int
    waiting: int
    overdue: int
    at_risk: int
    resting: int
    by_turn: Mapping[str, int]

    @property
    def turns(self) -> list[tuple[str, str]]:
        """Whose turn it is, by kind and in words with the number; who has none is left out."""
        return [(kind, turns_label(kind, count)) for kind, count in self.by_turn.items() if count]

    @property
    def share(self) -> int:
        """Of the open leads, in per cent."""
        return round(100 * self.waiting / self.open) if self.open else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One lead of the list. `desk_reason`: why it lies on the desk, "" elsewhere."""

    lead: Lead
    whose: Whose
    place: str
    product: str
    desk_reason: str


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True, slots=True)
class OnDesk:
    """How many leads lie on the desk for one reason."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class AtPartner:
    """How a partner's open leads stand, for whoever looks after it."""

    key: str
    name: str
    open: int
    overdue: int


def counted_leads(member: Membership) -> QuerySet[Lead]:
    """The open leads that count for this member: no test leads; and of those that partners captured for themselves
    only one's own."""
    leads = open_leads(member).filter(is_test=False)
    return leads if member.party.kind == PartyKind.PARTNER else leads.filter(is_own=False)


def held_leads(member: Membership) -> list[UUID]:
    """The held leads that a release sends on their way, test leads left out, the oldest first."""
    held = counted_leads(member).filter(deadline_kind="release")
    return list(held.order_by("id").values_list("id", flat=True))


def numbers(member: Membership, *, book: Directory, now: datetime) -> Numbers:
    """One query over the open leads, and all of it from their index: the few desks and agencies are named to it, so that
    it need not look up who holds each lead."""
    waits = is_waiting(now)
    named = {kind: [one.id for one in book.houses if one.kind == kind] for kind in ("desk", "agency")}
    turns = {
        kind: Count("id", filter=waits & ~Q(deadline_kind="offer") & Q(holder__in=ids))
        for kind, ids in named.items()
    }
    found = counted_leads(member).aggregate(
        open=Count("id"),
        waiting=Count("id", filter=waits),
        overdue=Count("id", filter=is_overdue(now)),
        at_risk=Count("id", filter=is_at_risk(now)),
        resting=Count("id", filter=is_resting(now)),
        **turns,
    )
    by_turn = {kind: found.pop(kind) for kind in turns}
    by_turn["partner"] = found["waiting"] - sum(by_turn.values())
    return Numbers(**found, by_turn=by_turn)


def waiting_page(member: Membership, filters: Filters, *, book: Directory, now: datetime) -> Page:
    """What is overdue first, then what is at risk, then the others, each by deadline; by keyset, so that a page far
    behind costs what the first one does. At most five queries."""
    leads = _filtered(member, filters, now=now).defer("search")
    parts = _parts(leads, filters, now=now)
    begin, behind = _behind(filters.after)
    found: list[tuple[int, Lead]] = []
    for number in range(begin, len(parts)):
        if len(found) > PAGE:
            break
        part = parts[number].filter(behind) if number == begin else parts[number]
        found += [(number, lead) for lead in part.order_by("deadline_at", "id")[: PAGE + 1 - len(found)]]
    after = _written(*found[PAGE - 1]) if len(found) > PAGE else ""
    return Page(tuple(_rows([lead for _, lead in found[:PAGE]], book=book)), after)


def _parts(leads: QuerySet[Lead], filters: Filters, *, now: datetime) -> tuple[QuerySet[Lead], ...]:
    """In the order of the list. Each is one stretch of the index by deadline, so that the first rows need no sorting of
    all; of a filter that all rows pass there is one part."""
    if "1" in {filters.overdue, filters.risk}:
        return (leads,)
    later = leads.filter(deadline_at__gte=now)
    return leads.filter(is_overdue(now)), later.filter(is_at_risk(now)), later.exclude(is_at_risk(now))


def _written(part: int, lead: Lead) -> str:
    assert lead.deadline_at is not None
    return f"{part}_{lead.deadline_at.isoformat()}_{lead.id}"


def _behind(after: str) -> tuple[int, Q]:
    """In which part of the list to go on, and behind which row of it; from the beginning where this says nothing."""
    part, _, rest = after.partition("_")
    written, _, lead_id = rest.partition("_")
    try:
        at, row_id = parse_datetime(written.replace(" ", "+")), UUID(lead_id)
    except ValueError:
        return 0, Q()
    if part not in {"0", "1", "2"} or at is None or at.tzinfo is None:
        return 0, Q()
    return int(part), Q(deadline_at__gt=at) | Q(deadline_at=at, id__gt=row_id)


def _filtered(member: Membership, filters: Filters, *, now: datetime) -> QuerySet[Lead]:
    leads = counted_leads(member)
    if filters.test:
        leads = open_leads(member).filter(is_test=True)
    if filters.status:
        leads = leads.filter(status=filters.status)
    if filters.turn:
        leads = leads.alias(turn=TURN).filter(turn=filters.turn)
    if filters.holder:
        leads = leads.filter(holder__key=filters.holder)
    if filters.desk:
        leads = leads.filter(~Q(desk_reason="") if filters.desk == "any" else Q(desk_reason=filters.desk))
    conditions = {
        "waiting": is_waiting(now),
        "overdue": is_overdue(now),
        "risk": is_at_risk(now),
        "resting": is_resting(now),
    }
    for name, condition in conditions.items():
        if getattr(filters, name) == "1":
            leads = leads.filter(condition)
    return leads


def _rows(leads: list[Lead], *, book: Directory) -> list[Row]:
    standing, language = whose(leads, book=book), get_language() or "en"
    return [
        Row(
            lead=lead,
            whose=standing[lead.id],
            place=town_shown(lead, home=book.installation.country),
            product=product_label(lead, form_of(lead, book=book), language=language),
            desk_reason=reason_label(lead.desk_reason, reasons_of(lead, book=book))
            if lead.desk_reason
            else "",
        )
        for lead in with_known(leads, book=book)
    ]


def on_desk(member: Membership, *, book: Directory, now: datetime) -> tuple[OnDesk, ...]:
    """What lies on the desk and why, the most frequent reason first. One query."""
    counts = (
        counted_leads(member)
        .exclude(desk_reason="")
        .values_list("desk_reason")
        .annotate(count=Count("id"))
        .order_by("-count", "desk_reason")
    )
    reasons: Reasons = book.current("reasons", "default", at=now).body
    return tuple(OnDesk(code, reason_label(code, reasons), count) for code, count in counts)


def at_partners(member: Membership, *, book: Directory, now: datetime) -> list[AtPartner]:
    """The partners that hold leads which this member sees, the most overdue first. One query."""
    rows = (
        counted_leads(member)
        .values_list("holder_id")
        .annotate(open=Count("id"), overdue=Count("id", filter=is_overdue(now)))
        .order_by()
    )
    found = [
        AtPartner(party.key, party.name, count, overdue)
        for holder_id, count, overdue in rows
        if (party := book.parties[holder_id]).kind == PartyKind.PARTNER
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.open, one.name))
