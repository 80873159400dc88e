"""One row of a file of parties or of their areas, read: typed values and all of its problems at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from staffel.rules.amounts import parse_count, parse_positive
from staffel.rules.calendars import Hours
from staffel.rules.choices import parse_boolean, parse_party_kind, parse_party_state
from staffel.rules.columns import slug_of
from staffel.rules.countries import parse_country, parse_languages
from staffel.rules.hours import hours_from_text
from staffel.rules.names import parse_email
from staffel.rules.phones import telephone
from staffel.rules.postal_codes import AreaPart, area_between, areas_from_text, parse_postal_code
from staffel.rules.problems import Problem, Unreadable
from staffel.rules.prospects import country_before, prospect_place
from staffel.rules.readings import Reading, are_harmless

NO_AREA: Final = frozenset({"none", "keine", "keines", "-", "–"})


@dataclass(frozen=True, slots=True)
class ParsedParty:
    """`key`: the vendor's own number, made from name and postal code where the row has none. `state`: active,
    invited or ended. Capacities: None is unlimited. `hours`, `timezone`: None and "" where the row does not
    say. `areas`: (kind, first, last) in `country`. `looked_after_by`: an e-mail address. Radius in km."""

    key: str
    kind: str
    name: str
    state: str
    is_paused: bool
    email: str
    phone: str
    person: str
    street: str
    postal_code: str
    place: str
    country: str
    languages: tuple[str, ...]
    timezone: str
    hours: Hours | None
    tags: tuple[str, ...]
    capacity_open: int | None
    capacity_day: int | None
    capacity_week: int | None
    weight: float
    radius_km: float | None
    areas: tuple[AreaPart, ...]
    looked_after_by: str
    problems: tuple[Problem, ...]

    @property
    def is_readable(self) -> bool:
        return are_harmless(self.problems)


@dataclass(frozen=True, slots=True)
class ParsedArea:
    """`party`: its key or its name. Either `areas`, (kind, first, last), or a radius in km around `postal_code` or
    `place`. `product` "" is every product."""

    party: str
    country: str
    areas: tuple[AreaPart, ...]
    radius_km: float | None
    postal_code: str
    place: str
    product: str
    is_exclusive: bool
    problems: tuple[Problem, ...]

    @property
    def is_readable(self) -> bool:
        return are_harmless(self.problems)


def party_row(cells: Mapping[str, str], *, country: str) -> ParsedParty:
    """Read one party; `country` (ISO) is meant where neither the row nor its postal code ("A-6020") names one. Whatever cannot be read blocks the row."""
    reading = Reading(cells)
    name = reading.text("name")
    code, place = prospect_place(reading)
    where = reading.read("country", parse_country, default=country_before(code) or country)
    postal_code = _checked(reading, "postal_code", code, partial(parse_postal_code, country=where))
    state = reading.read("status", parse_party_state, default="active")
    if not name:
        reading.blocks("name", "This party has no name. Give the name of the firm.")
    street, number = reading.text("street"), reading.text("house_number", 20)
    return ParsedParty(
        key=reading.text("key", 64) or slug_of(f"{name} {postal_code}"),
        kind=reading.read("kind", parse_party_kind, default="partner"),
        name=name,
        state="active" if state == "paused" else state,
        is_paused=state == "paused",
        email=reading.read("email", parse_email, default=""),
        phone=reading.read("phone", partial(telephone, country=where), default=""),
        person=reading.text("person"),
        street=f"{street} {number}".strip(),
        postal_code=postal_code,
        place=place,
        country=where,
        languages=reading.read("languages", parse_languages, default=()),
        timezone=reading.read("timezone", parse_timezone, default=""),
        hours=reading.read("hours", hours_from_text, default=None),
        tags=parse_tags(reading.text("tags", 2000)),
        capacity_open=reading.read("capacity_open", parse_count, default=None),
        capacity_day=reading.read("capacity_day", parse_count, default=None),
        capacity_week=reading.read("capacity_week", parse_count, default=None),
        weight=reading.read("weight", parse_positive, default=1.0),
        radius_km=reading.read("radius_km", parse_positive, default=None),
        areas=tuple(reading.read("postal_codes", partial(areas_from_text, country=where), default=())),
        looked_after_by=reading.read("looked_after_by", parse_email, default=""),
        problems=tuple(reading.problems),
    )


def area_row(cells: Mapping[str, str], *, country: str) -> ParsedArea:
    """Read one area; `country` (ISO) is meant where the row names none.

    From and to, a prefix, or codes (a list of them too) make areas; a radius needs a postal code or a place as
    its centre; a postal code without a radius is a code; a country alone is the whole country. The word "none" as
    the prefix says that the party has no area. Whatever cannot be read blocks the row, and so does a row that names
    no party or nothing to cover.
    """
    has_none = cells.get("prefix", "").strip().casefold() in NO_AREA
    reading = Reading({**cells, "prefix": ""} if has_none else cells)
    where = reading.read("country", parse_country, default=country)
    party = reading.text("party")
    radius_km = reading.read("radius_km", parse_positive, default=None)
    areas = _areas(reading, where)
    centre = reading.text("postal_code", 2000)
    if radius_km is None:
        areas += reading.read("postal_code", partial(_codes, country=where), default=())
        centre = ""
    postal_code = _checked(reading, "postal_code", centre, partial(parse_postal_code, country=where))
    place = reading.text("place", 120)
    if radius_km is None and not areas and not has_none and not reading.problems:
        areas = [("country", "", "")] if reading.text("country") and not place else []
        if not areas:
            reading.blocks("code", "This row covers nothing. Give from and to, a prefix, codes, or a radius.")
    if radius_km is not None and not (centre or place):
        reading.blocks("radius_km", "A radius needs its centre. Give a postal code or a place.")
    if not party:
        reading.blocks("party", "This area has no party. Give its number or its name.")
    return ParsedArea(
        party=party,
        country=where,
        areas=tuple(dict.fromkeys(areas)),
        radius_km=radius_km,
        postal_code=postal_code,
        place=place,
        product=reading.text("product", 80),
        is_exclusive=reading.read("exclusive", parse_boolean, default=False),
        problems=tuple(reading.problems),
    )


def parse_timezone(text: str) -> str:
    """An IANA time zone, like Europe/Berlin."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Unreadable("“%(value)s” is no time zone. Write it like Europe/Berlin.", value=text) from error


def parse_tags(text: str) -> tuple[str, ...]:
    """Tags separated by commas, semicolons, bars or lines; each once, in order, as they are written."""
    parts = text.replace(";", ",").replace("|", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _areas(reading: Reading, country: str) -> list[AreaPart]:
    areas = [*reading.read("code", partial(areas_from_text, country=country), default=())]
    areas += reading.read("prefix", partial(_prefixes, country=country), default=())
    last = reading.text("to", 40)
    if last and not reading.text("from"):
        reading.blocks("from", "This range has no beginning. Give from as well, or clear to.")
    areas += reading.read("from", lambda first: [area_between(first, last, country)], default=())
    return areas


def _codes(text: str, *, country: str) -> list[AreaPart]:
    """A column of postal codes: one of them, or a list."""
    return [area_between(text, "", country)] if text.isdecimal() else areas_from_text(text, country)


def _prefixes(text: str, *, country: str) -> list[AreaPart]:
    starred = "; ".join(f"{part.rstrip('*')}*" for part in text.replace(",", " ").replace(";", " ").split())
    return areas_from_text(starred, country)


def _checked(reading: Reading, field: str, text: str, parse: Callable[[str], str]) -> str:
    """A text that was put together from several fields, read; what cannot be read blocks the row."""
    if not text:
        return ""
    try:
        return parse(text)
    except Unreadable as error:
        reading.blocks(field, error.message, **error.details)
        return ""
