"""Says a moment the way people do: "heute 16:40 Uhr", "tomorrow 10:00", "Donnerstag, 12. März, 10:00 Uhr"."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_NEAR: Final = {
    "de": {-1: "gestern", 0: "heute", 1: "morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_WEEKDAYS: Final = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_MONTHS: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def moment_in_words(at: datetime, *, now: datetime, timezone: str, language: str) -> str:
    """`at` (aware) as somebody in `timezone` says it at `now`, to the minute; German, or English for any other language.
    Rounded down: a deadline is never said to be later than it is."""
    zone, language = ZoneInfo(timezone), language if language == "de" else "en"
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    clock = f"{local:%H:%M} Uhr" if language == "de" else f"{local:%H:%M}"
    if days in _NEAR[language]:
        return f"{_NEAR[language][days]} {clock}"
    weekday, month = _WEEKDAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    if language == "de":
        return f"{weekday}, {local.day}. {month}{year}, {clock}"
    return f"{weekday} {local.day} {month}{year}, {clock}"


def day_in_words(at: datetime, *, timezone: str, language: str) -> str:
    """The day of `at` (aware) in `timezone`: "2. März", "2 March"; German, or English for any other language."""
    local, language = at.astimezone(ZoneInfo(timezone)), language if language == "de" else "en"
    month = _MONTHS[language][local.month - 1]
    return f"{local.day}. {month}" if language == "de" else f"{local.day} {month}"
