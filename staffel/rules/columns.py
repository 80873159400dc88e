"""Which column of a file is which field: proposed from its header, never guessed wildly, nothing thrown away.

A header that is known counts; then one that differs from a known one by a letter or two. Everything else is kept
as an answer under a slug of its header.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from staffel.rules.fields import HEADERS
from staffel.rules.problems import Unreadable
from staffel.rules.words import normalised

ANSWER = "answers."  # what the key of a cell begins with when its column is no field

_NEAR = 88.0  # of 100: one letter in eight; "Anfragedatun" is meant, "Produktname" is not "Produkt"
_CLEARLY = 4.0  # the next field must be this much further away
_SHORTEST_TO_GUESS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it is, or the slug under which its cells are answers. `is_near`: its header differs
    from the known one. `taken_by`: the header that already is the field this one would be."""

    header: str
    field: str = ""
    slug: str = ""
    is_near: bool = False
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What every column of a file is, in the order of the file."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def fields(self) -> dict[str, str]:
        """Field → header."""
        return {column.field: column.header for column in self.columns if column.field}

    @property
    def repeated(self) -> tuple[Column, ...]:
        """Columns that would be a field which an earlier column is."""
        return tuple(column for column in self.columns if column.taken_by)

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Columns that are no field; their cells become answers."""
        return tuple(column for column in self.columns if not column.field)

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The filled cells of a row by field; others under "answers." and the slug of their header."""
        pairs = zip(self.columns, row, strict=True)
        return {column.field or ANSWER + column.slug: cell for column, cell in pairs if cell}


def propose_mapping(headers: Sequence[str], kind: str) -> ColumnMapping:
    """What the columns with these headers are in an import of `kind` ("leads", "parties", "areas").

    The first header that is a field wins it, a known one before a similar one. Beside a first name, "Name" is
    the last name. Refuses another kind.
    """
    if kind not in HEADERS:
        raise Unreadable("“%(value)s” cannot be imported. Kinds are leads, parties and areas.", value=kind)
    names = [normalised(header) for header in headers]
    exact = _exact(names, HEADERS[kind])
    known = _fields(names, exact, HEADERS[kind])
    if {"first_name", "name"} <= known.keys() and "last_name" not in known:
        known["last_name"] = known.pop("name")
    winners = {column: field for field, column in known.items()}
    columns = []
    slugs = set(HEADERS[kind])  # an answer never takes the name of a field
    for n, header in enumerate(headers):
        if n in winners:
            columns.append(Column(header, winners[n], is_near=not exact[n]))
            continue
        first = known.get(exact[n])
        slug = _free_slug(header, n, slugs)
        columns.append(Column(header, slug=slug, taken_by="" if first is None else headers[first]))
    return ColumnMapping(kind, tuple(columns))


def chosen_mapping(headers: Sequence[str], kind: str, chosen: Mapping[str, str]) -> ColumnMapping:
    """The mapping that somebody has chosen: a field for each of `unique_headers`, "" for a column that is none. Refuses
    a field that there is not, or that two columns are."""
    columns, taken = [], dict[str, str]()
    slugs = set(HEADERS[kind])
    for n, (header, name) in enumerate(zip(headers, unique_headers(headers), strict=True)):
        field = chosen.get(name, "")
        if field and field not in HEADERS[kind]:
            raise Unreadable("“%(value)s” is no field.", value=field)
        if field in taken:
            raise Unreadable(
                "“%(first)s” and “%(second)s” cannot both be this. Choose one of them.",
                field=field, first=taken[field], second=name,
            )  # fmt: skip
        if field:
            taken[field] = name
        columns.append(Column(header, field, slug="" if field else _free_slug(header, n, slugs)))
    return ColumnMapping(kind, tuple(columns))


def unique_headers(headers: Sequence[str]) -> tuple[str, ...]:
    """The headers, those that stand there before with their number."""
    found: list[str] = []
    for n, header in enumerate(headers, start=1):
        found.append(header if header not in found else f"{header} ({n})")
    return tuple(found)


def slug_of(header: str) -> str:
    """The key under which the cells of an unknown column are kept: "Baujahr (Heizung)" is baujahr_heizung."""
    return normalised(header).replace(" ", "_")[:60].rstrip("_")


def _exact(names: Sequence[str], fields: Mapping[str, Sequence[str]]) -> list[str]:
    field_of = {header: field for field in reversed(list(fields)) for header in fields[field]}
    own = {field.replace("_", " "): field for field in fields}
    return [own.get(name) or field_of.get(name, "") for name in names]


def _fields(
    names: Sequence[str], exact: Sequence[str], fields: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Field → number of its column."""
    found: dict[str, int] = {}
    for n, field in enumerate(exact):
        if field:
            found.setdefault(field, n)
    for n, name in enumerate(names):
        field = "" if exact[n] else _near(name, fields)
        if field:
            found.setdefault(field, n)
    return found


def _near(name: str, fields: Mapping[str, Sequence[str]]) -> str:
    """The one field that a header with a slip of the pen means; "" when none or more than one is near."""
    if len(name) < _SHORTEST_TO_GUESS:
        return ""
    nearness = sorted(
        ((max(_ratio(name, header) for header in known), field) for field, known in fields.items()),
        reverse=True,
    )
    best, second = nearness[0], nearness[1]
    return best[1] if best[0] >= _NEAR and best[0] - second[0] >= _CLEARLY else ""


def _ratio(name: str, header: str) -> float:
    """Likeness from 0 to 100; a number in a header is part of what it means ("Telefon 2" is not "Telefon")."""
    if [c for c in name if c.isdecimal()] != [c for c in header if c.isdecimal()] or len(
        header
    ) < _SHORTEST_TO_GUESS:
        return 0.0
    return fuzz.ratio(name.replace(" ", ""), header.replace(" ", ""))


def _free_slug(header: str, n: int, taken: set[str]) -> str:
    slug = slug_of(header) or f"column_{n + 1}"
    free = next(
        name for name in (slug, *(f"{slug}_{again}" for again in range(2, 10000))) if name not in taken
    )
    taken.add(free)
    return free
