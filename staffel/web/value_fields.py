"""The control in which one value of a lead is typed or chosen, by the type of its question: a template tag."""

from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from staffel.queries.values import Value
from staffel.web.completing import ANSWERED
from staffel.web.leads import Editing
from staffel.web.portal.beside import because_at, wrong_at
from staffel.web.portal.correcting import Field

register = template.Library()
KINDS: Final = {"email": "email", "telephone": "tel", "date": "date"}
MODES: Final = {"number": "decimal", "money": "decimal"}


@register.inclusion_tag("_value_field.html")
def value_field(value: Value, edit: Editing) -> dict[str, Any]:
    """The field with what was typed, else with what stands there. A choice that its form does not know (any more) stays
    among the options."""
    typed = None if edit.typed is None else list(edit.typed)
    return _field(value, typed, name="value") | {
        "focus": mark_safe(" autofocus"),
        "wrong": _wrong(value, edit),
    }


@register.inclusion_tag("_value_field.html")
def answer_field(value: Value, typed: Any) -> dict[str, Any]:
    """The field of an answer that is missing, with what was typed (a QueryDict, empty at first)."""
    name = ANSWERED + value.key
    return _field(value, typed.getlist(name) if typed else None, name=name)


@register.inclusion_tag("_value_field.html", takes_context=True)
def closing_field(context: Context, value: Value, typed: Any, act: str) -> dict[str, Any]:
    """The field of an answer that is asked beside an act (win, lose), with what was typed there, and why it was refused
    where the page says that beside the field. Two acts ask the same: each has a field of its own."""
    name = ANSWERED + value.key
    given = typed.getlist(name) if typed and hasattr(typed, "getlist") else None
    said = {
        "within": f"{act}-",
        "wrong": wrong_at(context, act, value.key),
        "because": because_at(context, act, value.key),
    }
    return _field(value, given, name=name) | said


@register.inclusion_tag("_value_field.html")
def correction_field(field: Field) -> dict[str, Any]:
    """The field of one value among all, for whoever works the lead; the one that needs another look is where it begins."""
    needs = field.is_conflict or bool(field.error)
    described = f' aria-invalid="true" aria-describedby="{field.value.anchor}-wrong"' if needs else ""
    return _field(field.value, field.typed, name=field.name) | {
        "focus": mark_safe(" autofocus") if needs else "",
        "wrong": mark_safe(described),  # noqa: S308 - a hash
    }


def _field(value: Value, given: Sequence[str] | None, *, name: str) -> dict[str, Any]:
    typed: Sequence[str] = value.chosen if given is None else given
    text = value.typed if given is None else given[0] if given else ""
    keys = {key for key, _label in value.options}
    return {
        "value": value,
        "name": name,
        "typed": typed,
        "text": text,
        "other": text if value.options and text and text not in keys else "",
        "kind": KINDS.get(value.type, "text"),
        "mode": MODES.get(value.type, ""),
    }


def _wrong(value: Value, edit: Editing) -> SafeString:
    if not edit.error or edit.is_conflict:
        return mark_safe("")
    return mark_safe(f' aria-invalid="true" aria-describedby="{value.anchor}-wrong"')  # noqa: S308 - a hash
