"""What every import shows: how it reads the columns, what is wrong with which line, and the question before it begins."""

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from staffel.actions.arrivals import Unread, unread_before
from staffel.actions.imports import door_of
from staffel.rules.columns import Column, ColumnMapping, propose_mapping
from staffel.rules.problems import Problem, Unreadable, remarks_of
from staffel.rules.refused import Refused
from staffel.rules.tables import Table, read_table

SHOWN = 10
WIDEST = 34
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def read_file(path: Path, kind: str) -> tuple[Table, ColumnMapping]:
    """The table and what its columns are. Refused: `file_unreadable`; `columns_unknown` when not one is known."""
    try:
        table = read_table(path.read_bytes(), path.name)
        mapping = propose_mapping(table.headers, kind)
    except Unreadable as error:
        raise Refused("file_unreadable", str(error)) from error
    if not mapping.fields:
        headers = ", ".join(table.headers[:SHOWN])
        raise Refused(
            "columns_unknown",
            f"{path.name}: no column is known for {kind} ({headers}). Is the first line the header? docs/import.md lists the columns.",
        )
    return table, mapping


@contextmanager
def reading(table: Table, *, is_hidden: bool) -> Iterator[Iterable[tuple[int, tuple[str, ...]]]]:
    """The file's rows with their lines, under a progress bar."""
    rows = list(zip(table.lines, table.rows, strict=True))
    with click.progressbar(rows, label="Reading", file=sys.stderr, hidden=is_hidden) as bar:
        yield bar


def show_mapping(table: Table, mapping: ColumnMapping, *, unused: Collection[str] = ()) -> None:
    """Header, what it is, and the first filled cell. `unused`: fields that this import does not look at."""
    rows = [("Column", "is", "for example")]
    for n, column in enumerate(mapping.columns):
        example = next((cells[n] for cells in table.rows if cells[n]), "")
        rows.append((_short(column.header), _meaning(column, mapping.kind, unused), _short(example)))
    first, second = (max(len(row[n]) for row in rows) for n in (0, 1))
    for header, meaning, example in rows:
        click.echo(f"  {header:{first}}  {meaning:{second}}  {example}".rstrip())


def _meaning(column: Column, kind: str, unused: Collection[str]) -> str:
    if column.field in unused:
        return f"{column.field} (only with --as history)"
    if column.field:
        return column.field + (" (similar)" if column.is_near else "")
    unused = "answer" if kind == "leads" else "not used"
    return f"{unused} ({column.taken_by} is read already)" if column.taken_by else unused


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def show_unread(unread: Sequence[Unread]) -> None:
    """The first lines that cannot be read, each with all its reasons."""
    for row in unread[:SHOWN]:
        for problem in row.problems:
            if problem.is_blocking:
                click.echo(f"  line {row.line}: {_said(problem)}")
    if len(unread) > SHOWN:
        click.echo(f"  and {len(unread) - SHOWN} more")


def are_new(unread: Sequence[Unread], kind: str) -> bool:
    """Whether one of these was not kept by an earlier import."""
    return unread_before(unread, door=door_of(kind)) < len(unread)


def show_remarks(problems: Iterable[tuple[int | None, Problem]]) -> None:
    """What blocks nothing, each sentence once with how often and where."""
    found = remarks_of(problems)
    if not found:
        return
    click.echo(f"Taken as it is, and noted ({sum(one.count for one in found)}):")
    for one in found[:SHOWN]:
        more = "" if one.are_all_named else " ..."
        where = f" (line {', '.join(map(str, one.lines))}{more})" if one.lines else ""
        click.echo(f"  {one.count} x {_said(one.problem)}{where}")
    if len(found) > SHOWN:
        click.echo(f"  and {len(found) - SHOWN} other remarks")


def _said(problem: Problem) -> str:
    return f"{problem.field}: {problem.text}" if problem.field else problem.text


def ask(question: str, *, is_answered: bool, stays_silent: bool = False) -> None:
    """Ask before anything is written. Refused (`not_asked`) where nobody can answer; "no" ends the command."""
    if is_answered:
        return
    if stays_silent or not sys.stdin.isatty():
        raise Refused(
            "not_asked",
            f"{question} Nobody can answer here: give --yes to go ahead, or --dry-run to only look.",
        )
    click.confirm(question, abort=True)


def problems_as_json(unread: Sequence[Unread]) -> list[dict[str, object]]:
    """Every reason with its line."""
    return [
        {"line": row.line, "field": problem.field, "message": problem.text}
        for row in unread
        for problem in row.problems
        if problem.is_blocking
    ]


def counted(count: int, one: str, many: str) -> str:
    """ "1 lead", "2 leads"."""
    return f"{count} {one if count == 1 else many}"
