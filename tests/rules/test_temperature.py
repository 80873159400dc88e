"""How hot a lead is by its points, and how it cools."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffel.rules.campaigns import Campaign
from staffel.rules.forms import Form, OnlyIf, Option, Question
from staffel.rules.policies import Policy
from staffel.rules.temperature import Behaviour, cooled, cools_at, heat

FORM = Form(
    {},
    (
        Question("budget", {}, "choice", "interest", options=(Option("none", {}, 0), Option("high", {}, 40))),
        Question(
            "needs", {}, "choices", "interest", options=(Option("roof", {}, 15), Option("store", {}, 20))
        ),
        Question("soon", {}, "yes_no", "interest", score=25),
        Question("message", {}, "long_text", "interest"),
    ),
)
ASKED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CAMPAIGN = Campaign((), hot_from=60, warm_from=30)


def hot(known: Mapping[str, Any], campaign: Campaign = CAMPAIGN, **behaviour: Any) -> tuple[str, int | None]:
    found = heat(FORM, known, behaviour=Behaviour(**behaviour), campaign=campaign, policy=Policy())
    return found.temperature, found.score


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({}, ("warm", None)),  # nothing is known: as the campaign says
        ({"message": "Please call"}, ("warm", None)),  # an answer that has no score says nothing
        ({"budget": "none"}, ("cold", 0)),
        ({"budget": "unheard of"}, ("warm", None)),
        ({"soon": False}, ("warm", None)),
        ({"soon": True}, ("cold", 25)),
        ({"needs": ["roof", "store"]}, ("warm", 35)),
        ({"budget": "high", "soon": True}, ("hot", 65)),
        ({"budget": "high", "needs": ["store"]}, ("hot", 60)),  # the threshold belongs to hot
    ],
)
def test_answers_make_the_temperature(known: Mapping[str, Any], found: tuple[str, int | None]) -> None:
    assert hot(known) == found


def test_who_asks_again_and_who_wishes_a_partner_is_warmer() -> None:
    assert hot({"soon": True}, asked_again=1) == ("warm", 45)
    assert hot({"soon": True}, asked_again=2, wishes_party=True) == ("hot", 75)


def test_the_source_adds_only_to_what_is_known() -> None:
    fair = Campaign((), temperature="cold", points=35)
    assert hot({}, campaign=fair) == ("cold", None)
    assert hot({"soon": True}, campaign=fair) == ("hot", 60)


def test_reasons_add_up_to_the_score() -> None:
    known = {"budget": "high", "needs": ["roof"], "soon": True}
    found = heat(FORM, known, behaviour=Behaviour(asked_again=1), campaign=CAMPAIGN, policy=Policy())
    assert [(reason.code, reason.question, reason.option, reason.points) for reason in found.reasons] == [
        ("answer", "budget", "high", 40),
        ("answer", "needs", "roof", 15),
        ("answer", "soon", "", 25),
        ("asked_again", "", "", 20),
    ]
    assert found.score == 100


@given(
    st.lists(st.sampled_from(("roof", "store")), unique=True),
    st.sampled_from(("none", "high", None)),
    st.booleans(),
    st.integers(0, 5),
)
def test_another_answer_that_counts_never_makes_it_colder(
    needs: list[str], budget: str | None, soon: bool, again: int
) -> None:
    order = ("cold", "warm", "hot")
    before, score = hot({"needs": needs, "budget": budget}, asked_again=again)
    after, more = hot({"needs": needs, "budget": budget, "soon": soon}, asked_again=again)
    assert score is None or (more is not None and more >= score)
    assert score is None or order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("temperature", "hours", "found"),
    [
        ("hot", 47, "hot"),
        ("hot", 48, "warm"),
        ("hot", 240, "cold"),
        ("warm", 239, "warm"),
        ("cold", 9999, "cold"),
    ],
)
def test_a_lead_cools_by_the_policys_steps(temperature: str, hours: int, found: str) -> None:
    now = ASKED + timedelta(hours=hours)
    assert cooled(temperature, since=ASKED, now=now, policy=Policy()) == found


def test_a_policy_may_let_nothing_cool() -> None:
    policy = Policy(hot_cools_after_hours=0)
    assert cools_at("hot", since=ASKED, policy=policy) is None
    assert cooled("hot", since=ASKED, now=ASKED + timedelta(days=900), policy=policy) == "hot"


def test_an_answer_that_nobody_asks_for_any_more_gives_no_points_and_is_no_reason() -> None:
    tank = Question("tank", {}, "yes_no", "interest", score=30, only_if=(OnlyIf("soon", ("yes",)),))
    form = Form({}, (*FORM.questions, tank))

    def found(known: Mapping[str, Any]) -> tuple[int | None, list[str]]:
        said = heat(form, known, behaviour=Behaviour(), campaign=CAMPAIGN, policy=Policy())
        return said.score, [reason.question for reason in said.reasons]

    assert found({"soon": True, "tank": True}) == (55, ["soon", "tank"])
    assert found({"soon": False, "tank": True, "budget": "high"}) == (40, ["budget"])
