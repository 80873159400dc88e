"""What keeps a form from being published, and the sentence of its conditions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from staffel.rules.conditions_in_words import only_if_in_words
from staffel.rules.form_checks import gates_of, wrong_gates, wrong_in
from staffel.rules.forms import DEFAULT_FORM, Form, OnlyIf, Option, Question
from staffel.rules.question_sets import SETS

OIL, GAS = Option("oil", {"de": "Öl", "en": "Oil"}), Option("gas", {"de": "Gas", "en": "Gas"})
HEATING = Question("heating", {"de": "Heizung", "en": "Heating"}, "choice", "interest", options=(OIL, GAS))
OWNER = Question("owner", {"de": "Eigentümer", "en": "Owner"}, "yes_no", "interest")
TANK = Question("tank", {"de": "Tank", "en": "Tank"}, "number", "interest")


def of(*questions: Question) -> Form:
    return Form({"en": "Form"}, questions)


def codes(form: Form, used: Mapping[str, set[str]] | None = None) -> list[tuple[str, int | None, str]]:
    return [(one.code, one.position, one.field) for one in wrong_in(form, used=used or {})]


def test_what_every_installation_begins_with_is_right() -> None:
    assert wrong_in(DEFAULT_FORM) == []
    assert wrong_in(of(*SETS["contact"], *SETS["address"], *SETS["bant"])) == []


def test_the_best_answers_to_budget_authority_need_and_time_score_a_hundred() -> None:
    assert [one.key for one in SETS["bant"]] == ["budget", "authority", "need", "time"]
    assert sum(max(option.score for option in one.options) for one in SETS["bant"]) == 100
    assert all(not one.gate and one.section == "interest" for one in SETS["bant"])


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"key": "Heizung 1"}, ("question_key", 1, "key")),
        ({"key": "n1"}, ("question_key", 1, "key")),  # what a page calls a question without a key
        ({"key": "ref"}, ("question_reserved", 1, "key")),  # an address says so where somebody came from
        ({"key": "campaign"}, ("question_reserved", 1, "key")),
        ({"key": "heating", "type": "choice", "options": (OIL,)}, ("question_twice", 1, "key")),
        ({"labels": {"de": " "}}, ("question_label", 1, "de")),
        ({"type": "choice"}, ("question_options", 1, "options")),
        ({"options": (OIL,)}, ("question_no_options", 1, "options")),
        ({"type": "choices", "options": (OIL, OIL)}, ("option_twice", 1, "options")),
        ({"type": "choice", "options": (Option("oil", {}),)}, ("option_label", 1, "options")),
        ({"type": "riddle"}, ("question_unknown", 1, "type")),
        ({"type": "consent", "gate": "close"}, ("question_gate_given", 1, "gate")),  # nobody else can give it
        ({"type": "file", "gate": "agency"}, ("question_gate_given", 1, "gate")),
        ({"key": "email"}, ("question_type_kept", 1, "type")),
        ({"key": "company", "type": "company"}, ("question_personal", 1, "section")),
        ({"in_teaser": True}, ("question_teaser", 1, "in_teaser")),  # text could say anything
        ({"in_teaser": True, "type": "yes_no", "section": "prospect"}, ("question_teaser", 1, "in_teaser")),
        ({"only_if": (OnlyIf("gone"),)}, ("condition_unknown", 1, "only_if")),
        ({"only_if": (OnlyIf("tank"),)}, ("condition_later", 1, "only_if")),  # itself
        ({"only_if": (OnlyIf("owner"),)}, ("condition_later", 1, "only_if")),
        ({"only_if": (OnlyIf("heating", ("coal",)),)}, ("condition_value", 1, "only_if")),
    ],
)
def test_what_cannot_be_asked_is_named_with_its_question(
    changed: dict[str, Any], wrong: tuple[Any, ...]
) -> None:
    assert wrong in codes(of(HEATING, replace(TANK, **changed), OWNER))


def test_a_form_without_questions_is_none() -> None:
    assert codes(of()) == [("form_empty", None, "")]


@pytest.mark.parametrize(
    ("kind", "used", "is_wrong"),
    [
        ("number", {"number"}, False),
        ("money", {"number"}, False),
        ("text", {"number"}, True),
        ("text", {"long_text"}, False),
        ("text", set(), False),
        ("yes_no", {"choice"}, True),
        ("number", {"choice", "money"}, False),  # one of the others asks for it like this
    ],
)
def test_a_key_keeps_the_kind_of_its_answers(kind: str, used: set[str], is_wrong: bool) -> None:
    found = codes(of(replace(TANK, type=kind)), {"tank": used})
    assert (("question_type_kept", 0, "type") in found) == is_wrong


@pytest.mark.parametrize(
    ("only_if", "de", "en"),
    [
        ((), "", ""),
        ((OnlyIf("heating"),), "Nur wenn „Heizung“ beantwortet ist", "Only if “Heating” is answered"),
        (
            (OnlyIf("heating", ("oil", "gas")), OnlyIf("owner", ("yes",))),
            "Nur wenn „Heizung“ Öl oder Gas ist und „Eigentümer“ ja ist",
            "Only if “Heating” is Oil or Gas and “Owner” is yes",
        ),
        ((OnlyIf("gone", ("x",)),), "Nur wenn „gone“ x ist", "Only if “gone” is x"),
    ],
)
def test_conditions_are_said_in_a_sentence(only_if: tuple[OnlyIf, ...], de: str, en: str) -> None:
    form = of(HEATING, OWNER, replace(TANK, only_if=only_if))
    assert [only_if_in_words(form.questions[2], form, one) for one in ("de", "en")] == [de, en]


def test_a_name_that_was_published_before_it_was_kept_for_something_else_goes_on() -> None:
    taken = replace(TANK, key="reason", type="text")
    assert codes(of(taken)) == [("question_reserved", 0, "key")]
    assert codes(of(taken), used={"reason": {"text"}}) == []


def test_the_public_form_may_require_a_consent_or_a_file() -> None:
    assert (
        codes(of(replace(TANK, type="consent", gate="market"), replace(OWNER, type="file", gate="market")))
        == []
    )


AGREES = Question("agrees", {"en": "I agree"}, "consent", "prospect")
PLAN = Question("plan", {"en": "Plan"}, "file", "interest")


def test_what_only_the_prospect_can_give_is_required_on_the_public_form_alone() -> None:
    assert [gates_of(one) for one in (AGREES, PLAN)] == [("", "market")] * 2
    assert "close" in gates_of(TANK)
    form = of(AGREES, PLAN, TANK)
    assert wrong_gates(form, {"agrees": "market", "plan": "", "tank": "close", "gone": "agency"}) == []
    assert wrong_gates(form, {"agrees": "agency", "plan": "close", "tank": "close"}) == ["agrees", "plan"]
