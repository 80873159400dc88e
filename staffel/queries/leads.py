"""The list of leads: what the address asks for, found, filtered, sorted and cut into pages by keyset."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

from staffel.models import Lead, Mandate, Membership, Offer
from staffel.queries.access import listed_leads
from staffel.queries.directory import Directory
from staffel.queries.labels import OUTCOMES
from staffel.queries.teasers import form_of, product_label, town_shown
from staffel.rules.finding import asked_for
from staffel.rules.words import normalised

PAGE: Final = 50
COUNTED: Final = 10_000  # beyond it the number is "more than": nobody waits for an exact one
DAY: Final = timedelta(days=1)

# How a list may be sorted: the column that decides, and whether the greatest comes first. The id settles a tie.
SORTS: Final[Mapping[str, tuple[str, bool]]] = {
    "": ("asked_at", True),
    "deadline": ("deadline_at", False),
    "name": ("name_key", False),
}


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """What the address asks for; "" is everything. `status`: a status, "open", or an outcome. `time`: "overdue" or
    "resting". `since` and `until` are the days (ISO) on which somebody asked, both included. `after`: go on
    behind that row."""

    q: str = ""
    status: str = ""
    temperature: str = ""
    holder: str = ""
    campaign: str = ""
    source: str = ""
    time: str = ""
    since: str = ""
    until: str = ""
    test: str = ""
    sort: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "LeadFilters":
        """From the address's query; what is too long or no text is cut."""
        names = (one.name for one in fields(cls))
        return cls(**{name: str(query.get(name, ""))[:160].replace("\0", "").strip() for name in names})

    @property
    def is_set(self) -> bool:
        """Whether anything but order and place in the list was asked for."""
        return any(getattr(self, one.name) for one in fields(self) if one.name not in {"sort", "after"})


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead of the list. `asked`: the parties whose turn it is while offers are open; `person` works it."""

    lead: Lead
    asked: tuple[str, ...]
    person: str
    town: str
    product: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    """`count` ends at `COUNTED`; `has_more` says that there are more than that. `after` "": the last page."""

    rows: tuple[LeadRow, ...]
    count: int
    has_more: bool
    after: str


def lead_page(member: Membership, filters: LeadFilters, *, book: Directory, now: datetime) -> LeadPage:
    """One page of the leads that this member may see: four queries, however many leads there are."""
    found = found_leads(member, filters, book=book, now=now)
    count = found.order_by()[: COUNTED + 1].count()
    column = SORTS.get(filters.sort, SORTS[""])[0]
    rows = list(behind(found, filters).select_related("holder", "campaign")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    after = f"{_written(getattr(last, column))}_{last.id}" if last else ""
    return LeadPage(tuple(_rows(rows[:PAGE], book=book)), min(count, COUNTED), count > COUNTED, after)


def found_leads(
    member: Membership, filters: LeadFilters, *, book: Directory, now: datetime
) -> QuerySet[Lead]:
    """The visible leads that fit the filters, sorted; from the first, whatever `after` says.
    Raises Http404 where the list is not for this member."""
    column, is_falling = SORTS.get(filters.sort, SORTS[""])
    sign = "-" if is_falling else ""
    leads = listed_leads(member).filter(_fits(filters, book=book, now=now), is_test=filters.test == "1")
    if column == "deadline_at":
        leads = leads.exclude(status="closed")  # only an open lead has one
    return named(leads, filters.q).defer("search").order_by(f"{sign}{column}", f"{sign}id")


def named(leads: QuerySet[Lead], wanted: str) -> QuerySet[Lead]:
    """Of these leads those that the typed words find; all where nothing was typed, none where only signs were."""
    if query := asked_for(wanted):
        return leads.filter(RawSQL("lead.search @@ %s::tsquery", [query], output_field=BooleanField()))
    return leads.none() if wanted else leads


def behind(leads: QuerySet[Lead], filters: LeadFilters) -> QuerySet[Lead]:
    """The sorted leads behind the row that `after` names; all where it names none."""
    column, is_falling = SORTS.get(filters.sort, SORTS[""])
    written, _, row_id = filters.after.rpartition("_")
    try:
        at: str | datetime | None = written if column == "name_key" else _moment(written)
        place = UUID(row_id)
    except ValueError:
        return leads
    if at is None:
        return leads
    way = "lt" if is_falling else "gt"
    # the first condition says nothing new: it is the one that the index can start from
    return leads.filter(
        Q(**{f"{column}__{way}e": at}), Q(**{f"{column}__{way}": at}) | Q(**{column: at, f"id__{way}": place})
    )


def _fits(filters: LeadFilters, *, book: Directory, now: datetime) -> Q:
    found = _in_state(filters.status) & _in_time(filters, now=now)
    if filters.temperature:
        found &= Q(temperature=filters.temperature)
    if filters.campaign:
        campaign = book.campaigns.get(filters.campaign)
        found &= Q(campaign_id=campaign.id if campaign else None)
    if filters.source:
        found &= Q(source__iexact=filters.source)
    if filters.holder:
        found &= Q(holder_id__in=_parties(filters.holder, book=book))
    return found


def _in_state(status: str) -> Q:
    if status == "open":
        return ~Q(status="closed")
    if status in OUTCOMES:
        return Q(outcome=status)
    return Q(status=status) if status else Q()


def _in_time(filters: LeadFilters, *, now: datetime) -> Q:
    found = Q()
    if filters.time == "overdue":
        found &= Q(deadline_at__lt=now) & ~Q(status="closed")
    elif filters.time == "resting":
        found &= Q(deadline_kind="follow_up", deadline_at__gt=now) & ~Q(status="closed")
    if since := _day(filters.since):
        found &= Q(asked_at__gte=_midnight(since))
    if until := _day(filters.until):
        found &= Q(asked_at__lt=_midnight(until + DAY))
    return found


def _parties(text: str, *, book: Directory) -> list[UUID]:
    """The parties that are meant: the one with this key, else all in whose names each typed word begins one."""
    wanted = normalised(text).split()
    exact = [party.id for party in book.parties.values() if party.key == text]
    return exact or [
        party.id
        for party in book.parties.values()
        if wanted
        and all(any(word.startswith(one) for word in normalised(party.name).split()) for one in wanted)
    ]


def _rows(leads: list[Lead], *, book: Directory) -> list[LeadRow]:
    ids = [lead.id for lead in leads]
    asked: dict[UUID, list[str]] = defaultdict(list)
    offers = Offer.objects.filter(lead_id__in=ids, state="open").values_list("lead_id", "party_id")
    for lead_id, party_id in offers:
        asked[lead_id].append(book.parties[party_id].name)
    people = dict(
        Mandate.objects.filter(lead_id__in=ids, ended_at=None).values_list("lead_id", "member__person__name")
    )
    language = get_language() or "en"
    return [
        LeadRow(
            lead=lead,
            asked=tuple(asked[lead.id]),
            person=people.get(lead.id) or "",
            town=town_shown(lead, home=book.installation.country),
            product=product_label(lead, form_of(lead, book=book), language=language),
        )
        for lead in leads
    ]


def _written(value: datetime | str) -> str:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(written: str) -> datetime | None:
    at = parse_datetime(written.replace(" ", "+"))
    return at if at and at.tzinfo else None


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None  # 31 February: no day, so no limit
    return day if day and day.year < 9999 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
