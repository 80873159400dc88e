"""What is wrong with a form before it is published: keys, labels, options, conditions, and what may be in a teaser."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from staffel.rules.answers import COLUMNS, NOT_TYPED
from staffel.rules.consents import PURPOSES
from staffel.rules.forms import DEFAULT_FORM, GATES, SECTIONS, TYPES, Form, Question
from staffel.rules.public_forms import SOURCE as CAME_FROM

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
NO_KEY: Final = re.compile(r"n[0-9]+")  # what a page calls a question that has no key yet
CLOSED: Final = frozenset({"choice", "choices", "yes_no"})
# What pages, addresses, files and the public form call something else than an answer: no new question may be called so.
# What was published with such a name before goes on as it was.
RESERVED: Final = frozenset(
    {
        "about_asked_at", "about_party", "about_temperature", "about_test", "accepted_at", "as_typed", "asked_at",
        "campaign", "closed_at", "contacted_at", "csrfmiddlewaretoken", "currency", "done", "embedded",
        "expected_value", "holder", "id", "nonce", "outcome", "preview", "reason", "source", "source_details",
        "status", "step", "temperature", "test", "theme", "wished_partner", "won_value", *CAME_FROM,
    }
)  # fmt: skip
# Of these the vendor's products, and the salutations, are the options.
OPTIONS_ELSEWHERE: Final = frozenset({"product", "salutation"})
ALIKE: Final = (frozenset({"text", "long_text", "company", "address"}), frozenset({"number", "money"}))
GIVEN: Final = ("", "market")  # where what only the prospect can give may be required: on the public form
NO_TYPES: Final[Mapping[str, Collection[str]]] = {}


@dataclass(frozen=True, slots=True)
class Wrong:
    """`position`: of the question in the form, None for the form itself; `field`: of the question; `named`: the option or
    question it is about."""

    code: str
    position: int | None = None
    field: str = ""
    named: str = ""


def wrong_in(form: Form, *, used: Mapping[str, Collection[str]] = NO_TYPES) -> list[Wrong]:
    """Everything that keeps a form from being published, in the order of its questions. `used`: the types with which
    other editions and forms ask for a key: answers, imports and conditions know a question by its key alone."""
    if not form.questions:
        return [Wrong("form_empty")]
    found = []
    for at, question in enumerate(form.questions):
        before = {one.key: one for one in form.questions[:at]}
        for code, field, named in _of(question, form, before, used.get(question.key, ())):
            found.append(Wrong(code, at, field, named))
    return found


def _of(
    question: Question, form: Form, before: Mapping[str, Question], used: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    if not KEY.fullmatch(question.key) or NO_KEY.fullmatch(question.key):
        yield "question_key", "key", question.key
    if question.key in RESERVED and not used:
        yield "question_reserved", "key", question.key
    if question.key in before:
        yield "question_twice", "key", question.key
    if not any(label.strip() for label in question.labels.values()):
        yield "question_label", "de", question.key
    yield from _of_type(question, used)
    yield from _of_options(question)
    yield from _of_conditions(question, form, before)
    if question.purpose and (question.type != "consent" or question.purpose not in PURPOSES):
        yield "question_purpose", "purpose", question.key
    if question.in_teaser and (question.section == "prospect" or question.type not in CLOSED):
        yield "question_teaser", "in_teaser", question.key


def _of_type(question: Question, used: Collection[str]) -> Iterator[tuple[str, str, str]]:
    known = (question.type in TYPES, question.section in SECTIONS, question.gate in GATES)
    for field, is_known in zip(("type", "section", "gate"), known, strict=True):
        if not is_known:
            yield "question_unknown", field, str(getattr(question, field))
    if question.gate in GATES and question.gate not in gates_of(question):
        yield "question_gate_given", "gate", question.key
    if used and not any(alike(question.type, one) for one in used):
        yield "question_type_kept", "type", sorted(used)[0]
    column = DEFAULT_FORM.question(question.key) if question.key in COLUMNS else None
    if column and not alike(question.type, column.type):
        yield "question_type_kept", "type", column.type
    if question.key in COLUMNS and question.section != "prospect":
        yield "question_personal", "section", question.key


def gates_of(question: Question) -> tuple[str, ...]:
    """The hand-overs at which this question may be required: of a consent or a file the public form alone, as nobody else
    can give it."""
    return GIVEN if question.type in NOT_TYPED else GATES


def wrong_gates(form: Form, gates: Mapping[str, str]) -> list[str]:
    """The questions of the form, by key, of which a campaign's `gates` require what `gates_of` does not allow."""
    return [one.key for one in form.questions if gates.get(one.key, "") not in gates_of(one)]


def alike(one: str, other: str) -> bool:
    """Whether answers to a question of one type can be read as those of the other."""
    return one == other or any({one, other} <= types for types in ALIKE)


def _of_options(question: Question) -> Iterator[tuple[str, str, str]]:
    if question.type in {"choice", "choices"}:
        if not question.options and question.key not in OPTIONS_ELSEWHERE:
            yield "question_options", "options", question.key
    elif question.options:
        yield "question_no_options", "options", question.key
    keys = [option.key for option in question.options]
    for option in question.options:
        if not option.key or keys.count(option.key) > 1:
            yield "option_twice", "options", option.key
        if not any(label.strip() for label in option.labels.values()):
            yield "option_label", "options", option.key


def _of_conditions(
    question: Question, form: Form, before: Mapping[str, Question]
) -> Iterator[tuple[str, str, str]]:
    for condition in question.only_if:
        named = before.get(condition.question)
        if named is None:
            code = "condition_later" if form.question(condition.question) else "condition_unknown"
            yield code, "only_if", condition.question
            continue
        keys = {"yes", "no"} if named.type == "yes_no" else {option.key for option in named.options}
        for value in condition.values:
            if keys and value not in keys:
                yield "condition_value", "only_if", f"{condition.question}={value}"
