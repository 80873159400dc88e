"""Ready-made sets of questions that a form can take in with one press."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.forms import DEFAULT_FORM, Question

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "bant": ("budget", "authority", "need", "time"),
    "contact": ("salutation", "first_name", "last_name", "company", "email", "phone"),
    "address": ("street", "postal_code", "place", "country"),
}
SETS: Final[Mapping[str, tuple[Question, ...]]] = {
    name: tuple(one for one in DEFAULT_FORM.questions if one.key in keys) for name, keys in _KEYS.items()
}
