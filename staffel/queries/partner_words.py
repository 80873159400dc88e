"""What partners are called here, in the reader's language: the vendor's own word, else “Partner”."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from staffel.queries.directory import known_installation
from staffel.rules import partner_words as rule

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def partner_word(*, language: str = "", count: int = 1) -> str:
    """The word for one or many, as it begins a line."""
    row = known_installation()
    return rule.partner_word(
        row.partner_words if row else {}, language=language or get_language() or "en", count=count
    )


def partner_word_within(*, count: int = 1) -> str:
    """The same as it stands within a sentence."""
    row = known_installation()
    return rule.partner_word_within(
        row.partner_words if row else {}, language=get_language() or "en", count=count
    )


def partner_words() -> Mapping[str, str]:
    """The words by the places that texts keep for them, for a text that has other places too:
    `_("%(n)d %(partners)s …") % {"n": n, **partner_words()}`. In templates they stand ready by the same names."""
    row = known_installation()
    stored = row.partner_words if row else {}
    return _places(tuple((name, *words) for name, words in stored.items()), get_language() or "en")


@lru_cache(maxsize=16)
def _places(stored: tuple[tuple[str, ...], ...], language: str) -> Mapping[str, str]:
    """The same for all texts of a page, some hundreds."""
    words = {name: both for name, *both in stored}
    return MappingProxyType(rule.places_of_partner_words(words, language=language))


def _filled(text: Promise | str) -> str:
    return str(text) % partner_words()


def _word_at(place: str) -> str:
    return partner_words()[place]


_filled_when_shown = lazy(_filled, str)
_word_when_shown = lazy(_word_at, str)


def worded(text: Promise | str) -> "_StrPromise":
    """A text that has places for the words and no others, filled when it is shown: `worded(_("Several %(partners)s"))`."""
    return cast("_StrPromise", _filled_when_shown(text))


# The same words for templates, each looked up only where it is shown.
IN_TEMPLATES: Final[dict[str, Promise]] = {
    place: cast("Promise", _word_when_shown(place)) for place in rule.PLACES
}
# The words for one and for many, as they are called when they are shown.
PARTNER: Final = cast("Promise", lazy(partner_word, str)())
PARTNERS: Final = cast("Promise", lazy(partner_word, str)(count=2))
