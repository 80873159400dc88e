"""One row of a file of people, read: who is to be invited, where to and as what, with all problems at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from staffel.rules.choices import parse_role
from staffel.rules.countries import parse_languages
from staffel.rules.names import parse_email
from staffel.rules.phones import telephone
from staffel.rules.problems import Problem
from staffel.rules.readings import Reading


@dataclass(frozen=True, slots=True)
class ParsedPerson:
    """`role` and `party` "" where the row says none; `party` is a key or a name. `email` in lower case."""

    name: str
    email: str
    role: str
    party: str
    language: str
    phone: str
    problems: tuple[Problem, ...]


def person_row(cells: Mapping[str, str], *, country: str) -> ParsedPerson:
    """Read one person; a number is dialled from `country`. A row without an e-mail address is blocked."""
    reading = Reading(cells)
    email = reading.read("email", parse_email, default="").lower()
    if not email and not reading.problems:
        reading.blocks("email", "Without an e-mail address nobody can be invited.")
    spoken: tuple[str, ...] = reading.read("language", parse_languages, default=())
    return ParsedPerson(
        name=reading.text("name") or email.partition("@")[0],
        email=email,
        role=reading.read("role", parse_role, default=""),
        party=reading.text("party"),
        language=next(iter(spoken), ""),
        phone=reading.read("phone", partial(telephone, country=country), default=""),
        problems=tuple(reading.problems),
    )
