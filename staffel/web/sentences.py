"""What is said about a value, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.rules.countries import country_name
from staffel.rules.problems import Problem


def sentence(problem: Problem) -> str:
    """The problem in the active language."""
    return sentence_of(problem.message, problem.details)


def sentence_of(message: str, details: Mapping[str, Any]) -> str:
    """The same of a problem as it is stored; a country by its name, where its code is told."""
    code = details.get("country_code") or details.get("country", "")
    code = code if len(str(code)) == 2 else ""
    named = {"country": country_name(str(code), language=get_language() or "en")} if code else {}
    return _(message) % {**details, **named}
