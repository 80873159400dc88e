"""When a limit ends: working time that moves a deadline only so far, because absence never freezes a lead."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from staffel.rules.worktime import WorkCalendar, add_working_time, next_opening, working_time_between

UNWORKED = timedelta(days=30)  # where a calendar has no working time at all and no longest time is given
AT_RISK_FROM = 0.8  # due within the last 20 % of its time (KPIS.md, deadline_kept)
DAY_OF_FOLLOW_UP = timedelta(minutes=480)


def limit_end(
    start: datetime,
    *,
    work_minutes: int,
    calendar: WorkCalendar,
    longest: timedelta | None,
    asked: datetime | None = None,
) -> datetime:
    """The end of `work_minutes` of working time from `start`, at the latest `longest` wall-clock time after `asked`
    (default: `start`), and never before `start`... unless the longest time is over first."""
    worked = add_working_time(start, timedelta(minutes=work_minutes), calendar)
    if longest is None:
        return worked or start + UNWORKED
    latest = (asked or start) + longest
    return min(worked, latest) if worked else latest


def warning_at(start: datetime, end: datetime, *, share: float, calendar: WorkCalendar) -> datetime:
    """The moment at which `share` of the working time between `start` and `end` has passed; of the wall-clock time
    where there is none."""
    work = working_time_between(start, end, calendar)
    if not work:
        return start + (end - start) * share
    return min(add_working_time(start, work * share, calendar) or end, end)


def follow_up_span(on: date, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """From the first opening on the agreed day (or the next that is open) to the end of one working day after it,
    at the latest 24 hours later."""
    midnight = datetime.combine(on, time(), ZoneInfo(calendar.timezone))
    opens = next_opening(midnight, calendar) or midnight
    return opens, follow_up_end(opens, calendar)


def follow_up_end(starts_at: datetime, calendar: WorkCalendar) -> datetime:
    """One working day after the agreed time, at the latest 24 hours later."""
    return limit_end(
        starts_at,
        work_minutes=int(DAY_OF_FOLLOW_UP.total_seconds() // 60),
        calendar=calendar,
        longest=timedelta(hours=24),
    )
