"""Under which words a lead is found, by which key its name is sorted, and what a search asks the database for.

Words and questions are written as PostgreSQL's tsvector and tsquery read them, without its parser: every word is
normalised here, so search does not depend on the server's dictionaries.
"""

import re
from collections.abc import Sequence
from typing import Final

from staffel.rules.words import normalised, search_terms, search_words

LONGEST_WORD: Final = 60  # letters; tsvector refuses words of more than 2,046 bytes
LONGEST_KEY: Final = 80
MOST_TERMS: Final = 8  # of a search; the words after them are left out
MOST_AREAS: Final = 20
AREA: Final = re.compile(r"(?P<country>[A-Z]{2})(?:[ -]+(?P<code>.*))?$")


def found_under(
    *, number: int, name: str, company: str, place: str, postal_code: str, email: str, phone: str
) -> tuple[str, str]:
    """The words of a lead as a tsvector, and the key by which its name is sorted. `name` is last name first;
    without a name the company sorts, without both the address."""
    names = f"{name} {company}"
    key = normalised(names)
    words = dict.fromkeys(key.split())
    words.update(dict.fromkeys(normalised(f"{number} {postal_code} {place} {email}").split()))
    words.update(dict.fromkeys(search_words(phone).split()))
    return " ".join(word[:LONGEST_WORD] for word in words), (key or normalised(email))[:LONGEST_KEY]


def asked_for(text: str) -> str:
    """What was typed into the search, as a tsquery: every word must be there as the beginning of one. "" asks for
    nothing, where nothing but signs was typed."""
    groups = search_terms(text)[:MOST_TERMS]
    return " & ".join(f"({' | '.join(_prefix(word) for word in group)})" for group in groups)


def areas_asked_for(text: str) -> tuple[tuple[str, str], ...]:
    """What was typed as an area ("80, 81", "AT 10", "CH"), as countries (ISO 3166-1 alpha-2, "" is any) and beginnings
    of postal codes ("" is all of them); the first MOST_AREAS."""
    parts = [part.strip().upper() for part in text.replace(";", ",").split(",")]
    return tuple(_area(part) for part in parts if part)[:MOST_AREAS]


def _area(part: str) -> tuple[str, str]:
    """A country stands alone, or before its code with a blank or hyphen between: "SW1A" is a code."""
    found = AREA.match(part)
    return (found["country"], (found["code"] or "").strip()) if found else ("", part)


def all_words(words: Sequence[str]) -> str:
    """Normalised words as a tsquery: each must be there as the beginning of one; "" for none."""
    return " & ".join(_prefix(word) for word in words[:MOST_TERMS])


def beginning(word: str) -> str:
    """One normalised word, or digits, as a tsquery; "" for none."""
    return all_words(word.split())


def _prefix(word: str) -> str:
    return f"'{word[:LONGEST_WORD]}':*"
