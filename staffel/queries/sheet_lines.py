"""What a sheet is made of: its lines, the words they need, and what things are called where people choose them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.queries import delivery_words, labels
from staffel.queries.directory import Directory
from staffel.rules.rounds_in_words import Names


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is the same in every edition for the same thing; `section` and `label` say what it is to a person."""

    key: str
    section: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What the words need to know: the language that is active, what things are called."""

    book: Directory
    now: datetime
    language: str
    names: Names


def thing_name(kind: str, key: str, *, book: Directory) -> str:
    """What a thing of this kind is called where people choose it."""
    if kind == "market" and key in book.markets:
        return book.markets[key].name
    if kind == "campaign" and key in book.campaigns:
        return book.campaigns[key].name
    if kind == "consent":
        return labels.label(labels.PERMISSIONS, key)
    if kind == "text":
        name = labels.label(delivery_words.DELIVERIES, key.removesuffix(".desk"))
        return _("%(name)s, to the vendor's own people") % {"name": name} if key.endswith(".desk") else name
    if kind == "form" and (editions := book.published.get(("form", key))):
        return label_in(editions[0].body.labels, key, (get_language() or "en")[:2])
    return _("Standard") if key == "default" else key


def label_in(words: Mapping[str, str], key: str, language: str) -> str:
    """A name in this language, else in English, else the key."""
    return words.get(language) or words.get("en") or key


def yes(holds: bool) -> str:  # noqa: FBT001
    """Yes or no, in the active language."""
    return _("yes") if holds else _("no")
