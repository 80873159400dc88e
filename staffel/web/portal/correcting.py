"""What is known of an enquiry, as one form: whoever works it corrects what it has heard better, the telephone first."""

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from staffel.models import Lead, Membership
from staffel.queries.directory import Directory, directory
from staffel.queries.values import Value, values_of

VALUE: Final = "value-"  # what was typed, before the key of its value
SEEN: Final = "seen-"  # what stood there when the form was shown


@dataclass(frozen=True, slots=True)
class Field:
    """One value to be corrected. `typed`: None until something was; `seen`: what the next answer is compared with;
    `is_conflict`: somebody else has set another value meanwhile, which `value` shows; `doubted`: what is kept when it is
    sent once more."""

    value: Value
    typed: list[str] | None
    seen: str
    is_conflict: bool
    error: str = ""
    doubted: str = ""

    @property
    def name(self) -> str:
        return VALUE + self.value.key


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why the value of this key was refused; `doubted`: what it would be, where sending it once more is enough."""

    key: str
    words: str
    doubted: str = ""


def correction_fields(
    lead: Lead,
    typed: QueryDict | None,
    *,
    member: Membership,
    book: Directory,
    wrong: Wrong | None = None,
) -> list[Field]:
    """All that may be corrected, with what was typed into it. What somebody else has changed meanwhile is shown as it is
    now where it was left alone, and beside what was typed where it was not. `wrong`: what is wrong with one of them. One query."""
    values = _values(lead, member=member, book=book)
    if typed is None:
        return [Field(value, None, value.typed, is_conflict=False) for value in values]
    return [
        _typed(value, typed, wrong=wrong if wrong and wrong.key == value.key else None) for value in values
    ]


def typed_corrections(
    lead: Lead, typed: QueryDict, *, member: Membership
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What was typed and what had been seen, by key; what this lead does not have is left out. One query."""
    keys = [
        value.key for value in _values(lead, member=member, book=directory()) if SEEN + value.key in typed
    ]
    return {key: _lines(typed, key) for key in keys}, {key: _seen(typed, key) for key in keys}


def _values(lead: Lead, *, member: Membership, book: Directory) -> list[Value]:
    who, what = values_of(lead, member=member, book=book)
    found = [value for value in (*who, *what) if not value.is_fixed]
    return sorted(found, key=lambda value: value.key != "phone")


def _typed(value: Value, typed: QueryDict, *, wrong: Wrong | None) -> Field:
    seen, lines = _seen(typed, value.key), _lines(typed, value.key)
    text = "\n".join(sorted(filter(None, lines)))
    if SEEN + value.key not in typed or (text == seen and wrong is None):
        return Field(value, None, value.typed, is_conflict=False)
    is_conflict = value.typed not in {seen, text}
    error, doubted = (wrong.words, wrong.doubted) if wrong else ("", "")
    return Field(value, lines, value.typed if is_conflict else seen, is_conflict, error, doubted)


def _lines(typed: QueryDict, key: str) -> list[str]:
    return [one.replace("\r\n", "\n") for one in typed.getlist(VALUE + key)]


def _seen(typed: QueryDict, key: str) -> str:
    return typed.get(SEEN + key, "").replace("\r\n", "\n")
