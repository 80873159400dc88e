"""How long somebody has worked and when a time limit ends: working time across holidays, absences, summer time.

Everything is exact on UTC and half-open: at the closing minute it is closed. A deadline may therefore fall on
the closing minute itself, the first moment at which the whole time has been worked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from staffel.rules.calendars import Hours, Span, openings_on, without
from staffel.rules.hours import hours_from_json, hours_from_text, hours_to_json, hours_to_text

__all__ = [
    "HORIZON_DAYS",
    "WorkCalendar",
    "add_working_time",
    "hours_from_json",
    "hours_from_text",
    "hours_to_json",
    "hours_to_text",
    "is_open",
    "is_working_day",
    "next_opening",
    "next_working_day",
    "working_time_between",
]

HORIZON_DAYS = 400


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When somebody works. Local hours, public holidays of a region, and absences in UTC.

    `hours`: Monday to Sunday, each (start, end) in minutes since local midnight, in order; end may be 1440.
    `country`: ISO 3166-1 alpha-2, "" = no public holidays; `region`: subdivision code of the package
    `holidays` ("BY", "9", "ZH"), "" = only the national ones. `absences`: [start, end), aware, in any order.
    """

    timezone: str
    hours: Hours
    country: str
    region: str
    absences: tuple[Span, ...] = ()


def add_working_time(start: datetime, within: timedelta, calendar: WorkCalendar) -> datetime | None:
    """The earliest moment from `start` on at which `within` of working time has passed, in UTC.

    None: there is not that much working time within 400 days. Refuses a negative duration and naive times.
    """
    if within < timedelta(0):
        raise ValueError("Working time cannot be taken away: the duration is negative.")
    at, left = _utc(start), within
    if not left:
        return at
    for opens, closes in _openings(at, calendar):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return None


def working_time_between(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """B(a, b; p) of KPIS.md: the part of [start, end) inside the working hours; zero when end is not later."""
    first, last = _utc(start), _utc(end)
    total = timedelta(0)
    if last <= first:
        return total
    for opens, closes in _openings(first, calendar, days=(last - first).days + 2):
        if opens >= last:
            break
        total += min(closes, last) - opens
    return total


def next_opening(at: datetime, calendar: WorkCalendar) -> datetime | None:
    """When somebody works next, in UTC: `at` itself when open, None when closed for the next 400 days."""
    return next((opens for opens, _ in _openings(_utc(at), calendar)), None)


def is_open(at: datetime, calendar: WorkCalendar) -> bool:
    """Whether somebody works at this moment."""
    moment = _utc(at)
    return any(opens == moment for opens, _ in _openings(moment, calendar, days=1))


def is_working_day(on: date, calendar: WorkCalendar) -> bool:
    """Whether any working time is left on this local day."""
    return any(without(span, calendar.absences) for span in _spans(on, calendar))


def next_working_day(on: date, calendar: WorkCalendar) -> date:
    """The first working day from `on` on: `on` itself when it is one. Refuses when 400 days have none."""
    days = (on + timedelta(days=days) for days in range(HORIZON_DAYS))
    found = next((day for day in days if is_working_day(day, calendar)), None)
    if found is None:
        raise ValueError(f"There is no working day within {HORIZON_DAYS} days from {on.isoformat()}.")
    return found


def _openings(start: datetime, calendar: WorkCalendar, *, days: int = HORIZON_DAYS) -> Iterator[Span]:
    if not any(calendar.hours):
        return
    on = start.astimezone(ZoneInfo(calendar.timezone)).date()
    absences = [absence for absence in calendar.absences if absence[1] > start]
    for _ in range(days):
        for opens, closes in _spans(on, calendar):
            if closes > start:
                span = (max(opens, start), closes)
                yield from without(span, absences) if absences else (span,)
        on += _DAY


def _spans(on: date, calendar: WorkCalendar) -> tuple[Span, ...]:
    return openings_on(on, calendar.timezone, calendar.hours, calendar.country, calendar.region)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A time without its time zone cannot be placed: give an aware one.")
    return at.astimezone(UTC)


_DAY = timedelta(days=1)
