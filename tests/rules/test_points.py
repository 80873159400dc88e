"""What is earned: by the act, by how cold the lead was, and nothing where the policy promises nothing."""

from dataclasses import replace

import pytest

from staffel.rules.points import EARNED, TAKEN_BACK, is_worth_more, reward, rewards, rewards_any, standing
from staffel.rules.policies import DEFAULT_POLICY, Policy
from staffel.rules.versions import body_of, json_of


@pytest.mark.parametrize(("temperature", "points"), [("hot", 10), ("warm", 20), ("cold", 40)])
def test_working_a_cold_lead_is_rewarded_more_than_proportionally(temperature: str, points: int) -> None:
    assert reward(DEFAULT_POLICY, "first_contact", temperature) == points
    assert rewards(DEFAULT_POLICY, temperature) == {"first_contact": points, "outcome": points}


def test_each_act_is_switched_off_by_itself() -> None:
    policy = replace(DEFAULT_POLICY, reward_first_contact=0)
    assert rewards(policy, "cold") == {"outcome": 40}
    assert rewards_any(policy)


def test_a_policy_that_was_written_before_there_were_points_promises_none() -> None:
    stored = {name: value for name, value in json_of(Policy()).items() if not name.startswith("reward")}
    assert not rewards_any(body_of(Policy, stored))


def test_only_what_earns_more_than_another_is_explained_by_its_temperature() -> None:
    assert [is_worth_more(DEFAULT_POLICY, one) for one in ("hot", "warm", "cold")] == [False, True, True]
    flat = replace(DEFAULT_POLICY, reward_times={"hot": 2, "warm": 2, "cold": 2})
    assert not is_worth_more(flat, "cold")


def test_what_stands_is_what_was_earned_less_what_was_taken_back() -> None:
    first, outcome = {"act": "first_contact", "points": 40}, {"act": "outcome", "points": 20}
    told = [(EARNED, first), (EARNED, outcome), (TAKEN_BACK, first), (EARNED, first)]
    assert standing(told) == {"first_contact": 40, "outcome": 20}
    assert standing(told[:3]) == {"first_contact": 0, "outcome": 20}
    assert standing([]) == {"first_contact": 0, "outcome": 0}
