"""The vendor's terms for its partners: the text every installation begins with, and what may be done with contact data."""

from collections.abc import Mapping
from typing import Any, Final

from staffel.rules.refused import Refused

DEFAULT_TERMS: Final[Mapping[str, str]] = {
    "de": """
Wir geben Ihnen Anfragen von Menschen, die sich für unsere Produkte interessieren. Sie entscheiden bei jeder Anfrage selbst, ob Sie sie annehmen. Es entstehen Ihnen dadurch keine Kosten, und Sie schulden uns keinen Verkaufserfolg.

Wenn Sie annehmen, kümmern Sie sich innerhalb der genannten Fristen und sagen uns, wie es ausgegangen ist. Geht es bei Ihnen nicht, geben Sie die Anfrage zurück: Das ist jederzeit möglich und kein Nachteil für Sie. Verstreicht eine Frist, dürfen wir die Anfrage an einen anderen Betrieb geben.

Sie können die Zusammenarbeit jederzeit ohne Angabe von Gründen beenden, wir ebenso. Für die Angaben der Interessenten können wir keine Gewähr übernehmen.
""".strip(),
    "en": """
We pass on enquiries of people who are interested in our products. You decide for every enquiry whether you accept it. It costs you nothing, and you owe us no sale.

When you accept, you take care of it within the time limits named here and tell us how it ended. If it does not suit you after all, give the enquiry back: that is possible at any time and no disadvantage to you. When a time limit passes, we may give the enquiry to another firm.

You may end this cooperation at any time without giving reasons, and so may we. We cannot guarantee what prospects tell us.
""".strip(),
}

_DATA_USE: Final[Mapping[str, tuple[str, ...]]] = {
    "de": (
        "Die Kontaktdaten dürfen Sie nur verwenden, um diese Anfrage zu beantworten und, wenn es dazu kommt, den Vertrag zu erfüllen.",
        "Geben Sie sie nicht an Dritte weiter und verwenden Sie sie nicht für andere Werbung.",
        "Geben Sie die Anfrage zurück oder wird nichts daraus, löschen Sie die Daten bei sich, soweit kein Gesetz anderes verlangt.",
        "Widerspricht jemand der Nutzung seiner Daten, halten Sie sich daran und sagen Sie es {vendor}.",
    ),
    "en": (
        "You may use the contact data only to answer this enquiry and, where it comes to that, to fulfil the contract.",
        "Do not pass it on to others and do not use it for other advertising.",
        "When you give the enquiry back or nothing comes of it, delete the data on your side, unless a law asks otherwise.",
        "When somebody objects to the use of their data, comply and tell {vendor}.",
    ),
}


def data_use(*, vendor: str, language: str) -> tuple[str, ...]:
    """What may be done with the contact data of an enquiry, in sentences; `language` is "de" or "en"."""
    return tuple(sentence.format(vendor=vendor) for sentence in _DATA_USE[language])


def check_terms(body: Mapping[str, Any]) -> None:
    """Refused (`terms_missing`, with the language as field) unless there is a text in every language."""
    for language in DEFAULT_TERMS:
        text = body.get(language)
        if not isinstance(text, str) or not text.strip():
            raise Refused("terms_missing", f"The terms are missing in {language}.", field=language)
