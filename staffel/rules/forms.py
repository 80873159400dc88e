"""What a form asks, and which of its questions are still open at a hand-over (the gate)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

TYPES: Final = (
    "text", "long_text", "choice", "choices", "number", "money", "date", "yes_no", "email", "telephone",
    "company", "address", "postal_code", "consent", "file",
)  # fmt: skip
SECTIONS: Final = ("prospect", "interest")
GATES: Final = ("", "agency", "market", "close")


@dataclass(frozen=True, slots=True)
class Option:
    """`score`: what choosing it adds to the temperature's points."""

    key: str
    labels: Mapping[str, str]
    score: int = 0


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """The question is asked only where another, `question`, is answered with one of `values`: keys of options, "yes" or
    "no"; without values, where it is answered at all."""

    question: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """`key` is stable; prospect questions are named like the lead's columns. `gate`: the hand-over at which an
    answer is required ("" = never). `one_of`: at least one question of the same group suffices for its gate. `score`:
    what an answer adds to the temperature's points (a "no" adds nothing), beside the score of its option."""

    key: str
    labels: Mapping[str, str]
    type: str
    section: str
    gate: str = ""
    one_of: str = ""
    options: tuple[Option, ...] = ()
    in_teaser: bool = False
    help: Mapping[str, str] = field(default_factory=dict)
    only_if: tuple[OnlyIf, ...] = ()
    score: int = 0

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels.get("en") or self.key

    def option_label(self, value: Any, language: str) -> str:
        """The label of an option's key; the value itself where the form does not know it (nothing is hidden)."""
        for option in self.options:
            if option.key == value:
                return option.labels.get(language) or option.labels.get("en") or option.key
        return str(value)


@dataclass(frozen=True, slots=True)
class Form:
    labels: Mapping[str, str]
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


def open_questions(form: Form, known: Mapping[str, Any], *, gate: str) -> tuple[Question, ...]:
    """The questions that `gate` requires and `known` (prospect columns and answers by key) does not answer."""
    answered_groups = {q.one_of for q in form.questions if q.one_of and _answered(known.get(q.key))}
    return tuple(
        question
        for question in form.questions
        if question.gate == gate
        and not _answered(known.get(question.key))
        and question.one_of not in answered_groups - {""}
    )


def _answered(value: Any) -> bool:
    return value is not None and value != "" and value != []


def _q(key: str, de: str, en: str, kind: str, section: str, **more: Any) -> Question:
    return Question(key, {"de": de, "en": en}, kind, section, **more)


def _option(key: str, de: str, en: str) -> Option:
    return Option(key, {"de": de, "en": en})


DEFAULT_FORM = Form(
    labels={"de": "Anfrage", "en": "Enquiry"},
    questions=(
        _q("salutation", "Anrede", "Salutation", "text", "prospect"),
        _q("first_name", "Vorname", "First name", "text", "prospect"),
        _q("last_name", "Nachname", "Last name", "text", "prospect", gate="market", one_of="name"),
        _q("company", "Firma", "Company", "company", "prospect", gate="market", one_of="name"),
        _q("email", "E-Mail", "E-mail", "email", "prospect", gate="market", one_of="reach"),
        _q("phone", "Telefon", "Telephone", "telephone", "prospect", gate="market", one_of="reach"),
        _q("street", "Straße und Hausnummer", "Street and number", "address", "prospect"),
        _q("postal_code", "Postleitzahl", "Postal code", "postal_code", "prospect", gate="market"),
        _q("place", "Ort", "Place", "address", "prospect"),
        _q("country", "Land", "Country", "address", "prospect", gate="market"),
        _q(
            "customer_type", "Privat oder gewerblich", "Private or business", "choice", "interest", in_teaser=True,
            options=(_option("private", "Privat", "Private"), _option("business", "Gewerblich", "Business")),
        ),
        _q("product", "Produkt", "Product", "choice", "interest", in_teaser=True),
        _q(
            "call_time", "Wunschzeit für den Anruf", "Wished time to call", "choice", "interest", in_teaser=True,
            options=(
                _option("morning", "Vormittags", "In the morning"),
                _option("noon", "Mittags", "Around noon"),
                _option("afternoon", "Nachmittags", "In the afternoon"),
                _option("evening", "Abends", "In the evening"),
                _option("any", "Jederzeit", "Any time"),
            ),
        ),
        _q("message", "Nachricht", "Message", "long_text", "interest"),
    ),
)  # fmt: skip
