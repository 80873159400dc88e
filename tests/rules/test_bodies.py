"""A body of policy data is checked before it is published: the first thing that does not fit is named."""

from dataclasses import asdict
from typing import Any

import pytest

from staffel.rules.campaigns import Campaign, Market, MarketChoice
from staffel.rules.forms import DEFAULT_FORM, Form
from staffel.rules.markets import Condition
from staffel.rules.pipelines import DEFAULT_PIPELINE, Pipeline
from staffel.rules.policies import Policy
from staffel.rules.reasons import DEFAULT_REASONS, Reasons
from staffel.rules.refused import Refused
from staffel.rules.routing import Round
from staffel.rules.versions import body_of, json_of

CAMPAIGN = Campaign(
    markets=(MarketChoice("key", (Condition("expected_amount", "at_least", 50_000),)), MarketChoice("all"))
)
MARKET = Market(
    rounds=(Round(key="near", reach="distance", within_km=40, tags=("cert",), at_once=3, window={"hot": 15}),)
)


@pytest.mark.parametrize(
    "body",
    [Policy(), DEFAULT_PIPELINE, DEFAULT_REASONS, DEFAULT_FORM, CAMPAIGN, MARKET],
    ids=lambda body: type(body).__name__,
)
def test_a_body_survives_its_json(body: Any) -> None:
    assert body_of(type(body), json_of(body)) == body


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        (Policy, {"warnat": 0.5}, "warnat"),
        (Policy, {"warn_at": 2}, "warn_at"),
        (Policy, {"reward_outcome": -1}, "below zero"),
        (Policy, {"reward_times": {"hot": 1, "warm": 1, "cold": 0}}, "reward_times"),
        (Policy, {"warn_at": "x"}, "warn_at"),
        (Policy, {"window_work_minutes": {"hot": 5}}, "window_work_minutes"),
        (Policy, {"ladder": [{"after_work_minutes": 0, "longest_hours": 1, "tell": ["boss"]}]}, "boss"),
        (
            Policy,
            {"ladder": [{"after_work_minutes": 0, "longest_hours": 1, "tell": [], "typo": 1}]},
            "ladder.0.typo",
        ),
        (Pipeline, {"steps": []}, "step"),
        (Reasons, {"lost": [{"key": "x", "labels": {}, "follows": "nowhere"}]}, "follows"),
        (Form, {"questions": [{"key": "x"}]}, "questions.0.labels"),
    ],
)
def test_what_does_not_fit_is_named(kind: type[Any], change: dict[str, Any], field: str) -> None:
    defaults: dict[type[Any], Any] = {
        Pipeline: DEFAULT_PIPELINE,
        Reasons: DEFAULT_REASONS,
        Form: DEFAULT_FORM,
        Policy: Policy(),
    }
    with pytest.raises(Refused) as refused:
        body_of(kind, {**asdict(defaults[kind]), **change})
    assert refused.value.code == "body_invalid"
    assert field in refused.value.message
