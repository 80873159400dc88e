"""What a partner earns for good work: a base for each act, times a factor by temperature, both from the policy."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from staffel.rules.policies import TEMPERATURES, Policy
from staffel.rules.spans import is_german, temperature_in_words

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


def rewards_in_words(policy: Policy, language: str) -> str:
    """The sentence for whoever reads what is expected: by act and temperature; "" where nothing is rewarded."""
    german = is_german(language)
    acts = {
        FIRST_CONTACT: "Erstkontakt in der Frist" if german else "First contact in time",
        OUTCOME: "gemeldetes Ergebnis" if german else "reported outcome",
    }
    by_points: dict[str, list[str]] = {}
    for act in ACTS:
        if any(reward(policy, act, name) for name in TEMPERATURES):
            by_points.setdefault(_by_temperature(policy, act, language), []).append(acts[act])
    said = "; ".join(_for_acts(names, each, german=german) for each, names in by_points.items())
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _by_temperature(policy: Policy, act: str, language: str) -> str:
    return ", ".join(
        f"{reward(policy, act, name)} ({temperature_in_words(name, language)})" for name in TEMPERATURES
    )


def _for_acts(names: list[str], each: str, *, german: bool) -> str:
    if len(names) == 1:
        return f"{names[0]} {each}"
    return f"{' und '.join(names)} je {each}" if german else f"{' and '.join(names)} {each} each"
