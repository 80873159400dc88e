"""What a partner earns for good work: a base for each act, times a factor by temperature, both from the policy."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from staffel.rules.policies import Policy

FIRST_CONTACT: Final = "first_contact"
OUTCOME: Final = "outcome"
ACTS: Final = (FIRST_CONTACT, OUTCOME)
EARNED: Final = "points.earned"
TAKEN_BACK: Final = "points.taken_back"
KINDS: Final = (EARNED, TAKEN_BACK)


def rewards_any(policy: Policy) -> bool:
    """Whether the policy rewards any act at all; where it does not, nobody speaks of points."""
    return bool(policy.reward_first_contact or policy.reward_outcome)


def reward(policy: Policy, act: str, temperature: str) -> int:
    """What this act earns with a lead of this temperature; 0 where the policy does not reward it."""
    base = {FIRST_CONTACT: policy.reward_first_contact, OUTCOME: policy.reward_outcome}[act]
    return base * policy.reward_times[temperature]


def rewards(policy: Policy, temperature: str) -> dict[str, int]:
    """What each rewarded act earns with a lead of this temperature."""
    return {act: points for act in ACTS if (points := reward(policy, act, temperature))}


def is_worth_more(policy: Policy, temperature: str) -> bool:
    """Whether a lead of this temperature earns more than some other: then it is said why."""
    return policy.reward_times[temperature] > min(policy.reward_times.values())


def standing(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, int]:
    """By act what stands of one mandate's points, from its entries (kind, data): earned, less what was taken back."""
    found: Counter[str] = Counter()
    for kind, data in entries:
        found[data["act"]] += signed(kind, data)
    return {act: found[act] for act in ACTS}


def signed(kind: str, data: Mapping[str, Any]) -> int:
    """The points of one entry, negative where they were taken back."""
    points = int(data["points"])
    return points if kind == EARNED else -points
