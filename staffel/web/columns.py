"""What the columns of a file are, as somebody chooses it on a page: the same table for every import."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from staffel.queries.labels import field_label
from staffel.rules.columns import propose_mapping, unique_headers
from staffel.rules.fields import HEADERS
from staffel.rules.rows import HISTORY_FIELDS
from staffel.rules.tables import Table

LOOKED_AT: Final = 200  # rows, for an example


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column: `name` of its select, its header, the field it is ("" for none) and the first filled cell. `is_near`:
    its header is only similar to a known one; `is_history`: a field that only history has."""

    name: str
    header: str
    field: str
    example: str
    is_near: bool
    is_history: bool


def columns_chosen(asked: QueryDict, table: Table, known: Mapping[str, str]) -> dict[str, str]:
    """A field for each header, "" for none, as the form says; where it says nothing yet, as `known` does."""
    names = unique_headers(table.headers)
    return {name: str(asked.get(f"column-{n}", known.get(name, ""))) for n, name in enumerate(names)}


def columns_read(table: Table, kind: str, chosen: Mapping[str, str]) -> list[ColumnRead]:
    """Each column of the file, in its order."""
    proposed = propose_mapping(table.headers, kind).columns
    return [
        ColumnRead(
            name=f"column-{n}",
            header=header,
            field=chosen[header],
            example=next((cells[n] for cells in table.rows[:LOOKED_AT] if cells[n]), "")[:60],
            is_near=proposed[n].is_near and proposed[n].field == chosen[header],
            is_history=kind == "leads" and chosen[header] in HISTORY_FIELDS,
        )
        for n, header in enumerate(unique_headers(table.headers))
    ]


def fields_of(kind: str) -> list[tuple[str, str]]:
    """What a column can be, in the reader's words and their order."""
    return sorted(((field, field_label(field)) for field in HEADERS[kind]), key=lambda pair: pair[1])
