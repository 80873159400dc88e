"""Who asks: loose values from a file, a form or a request become clean columns, with every problem named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from staffel.rules.choices import parse_salutation
from staffel.rules.countries import country_name, parse_country, parse_language
from staffel.rules.names import PersonName, parse_email, split_name
from staffel.rules.phones import telephone
from staffel.rules.places import is_unknown_code, place_of
from staffel.rules.postal_codes import parse_postal_code
from staffel.rules.problems import Problem, Unreadable
from staffel.rules.readings import Reading, are_harmless

NOBODY: Final = Problem(
    "last_name", "Nobody is named here. Give a name, a company, an e-mail address or a telephone number."
)
_PLATE = re.compile(r"(D|DE|A|AT|CH|LI|FL|L|LU|B|BE|F|FR|I|IT|NL)\s*-\s*\d", re.IGNORECASE)
_PLACE_LINE = re.compile(r"(?P<code>(?:[A-Za-z]{1,2}\s*-\s*)?\d{4,5})\s+(?P<place>\D.*)")


@dataclass(frozen=True, slots=True)
class Prospect:
    """The typed columns of a lead. `phone` is E.164, `country` ISO 3166-1 alpha-2, `language` ISO 639-1;
    `salutation` is mr, ms, family, diverse or "". Anything unknown is ""."""

    salutation: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    place: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ParsedProspect:
    """`answers`: what has no column (title, mobile beside a telephone, texts that could not be read)."""

    prospect: Prospect
    answers: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_readable(self) -> bool:
        return are_harmless(self.problems)


def without_nobody(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems without the one that nobody is named: something else says who asks."""
    return tuple(one for one in problems if one != NOBODY)


def prospect_from_mapping(values: Mapping[str, object], *, country: str) -> ParsedProspect:
    """Check values by field name: the fields of Prospect, and name, title, mobile, house_number, postal_place.

    `country` (ISO) is meant where none is given. A telephone number, address, mail, country or language that
    cannot be read is kept under "<field>_given" and named, but does not block: a lead is not lost for a slip.
    Blocking are texts that do not fit, and values with nobody in them: no name, company, mail or telephone.
    """
    reading = Reading(values)
    name = _name(reading)
    code, place = prospect_place(reading)
    where = _country(reading, code, country)
    phone, mobile = (
        reading.read_or_keep(field, partial(telephone, country=where or country), default="")
        for field in ("phone", "mobile")
    )
    street, number = reading.text("street"), reading.text("house_number", 20)
    prospect = Prospect(
        salutation=reading.read_or_keep("salutation", parse_salutation, default=name.salutation),
        first_name=name.first_name,
        last_name=name.last_name,
        company=reading.text("company"),
        email=reading.read_or_keep("email", parse_email, default=""),
        phone=phone or mobile,
        street=f"{street} {number}".strip(),
        postal_code=_postal_code(reading, code, where),
        place=place,
        country=where,
        language=reading.read_or_keep("language", parse_language, default=""),
    )
    more = {"title": name.title, "mobile": mobile if mobile != prospect.phone else ""}
    answers = {key: text for key, text in more.items() if text} | reading.kept
    named = (prospect.last_name, prospect.first_name, prospect.company, prospect.email, prospect.phone)
    if not any(named) and not reading.kept.keys() & {"email_given", "phone_given", "mobile_given"}:
        reading.problems.append(NOBODY)
    return ParsedProspect(prospect, answers, tuple(reading.problems))


def _name(reading: Reading) -> PersonName:
    """The name in parts; first and last name go before a full one."""
    full = split_name(reading.text("name"))
    first, last = reading.text("first_name", 100), reading.text("last_name", 100)
    title = reading.text("title", 100) or full.title
    if first or last:
        return PersonName(first, last, title, full.salutation)
    for field, part in (("first_name", full.first_name), ("last_name", full.last_name)):
        if len(part) > 100:
            reading.blocks(
                field,
                "This has %(count)s characters. At most %(longest)s fit.",
                count=str(len(part)),
                longest="100",
            )
    return PersonName(full.first_name, full.last_name, title, full.salutation)


def prospect_place(reading: Reading) -> tuple[str, str]:
    """Postal code and place, also from one field that has both ("80331 München")."""
    code, place = reading.text("postal_code", 40), reading.text("place", 120)
    line = reading.text("postal_place", 160)
    found = _PLACE_LINE.fullmatch(line)
    if found:
        return code or found["code"], place or found["place"]
    return code, place or line


def _country(reading: Reading, code: str, default: str) -> str:
    """The country given, or the one before the postal code ("A-1010"), or the default; "" when unreadable."""
    return reading.read_or_keep("country", parse_country, default="") or (
        "" if "country_given" in reading.kept else country_before(code) or default
    )


def country_before(code: str) -> str:
    """The country that stands before a postal code ("A-6020" is AT), "" where none does."""
    plate = _PLATE.match(code)
    return parse_country(plate[1]) if plate else ""


def _postal_code(reading: Reading, code: str, country: str) -> str:
    if not code:
        return ""
    try:
        found = parse_postal_code(code, country)
    except Unreadable as error:
        reading.problems.append(Problem("postal_code", error.message, error.details, is_blocking=False))
        reading.kept["postal_code_given"] = code
        return ""
    reading.problems += unknown_code(found, country)
    return found


def exact_place(code: str, home: str) -> str:
    """The place of a postal code as it is typed, in the country before it ("A-6020") or `home`; "" where none is known."""
    try:
        country = country_before(code) or parse_country(home)
        found = place_of(country, parse_postal_code(code, country)) if code.strip() else None
    except Unreadable:
        return ""
    return found.place if found and found.matched == "exact" else ""


def unknown_code(postal_code: str, country: str) -> list[Problem]:
    """What is said of a readable code that the country's table lacks, in a list; empty where nothing is. It may be one
    of a post-office box or a new one, so it is kept and blocks nothing."""
    if not postal_code or not is_unknown_code(country, postal_code):
        return []
    name = country_name(country, language="en")
    details = {"value": postal_code, "country": name, "country_code": country}
    if place_of(country, postal_code) is None:
        problem = Problem(
            "postal_code",
            "We do not know the postal code %(value)s (%(country)s), so distances cannot be worked out. Is it right?",
            details,
            is_blocking=False,
        )
    else:
        problem = Problem(
            "postal_code",
            "We do not know the postal code %(value)s (%(country)s) and reckon from where codes begin alike. "
            "Is it right?",
            details,
            is_blocking=False,
        )
    return [problem]
