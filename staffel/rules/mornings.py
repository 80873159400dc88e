"""When the mail of a working morning is due: from the first opening of a party's own working day to its last closing."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from staffel.rules.worktime import WorkCalendar, next_opening


def morning(now: datetime, calendar: WorkCalendar) -> date | None:
    """The local day whose work has begun and is not over at `now` (a break counts as work); None on holidays and
    weekends, during an absence, before the day's first opening and after its last closing."""
    zone = ZoneInfo(calendar.timezone)
    today = now.astimezone(zone).date()
    first = next_opening(datetime.combine(today, time(), zone), calendar)
    following = next_opening(now, calendar)
    if first is None or first > now or following is None:
        return None
    return today if following.astimezone(zone).date() == today else None
