"""What the vendor calls its partners: Händler, Fachpartner, Installateur; one and many, in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from staffel.rules.refused import Refused

USUAL: Final[Mapping[str, tuple[str, str]]] = {"de": ("Partner", "Partner"), "en": ("Partner", "Partners")}
LONGEST: Final = 40


def partner_word(words: Mapping[str, Any], *, language: str, count: int = 1) -> str:
    """The word for one (`count` 1) or many, as it begins a line. `words`: as stored, {} for the usual ones."""
    usual = USUAL["de" if language.startswith("de") else "en"]
    one, many = words.get(language[:2]) or usual
    word = str(one if count == 1 else many)
    return word[:1].upper() + word[1:]


def partner_word_within(words: Mapping[str, Any], *, language: str, count: int = 1) -> str:
    """The same as it stands within a sentence: English nouns are small there, but for shortened ones (OEM)."""
    word = partner_word(words, language=language, count=count)
    return word if language.startswith("de") or word[1:2].isupper() else word[:1].lower() + word[1:]


def is_masculine(words: Mapping[str, Any]) -> bool:
    """Whether the German word for one is masculine, as far as its ending tells: Händler, Installateur, Fachbetrieb. Of every
    other, such as Werkstatt or Autohaus, texts speak as of many, which have one gender."""
    word = partner_word(words, language="de").lower()
    return word.endswith(_MASCULINE) and not word.endswith(_NOT_MASCULINE)


_MASCULINE: Final = ("er", "eur", "or", "ist", "ent", "ant", "betrieb", "mann")
_NOT_MASCULINE: Final = (
    "center",
    "tochter",
    "ment",
)  # das Servicecenter, die Konzerntochter, das Departement

PLACES: Final = ("partner", "partners", "Partner", "Partners", "a_partner")


def places_of_partner_words(words: Mapping[str, Any], *, language: str) -> dict[str, str]:
    """The words by the places that texts keep for them: `partner` and `partners` within a sentence, `Partner` and
    `Partners` where they begin one, `a_partner` with the English article. German texts get along with these two forms:
    one without an article (it would tell a gender), many as nominative or accusative, or as genitive after „der“."""
    one = partner_word_within(words, language=language)
    article = "" if language.startswith("de") else "an " if one[:1].lower() in "aeiou" else "a "
    return {
        "partner": one,
        "partners": partner_word_within(words, language=language, count=2),
        "Partner": partner_word(words, language=language),
        "Partners": partner_word(words, language=language, count=2),
        "a_partner": article + one,
    }


def check_partner_words(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """As it is stored; {} for the usual words. Refused: `partner_words_missing` where some are given and one is not, or is
    longer than 40 characters, with its field (`de_one`, `en_many` …)."""
    found = {language: [str(one).strip() for one in words.get(language) or ("", "")] for language in USUAL}
    if not any(one for pair in found.values() for one in pair) or all(
        tuple(found[language]) == USUAL[language] for language in USUAL
    ):
        return {}
    for language, pair in found.items():
        for name, word in zip(("one", "many"), pair, strict=True):
            if not word or len(word) > LONGEST:
                raise Refused(
                    "partner_words_missing",
                    "Please give one and many in both languages.",
                    field=f"{language}_{name}",
                )
    return found
