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
        self._statements.append(columns.insert)
        self._values.append(_document(rows, columns.names))
        _mark_stored(rows)

    def update(self, changes: Changes) -> None:
        """Save the changed columns of rows of one table: one statement for each set of columns."""
        by_columns: dict[tuple[str, ...], list[models.Model]] = {}
        for row, changed in changes.items():
            by_columns.setdefault(tuple(sorted(changed)), []).append(row)
        for names, rows in by_columns.items():
            statement, document = _update(rows, names)
            self._statements.append(statement)
            self._values.append(document)

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
    """All columns of a table: `target` is its name with theirs, `insert` the statement for rows in one JSON document."""

    target: str
    insert: str
    names: tuple[tuple[str, str, bool], ...]  # column, attribute, and whether it is JSON

    def values_of(self, row: models.Model) -> list[Any]:
        values = row.__dict__
        return [_json(values[name]) if is_json else values[name] for _, name, is_json in self.names]


@cache
def _columns(model: type[models.Model]) -> _Columns:
    fields = model._meta.concrete_fields
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    target = f"{connection.ops.quote_name(model._meta.db_table)} ({quoted})"
    return _Columns(
        target=target,
        insert=f"INSERT INTO {target} SELECT {quoted} FROM {_given(fields)}",  # noqa: S608 - our own names
        names=tuple((str(field.column), field.attname, _type(field) == "jsonb") for field in fields),
    )


def _given(fields: Sequence[Any]) -> str:
    """The rows of one JSON document as a table of these fields. An array a column would escape every quotation mark of
    JSON one by one, and hundreds of places in a statement cost more than what stands in them."""
    typed = ", ".join(f"{connection.ops.quote_name(field.column)} {_type(field)}" for field in fields)
    return f"jsonb_to_recordset(%s::jsonb) AS given({typed})"


def _document(rows: Sequence[models.Model], names: Sequence[tuple[str, str, bool]]) -> str:
    return json.dumps(
        [{column: row.__dict__[name] for column, name, _ in names} for row in rows],
        default=str,
        allow_nan=False,
    )


def _mark_stored(rows: Sequence[models.Model]) -> None:
    for row in rows:
        row._state.adding = False


def _update(rows: Sequence[models.Model], names: Sequence[str]) -> tuple[str, str]:
    meta = type(rows[0])._meta
    assert meta.pk is not None
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    key, *others = [connection.ops.quote_name(field.column) for field in fields]
    sets = ", ".join(f"{name} = given.{name}" for name in others)
    table = connection.ops.quote_name(meta.db_table)
    statement = f"UPDATE {table} AS kept SET {sets} FROM {_given(fields)} WHERE kept.{key} = given.{key}"  # noqa: S608 - our own names
    return statement, _document(rows, [(field.column, field.attname, False) for field in fields])


def _type(field: Any) -> str:
    return str(field.db_type(connection))


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, allow_nan=False)
