"""Dates and times as people and spreadsheets write them; what could mean two days is refused."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from staffel.rules.problems import Unreadable

_MONTHS = {
    name: month
    for month, names in enumerate(
        "jan|feb|mär mrz mar maer|apr|mai may|jun|jul|aug|sep|okt oct|nov|dez dec".split("|"), start=1
    )
    for name in names.split()
}
_DAY = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"|(?P<day_dot>\d{1,2})\.\s?(?P<month_dot>\d{1,2})\.\s?(?P<year_dot>\d{4}|\d{2})"
    r"|(?P<one>\d{1,2})(?P<between>[-/])(?P<two>\d{1,2})(?P=between)(?P<year_last>\d{4})"
    r"|(?P<day_name>\d{1,2})\.?\s(?P<month_name>[^\W\d_]{3,9})\.?\s(?P<year_name>\d{4})"
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap])?\.?(?:m\.?)?\s*(?:uhr|h)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def parse_date(text: str) -> date:
    """A day: 2026-11-23, 23.11.2026, 23.11.26, 23. November 2026, 11/23/2026; a time behind it is ignored.

    Refuses 11/12/2026, which is a day in November or in December, and days that do not exist.
    """
    return _day_and_rest(text)[0]


def parse_moment(text: str, *, timezone: str) -> datetime:
    """A moment in UTC: a day as in `parse_date` with a time (14:05, 2:05 pm, with Z or an offset).

    Without an offset the time is local in `timezone` (IANA); without a time it is the beginning of the day.
    """
    on, rest = _day_and_rest(text)
    rest = rest.strip().lstrip(",tT").strip()
    if not rest:
        return datetime.combine(on, time(), tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    found = _TIME.fullmatch(rest)
    if found is None:
        raise _unreadable(text)
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    try:
        return _placed(
            on, time(hour, int(found["minute"]), int(found["second"] or 0)), found["zone"], timezone
        )
    except ValueError as error:
        raise _unreadable(text) from error


def _placed(on: date, clock: time, offset: str | None, timezone: str) -> datetime:
    if not offset:
        return datetime.combine(on, clock, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    given = "+00:00" if offset.lower() in {"z", "utc"} else offset
    return datetime.fromisoformat(f"{on.isoformat()}T{clock.isoformat()}{given}").astimezone(UTC)


def _day_and_rest(text: str) -> tuple[date, str]:
    stripped = re.sub(r"^[^\W\d_]+\.?,?\s+", "", text.strip())  # the name of the weekday
    found = _DAY.match(stripped)
    if found is None or stripped[found.end() : found.end() + 1].isdecimal():
        raise _unreadable(text)
    year, month, day = _year_month_day(found, text)
    if not 1900 <= year <= 2199:
        raise _unreadable(text)
    try:
        return date(year, month, day), stripped[found.end() :]
    except ValueError as error:
        raise _unreadable(text) from error


def _year_month_day(found: re.Match[str], text: str) -> tuple[int, int, int]:
    if found["year"]:
        return int(found["year"]), int(found["month"]), int(found["day"])
    if found["year_dot"]:
        year = int(found["year_dot"])
        return year + 2000 if year < 100 else year, int(found["month_dot"]), int(found["day_dot"])
    if found["year_name"]:
        return (
            int(found["year_name"]),
            _MONTHS.get(found["month_name"].casefold()[:3], 0),
            int(found["day_name"]),
        )
    one, two = int(found["one"]), int(found["two"])
    if one <= 12 and two <= 12 and one != two:
        raise Unreadable(
            "“%(value)s” can mean two different days. Write it as 2026-11-23 or 23.11.2026.",
            value=text.strip(),
        )
    return (int(found["year_last"]), two, one) if one > 12 else (int(found["year_last"]), one, two)


def _unreadable(text: str) -> Unreadable:
    return Unreadable(
        "“%(value)s” is no date. Write it as 2026-11-23, 23.11.2026 or 23.11.2026 14:05.", value=text.strip()
    )
