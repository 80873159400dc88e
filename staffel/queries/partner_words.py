"""What partners are called here, in the reader's language: the vendor's own word, else “Partner”."""

from typing import Final, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from staffel.queries.directory import known_installation
from staffel.rules import partner_words


def partner_word(*, language: str = "", count: int = 1) -> str:
    """The word for one or many, as it begins a line."""
    row = known_installation()
    return partner_words.partner_word(
        row.partner_words if row else {}, language=language or get_language() or "en", count=count
    )


def partner_word_within(*, count: int = 1) -> str:
    """The same as it stands within a sentence."""
    row = known_installation()
    return partner_words.partner_word_within(
        row.partner_words if row else {}, language=get_language() or "en", count=count
    )


# The words for one and for many, as they are called when they are shown.
PARTNER: Final = cast("Promise", lazy(partner_word, str)())
PARTNERS: Final = cast("Promise", lazy(partner_word, str)(count=2))
