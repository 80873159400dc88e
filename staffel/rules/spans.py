"""Says how long something may take: "30 Minuten Arbeitszeit, spätestens nach 4 Stunden", "2 working days"."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.pipelines import DAY
from staffel.rules.policies import TEMPERATURES

_NOUNS: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    # German singular, plural, plural after "nach" and "von"; English singular, plural
    "minute": ("Minute", "Minuten", "Minuten", "minute", "minutes"),
    "hour": ("Stunde", "Stunden", "Stunden", "hour", "hours"),
    "day": ("Tag", "Tage", "Tagen", "day", "days"),
    "working_day": ("Arbeitstag", "Arbeitstage", "Arbeitstagen", "working day", "working days"),
}
_TEMPERATURES: Final = {"hot": ("heiß", "hot"), "warm": ("warm", "warm"), "cold": ("kalt", "cold")}
_COUNTS: Final = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(),
    "zero one two three four five six seven eight nine ten eleven twelve".split(),
)


def is_german(language: str) -> bool:
    return language.startswith("de")


def count_in_words(count: int, language: str) -> str:
    """Up to twelve as a word, above in digits."""
    words = _COUNTS[0 if is_german(language) else 1]
    return words[count] if 0 <= count < len(words) else str(count)


def listed(words: list[str], language: str, *, last: tuple[str, str] = ("und", "and")) -> str:
    """ "A, B und C"; `last` is the German and the English word before the last one."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last[0 if is_german(language) else 1]} {words[-1]}"


def working_time(minutes: int, language: str) -> str:
    """Minutes of working time as they stand alone: "4 Stunden Arbeitszeit", "5 Arbeitstage" (of 8 hours)."""
    return _working_time(minutes, language, form=1)


def short_working_time(minutes: int, language: str) -> str:
    """The same where a heading says that it is working time: "4 Stunden", "5 Arbeitstage"."""
    unit, count = _unit(minutes)
    return _counted(count, unit, language, form=1)


def after_working_time(minutes: int, language: str) -> str:
    """The same as it stands after "nach" or "innerhalb von": "5 Arbeitstagen"."""
    return _working_time(minutes, language, form=2)


def after_hours(hours: int, language: str) -> str:
    """Hours of the clock as they stand after "nach": "24 Stunden", "3 Tagen"."""
    if hours >= 48 and hours % 24 == 0:
        return after_days(hours // 24, language)
    return _counted(hours, "hour", language, form=2)


def hours(count: int, language: str) -> str:
    """Hours of the clock as they stand alone: "24 Stunden", "3 Tage"."""
    if count >= 48 and count % 24 == 0:
        return _counted(count // 24, "day", language, form=1)
    return _counted(count, "hour", language, form=1)


def after_days(days: int, language: str) -> str:
    return _counted(days, "day", language, form=2)


def after_minutes(minutes: int, language: str) -> str:
    return _counted(minutes, "minute", language, form=2)


def limit_in_words(work_minutes: int, longest_hours: int | None, language: str) -> str:
    """Working time, and the wall-clock time (hours) after which it is over in any case; None: nothing limits it."""
    worked = working_time(work_minutes, language)
    if longest_hours is None:
        return worked
    latest = "{worked}, spätestens nach {hours}", "{worked}, at the latest after {hours}"
    return latest[0 if is_german(language) else 1].format(
        worked=worked, hours=after_hours(longest_hours, language)
    )


def by_temperature(minutes: Mapping[str, int], language: str) -> str:
    """ "heiß 1 Stunde Arbeitszeit, warm …, kalt …"; said once where all three are the same."""
    if len(set(minutes.values())) == 1:
        return working_time(minutes["hot"], language)
    said = (
        f"{temperature_in_words(name, language)} {working_time(minutes[name], language)}"
        for name in TEMPERATURES
    )
    return ", ".join(said)


def after_by_temperature(minutes: Mapping[str, int], language: str) -> str:
    """ "heiß nach 1 Stunde Arbeitszeit, warm nach …, kalt nach …"."""
    after = "nach" if is_german(language) else "after"
    said = (
        f"{temperature_in_words(name, language)} {after} {after_working_time(minutes[name], language)}"
        for name in TEMPERATURES
    )
    return ", ".join(said)


def temperature_in_words(temperature: str, language: str) -> str:
    return _TEMPERATURES[temperature][0 if is_german(language) else 1]


def _working_time(minutes: int, language: str, *, form: int) -> str:
    unit, count = _unit(minutes)
    said = _counted(count, unit, language, form=form)
    if unit == "working_day":
        return said
    return f"{said} Arbeitszeit" if is_german(language) else f"{said} of working time"


def _unit(minutes: int) -> tuple[str, int]:
    if minutes and minutes % DAY == 0:
        return "working_day", minutes // DAY
    return ("hour", minutes // 60) if minutes and minutes % 60 == 0 else ("minute", minutes)


def _counted(count: int, noun: str, language: str, *, form: int) -> str:
    words = _NOUNS[noun]
    if is_german(language):
        return f"{count} {words[0] if count == 1 else words[form]}"
    return f"{count} {words[3] if count == 1 else words[4]}"
