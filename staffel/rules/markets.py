"""Which market a lead goes to: conditions on its facts and answers, the first market whose conditions all hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, get_args

from staffel.rules.countries import country_name

Op = Literal["is", "is_not", "in", "at_least", "at_most", "below", "contains", "known"]
Value = str | int | float | bool | Decimal | tuple[str | int | float | Decimal, ...]
Facts = Mapping[str, object]

FACTS: Final = (
    "country",
    "postal_code",
    "product",
    "customer_type",
    "expected_amount",
    "temperature",
    "company",
)
ANSWER: Final = "answer."  # a field "answer.roof_area" is the answer to the question with the key "roof_area"

_TEMPERATURES: Final = ("cold", "warm", "hot")
_COMPARING: Final = ("at_least", "at_most", "below")

_FIELD_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "country": ("Land", "Country"),
    "postal_code": ("Postleitzahl", "Postal code"),
    "product": ("Produkt", "Product"),
    "customer_type": ("Kundenart", "Customer type"),
    "expected_amount": ("Erwarteter Wert", "Expected amount"),
    "temperature": ("Leadtemperatur", "Temperature"),
    "company": ("Firma", "Company"),
}
_OP_WORDS: Final[Mapping[Op, tuple[str, str]]] = {
    "is": ("{field} ist {value}", "{field} is {value}"),
    "is_not": ("{field} ist nicht {value}", "{field} is not {value}"),
    "in": ("{field} ist eines von: {value}", "{field} is one of: {value}"),
    "at_least": ("{field} ist mindestens {value}", "{field} is at least {value}"),
    "at_most": ("{field} ist höchstens {value}", "{field} is at most {value}"),
    "below": ("{field} ist unter {value}", "{field} is below {value}"),
    "contains": ("{field} enthält {value}", "{field} contains {value}"),
    "known": ("{field} ist bekannt", "{field} is known"),
}
_UNKNOWN_WORDS: Final = ("{field} ist nicht bekannt", "{field} is not known")
_PREFIX_WORDS: Final[Mapping[Op, tuple[str, str]]] = {
    "is": ("{field} beginnt mit {value}", "{field} begins with {value}"),
    "is_not": ("{field} beginnt nicht mit {value}", "{field} does not begin with {value}"),
    "in": ("{field} beginnt mit einem von: {value}", "{field} begins with one of: {value}"),
}
_VALUE_WORDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "temperature": {"hot": ("heiß", "hot"), "warm": ("warm", "warm"), "cold": ("kalt", "cold")},
    "customer_type": {"private": ("Privatkunde", "private"), "business": ("Geschäftskunde", "business")},
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `field` is one of FACTS or "answer." and a question's key.

    Refuses (ValueError) an unknown field or op, `in` without a list, `known` without yes or no, and a comparison with
    what is neither a number nor (for the temperature) a temperature.
    """

    field: str
    op: Op
    value: Value = True

    def __post_init__(self) -> None:
        if self.field not in FACTS and not (self.field.startswith(ANSWER) and self.field != ANSWER):
            raise ValueError(
                f"There is no field {self.field}; name a fact or {ANSWER} and the key of a question."
            )
        if self.op not in get_args(Op):
            raise ValueError(f"There is no comparison {self.op}; use one of {', '.join(get_args(Op))}.")
        if (self.op == "in") is not isinstance(self.value, tuple):
            raise ValueError(f"{self.field}: a list of values goes with “in”, and “in” needs one.")
        if self.op == "known" and not isinstance(self.value, bool):
            raise ValueError(f"{self.field}: “known” is either yes or no.")
        if self.op in _COMPARING and _size(self.field, self.value) is None:
            raise ValueError(f"{self.field}: {self.value} is not a number that could be compared.")

    def in_words(
        self,
        language: str,
        *,
        labels: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None,
    ) -> str:
        """A sentence, German for "de", otherwise English. `labels`: what the questions are called, by key; `options`:
        what their options are."""
        at = 0 if language.startswith("de") else 1
        key = self.field.removeprefix(ANSWER)
        words = _FIELD_WORDS.get(self.field)
        name = words[at] if words else (labels or {}).get(key, key)
        if self.op == "known" and not self.value:
            return _UNKNOWN_WORDS[at].format(field=name)
        sentences = {**_OP_WORDS, **_PREFIX_WORDS} if self.field == "postal_code" else _OP_WORDS
        values = [self._value_in_words(one, at, options or {}) for one in _listed(self.value)]
        return sentences[self.op][at].format(field=name, value=", ".join(values))

    def _value_in_words(self, value: object, at: int, options: Mapping[str, str]) -> str:
        if isinstance(value, bool):
            return ("ja" if value else "nein", "yes" if value else "no")[at]
        if self.field == "country":
            return country_name(str(value), language=("de", "en")[at])
        if isinstance(value, int) and value >= 1000:
            return f"{value:,}".replace(",", ".,"[at])
        words = _VALUE_WORDS.get(self.field, {}).get(str(value))
        return words[at] if words else options.get(str(value), str(value))


def field_in_words(field: str, language: str) -> str:
    """What one of FACTS is called."""
    return _FIELD_WORDS[field][0 if language.startswith("de") else 1]


def matches(condition: Condition, facts: Facts) -> bool:
    """Whether the condition holds. `facts`: FACTS by name, and "answers": a mapping of question keys to answers.

    Text is compared without regard to case and outer blanks, numbers by their value, a postal code by its beginning ("80" is 80331);
    of an answer with several values one is enough. What is unknown is nothing: only `is_not` and `known: no` hold for it.
    """
    known = [one for one in _listed(_fact(condition.field, facts)) if _is_known(one)]
    match condition.op:
        case "known":
            return bool(known) is condition.value
        case "is" | "in":
            return _any_equal(condition, known)
        case "is_not":
            return not _any_equal(condition, known)
        case "contains":
            return any(_text(condition.value) in _text(one) for one in known)
        case _:
            return any(_compares(condition, one) for one in known)


def first_market(choices: Iterable[tuple[str, Sequence[Condition]]], facts: Facts) -> str | None:
    """The key of the first market whose conditions all hold; one without conditions takes everything. None: no market does."""
    return next((key for key, conditions in choices if all(matches(one, facts) for one in conditions)), None)


def _fact(field: str, facts: Facts) -> object:
    key = field.removeprefix(ANSWER)
    if key == field:
        return facts.get(field)
    answers = facts.get("answers")
    return answers.get(key) if isinstance(answers, Mapping) else None


def _listed(value: object) -> Sequence[object]:
    return tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else (value,)


def _is_known(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _any_equal(condition: Condition, known: Sequence[object]) -> bool:
    return any(_equal(condition.field, one, wanted) for one in known for wanted in _listed(condition.value))


def _equal(field: str, one: object, wanted: object) -> bool:
    if field == "postal_code":
        return "".join(_text(one).split()).startswith("".join(_text(wanted).split()))
    number = _number(one)
    return _text(one) == _text(wanted) or (number is not None and number == _number(wanted))


def _compares(condition: Condition, one: object) -> bool:
    size, limit = _size(condition.field, one), _size(condition.field, condition.value)
    if size is None or limit is None:
        return False
    return {"at_least": size >= limit, "at_most": size <= limit, "below": size < limit}[condition.op]


def _size(field: str, value: object) -> Decimal | None:
    if field == "temperature":
        return Decimal(_TEMPERATURES.index(_text(value))) if _text(value) in _TEMPERATURES else None
    return _number(value)


def _number(value: object) -> Decimal | None:
    """Yes and no are not numbers, neither are infinities; text is one when it is written as one ("12.5")."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(value: object) -> str:
    return str(value).strip().casefold()
