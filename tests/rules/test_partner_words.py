"""What partners are called, as texts have places for it."""

import pytest

from staffel.rules.partner_words import places_of_partner_words

WORDS = {"de": ["Installateur", "Installateure"], "en": ["Installer", "Installers"]}


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ({}, "de", ("Partner", "Partner", "Partner", "Partner", "Partner")),
        ({}, "en", ("partner", "partners", "Partner", "Partners", "a partner")),
        (WORDS, "de-at", ("Installateur", "Installateure", "Installateur", "Installateure", "Installateur")),
        (WORDS, "en-gb", ("installer", "installers", "Installer", "Installers", "an installer")),
        ({"en": ["dealer", "dealers"]}, "en", ("dealer", "dealers", "Dealer", "Dealers", "a dealer")),
        ({"en": ["OEM", "OEMs"]}, "en", ("OEM", "OEMs", "OEM", "OEMs", "an OEM")),
    ],
)
def test_each_place_has_its_word(words: dict[str, list[str]], language: str, said: tuple[str, ...]) -> None:
    assert tuple(places_of_partner_words(words, language=language).values()) == said
