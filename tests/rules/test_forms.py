"""What is still open at a hand-over."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffel.rules.forms import (
    DEFAULT_FORM,
    GATES,
    Form,
    OnlyIf,
    Option,
    Question,
    asked,
    gated,
    incomplete,
    open_questions,
    public,
)

COMPLETE = {"last_name": "Musterfrau", "email": "a@example.org", "postal_code": "82362", "country": "DE"}


@pytest.mark.parametrize(
    ("known", "open_"),
    [
        (COMPLETE, []),
        ({**COMPLETE, "postal_code": ""}, ["postal_code"]),
        ({**COMPLETE, "email": "", "phone": "+4988112345"}, []),  # one way to reach somebody is enough
        ({**COMPLETE, "email": ""}, ["email", "phone"]),
        ({**COMPLETE, "last_name": "", "company": "Firma"}, []),
        ({**COMPLETE, "last_name": None}, ["last_name", "company"]),
        ({}, ["last_name", "company", "email", "phone", "postal_code", "country"]),
        ({**COMPLETE, "postal_code": []}, ["postal_code"]),
    ],
)
def test_the_market_asks_only_for_what_is_not_known(known: dict[str, Any], open_: list[str]) -> None:
    assert [question.key for question in open_questions(DEFAULT_FORM, known, gate="market")] == open_


def test_an_answer_of_no_or_zero_is_an_answer() -> None:
    assert not any(
        question.key == "postal_code"
        for value in (0, False)
        for question in open_questions(DEFAULT_FORM, {**COMPLETE, "postal_code": value}, gate="market")
    )


def test_the_default_form_asks_at_the_market_only() -> None:
    assert open_questions(DEFAULT_FORM, {}, gate="agency") == ()
    assert {one.gate for one in open_questions(DEFAULT_FORM, {}, gate="close")} == {"market"}


def test_an_option_that_the_form_does_not_know_is_shown_as_it_is() -> None:
    question = DEFAULT_FORM.question("call_time")
    assert question is not None
    assert question.option_label("evening", "de") == "Abends"
    assert question.option_label("night", "de") == "night"


# -- conditions ---------------------------------------------------------------------------------------------------


def question(
    key: str, *only_if: OnlyIf, gate: str = "market", one_of: str = "", kind: str = "text"
) -> Question:
    return Question(
        key, {"en": key.title()}, kind, "interest", gate=gate, one_of=one_of, only_if=only_if,
        options=(Option("oil", {"en": "Oil"}), Option("gas", {"en": "Gas"})) if kind == "choice" else (),
    )  # fmt: skip


HEATING = Form(
    labels={"en": "Heating"},
    questions=(
        question("heating", kind="choice"),
        question("tank", OnlyIf("heating", ("oil",))),
        question("litres", OnlyIf("tank")),
        question("owner", OnlyIf("gone", ("yes",))),
        question("when", OnlyIf("heating"), OnlyIf("sure", ("yes",)), gate="close"),
        question("sure", kind="yes_no", gate=""),
    ),
)


@pytest.mark.parametrize(
    ("known", "keys"),
    [
        ({}, ["heating", "owner", "sure"]),  # a condition on a question that the form lacks asks for nothing
        ({"heating": "gas"}, ["heating", "owner", "sure"]),
        ({"heating": "oil"}, ["heating", "tank", "owner", "sure"]),
        ({"heating": ["gas", "oil"]}, ["heating", "tank", "owner", "sure"]),  # several were chosen
        ({"heating": "oil", "tank": "steel"}, ["heating", "tank", "litres", "owner", "sure"]),
        # what was answered once, before the heating was corrected, leads nowhere any more
        ({"heating": "gas", "tank": "steel"}, ["heating", "owner", "sure"]),
        ({"heating": "gas", "sure": True}, ["heating", "owner", "when", "sure"]),
        ({"heating": "gas", "sure": False}, ["heating", "owner", "sure"]),
    ],
)
def test_a_question_is_asked_only_where_its_conditions_hold(known: dict[str, Any], keys: list[str]) -> None:
    assert [one.key for one in asked(HEATING, known)] == keys


def test_what_is_not_asked_is_not_required() -> None:
    assert [one.key for one in open_questions(HEATING, {"heating": "gas", "owner": "x"}, gate="market")] == []
    assert [one.key for one in open_questions(HEATING, {"heating": "oil", "owner": "x"}, gate="market")] == [
        "tank"
    ]


def test_questions_that_wait_for_each_other_or_for_themselves_end_somewhere() -> None:
    circle = Form({}, (question("a", OnlyIf("b")), question("b", OnlyIf("a")), question("c", OnlyIf("c"))))
    assert [one.key for one in asked(circle, {})] == ["c"]
    assert [one.key for one in asked(circle, {"a": "1", "b": "2"})] == ["a", "b", "c"]


# -- gates --------------------------------------------------------------------------------------------------------


STAGED = Form(
    {},
    (
        question("phone", gate="agency"),
        question("money", gate="market"),
        question("bought", gate="close"),
        question("note", gate=""),
    ),
)


@pytest.mark.parametrize(
    ("gate", "keys"),
    [
        ("agency", ["phone"]),
        ("market", ["phone", "money"]),
        ("close", ["phone", "money", "bought"]),
        ("", []),
    ],
)
def test_a_later_hand_over_requires_what_an_earlier_one_does(gate: str, keys: list[str]) -> None:
    assert [one.key for one in open_questions(STAGED, {}, gate=gate)] == keys


def test_a_campaign_requires_other_questions_at_other_hand_overs_than_the_form() -> None:
    form = gated(STAGED, {"phone": "", "note": "market", "money": "close", "gone": "market"})
    assert [one.key for one in open_questions(form, {}, gate="market")] == ["note"]
    assert [one.key for one in open_questions(form, {}, gate="close")] == ["money", "bought", "note"]
    assert gated(STAGED, {}) is STAGED


@pytest.mark.parametrize(
    ("gates", "known", "open_"),
    [
        (
            {"phone": "market"},
            {},
            ["phone"],
        ),  # itself, whatever else of its group is known, and instead of it
        ({"phone": "market"}, {"email": "a@example.org"}, ["phone"]),
        ({"phone": "market"}, {"phone": "+4988112345"}, []),
        ({"phone": ""}, {}, ["email"]),
        (
            {"phone": ""},
            {"phone": "+4988112345"},
            [],
        ),  # no longer required, it still is a way to reach somebody
    ],
)
def test_a_question_that_the_campaign_requires_stands_for_its_group(
    gates: dict[str, str], known: dict[str, Any], open_: list[str]
) -> None:
    reach = Form({}, (question("email", one_of="reach"), question("phone", one_of="reach")))
    assert [one.key for one in open_questions(gated(reach, gates), known, gate="market")] == open_


def test_a_refusal_names_what_is_open_in_every_language() -> None:
    refused = incomplete([Question("money", {"de": "Budget"}, "text", "interest")])
    assert (refused.code, refused.details) == (
        "incomplete", {"questions": ["money"], "labels": [{"en": "money", "de": "Budget"}]},
    )  # fmt: skip


# -- what always holds --------------------------------------------------------------------------------------------


KEYS = st.sampled_from("abcdef")
CONDITIONS = st.builds(OnlyIf, KEYS, st.lists(st.sampled_from(["x", "yes", "no"]), max_size=2).map(tuple))
FORMS = st.lists(
    st.builds(
        question,
        KEYS,
        CONDITIONS,
        gate=st.sampled_from(GATES),
        one_of=st.sampled_from(["", "", "group"]),
    ),
    unique_by=lambda one: one.key,
).map(lambda questions: Form({}, tuple(questions)))
KNOWN = st.dictionaries(KEYS, st.sampled_from([None, "", "x", True, False, ["x"], []]))


@given(FORMS, KNOWN, st.dictionaries(KEYS, st.sampled_from(GATES)))
def test_each_hand_over_requires_at_least_what_the_one_before_it_does(
    form: Form, known: dict[str, Any], gates: dict[str, str]
) -> None:
    agency, market, close = (
        {one.key for one in open_questions(gated(form, gates), known, gate=gate)} for gate in GATES[1:]
    )
    assert agency <= market <= close <= {one.key for one in asked(form, known)}


@given(FORMS, KNOWN)
def test_answering_what_is_open_again_and_again_leaves_nothing_open(
    form: Form, known: dict[str, Any]
) -> None:
    for _ in range(len(form.questions) + 1):
        for one in open_questions(form, known, gate="close"):
            known = {**known, one.key: "x"}
    assert open_questions(form, known, gate="close") == ()


@given(FORMS, KNOWN)
def test_nothing_known_is_asked_again(form: Form, known: dict[str, Any]) -> None:
    answered = {key for key, value in known.items() if value is not None and value not in ("", [])}
    assert not answered & {one.key for one in open_questions(form, known, gate="close")}


def test_the_prospect_is_asked_nothing_internal_nor_what_depends_on_it() -> None:
    labels = {"en": "?"}
    form = Form(
        labels,
        (
            Question("last", labels, "text", "interest", only_if=(OnlyIf("middle"),)),
            Question("middle", labels, "text", "interest", only_if=(OnlyIf("inner"),)),
            Question("inner", labels, "text", "interest", is_internal=True),
            Question("open", labels, "text", "interest", only_if=(OnlyIf("unknown"),)),
        ),
    )
    assert [one.key for one in public(form).questions] == ["open"]
    assert {"budget", "authority", "need"}.isdisjoint(one.key for one in public(DEFAULT_FORM).questions)
