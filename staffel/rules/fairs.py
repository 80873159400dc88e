"""Which fairs are on or near, and when a talk at one took place, as far as the device can be believed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from staffel.rules.campaigns import Campaign

Key = TypeVar("Key")
NEAR_BEFORE: Final = timedelta(days=60)  # a fair is prepared so long before it begins
NEAR_AFTER: Final = timedelta(days=14)  # and so long after it slips of paper are still typed
LONGEST_KEPT: Final = timedelta(days=31)  # a device without network keeps what was captured so long


def is_near(campaign: Campaign, *, today: date) -> bool:
    """Whether the campaign is a fair that is on, soon, or just over."""
    if campaign.fair_from is None and campaign.fair_until is None:
        return False
    first = campaign.fair_from or campaign.fair_until or today
    last = campaign.fair_until or first
    return first - NEAR_BEFORE <= today <= last + NEAR_AFTER


def events_of(campaigns: Iterable[tuple[Key, Campaign]], *, today: date) -> list[Key]:
    """The fairs that are near; where there is none, all campaigns."""
    found = list(campaigns)
    return [key for key, body in found if is_near(body, today=today)] or [key for key, _ in found]


def talked_at(said: str, *, sent: str, now: datetime) -> datetime:
    """When the talk was: its age by the device's own clock (`said` and `sent` are ISO with zone), counted back from
    `now`, so that a clock that is wrong by a year does no harm. `now` where nothing readable was said."""
    at, by_then = _moment(said), _moment(sent)
    if at is None:
        return now
    age = (by_then or now) - at
    return now - min(max(age, timedelta()), LONGEST_KEPT)


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None
