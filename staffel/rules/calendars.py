"""When a place is open: the opening hours of one local day as UTC times, public holidays left out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

Hours = tuple[tuple[tuple[int, int], ...], ...]
Span = tuple[datetime, datetime]


@lru_cache(maxsize=4096)
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """The public holidays of a country (ISO 3166-1 alpha-2) and region in a year, by the package `holidays`.

    A region it does not know has the national ones only, a country it does not know has none: a clock must
    not stop for a label. Imports ask `has_holidays` and say so.
    """
    for subdivision in (region or None, None):
        if country and _is_known(country, subdivision):
            found = holidays.country_holidays(country, subdiv=subdivision, years=year)
            return frozenset(on for on in found if on.year == year)
    return frozenset()


def has_holidays(country: str, region: str) -> bool:
    """Whether the public holidays of this region (or, with "", of the country as a whole) are known."""
    return _is_known(country, region or None)


def next_holidays(
    country: str, region: str, on: date, *, language: str, most: int = 3
) -> tuple[tuple[date, str], ...]:
    """The next public holidays from this day on, with their names in the language where they are known in it."""
    if not country or not _is_known(country, None):
        return ()
    subdivision = region if region and _is_known(country, region) else None
    years = (on.year, on.year + 1)
    spoken = holidays.country_holidays(country, subdiv=subdivision).supported_languages
    wanted = next((one for one in spoken if one.startswith(language[:2])), None)
    found = holidays.country_holidays(country, subdiv=subdivision, years=years, language=wanted)
    return tuple((day, name) for day, name in sorted(found.items()) if day >= on)[:most]


@lru_cache(maxsize=1024)
def _is_known(country: str, subdivision: str | None) -> bool:
    try:
        holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=32768)
def openings_on(on: date, timezone: str, hours: Hours, country: str, region: str) -> tuple[Span, ...]:
    """The half-open UTC intervals in which somebody with these hours works on a local day."""
    day = hours[on.weekday()]
    if not day or on in public_holidays(country, region, on.year):
        return ()
    spans = ((instant(on, start, timezone), instant(on, end, timezone)) for start, end in day)
    return tuple((start, end) for start, end in spans if start < end)


def instant(on: date, minute: int, timezone: str) -> datetime:
    """The UTC time at which the local clock shows this minute of the day.

    A time that exists twice is its first one; a time that is skipped is the moment of the switch, so that
    times stay in order and opening hours across the switch are as long as they really are.
    """
    zone = ZoneInfo(timezone)
    local = datetime.combine(on, time(), tzinfo=zone) + timedelta(minutes=minute)
    at = local.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    switched = at.astimezone(zone).utcoffset()
    while (at - timedelta(minutes=1)).astimezone(zone).utcoffset() == switched:
        at -= timedelta(minutes=1)
    return at


def without(span: Span, absences: Iterable[Span]) -> list[Span]:
    """What is left of an interval when the absences are cut out of it, in order."""
    left = [span]
    for away, back in absences:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, away)), (max(start, back), end))
            if piece[0] < piece[1]
        ]
    return left
