"""What is said about a value that cannot be read: an English sentence with named places, to be translated above.

The sentence and its details are kept apart, so that a page can say it in the reader's language:
`gettext(problem.message) % problem.details`.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LINES_NAMED: Final = 5


class Unreadable(ValueError):
    """A value nobody can be sure about. The message names the value and the mend, as `%(value)s` templates."""

    def __init__(self, message: str, **details: str) -> None:
        super().__init__(message % details)
        self.message = message
        self.details = details


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field. A blocking one keeps the row out; any other value is kept as it came."""

    field: str
    message: str
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)
    is_blocking: bool = True

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.message % self.details

    def stored(self) -> dict[str, object]:
        """As it is kept with a submission: the sentence and its details stay apart, to be translated when shown. What does
        not block says so."""
        harmless = {} if self.is_blocking else {"is_blocking": False}
        return {"field": self.field, "message": self.message, "details": dict(self.details), **harmless}


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about many rows of a file: how often it is said, and the first lines (LINES_NAMED) where."""

    problem: Problem
    count: int
    lines: Sequence[int]

    @property
    def are_all_named(self) -> bool:
        """Whether the lines are all of them."""
        return self.count == len(self.lines)


def remarks_of(said: Iterable[tuple[int | None, Problem]]) -> list[Remark]:
    """Each sentence once, the most frequent first, from each problem with its line (None where rows have none)."""
    found: dict[tuple[str, str], list[tuple[int | None, Problem]]] = {}
    for line, problem in said:
        found.setdefault((problem.field, problem.text), []).append((line, problem))
    return [
        Remark(same[0][1], len(same), [line for line, _problem in same if line is not None][:LINES_NAMED])
        for same in sorted(found.values(), key=len, reverse=True)
    ]
