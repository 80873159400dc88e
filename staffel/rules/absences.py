"""Whether a lead may stay with somebody who will be away, and until when: an absence never freezes a lead."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from staffel.rules.calendars import Span
from staffel.rules.worktime import WorkCalendar, add_working_time, working_time_between


@dataclass(frozen=True, slots=True)
class Promised:
    """A lead's deadline as it stands. `limit`: the working time of its step; `longest`: the wall-clock time after
    `since` that nothing may pass, None after the first contact. `is_agreed`: a date agreed with the prospect."""

    since: datetime
    until: datetime
    limit: timedelta
    longest: timedelta | None
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """`until`: the deadline that the lead would get; None where it cannot stay, and then `why_not`: "date_agreed",
    "away_too_long" or "longest_passed"."""

    until: datetime | None
    why_not: str = ""


def whole_days(first: date, last: date, timezone: str) -> Span:
    """From the first day's midnight to the one after the last, in UTC; days of the given time zone."""
    zone = ZoneInfo(timezone)
    return (
        datetime.combine(first, time(), zone).astimezone(UTC),
        datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
    )


def falls_into(deadline: datetime | None, away: Span) -> bool:
    """Whether a lead with this deadline is touched by the absence."""
    return deadline is not None and away[0] <= deadline < away[1]


def stay(promised: Promised, away: Span, calendar: WorkCalendar) -> Stay:
    """The working time that was left when the absence begins is given after the return. `calendar`: of the holder,
    without this absence. Away for longer than the step's own limit, or beyond the longest time: it cannot stay."""
    if promised.is_agreed:
        return Stay(None, "date_agreed")
    if working_time_between(*away, calendar) > promised.limit:
        return Stay(None, "away_too_long")
    left = working_time_between(max(away[0], promised.since), promised.until, calendar)
    until = add_working_time(away[1], left, calendar)
    if until is None:
        return Stay(None, "away_too_long")
    if promised.longest is not None and until > promised.since + promised.longest:
        return Stay(None, "longest_passed")
    return Stay(until)
