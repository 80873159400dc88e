"""What of a company's name tells it from others, and whether two names are one company's."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from staffel.rules.sounds import are_alike
from staffel.rules.words import folded, normalised

Alike = Literal["same", "near", "related", "differs"]

_SPELLED_OUT: Final = {
    "gesellschaft mit beschraenkter haftung": "gmbh", "gesellschaft mbh": "gmbh", "ges mbh": "gmbh",
    "aktiengesellschaft": "ag", "kommanditgesellschaft": "kg", "offene handelsgesellschaft": "ohg",
    "gesellschaft buergerlichen rechts": "gbr", "eingetragene genossenschaft": "eg", "eingetragener verein": "ev",
    "unternehmergesellschaft": "ug", "incorporated": "inc", "limited": "ltd", "corporation": "corp",
    "e kfm": "ek", "e kffr": "ek", "e kfr": "ek", "eingetragener kaufmann": "ek", "eingetragene kauffrau": "ek",
}  # fmt: skip
LEGAL_FORMS: Final = frozenset(
    "ab ag aps as bv bvba corp eg ek ev eu gbr gesmbh gmbh ggmbh inc kft kg kgaa llc llp ltd mbb mbh nv og ohg oy partg partgmbb "
    "plc sa sagl sarl sas se sl sp spa spzoo srl srls sro ug vof".split()
)
_SAID_BESIDE: Final = frozenset({"haftungsbeschraenkt", "co", "cie", "mit", "firma", "fa"})
_AND: Final = frozenset({"und", "and", "et", "u"})
_OWNER: Final = re.compile(r"\b(?:inh|inhaber|inhaberin)\b.*")
_LETTERS: Final = re.compile(r"\b(?:\w ){1,}\w\b")
_LONG: Final = re.compile(r"\b(?:" + "|".join(sorted(_SPELLED_OUT, key=len, reverse=True)) + r")\b")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """`words`: what tells the company from others, folded. `forms`: its legal forms, as far as they are said."""

    words: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()

    @property
    def joined(self) -> str:
        return "".join(self.words)


def company_words(text: str) -> tuple[str, ...]:
    """The normalised words without legal forms, "und", "Firma" and the owner's name: "Firma Groß & Söhne GmbH & Co. KG"
    is "gross", "soehne". Empty where nothing is left."""
    return tuple(word for word in _spelled(text) if not _is_beside(word))


def company_name(text: str) -> CompanyName:
    """A name of nothing but a legal form keeps its words."""
    spelled = _spelled(text)
    words = tuple(word for word in spelled if not _is_beside(word))
    forms = frozenset(word for word in spelled if word in LEGAL_FORMS) if words else frozenset[str]()
    return CompanyName(tuple(folded(word) for word in words or spelled), forms)


def companies(one: CompanyName, other: CompanyName) -> Alike:
    """ "same": the same words however spelled, in any order. "near": with a slip, or another legal form. "related": one
    has words that the other lacks (Siemens AG, Siemens Energy AG: that proves nothing). Both must have words."""
    if one.joined == other.joined or set(one.words) == set(other.words):
        return "near" if one.forms and other.forms and not one.forms & other.forms else "same"
    if set(one.words) < set(other.words) or set(other.words) < set(one.words):
        return "related"
    return "near" if _is_slip(one, other) else "differs"


def _is_slip(one: CompanyName, other: CompanyName) -> bool:
    if len(one.words) == len(other.words):
        return all(are_alike(*words) for words in zip(one.words, other.words, strict=True))
    return are_alike(one.joined, other.joined)


def _spelled(text: str) -> list[str]:
    """The normalised words, legal forms as one word each."""
    plain = normalised(text)
    plain = _LONG.sub(lambda found: _SPELLED_OUT[found[0]], _OWNER.sub("", plain) or plain)
    return _LETTERS.sub(_as_form, plain).split()


def _as_form(letters: re.Match[str]) -> str:
    """g m b h"""
    joined = letters[0].replace(" ", "")
    return joined if joined in LEGAL_FORMS else letters[0]


def _is_beside(word: str) -> bool:
    return word in LEGAL_FORMS or word in _AND or word in _SAID_BESIDE
