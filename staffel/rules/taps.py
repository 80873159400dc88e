"""When a button was pressed: what the phone says, as far as it can be believed."""

from datetime import datetime, timedelta
from typing import Final

LONGEST_KEPT: Final = timedelta(days=7)  # a phone without network keeps what was reported so long
LATE: Final = timedelta(minutes=1)  # the way of a request, and a phone's clock that is a little slow


def told_late(at: datetime | None, *, now: datetime) -> datetime | None:
    """When it happened, for what arrived later than it happened; None for what is told as it happens."""
    return at if at is not None and now - at >= LATE else None


def tapped_at(said: str, *, now: datetime, since: datetime) -> datetime:
    """The phone's time of the tap (ISO, with its zone), brought between `since` and `now` and to the last seven days: its
    clock may be wrong, a report is worth more than its minute. `now` where nothing readable was said."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return now
    if at.tzinfo is None:
        return now
    earliest = min(now, max(since, now - LONGEST_KEPT))
    return min(max(at, earliest), now)
