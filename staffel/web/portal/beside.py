"""A refused act on a page of many small forms: its words beside the field, the focus there, and what was typed kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from staffel.rules.refused import Refused
from staffel.web.refusals import in_words

register = template.Library()
NOTHING: Final = mark_safe("")
# Each act that has a form of its own on these pages, with the fields that stand in it; questions asked at the end come on top.
FORMS: Final[Mapping[str, frozenset[str]]] = {
    "contact": frozenset({"text", "materials"}),
    "withdrawal": frozenset({"purposes", "text"}),
    "appointment": frozenset({"due_at", "text", "materials"}),
    "quote": frozenset({"amount", "text", "materials"}),
    "win": frozenset({"amount", "text"}),
    "lose": frozenset({"reason", "text"}),
    "give-back": frozenset({"reason", "text"}),
    "decline": frozenset({"reason", "pause_until", "text"}),
    "note": frozenset({"text"}),
    "photo": frozenset({"photo"}),
    "attach": frozenset({"files"}),
    "hand-out": frozenset({"materials"}),
    "follow-up": frozenset({"on", "text"}),
    "pass-on": frozenset({"member"}),
    "ask": frozenset({"text"}),
    "more-time": frozenset({"text"}),
    "reply": frozenset({"text"}),
    "pause": frozenset({"until"}),
    "stand-in": frozenset({"stand_in"}),
}
GROUPS: Final = frozenset(
    {"", "reason", "materials", "purposes", "member", "stand_in"}
)  # no single control to go to
SAME: Final = {
    ("photo", "files"): "photo",
    ("hand-out", "again"): "materials",
}  # a form's own name for a field


@dataclass(frozen=True, slots=True)
class Beside:
    """`field` "": none of the form's own, so the words head the form."""

    act: str
    field: str
    words: str
    typed: QueryDict

    @property
    def anchor(self) -> str:
        return _anchor(self.act, self.field)


def beside(
    act: str, refused: Refused | None, typed: QueryDict, *, also: frozenset[str] = frozenset()
) -> Beside | None:
    """Where the refusal of this act is said; None for an act without a form. `also`: further fields of its form."""
    if refused is None or act not in FORMS:
        return None
    named = str(refused.details.get("field", ""))
    field = SAME.get((act, named), named)
    return Beside(act, field if field in FORMS[act] | also else "", in_words(refused), typed)


@register.simple_block_tag(takes_context=True)
def refusal_first(context: Context, content: SafeString) -> SafeString:
    """What the page holds, headed by the words of the refusal. They link to where they stand in it: nowhere, when the form
    is not shown any more or lacks that field just now."""
    words, said = context.get("error"), _said(context)
    if not words:
        return content
    if said and f'id="{said.anchor}"' in content:
        words = format_html('<a href="#{}">{}</a>', said.anchor, words)
    return format_html('<p class="say error" role="alert">{}</p>{}', words, content)


@register.simple_tag(takes_context=True)
def wrong_at(context: Context, act: str, field: str) -> SafeString:
    """Attributes of the field that was refused: the page opens there, and a screen reader says why."""
    if not _is_there(context, act, field):
        return NOTHING
    return format_html(' aria-invalid="true" aria-describedby="{}" autofocus', _anchor(act, field))


@register.simple_tag(takes_context=True)
def because_at(context: Context, act: str, field: str = "") -> SafeString:
    """The words beside the field, or at the head of the form where they are about no field of it."""
    said = _is_there(context, act, field)
    if not said:
        return NOTHING
    focus = mark_safe(' tabindex="-1" autofocus') if field in GROUPS else NOTHING
    return format_html('<p class="wrong-because" id="{}"{}>{}</p>', said.anchor, focus, said.words)


@register.simple_tag(takes_context=True)
def typed_at(context: Context, act: str, field: str) -> str:
    """What was typed into this field of the act that was refused; "" in every other form."""
    said = _said(context)
    return said.typed.get(field, "") if said and said.act == act else ""


@register.simple_tag(takes_context=True)
def ticked_at(context: Context, act: str, field: str, value: object) -> SafeString:
    """Whether this box of the act that was refused was ticked."""
    said = _said(context)
    is_ticked = said is not None and said.act == act and str(value) in said.typed.getlist(field)
    return mark_safe(" checked") if is_ticked else NOTHING


def _said(context: Mapping[str, Any] | Context) -> Beside | None:
    found = context.get("beside")
    return found if isinstance(found, Beside) else None


def _is_there(context: Context, act: str, field: str) -> Beside | None:
    said = _said(context)
    return said if said and (said.act, said.field) == (act, field) else None


def _anchor(act: str, field: str) -> str:
    return f"wrong-{act}-{field}" if field else f"wrong-{act}"
