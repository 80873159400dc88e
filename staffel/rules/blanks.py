"""What people write into a field that they would rather leave blank: it is nobody's name, mailbox or number."""

from typing import Final

from staffel.rules.words import normalised

_BLANKS: Final = frozenset({
    "anonym", "asdf", "endkunde", "entfaellt", "folgt", "ka", "k a", "kein", "keine", "keine angabe", "keine angaben", "keine firma",
    "keine mail", "kein name", "n a", "na", "nicht angegeben", "nicht bekannt", "nn", "n n", "no reply", "nobody",
    "nomail", "none", "noreply", "not known", "null", "privat", "private", "privatkunde", "privatperson", "siehe oben", "test",
    "unbekannt", "unknown", "x", "xx", "xxx", "xyz",
})  # fmt: skip
_FEWEST_DIGITS: Final = 3


def said(text: str) -> str:
    """The text; "" where it says nothing: "k. A.", "privat", "-"."""
    plain = normalised(text)
    return text if plain and plain not in _BLANKS else ""


def number_said(digits: str) -> str:
    """The digits; "" for those that a finger left lying on one key: 0000000, 1111112."""
    return digits if len(set(digits)) >= _FEWEST_DIGITS else ""
