"""What the list of leads can be asked for: the filters of its address, as conditions of the database."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.dateparse import parse_date

from staffel.models import Submission
from staffel.queries.directory import Directory
from staffel.queries.happened import HAPPENED, has_happened, lacked_or_asked
from staffel.queries.labels import OUTCOMES
from staffel.queries.urgency import OPEN, is_at_risk, is_overdue, is_resting, is_waiting
from staffel.rules.finding import areas_asked_for, asked_for
from staffel.rules.words import normalised

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
TIMES: Final = {"waiting": is_waiting, "overdue": is_overdue, "risk": is_at_risk, "resting": is_resting}


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """What the address asks for; "" is everything. `status`: a status, "open", or an outcome. `time`: a key of TIMES.
    `area`: beginnings of postal codes, with a country or without. `age`: asked more than so many days ago. `event`: what
    happened in the period, without one at any time ("" asked, "closed", or a key of queries.happened), there to the question with this key (`question`); `period`: "today", "week" (this one up to now),
    "last-week" (up to the same day and hour) or a number of days; `since` and `until`: days (ISO), both included.
    `imported`: the id of the import that brought it. `own`: "1" what partners captured for themselves, "0" all but that. `after`: go on behind that row."""

    q: str = ""
    status: str = ""
    temperature: str = ""
    time: str = ""
    holder: str = ""
    campaign: str = ""
    source: str = ""
    area: str = ""
    age: str = ""
    event: str = ""
    question: str = ""
    period: str = ""
    since: str = ""
    until: str = ""
    own: str = ""
    imported: str = ""
    test: str = ""
    sort: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "LeadFilters":
        """From the address's query; what is too long or no text is cut."""
        names = (one.name for one in fields(cls))
        return cls(**{name: str(query.get(name, ""))[:160].replace("\0", "").strip() for name in names})

    @property
    def asked(self) -> dict[str, str]:
        """What narrows the list, by name: everything that is set but order and place in the list."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value and name not in {"sort", "after"}}

    @property
    def is_set(self) -> bool:
        return bool(self.asked)


def fitting(filters: LeadFilters, *, book: Directory, now: datetime) -> Q:
    """The condition for the leads that fit; days begin at midnight in the active time zone."""
    found = Q(is_test=filters.test == "1") & _in_state(filters.status) & _in_time(filters, now=now)
    if filters.temperature:
        found &= Q(temperature=filters.temperature)
    if filters.campaign:
        campaign = book.campaigns.get(filters.campaign)
        found &= Q(campaign_id=campaign.id if campaign else None)
    if filters.source:
        found &= Q(source__iexact=filters.source)
    if filters.holder:
        found &= Q(holder_id__in=parties_meant(filters.holder, book=book))
    if filters.own in {"0", "1"}:
        found &= Q(is_own=filters.own == "1")
    if filters.imported:
        found &= _imported(filters.imported)
    return found & _in_area(filters.area) & is_named(filters.q)


def _imported(text: str) -> Q:
    """The leads that one import has brought."""
    try:
        import_id = UUID(text)
    except ValueError:
        return NOTHING
    brought = Submission.objects.filter(source_import=import_id, lead__isnull=False)
    return Q(id__in=brought.values("lead_id"))


def is_named(text: str) -> Q:
    """The leads that the typed words find; all where nothing was typed, none where only signs were."""
    if query := asked_for(text):
        return Q(RawSQL("lead.search @@ %s::tsquery", [query], output_field=BooleanField()))
    return NOTHING if text else Q()  # only signs were typed: nothing is called that


NOTHING: Final = Q(pk__in=[])


def _in_state(status: str) -> Q:
    if status == "open":
        return OPEN
    if status in OUTCOMES:
        return Q(outcome=status)
    return Q(status=status) if status else Q()


def _in_area(text: str) -> Q:
    if not text:
        return Q()
    areas = areas_asked_for(text)
    found = NOTHING
    for country, beginning in areas:
        one = Q(postal_code__startswith=beginning) if beginning else Q()
        found |= one & Q(country=country) if country else one
    return found


def _in_time(filters: LeadFilters, *, now: datetime) -> Q:
    found = TIMES[filters.time](now) if filters.time in TIMES else Q()
    if filters.age.isdecimal() and len(filters.age) < 5:
        found &= Q(asked_at__lte=now - int(filters.age) * DAY)
    if filters.question:
        found &= lacked_or_asked(filters.event, filters.question)
    return found & _happened(filters.event, *span(filters, now=now))


def span(filters: LeadFilters, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From (included) and until (excluded) of the period and of the two days, whichever is narrower."""
    starts, ends = [], []
    start, end = period(filters.period, now=now)
    if since := day_of(filters.since):
        starts.append(midnight_of(since))
    if until := day_of(filters.until):
        ends.append(midnight_of(until + DAY))
    starts += [start] if start else []
    ends += [end] if end else []
    return max(starts, default=None), min(ends, default=None)


def period(code: str, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From and until of a period; weeks begin on Monday. The last week ends at the same day and hour as this one now."""
    today = timezone.localdate(now)
    monday = today - today.weekday() * DAY
    if code == "today":
        return midnight_of(today), None
    if code == "week":
        return midnight_of(monday), None
    if code == "last-week":
        return midnight_of(monday - WEEK), _a_week_before(now)
    if code.isdecimal() and len(code) < 5:
        return now - int(code) * DAY, None
    return None, None


def _a_week_before(now: datetime) -> datetime:
    """The same hour on the clock, also across a change to summer time."""
    return timezone.make_aware(timezone.make_naive(now) - WEEK)


def _happened(event: str, start: datetime | None, end: datetime | None) -> Q:
    if event in HAPPENED:
        return has_happened(event, start, end)
    if event == "closed":
        return Q(status="closed") & _between("closed_at", start, end)
    return _between("asked_at", start, end)


def _between(column: str, start: datetime | None, end: datetime | None) -> Q:
    found = Q(**{f"{column}__gte": start}) if start else Q()
    return found & Q(**{f"{column}__lt": end}) if end else found


def parties_meant(text: str, *, book: Directory) -> list[UUID]:
    """The parties that are meant: the one with this key, else all in whose names each typed word begins one."""
    if exact := book.by_key.get(text):
        return [exact.id]
    return [
        party.id for party in book.parties.values() if _is_called(normalised(party.name), normalised(text))
    ]


def _is_called(name: str, wanted: str) -> bool:
    words = wanted.split()
    return bool(words) and all(any(word.startswith(one) for word in name.split()) for one in words)


def day_of(text: str) -> date | None:
    """A day as an address has it (ISO); None for what is none."""
    try:
        day = parse_date(text)
    except ValueError:
        return None  # 31 February: no day, so no limit
    return day if day and day.year < 9999 else None


def midnight_of(day: date) -> datetime:
    """When this day begins where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
