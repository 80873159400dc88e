"""How the filters and the order of the list of leads are called: choices, removable chips, columns that sort."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext, pgettext_lazy

from staffel.queries.directory import Directory
from staffel.queries.labels import OUTCOMES, STATUSES, TEMPERATURES, label
from staffel.queries.lead_filters import LeadFilters
from staffel.queries.partner_words import worded
from staffel.queries.vocabulary import field_named

Words = Mapping[str, Promise]

TIMES: Final[Words] = {
    "waiting": _l("Waiting for the first call"),
    "overdue": _l("Overdue"),
    "risk": _l("At risk"),
    "resting": _l("Resting"),
}
SORTS: Final[Words] = {
    "": _l("Newest first"),
    "oldest": _l("Oldest first"),
    "deadline": _l("Next deadline first"),
    "-deadline": _l("Last deadline first"),
    "name": _l("Name, A to Z"),
    "-name": _l("Name, Z to A"),
}
EVENTS: Final[Words] = {
    "": pgettext_lazy("period", "Asked"),
    "offered": worded(_l("%(Partner)s asked")),
    "placed": pgettext_lazy("period", "Placed"),
    "closed": pgettext_lazy("period", "Closed"),
    "straight": _l("Straight to the market"),
    "stopped": _l("Stopped, answers missing"),
    "first-offered": _l("Offered for the first time"),
    "asked-again": _l("Asked again"),
    "on-file": _l("Asked for what was known"),
    "missing": _l("Came back, something was missing"),
    "given": _l("Material given"),
    "given-again": _l("Material given again"),
    "blocked": _l("Material not given twice"),
    "answered": _l("Prospect answered about a contact"),
    "contradicted": _l("Prospect denies the contact"),
    "joined": _l("Joined to an open lead"),
}
PERIODS: Final[Words] = {
    "today": _l("today"),
    "week": _l("this week"),
    "last-week": _l("last week up to this hour"),
    "30": _l("the last 30 days"),
    "90": _l("the last 90 days"),
    "365": _l("the last 365 days"),
}
AGES: Final = ("1", "3", "7", "14", "30", "90")
OWN: Final[Words] = {
    "1": worded(_l("Only the %(partners)s’ own leads")),
    "0": worded(_l("Without the %(partners)s’ own leads")),
}
NAMES: Final[Words] = {
    "q": _l("Search"),
    "status": _l("Status"),
    "temperature": _l("Temperature"),
    "holder": _l("Responsible"),
    "campaign": _l("Campaign"),
    "source": _l("Source"),
    "area": _l("Area"),
    "question": _l("Question"),
    "since": _l("From"),
    "until": _l("until"),
}
# A heading sorts by the first of its two orders, and by the other when the list has the first already.
HEADINGS: Final = {"lead": ("name", "-name"), "asked": ("", "oldest"), "deadline": ("deadline", "-deadline")}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words; `off` is the address without it."""

    words: str
    off: str


@dataclass(frozen=True, slots=True)
class Heading:
    """`sort`: "ascending" or "descending" while the list is sorted by it, else ""; `url` sorts by it."""

    sort: str
    url: str


def offered() -> dict[str, Any]:
    """What the selects of the form offer."""
    return {
        "statuses": {key: word for key, word in STATUSES.items() if key != "closed"},
        "outcomes": OUTCOMES,
        "temperatures": TEMPERATURES,
        "times": TIMES,
        "sorts": SORTS,
        "events": EVENTS,
        "periods": PERIODS,
        "ages": [(days, _older(days)) for days in AGES],
        "owns": OWN,
    }


def chips(request: HttpRequest, filters: LeadFilters, *, book: Directory) -> list[Chip]:
    """One for each filter that is set, in the order of the form."""
    asked = filters.asked
    shown = {name: value for name, value in asked.items() if name != "event" or "period" not in asked}
    return [
        Chip(_words(name, value, filters, book=book), _without(request, *_group(name)))
        for name, value in shown.items()
    ]


def columns(request: HttpRequest, filters: LeadFilters) -> dict[str, Heading]:
    """The headings that sort, by name."""
    return {name: _heading(request, filters, *orders) for name, orders in HEADINGS.items()}


def _heading(request: HttpRequest, filters: LeadFilters, first: str, other: str) -> Heading:
    is_falling = {first: first == "" or first.startswith("-"), other: other.startswith("-")}
    sort = ""
    if filters.sort in is_falling:
        sort = "descending" if is_falling[filters.sort] else "ascending"
    return Heading(sort, _with(request, sort=other if filters.sort == first else first))


def _group(name: str) -> tuple[str, ...]:
    """Taking a period away takes away what should have happened in it, and to which question."""
    return {"period": ("period", "event", "question"), "event": ("event", "question")}.get(name, (name,))


def _words(name: str, value: str, filters: LeadFilters, *, book: Directory) -> str:
    match name:
        case "time":
            return label(dict(TIMES), value)
        case "own":
            return label(dict(OWN), value)
        case "imported":
            return _("One import")
        case "test":
            return _("Test leads")
        case "age":
            return _older(value)
        case "event":
            return _event(value, filters)
        case "period":
            return f"{label(dict(EVENTS), filters.event)}: {_period(value)}"
    return f"{NAMES[name]}: {_value(name, value, book=book)}"


def _event(value: str, filters: LeadFilters) -> str:
    """With days of its own the chips of these say when."""
    words = label(dict(EVENTS), value)
    return words if filters.since or filters.until else _("%(event)s: at any time") % {"event": words}


def _value(name: str, value: str, *, book: Directory) -> str:
    match name:
        case "status":
            words = {**STATUSES, **OUTCOMES, "open": _l("All open"), "closed": _l("All closed")}
            return label(words, value)
        case "temperature":
            return label(TEMPERATURES, value)
        case "campaign":
            return book.campaigns[value].name if value in book.campaigns else value
        case "holder":
            return book.by_key[value].name if value in book.by_key else value
        case "question":
            return field_named(value, book)
        case "since" | "until":
            return _day(value)
    return value


def _day(value: str) -> str:
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    return formats.date_format(day, _("j M Y")) if day else value


def _period(value: str) -> str:
    if value in PERIODS or not value.isdecimal():
        return label(dict(PERIODS), value)
    return ngettext("the last %(n)s day", "the last %(n)s days", int(value)) % {"n": value}


def _older(days: str) -> str:
    if not days.isdecimal():
        return days
    return ngettext("asked more than %(n)s day ago", "asked more than %(n)s days ago", int(days)) % {
        "n": days
    }


def _without(request: HttpRequest, *names: str) -> str:
    return _with(request, **dict.fromkeys(names, ""))


def _with(request: HttpRequest, **changes: str) -> str:
    values = QueryDict(mutable=True)
    values.update({name: str(value) for name, value in request.GET.dict().items()})
    for name, value in {"after": "", **changes}.items():
        values.pop(name, None)
        if value:
            values[name] = value
    return f"?{values.urlencode()}"
