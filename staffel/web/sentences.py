"""What is said about a value, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.rules.countries import country_name
from staffel.rules.problems import Problem

# What a value out of a few was to be, as rules.choices calls it.
CHOSEN: Final[Mapping[str, Promise]] = {
    "yes or no": _l("yes or no"),
    "temperature": _l("temperature"),
    "salutation": _l("salutation"),
    "kind of customer": _l("kind of customer"),
    "kind of party": _l("kind of party"),
    "state of a party": _l("state of a party"),
    "status of a lead": _l("status of a lead"),
    "outcome": _l("outcome"),
    "role": _l("role"),
}


def sentence(problem: Problem) -> str:
    """The problem in the active language."""
    return sentence_of(problem.message, problem.details)


def sentence_of(message: str, details: Mapping[str, Any]) -> str:
    """The same of a problem as it is stored; a country by its name where its code is told, a choice by its own."""
    code = details.get("country_code") or details.get("country", "")
    code = code if len(str(code)) == 2 else ""
    named = {"country": country_name(str(code), language=get_language() or "en")} if code else {}
    if (what := details.get("what")) in CHOSEN:
        named["what"] = str(CHOSEN[str(what)])
    return _(message) % {**details, **named}
