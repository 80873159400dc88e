"""Says once what several campaigns have in common, and of what they do not only that in which one differs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from staffel.rules.process import Part, Row
from staffel.rules.spans import is_german, listed

K = TypeVar("K")
Key = tuple[str, str, int]
Told = tuple[Sequence[str], Sequence[Part]]  # the names of campaigns, and what holds in them


def told_once(told: Sequence[Told], language: str) -> tuple[Part, ...]:
    """The parts of all campaigns as one: parts of the same title come together, and in them rows of the same term. What
    most campaigns have stands first and names nobody; each other row says only its lines that differ, and `where`."""
    everybody = [name for names, _parts in told for name in names]
    titles = in_order([part.title for part in parts] for _names, parts in told)
    return tuple(
        Part(
            title,
            tuple(_rows([(names, _keyed(parts, title)) for names, parts in told], everybody, language)),
        )
        for title in titles
    )


def _keyed(parts: Sequence[Part], title: str) -> dict[Key, Row]:
    """The rows of a part by what they are about, and which one of that: a term may stand above limits and a sentence."""
    found: dict[Key, Row] = {}
    for row in (row for part in parts if part.title == title for row in part.rows):
        nth = sum((row.under, row.term) == key[:2] for key in found)
        found[row.under, row.term, nth] = row
    return found


def _rows(
    told: Sequence[tuple[Sequence[str], dict[Key, Row]]], everybody: Sequence[str], language: str
) -> Iterable[Row]:
    for key in in_order(list(rows) for _names, rows in told):
        versions: dict[Row, list[str]] = {}
        for names, rows in told:
            if key in rows:
                versions.setdefault(rows[key], []).extend(names)
        yield from _versions(versions, everybody, language)


def _versions(versions: dict[Row, list[str]], everybody: Sequence[str], language: str) -> Iterable[Row]:
    usual = max(versions, key=lambda row: len(versions[row]))
    is_everywhere = sum(map(len, versions.values())) == len(everybody)
    yield usual if is_everywhere else replace(usual, where=among(versions[usual], everybody, language))
    for row, names in versions.items():
        if row != usual:
            said = _other_lines(row, usual) if is_everywhere else row.lines
            yield replace(row, lines=said, where=among(names, everybody, language))


def _other_lines(row: Row, usual: Row) -> tuple[str, ...]:
    """Only the sentences that are others; all of them where one has more than the other."""
    if len(row.lines) != len(usual.lines):
        return row.lines
    return tuple(line for line, known in zip(row.lines, usual.lines, strict=True) if line != known)


def among(names: Sequence[str], everybody: Sequence[str], language: str) -> str:
    """Which campaigns: "in Messe und Website", "in all but Fair" where that is shorter; "" is in every one."""
    rest = [name for name in everybody if name not in names]
    if not rest:
        return ""
    if len(rest) < len(names):
        return f"{'in allen außer' if is_german(language) else 'in all but'} {listed(rest, language)}"
    return f"in {listed(list(names), language)}"


def in_order(lists: Iterable[Sequence[K]]) -> list[K]:
    """All of them once, each behind the one that it follows where it first appears."""
    found: list[K] = []
    for one in lists:
        at = 0 if any(item in found for item in one) else len(found)
        for item in one:
            if item not in found:
                found.insert(at, item)
            at = found.index(item) + 1
    return found
