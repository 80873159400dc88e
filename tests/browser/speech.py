"""What a page says in one language, asked for by the English text of the source: one story is told in both."""

import re
from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from staffel.models import Installation, Person
from staffel.queries.directory import forget_directory
from staffel.queries.partner_words import partner_words


class Speech:
    """`speech("Accept")` is the button's name; without markup, and without what follows a value that is left open."""

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def locale(self) -> str:
        """As a browser names it."""
        return {"de": "de-DE", "en": "en-GB"}[self.language]

    def __call__(self, text: str, /, context: str = "", **values: object) -> str:
        with translation.override(self.language):
            said = pgettext(context, text) if context else gettext(text)
            return _plain(said % {**partner_words(), **values})

    def many(self, one: str, many: str, count: int, /, **values: object) -> str:
        with translation.override(self.language):
            return _plain(ngettext(one, many, count) % {**partner_words(), **values})

    def label(self, labels: Mapping[str, str]) -> str:
        """Of what the vendor names itself: questions, reasons, results."""
        return labels[self.language]


def speak(language: str) -> Speech:
    """From now on everybody of the cast reads this language."""
    Person.objects.update(language=language)
    Installation.objects.update(language=language)
    forget_directory()
    return Speech(language)


def _plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)
