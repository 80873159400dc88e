"""What is still open at a hand-over."""

from typing import Any

import pytest

from staffel.rules.forms import DEFAULT_FORM, open_questions

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


@pytest.mark.parametrize("gate", ["agency", "close"])
def test_the_default_form_asks_at_the_market_only(gate: str) -> None:
    assert open_questions(DEFAULT_FORM, {}, gate=gate) == ()


def test_an_option_that_the_form_does_not_know_is_shown_as_it_is() -> None:
    question = DEFAULT_FORM.question("call_time")
    assert question is not None
    assert question.option_label("evening", "de") == "Abends"
    assert question.option_label("night", "de") == "night"
