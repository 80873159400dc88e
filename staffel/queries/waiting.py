"""What waits today: the sentence with the numbers, the open leads most urgent first, and what lies on the desk.

Test leads do not count. *Turn*: with open offers the partners asked, otherwise the holder.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from staffel.models import Lead, Mandate, Membership, Offer
from staffel.queries.access import visible_leads
from staffel.queries.directory import Directory
from staffel.queries.labels import deadline_label, reason_label
from staffel.queries.teasers import form_of, product_label, town_shown
from staffel.queries.timeline import reasons_of
from staffel.rules.reasons import Reasons

PAGE = 50
TURN = Case(
    When(deadline_kind="offer", then=Value("partner")), default=F("holder__kind"), output_field=CharField()
)
OPEN = ~Q(status="closed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; "" is everything. `waiting`: nobody has called yet. `after` goes on behind a row."""

    status: str = ""
    turn: str = ""
    holder: str = ""
    waiting: bool = False
    overdue: bool = False
    desk: str = ""
    test: bool = False
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """From the address's query; what is unknown there is left out."""

        def word(name: str) -> str:
            return str(query.get(name, ""))[:80].replace("\0", "")

        return cls(
            status=word("status"),
            turn=word("turn"),
            holder=word("holder"),
            desk=word("desk"),
            after=word("after"),
            waiting=word("waiting") == "1",
            overdue=word("overdue") == "1",
            test=word("test") == "1",
        )

    @property
    def is_set(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The open leads, and how many of them wait for the first call, by whose turn it is."""

    open: int
    waiting: int
    overdue: int
    resting: int
    by_turn: Mapping[str, int]

    @property
    def share(self) -> int:
        """Of the open leads, in per cent."""
        return round(100 * self.waiting / self.open) if self.open else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One lead of the list. `asked`: the parties whose turn it is while offers are open. `task`: what is due then."""

    lead: Lead
    asked: tuple[str, ...]
    person: str
    place: str
    product: str
    desk_reason: str
    task: str


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
class Today:
    numbers: Numbers
    page: Page
    on_desk: tuple[OnDesk, ...] = field(default=())


def waiting_today(member: Membership, filters: Filters, *, book: Directory, now: datetime) -> Today:
    """All that the page shows, in five queries however many leads there are."""
    leads = visible_leads(member).filter(OPEN)
    real = leads.filter(is_test=False)
    return Today(
        _numbers(real, now=now), _page(leads, filters, book=book, now=now), _on_desk(real, book=book, now=now)
    )


def held_leads(member: Membership) -> list[UUID]:
    """The held leads that a release sends on their way, test leads left out, the oldest first."""
    held = visible_leads(member).filter(OPEN, is_test=False, deadline_kind="release")
    return list(held.order_by("id").values_list("id", flat=True))


def _waits(now: datetime) -> Q:
    """Open, nobody has tried to call, and no date agreed for later."""
    return Q(attempted_at=None) & ~Q(deadline_kind="follow_up", deadline_at__gt=now)


def _numbers(leads: QuerySet[Lead], *, now: datetime) -> Numbers:
    waits = _waits(now)
    turns = {kind: Count("id", filter=waits & Q(turn=kind)) for kind in ("desk", "agency", "partner")}
    found = leads.annotate(turn=TURN).aggregate(
        open=Count("id"),
        waiting=Count("id", filter=waits),
        overdue=Count("id", filter=Q(deadline_at__lt=now)),
        resting=Count("id", filter=Q(deadline_kind="follow_up", deadline_at__gt=now)),
        **turns,
    )
    by_turn = {kind: found[kind] for kind in turns}
    return Numbers(found["open"], found["waiting"], found["overdue"], found["resting"], by_turn)


def _filtered(leads: QuerySet[Lead], filters: Filters, *, now: datetime) -> QuerySet[Lead]:
    leads = leads.filter(is_test=filters.test).annotate(turn=TURN)
    for name in ("status", "turn"):
        if value := getattr(filters, name):
            leads = leads.filter(**{name: value})
    if filters.holder:
        leads = leads.filter(holder__key=filters.holder)
    if filters.desk:
        leads = leads.filter(~Q(desk_reason="") if filters.desk == "any" else Q(desk_reason=filters.desk))
    if filters.waiting:
        leads = leads.filter(_waits(now))
    return leads.filter(deadline_at__lt=now) if filters.overdue else leads


def _page(leads: QuerySet[Lead], filters: Filters, *, book: Directory, now: datetime) -> Page:
    """By keyset, most urgent first: the page after a million rows costs what the first one does."""
    found = _filtered(leads, filters, now=now)
    if behind := _behind(filters.after):
        at, lead_id = behind
        found = found.filter(Q(deadline_at__gt=at) | Q(deadline_at=at, id__gt=lead_id))
    rows = list(found.select_related("holder", "campaign").order_by("deadline_at", "id")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    after = f"{last.deadline_at.isoformat()}_{last.id}" if last and last.deadline_at else ""
    return Page(tuple(_rows(rows[:PAGE], book=book)), after)


def _behind(after: str) -> tuple[datetime, UUID] | None:
    written, _, lead_id = after.partition("_")
    try:
        at = parse_datetime(written.replace(" ", "+"))
        return (at, UUID(lead_id)) if at and at.tzinfo else None
    except ValueError:
        return None


def _rows(leads: list[Lead], *, book: Directory) -> list[Row]:
    ids = [lead.id for lead in leads]
    asked: dict[UUID, list[str]] = defaultdict(list)
    for lead_id, party_id in Offer.objects.filter(lead_id__in=ids, state="open").values_list(
        "lead_id", "party_id"
    ):
        asked[lead_id].append(book.parties[party_id].name)
    open_mandates = Mandate.objects.filter(lead_id__in=ids, ended_at=None).select_related("member__person")
    mandates = {mandate.lead_id: mandate for mandate in open_mandates}
    return [
        Row(
            lead=lead,
            asked=tuple(asked[lead.id]),
            person=_person(mandates.get(lead.id)),
            task=_task(lead, mandates.get(lead.id), book=book),
            place=town_shown(lead, home=book.installation.country),
            product=product_label(lead, form_of(lead, book=book), language=get_language() or "en"),
            desk_reason=reason_label(lead.desk_reason, reasons_of(lead, book=book))
            if lead.desk_reason
            else "",
        )
        for lead in leads
    ]


def _person(mandate: Mandate | None) -> str:
    return str(mandate.member.person) if mandate and mandate.member else ""


def _task(lead: Lead, mandate: Mandate | None, *, book: Directory) -> str:
    if mandate is None:
        return deadline_label(lead.deadline_kind)
    pipeline = book.editions[mandate.pipeline_version_id].body
    return deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline)


def _on_desk(leads: QuerySet[Lead], *, book: Directory, now: datetime) -> tuple[OnDesk, ...]:
    counts = (
        leads.exclude(desk_reason="")
        .values_list("desk_reason")
        .annotate(count=Count("id"))
        .order_by("-count")
    )
    reasons: Reasons = book.current("reasons", "default", at=now).body
    return tuple(OnDesk(code, reason_label(code, reasons), count) for code, count in counts)
