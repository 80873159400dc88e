"""When to try again after nobody answered: at another time of day, in working time."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from staffel.rules.worktime import WorkCalendar, next_opening

# People who are not at the telephone at one time of day are often at another: morning, noon, late afternoon.
TIMES_OF_DAY: Final = (time(8, 30), time(12, 30), time(16, 30))


def next_attempt(tried_at: datetime, *, attempts: int, pause: timedelta, calendar: WorkCalendar) -> datetime:
    """The proposed time of the next attempt, UTC or as the calendar gives it: at least `pause` after the last one, at
    the next of the times of day that differs from the last, moved to the next opening where that is closed.
    `attempts`: how many there were; from the third on a whole day is left between."""
    zone = ZoneInfo(calendar.timezone)
    earliest = tried_at + (pause if attempts < 3 else max(pause, timedelta(hours=18)))
    local = earliest.astimezone(zone)
    last = _slot(tried_at.astimezone(zone).time())
    options = (
        datetime.combine(local.date() + timedelta(days=days), at, zone)
        for days in range(8)
        for index, at in enumerate(TIMES_OF_DAY)
        if index != last
    )
    wanted = next(option for option in options if option >= earliest)
    return next_opening(wanted, calendar) or wanted


def _slot(at: time) -> int:
    """Which of the times of day is the nearest one before or around `at`."""
    if at < time(11):
        return 0
    return 1 if at < time(15) else 2
