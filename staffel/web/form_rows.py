"""Forms of which there are several, in an order: people lengthen and shorten the list and move its rows, with buttons.

What is posted names the rows of a list in their order (`rounds=a&rounds=b`); a row's fields are `rounds-a-reach` and so
on. A row keeps its name when it moves, so that the focus stays with it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django import forms
from django.http import QueryDict

from staffel.rules.refused import Refused

F = TypeVar("F", bound=forms.Form)
NAME: Final = re.compile(r"[^\x00-\x1f]{1,80}")
NEW_NAME: Final = re.compile(r"n[0-9]+")  # of a row that was added, before it has a name of its own
MOST: Final = 60  # can be added to a list; what is stored or posted is never cut
MOVES: Final = frozenset({"add", "up", "down", "remove"})


@dataclass(frozen=True, slots=True)
class Row(Generic[F]):
    """`of` is the name of its list."""

    name: str
    form: F
    of: str

    @property
    def heading(self) -> str:
        """The id of what stands above the row: there the focus goes when it is new."""
        return f"row-{self.of}-{self.name}"


class FormRows(Generic[F]):
    """The rows of the list `name`: from what was posted, else from `initial`, pairs of a row's name and its values."""

    def __init__(
        self,
        make: Callable[..., F],
        name: str,
        data: QueryDict | None,
        initial: Sequence[tuple[str, Mapping[str, Any]]] = (),
    ) -> None:
        self.name = name
        if data is None:
            self.rows = [
                Row(key, make(prefix=f"{name}-{key}", initial=values), name) for key, values in initial
            ]
        else:
            self.rows = [Row(key, make(data, prefix=f"{name}-{key}"), name) for key in row_names(data, name)]

    def __iter__(self) -> Iterator[Row[F]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def forms(self) -> Iterator[F]:
        return (row.form for row in self.rows)

    def is_valid(self) -> bool:
        """Every row is looked at, so that each says what is wrong with it."""
        return not [row for row in self.rows if not row.form.is_valid()]


def row_names(data: QueryDict, name: str) -> list[str]:
    """The rows of a list that was posted, each once, in their order."""
    return [key for key in dict.fromkeys(data.getlist(name)) if NAME.fullmatch(key)]


def moved(data: QueryDict, do: str, *, new: Mapping[str, Mapping[str, Any]]) -> QueryDict:
    """What was posted after "add:rounds", "up:rounds:a", "down:rounds:a" or "remove:rounds:a". `new`: what a new row
    begins with, by the name of its list. Refused: `rows_many` where the list is full."""
    act, _, rest = do.partition(":")
    name, _, key = rest.partition(":")
    rows, changed = row_names(data, name), data.copy()
    if act == "add":
        check_room(rows, 1)
        made = _free_name(rows, data, name)
        rows.append(made)
        for field, value in new.get(name.partition("-")[0], {}).items():
            changed.setlist(f"{name}-{made}-{field}", value if isinstance(value, list) else [value])
    elif key in rows:
        at = rows.index(key)
        rows.remove(key)
        if act != "remove":
            rows.insert(max(0, at - 1) if act == "up" else at + 1, key)
    changed.setlist(name, rows)
    return changed


def check_room(rows: Sequence[str], more: int) -> None:
    """Refused: `rows_many` where `more` rows do not fit."""
    if len(rows) + more > MOST:
        raise Refused("rows_many", f"There are {len(rows)} of them already.", most=MOST)


def _free_name(taken: Sequence[str], data: QueryDict, of: str) -> str:
    """One that no row has or had: what was typed into a row that was removed is still in the form."""
    number = len(taken) + 1
    while f"n{number}" in taken or any(key.startswith(f"{of}-n{number}-") for key in data):
        number += 1
    return f"n{number}"
