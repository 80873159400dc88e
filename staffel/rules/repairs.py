"""What arrived and could not be read, as the cells of a row again: to be mended field by field."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from staffel.rules.beside import IN_ROWS
from staffel.rules.columns import ANSWER, slug_of
from staffel.rules.fields import HEADERS

DISMISSALS: Final = ("spam", "test", "duplicate", "empty", "corrected", "other")

# What a body of the API calls otherwise than a row of a file.
IN_ROW: Final = {
    "source_key": "id", "expected_amount": "expected_value", "wished_party": "wished_partner", "is_test": "test",
}  # fmt: skip


def cells_of_row(payload: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, str]:
    """The filled cells by field, of a row that was kept by its headers. `mapping`: header → field."""
    found: dict[str, str] = {}
    for header, value in payload.items():
        field = mapping.get(header) or ANSWER + slug_of(header)
        found.setdefault(field, str(value))
    return found


def cells_of_body(
    payload: Mapping[str, Any], *, beside: Collection[str] = (), ticks: Collection[str] = ()
) -> dict[str, str]:
    """The filled cells by field, of an enquiry that was sent as JSON, whatever its shape. Without what came `beside` its
    answers, and without the questions that are `ticks`: those are consents (rules.beside), and no text to be mended."""
    return dict(_cells({key: value for key, value in payload.items() if key not in beside}, ticks))


def _cells(payload: Mapping[str, Any], ticks: Collection[str]) -> Iterator[tuple[str, str]]:
    for key, value in payload.items():
        if key in ticks:
            continue
        name = IN_ROW.get(key, key)
        if isinstance(value, Mapping):
            yield from _cells(value, ticks)
            continue
        field = name if name in HEADERS["leads"] and name not in IN_ROWS else ANSWER + slug_of(name)
        if isinstance(value, list):
            yield field, ", ".join(map(str, value))
        elif value not in (None, ""):
            yield field, str(value)
