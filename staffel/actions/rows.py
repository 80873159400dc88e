"""Writes rows: one statement a table, whatever the number of leads, and few round trips."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import connection, models

FEW: Final = 8
Changes = Mapping[models.Model, set[str]]


class Writer:
    """Collects what is to be written and sends it in few round trips, in the order in which it was given."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._values: list[Any] = []

    def insert(self, rows: Sequence[models.Model]) -> None:
        """Insert rows of one table; their keys are made in Python. Few go as one INSERT, many as a COPY, which costs
        two more round trips and a quarter of the time for each row."""
        if len(rows) < FEW:
            self._insert(rows)
            return
        self.send()
        columns = _columns(type(rows[0]))
        # a COPY's errors come from the driver: wrapped, they are what the doors know how to answer
        statement = f"COPY {columns.target} FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(columns.values_of(row))
        _mark_stored(rows)

    def _insert(self, rows: Sequence[models.Model]) -> None:
        if not rows:
            return
        columns = _columns(type(rows[0]))
        places = ", ".join([columns.places] * len(rows))
        self._statements.append(f"INSERT INTO {columns.target} VALUES {places}")  # noqa: S608 - our own names
        for row in rows:
            self._values += columns.values_of(row)
        _mark_stored(rows)

    def update(self, changes: Changes) -> None:
        """Save the changed columns of rows of one table: one statement for each set of columns."""
        by_columns: dict[tuple[str, ...], list[models.Model]] = {}
        for row, changed in changes.items():
            by_columns.setdefault(tuple(sorted(changed)), []).append(row)
        for names, rows in by_columns.items():
            statement, values = _update(rows, names)
            self._statements.append(statement)
            self._values += values

    def send(self) -> None:
        """Write what was collected since the last time, in one round trip."""
        if self._statements:
            with connection.cursor() as cursor:
                cursor.execute(";\n".join(self._statements), self._values)
        self._statements, self._values = [], []


def update(changes: Changes) -> None:
    """Save the changed columns of rows of one table at once."""
    writer = Writer()
    writer.update(changes)
    writer.send()


@dataclass(frozen=True, slots=True)
class _Columns:
    """All columns of a table: `target` is its name with theirs, `places` one row's place in an INSERT."""

    target: str
    places: str
    names: tuple[tuple[str, bool], ...]  # attribute, and whether it is JSON

    def values_of(self, row: models.Model) -> list[Any]:
        values = row.__dict__
        return [_json(values[name]) if is_json else values[name] for name, is_json in self.names]


@cache
def _columns(model: type[models.Model]) -> _Columns:
    fields = model._meta.concrete_fields
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    return _Columns(
        target=f"{connection.ops.quote_name(model._meta.db_table)} ({quoted})",
        places=f"({', '.join(['%s'] * len(fields))})",
        names=tuple((field.attname, _type(field) == "jsonb") for field in fields),
    )


def _mark_stored(rows: Sequence[models.Model]) -> None:
    for row in rows:
        row._state.adding = False


def _update(rows: Sequence[models.Model], names: Sequence[str]) -> tuple[str, list[Any]]:
    """All rows travel as one JSON document: an array a column would escape every quotation mark of JSON one by one."""
    meta = type(rows[0])._meta
    assert meta.pk is not None
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    quoted = [connection.ops.quote_name(field.column) for field in fields]
    typed = ", ".join(f"{name} {_type(field)}" for name, field in zip(quoted, fields, strict=True))
    sets = ", ".join(f"{name} = given.{name}" for name in quoted[1:])
    sql = (
        f"UPDATE {connection.ops.quote_name(meta.db_table)} AS kept SET {sets} "  # noqa: S608 - names of our own models
        f"FROM jsonb_to_recordset(%s::jsonb) AS given({typed}) WHERE kept.{quoted[0]} = given.{quoted[0]}"
    )
    given = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    return sql, [json.dumps(given, default=str)]


def _type(field: Any) -> str:
    return str(field.db_type(connection))


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)
