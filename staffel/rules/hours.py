"""Working hours as people write them ("Mo-Fr 08:00-17:00"), as JSON, and as minutes of the week.

The minutes are a tuple of seven days, Monday first; each day holds (start, end) since local midnight, in order.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from staffel.rules.calendars import Hours
from staffel.rules.problems import Unreadable

DAYS_JSON = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_SHOWN = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
CLOSED_SHOWN = {"de": "geschlossen", "en": "closed"}

_DAY_NAMES = {
    name: day
    for day, names in enumerate(
        (
            "mo mon montag montags monday mondays",
            "di dienstag dienstags tu tue tues tuesday tuesdays",
            "mi mittwoch mittwochs we wed wednesday wednesdays",
            "do donnerstag donnerstags th thu thur thurs thursday thursdays",
            "fr fri freitag freitags friday fridays",
            "sa sat samstag samstags sonnabend saturday saturdays",
            "so son sonntag sonntags su sun sunday sundays",
        )
    )
    for name in names.split()
}
_FILLER = {"und", "and", "von", "from", "u"}
_EVERY_DAY = {"täglich", "taeglich", "daily"}
_TIME = r"\d{1,2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\b\.?)?"
_TO = r"(?:-|–|—|bis|to)"
_SPAN = re.compile(rf"({_TIME})(?:\s*uhr)?\s*{_TO}\s*({_TIME})(?:\s*uhr)?", re.IGNORECASE)
_PART = re.compile(
    rf"(?P<days>[^\d]*?)\s*(?P<times>(?:{_SPAN.pattern}(?:[\s,;&+/]|und\b|and\b)*)+|\b(?:geschlossen|closed|zu)\b[\s,;.]*)",
    re.IGNORECASE,
)


def hours_from_text(text: str) -> Hours:
    """Read "Mo-Fr 08:00-12:00 13:00-17:00; Sa 09:00-12:00", German or English day names; unnamed days are closed.

    Refuses what names no day, a word it does not know, and times that overlap or run past midnight.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    position, rest = 0, text.strip()
    while position < len(rest):
        part = _PART.match(rest, position)
        if part is None:
            raise _unreadable(rest[position:], text)
        for day in _days(part["days"], text):
            week[day].extend((_minute(start), _minute(end)) for start, end in _SPAN.findall(part["times"]))
        position = part.end()
    if not rest:
        raise _unreadable("", text)
    return tuple(_in_order(spans, DAYS_SHOWN["en"][day]) for day, spans in enumerate(week))


def hours_to_text(hours: Hours, language: str = "de") -> str:
    """Write working hours the way `hours_from_text` reads them; days with the same hours are joined."""
    names = DAYS_SHOWN.get(language, DAYS_SHOWN["en"])
    parts = []
    day = 0
    while day < len(hours):
        last = day
        while last + 1 < len(hours) and hours[last + 1] == hours[day]:
            last += 1
        if hours[day]:
            days = names[day] if last == day else f"{names[day]}-{names[last]}"
            parts.append(" ".join([days, *(f"{_clock(start)}-{_clock(end)}" for start, end in hours[day])]))
        day = last + 1
    return "; ".join(parts) or CLOSED_SHOWN.get(language, CLOSED_SHOWN["en"])


def hours_from_json(value: Mapping[str, Sequence[Sequence[str]]]) -> Hours:
    """Read {"mon": [["08:00", "17:00"]], …}; a day that is left out is closed. Refuses any other key or shape."""
    if not isinstance(value, Mapping):
        raise Unreadable("Working hours are an object with the days mon to sun.")
    for key in value:
        if key not in DAYS_JSON:
            raise Unreadable("“%(value)s” is no day. Use mon, tue, wed, thu, fri, sat, sun.", value=str(key))
    return tuple(_in_order([_pair(pair, day) for pair in value.get(day, ())], day) for day in DAYS_JSON)


def hours_to_json(hours: Hours) -> dict[str, list[list[str]]]:
    """The open days only, as `hours_from_json` reads them."""
    return {
        name: [[_clock(start), _clock(end)] for start, end in day]
        for name, day in zip(DAYS_JSON, hours, strict=True)
        if day
    }


def _days(words: str, text: str) -> list[int]:
    """The days that "Mo-Fr", "Mo, Mi und Fr" or "Montag bis Freitag:" name; no words at all are refused."""
    days: list[int] = []
    is_range = False
    for word in re.findall(r"[^\W\d_]+|[^\s,.;:&+/]", words.casefold()):
        if re.fullmatch(_TO, word):
            is_range = bool(days)
        elif word in _EVERY_DAY:
            days.extend(range(7))
        elif word in _DAY_NAMES:
            days.extend(_through(days[-1], _DAY_NAMES[word]) if is_range else [_DAY_NAMES[word]])
            is_range = False
        elif word not in _FILLER:
            raise _unreadable(word, text)
    if not days and not re.fullmatch(r"\W*(geschlossen|closed)\W*", text.casefold()):
        raise _unreadable(text.strip(), text)
    return days


def _through(first: int, last: int) -> list[int]:
    """The days after the first up to the last, across the weekend too."""
    return [(first + step) % 7 for step in range(1, (last - first) % 7 + 1)]


def _unreadable(part: str, text: str) -> Unreadable:
    return Unreadable(
        "“%(part)s” in the working hours “%(value)s” cannot be read. Write them like “Mo-Fr 08:00-17:00”.",
        part=part,
        value=text.strip(),
    )


def _pair(pair: Sequence[str], day: str) -> tuple[int, int]:
    if isinstance(pair, str) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
        raise Unreadable("The hours of %(day)s are pairs like [“08:00”, “17:00”].", day=day)
    return _minute(pair[0]), _minute(pair[1])


def _minute(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m\.?)?", text.strip().casefold())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "p" else 0) if 1 <= hour <= 12 else 99
    if minute > 59 or hour * 60 + minute > 1440:
        raise Unreadable("“%(value)s” is no time of day. Write 08:00 to 24:00.", value=text.strip())
    return hour * 60 + minute


def _in_order(spans: Sequence[tuple[int, int]], day: str) -> tuple[tuple[int, int], ...]:
    ordered = tuple(sorted(spans))
    for start, end in ordered:
        if end <= start:
            raise Unreadable(
                "On %(day)s the hours %(start)s to %(end)s end before they begin. Split hours at midnight.",
                day=day,
                start=_clock(start),
                end=_clock(end),
            )
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            raise Unreadable(
                "On %(day)s the hours overlap at %(time)s. Write each time once.",
                day=day,
                time=_clock(later[0]),
            )
    return ordered


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
