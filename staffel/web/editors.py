"""What edits the body of one kind of thing: reads what was typed, says what is wrong beside its field, gives the body back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, QueryDict

from staffel.queries.directory import Directory
from staffel.rules.refused import Refused
from staffel.web.form_rows import MOVES, moved
from staffel.web.refusals import in_words


class Editor:
    """`template` shows it as `editor`. `data`: what was posted; without it the edition `body` is shown. `new_rows`: what a
    new row of each of its lists begins with; `moves`: what its buttons do to a list."""

    kind: ClassVar[str]
    template: ClassVar[str]
    new_rows: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    moves: ClassVar[frozenset[str]] = MOVES

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        self.book, self.key, self.now = book, key, now
        self.data, self.was = data, body
        self.errors: list[str] = []

    def is_valid(self) -> bool:
        raise NotImplementedError

    def body(self) -> dict[str, Any]:
        """As it is stored; only when it is valid."""
        raise NotImplementedError

    @classmethod
    def beginning(cls, key: str) -> Any:
        """The body that every installation begins with; 404 for kinds that have none."""
        raise Http404(f"no beginning of {key}")

    @classmethod
    def moved(cls, data: QueryDict, do: str) -> QueryDict:
        """What was posted after a press of a button that changes a list (`moves`)."""
        return moved(data, do, new=cls.new_rows)

    def forms(self) -> Iterator[forms.BaseForm]:
        """Every form that it consists of, those of its rows too; of a kind without lists none is asked for."""
        return iter(())

    def hush(self) -> None:
        """Nothing is said beside the fields yet: whoever lengthens a list has not finished typing."""
        for form in self.forms():
            form.errors.clear()

    def show(self, refused: Refused) -> None:
        """The refusal's words at the top; an editor that knows the field says them there."""
        self.errors.append(in_words(refused))

    def aside(self, data: QueryDict | None) -> dict[str, Any]:  # noqa: ARG002 - for the kinds that show something
        """What stands beside the form, of what was typed where it is whole, else of the edition. Nothing by itself."""
        return {}
