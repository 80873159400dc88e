"""What a form asks, and which of its questions are still open at a hand-over (the gate)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from staffel.rules.refused import Refused

TYPES: Final = (
    "text", "long_text", "choice", "choices", "number", "money", "date", "yes_no", "email", "telephone",
    "company", "address", "postal_code", "consent", "file",
)  # fmt: skip
SECTIONS: Final = ("prospect", "interest")
GATES: Final = (
    "",
    "agency",
    "market",
    "close",
)  # in this order: what one requires, the later ones require too


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
    answer is required ("" = never), and at every later one. `one_of`: at least one question of the same group suffices for its gate. `score`:
    what an answer adds to the temperature's points (a "no" adds nothing), beside the score of its option. `is_internal`:
    the public form does not ask it; whoever talks to the prospect does. `purpose` of a consent (rules.consents): it is
    asked with that purpose's text, and kept as a consent; "" is an answer like any other."""

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
    is_internal: bool = False
    purpose: str = ""

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


def gated(form: Form, gates: Mapping[str, str]) -> Form:
    """The form with a campaign's gates (by key of a question) in place of its own. A question that the campaign requires
    is required itself: no other of its group stands in for it, and the others need no answer of their own from then on."""
    if not gates:
        return form
    required = {
        question.one_of: gates[question.key]
        for question in form.questions
        if question.one_of and gates.get(question.key)
    }
    return replace(form, questions=tuple(_gated(question, gates, required) for question in form.questions))


def _gated(question: Question, gates: Mapping[str, str], required: Mapping[str, str]) -> Question:
    if question.key in gates:
        gate = gates[question.key]
        return replace(question, gate=gate, one_of="" if gate else question.one_of)
    if question.gate and is_due(required.get(question.one_of, ""), at=question.gate):
        return replace(question, gate="")
    return question


def public(form: Form) -> Form:
    """What the prospect itself is asked: nothing internal, nor what depends on an answer to something internal."""
    hidden = {question.key for question in form.questions if question.is_internal}
    while more := {
        question.key
        for question in form.questions
        if question.key not in hidden and any(condition.question in hidden for condition in question.only_if)
    }:
        hidden |= more
    return replace(form, questions=tuple(one for one in form.questions if one.key not in hidden))


def is_due(gate: str, *, at: str) -> bool:
    """Whether what `gate` requires must be known `at` this hand-over: agency before market before close."""
    return bool(gate) and GATES.index(gate) <= GATES.index(at)


def asked(form: Form, known: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that are asked as far as things are `known` (prospect columns and answers by key): all conditions
    hold, and what they name is itself asked. A condition that names a question the form lacks asks for nothing."""
    return tuple(question for question in form.questions if _is_asked(form, question, known, frozenset()))


def _is_asked(form: Form, question: Question, known: Mapping[str, Any], within: frozenset[str]) -> bool:
    for condition in question.only_if:
        named = form.question(condition.question)
        if named is None or named.key in within | {question.key}:
            continue  # nobody could ever meet a condition on a question that waits for this one
        if not _holds(condition, known.get(named.key)):
            return False
        if not _is_asked(form, named, known, within | {question.key}):
            return False
    return True


def _holds(condition: OnlyIf, value: Any) -> bool:
    if not condition.values:
        return is_answered(value)
    given = value if isinstance(value, list) else [value]
    words = {True: "yes", False: "no"}
    return any((words[one] if isinstance(one, bool) else one) in condition.values for one in given)


def open_questions(form: Form, known: Mapping[str, Any], *, gate: str) -> tuple[Question, ...]:
    """The questions that must be answered at `gate`, or at one before it, and that `known` does not answer."""
    answered_groups = {q.one_of for q in form.questions if q.one_of and is_answered(known.get(q.key))}
    return tuple(
        question
        for question in asked(form, known)
        if is_due(question.gate, at=gate)
        and not is_answered(known.get(question.key))
        and question.one_of not in answered_groups
    )


def is_answered(value: Any) -> bool:
    return value is not None and value != "" and value != []


def incomplete(missing: Sequence[Question]) -> Refused:
    """What a hand-over says where these questions are open: their keys, and their labels by language."""
    keys = [question.key for question in missing]
    labels = [{"en": question.key, **question.labels} for question in missing]
    return Refused("incomplete", f"Still unanswered: {', '.join(keys)}.", questions=keys, labels=labels)


def _q(key: str, de: str, en: str, kind: str, section: str, **more: Any) -> Question:
    return Question(key, {"de": de, "en": en}, kind, section, **more)


def _option(key: str, de: str, en: str, score: int = 0) -> Option:
    return Option(key, {"de": de, "en": en}, score)


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
        # Budget, authority, need, time: who answers all with the best reaches 100.
        _q(
            "budget", "Budget", "Budget", "choice", "interest", is_internal=True,
            options=(
                _option("approved", "Bewilligt", "Approved", 25), _option("planned", "Eingeplant", "Planned", 15),
                _option("open", "Noch offen", "Still open", 5), _option("none", "Keines", "None"),
            ),
        ),
        _q(
            "authority", "Wer entscheidet", "Who decides", "choice", "interest", is_internal=True,
            options=(
                _option("alone", "Entscheidet selbst", "Decides alone", 25),
                _option("together", "Entscheidet mit", "Decides with others", 15),
                _option("prepares", "Bereitet die Entscheidung vor", "Prepares the decision", 5),
                _option("others", "Andere", "Others"),
            ),
        ),
        _q(
            "need", "Wie konkret ist der Bedarf", "How definite is the need", "choice", "interest", is_internal=True,
            options=(
                _option("definite", "Steht fest", "Definite", 25), _option("compares", "Vergleicht", "Compares", 15),
                _option("considers", "Überlegt noch", "Still considers", 5), _option("informs", "Informiert sich nur", "Only informs"),
            ),
        ),
        _q(
            "time", "Wann soll es losgehen", "When is it to begin", "choice", "interest",
            options=(
                _option("weeks", "In den nächsten Wochen", "Within weeks", 25),
                _option("quarter", "In drei Monaten", "Within three months", 15),
                _option("year", "In diesem Jahr", "This year", 5), _option("later", "Später", "Later"),
            ),
        ),
        _q("message", "Nachricht", "Message", "long_text", "interest"),
    ),
)  # fmt: skip
