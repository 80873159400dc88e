"""One value of a lead as somebody types it into a form: read as its column or its question demands, and as text again."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from staffel.rules.amounts import parse_amount, parse_number
from staffel.rules.choices import parse_boolean
from staffel.rules.countries import parse_language
from staffel.rules.dates import parse_date
from staffel.rules.forms import Form, Question
from staffel.rules.names import parse_email
from staffel.rules.phones import telephone
from staffel.rules.postal_codes import parse_postal_code
from staffel.rules.problems import Problem, Unreadable
from staffel.rules.prospects import prospect_from_mapping, unknown_code
from staffel.rules.words import cleaned, normalised

LONGEST: Final = {"long_text": 20_000}
LONGEST_TEXT: Final = 500
LONGEST_PRODUCT: Final = 80
COLUMNS: Final = (
    "salutation", "first_name", "last_name", "company", "phone", "email", "street", "postal_code", "place", "country",
    "language",
)  # fmt: skip
# Consents are the prospect's to give, and files are attached.
NOT_TYPED: Final = frozenset({"consent", "file"})
# Whose answers are text, whatever they say.
FREE: Final = frozenset({"text", "long_text", "company", "address", "file"})
# What stands between several answers in one text; a comma can also be part of one.
_LIKE_THOUSANDS: Final = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_BETWEEN: Final = (re.compile(r"[;|\n]"), re.compile(r",(?!\d)"))
WHO: Final = ("last_name", "first_name", "company", "email", "phone")


class Doubted(Unreadable):
    """It can be read, and is probably not what was meant. `value` as it would be kept: whoever is sure says it again."""

    def __init__(self, message: str, *, value: str, details: Mapping[str, str]) -> None:
        super().__init__(message, **details)
        self.value = value


def read_column(field: str, typed: str, *, known: Mapping[str, str], sure: str = "") -> str:
    """The value of one prospect column (COLUMNS), checked like those of any other door beside the `known` others.
    Raises Unreadable, also where nobody would be named any more; Doubted for a postal code that nobody knows and that is
    not `sure`."""
    if field == "language":
        return parse_language(typed) if typed.strip() else ""
    others = {name: value for name, value in known.items() if name in COLUMNS and name != field}
    parsed = prospect_from_mapping({**others, field: typed}, country=known.get("country", ""))
    doubts = unknown_code(parsed.prospect.postal_code, parsed.prospect.country)
    for problem in parsed.problems:
        if problem in doubts:
            if field == "postal_code" and parsed.prospect.postal_code != sure:
                raise Doubted(problem.message, value=parsed.prospect.postal_code, details=problem.details)
        elif problem.field == field or (problem.is_blocking and field in WHO):
            raise Unreadable(problem.message, **dict(problem.details))
    found: str = getattr(parsed.prospect, field)
    return found


def read_answer(question: Question | None, typed: Sequence[str], *, country: str) -> Any:
    """The answer to a question, by its type: a key or a list of keys of its options, a bool, a number, an ISO date or
    text; None where it was left empty. Without a question (an answer that no form asks for) it is text. Raises
    Unreadable."""
    kind = question.type if question else "text"
    read = cleaned if kind == "long_text" else _one_line
    texts = [text for one in typed if (text := read(one))]
    if kind == "choices" and question:
        return [_option(question, text) for text in texts] or None
    if not texts:
        return None
    return _read(kind, question, texts[0], country=country)


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """`answers` by key, what could not be read under "<key>_given"; `problems`: what that was, none of them blocking.
    `agreed`: the purposes that were agreed to, each with the key of the question that asked."""

    answers: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    agreed: Mapping[str, str] = field(default_factory=dict)


def read_answers(form: Form, given: Mapping[str, Any], *, country: str) -> ReadAnswers:
    """Answers as any door brings them (texts, numbers, yes or no, lists), each read by its question, whatever the language
    it was answered in. What the form does not ask is kept as it came. Reading twice changes nothing. A yes to being
    mailed, called … is a consent and no answer."""
    found, problems, agreed = dict(given), [], {}
    asked = {question.key: question for question in form.questions if question.key in given}
    for key, question in asked.items():
        value = given[key]
        if key in COLUMNS or value is None or question.type in FREE:
            continue
        try:
            found[key] = _given(question, value, country=country)
            if question.purpose and found.pop(key):
                agreed[question.purpose] = key
        except Unreadable as error:
            del found[key]
            found[f"{key}_given"] = value
            problems.append(Problem(key, error.message, error.details, is_blocking=False))
    return ReadAnswers(found, tuple(problems), agreed)


def _given(question: Question, value: Any, *, country: str) -> Any:
    kind = question.type
    if isinstance(value, bool):
        if kind in {"yes_no", "consent"}:
            return value
        value = "yes" if value else "no"
    if kind in {"number", "money"} and isinstance(value, int | float):
        return value
    texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if len(texts) > 1 and kind != "choices":
        raise Unreadable("These are several answers. Please give one: %(value)s.", value=", ".join(texts))
    if kind == "consent":
        return _yes_no("".join(texts))
    if kind == "choices":
        for between in _BETWEEN:
            texts = [
                part.strip()
                for text in texts
                for part in ([text] if _is_option(question, text) else between.split(text))
            ]
    return read_answer(question, texts, country=country)


def _is_option(question: Question, text: str) -> bool:
    try:
        return bool(_option(question, text))
    except Unreadable:
        return False


def _read(kind: str, question: Question | None, text: str, *, country: str) -> Any:
    match kind:
        case "choice" if question and question.options:
            return _option(question, text)
        case "yes_no":
            return _yes_no(text)
        case "number":
            return _number(text)
        case "money":
            return _amount(text)
        case "date":
            return parse_date(text).isoformat()
        case "email":
            return parse_email(text)
        case "telephone":
            return telephone(text, country)
        case "postal_code":
            return parse_postal_code(text, country)
    return _text(text, LONGEST.get(kind, LONGEST_TEXT))


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _option(question: Question, text: str) -> str:
    """The key of an option that was chosen, or written as it is called in any language."""
    for option in question.options:
        if text == option.key or text in option.labels.values():
            return option.key
    wanted = normalised(text)
    for option in question.options:
        if wanted and wanted in map(normalised, (option.key, *option.labels.values())):
            return option.key
    raise Unreadable("“%(value)s” is none of the options. Please choose one.", value=text)


def product_named(form: Form, text: str) -> str:
    """The key of a product that is named as the form calls it in any language; every other text as it is."""
    question = form.question("product")
    try:
        return _option(question, text) if question and text else text
    except Unreadable:
        return text


def _yes_no(text: str) -> bool:
    try:
        return parse_boolean(text)
    except Unreadable as error:
        raise Unreadable("“%(value)s” is neither yes nor no. Please choose one.", value=text) from error


def _number(text: str) -> int | float:
    try:
        return _signed(text, parse_number)
    except Unreadable as error:
        raise Unreadable(
            "“%(value)s” is no number. Write it without a unit, like 1500 or 12.5.", value=text
        ) from error


def _amount(text: str) -> int | float:
    return _signed(text, lambda unsigned: parse_amount(unsigned).value)


def _signed(text: str, parse: Callable[[str], Decimal]) -> int | float:
    is_negative = text.startswith(("-", "−"))
    value = parse(text.lstrip("-−").strip()) * (-1 if is_negative else 1)
    return int(value) if value == value.to_integral_value() else float(value)


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Unreadable(
            "This has %(count)s characters. At most %(longest)s fit.",
            count=str(len(text)),
            longest=str(longest),
        )
    return text


def as_typed(value: Any) -> str:
    """A stored value as the form holds it, the same for equal values: what a page has seen is compared by this."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(sorted(str(one) for one in value))
    if isinstance(value, str):
        return value
    text = json.dumps(value)
    return f"{text}0" if _LIKE_THOUSANDS.fullmatch(text) else text  # 12.345 would be read as twelve thousand
