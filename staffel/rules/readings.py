"""Reading the cells of one row, or the values of one request: all problems at once, not the first one only."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from staffel.rules.problems import Problem, Unreadable
from staffel.rules.words import cleaned

Value = TypeVar("Value")
Default = TypeVar("Default")


class Reading:
    """One pass over a row's values. `problems` grows; `kept` holds, under "<field>_given", what nobody could read
    and what must not be lost."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.problems: list[Problem] = []
        self.kept: dict[str, str] = {}
        self._values = values

    def text(self, field: str, longest: int = 200) -> str:
        """The cleaned text of a field, "" when there is none. A longer one and what is no text are problems."""
        value = self._values.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.blocks(field, "%(field)s is no text. Send it as a string.", field=field)
            return ""
        found = cleaned(value)
        if len(found) > longest:
            self.blocks(
                field,
                "This has %(count)s characters. At most %(longest)s fit.",
                count=str(len(found)),
                longest=str(longest),
            )
            return ""
        return found

    def read(self, field: str, parse: Callable[[str], Value], *, default: Default) -> Value | Default:
        """The value of a field; what cannot be read blocks the row. The default stands for an empty one."""
        text = self.text(field, longest=20000)
        if not text:
            return default
        try:
            return parse(text)
        except Unreadable as error:
            self.problems.append(Problem(field, error.message, error.details))
            return default

    def read_or_keep(self, field: str, parse: Callable[[str], Value], *, default: Default) -> Value | Default:
        """As `read`, but what cannot be read is kept as it came and blocks nothing: no lead is lost for a slip."""
        text = self.text(field, longest=2000)
        if not text:
            return default
        try:
            return parse(text)
        except Unreadable as error:
            self.problems.append(Problem(field, error.message, error.details, is_blocking=False))
            self.kept[f"{field}_given"] = text
            return default

    def blocks(self, field: str, message: str, /, **details: str) -> None:
        """Report a problem that keeps the row out."""
        self.problems.append(Problem(field, message, details))


def are_harmless(problems: tuple[Problem, ...]) -> bool:
    """Whether the row can be taken: none of its problems blocks."""
    return not any(problem.is_blocking for problem in problems)
