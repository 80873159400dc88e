"""When a message that could not be sent is tried again, and when Staffel gives up."""

from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
GIVEN_UP_WITHIN: Final = timedelta(days=2)


def next_try(attempts: int, *, promised_at: datetime, now: datetime) -> datetime | None:
    """When to try again after `attempts` failures (1 for the first), the pause growing to four hours; None once the
    next try would come more than two days after `promised_at`."""
    at = now + PAUSES[min(attempts, len(PAUSES)) - 1]
    return at if at <= promised_at + GIVEN_UP_WITHIN else None
