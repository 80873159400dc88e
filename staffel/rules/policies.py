"""What a policy says: windows, limits, caps and the ladder, all editable and versioned.

Minutes are minutes of the holder's or receiver's working time where the name says `work`, hours named
`longest` are wall-clock hours. Starting values: KPIS.md ("Targets to start from") and CORE.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

TEMPERATURES: Final = ("hot", "warm", "cold")
ROLES: Final = ("holder", "looked_after_by", "desk", "administrator")
ByTemperature = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: so many minutes of the holder's working time after the deadline, at the latest
    `longest_hours` wall-clock hours after it, tell these roles."""

    after_work_minutes: int
    longest_hours: int
    tell: tuple[str, ...]


def _ladder() -> tuple[Rung, ...]:
    return (
        Rung(0, 0, ("holder", "looked_after_by")),
        Rung(120, 24, ("looked_after_by", "desk")),
        Rung(480, 72, ("desk", "administrator")),
    )


def checked_by_temperature(values: ByTemperature, *, name: str) -> None:
    """Refuses (ValueError) other keys than the three temperatures, and what is not above zero."""
    if set(values) != set(TEMPERATURES):
        raise ValueError(f"{name} needs a number for each of {', '.join(TEMPERATURES)}")
    if min(values.values()) <= 0:
        raise ValueError(f"{name} must be above zero")


def _by(hot: int, warm: int, cold: int) -> dict[str, int]:
    return {"hot": hot, "warm": warm, "cold": cold}


@dataclass(frozen=True, slots=True)
class Policy:
    window_work_minutes: ByTemperature = field(default_factory=lambda: _by(30, 240, 480))
    longest_to_accept_hours: ByTemperature = field(default_factory=lambda: _by(4, 24, 72))
    longest_to_contact_hours: ByTemperature = field(default_factory=lambda: _by(24, 72, 120))
    desk_work_minutes: ByTemperature = field(default_factory=lambda: _by(60, 240, 480))
    agency_first_work_minutes: ByTemperature = field(default_factory=lambda: _by(60, 240, 480))
    agency_work_minutes: ByTemperature = field(default_factory=lambda: _by(480, 960, 2400))
    hot_cools_after_hours: int = 48  # without a contact; 0 = never
    warm_cools_after_hours: int = 240
    points_asked_again: int = 20  # for each time
    points_wish: int = 10
    same_person_days: int = 90
    release_longest_hours: int = 168
    warn_at: float = 0.8
    max_offers: int = 5
    max_returns: int = 3
    follow_up_longest_days: int = 365
    follow_ups: int = 3
    undo_minutes: int = 10
    attempts: int = 4
    attempt_pause_hours: int = 3
    wait_for_slot: tuple[str, ...] = ("warm", "cold")
    return_days: int = 7
    partners_set_capacity: bool = True  # else only the desk says how much a firm takes
    ladder: tuple[Rung, ...] = field(default_factory=_ladder)
    # Points: 0 rewards nothing, and so does every policy that was written before there were any (ADR 20).
    reward_first_contact: int = 0
    reward_outcome: int = 0
    reward_times: ByTemperature = field(default_factory=lambda: _by(1, 2, 4))

    def __post_init__(self) -> None:
        for name in (
            "window_work_minutes",
            "longest_to_accept_hours",
            "longest_to_contact_hours",
            "desk_work_minutes",
            "agency_first_work_minutes",
            "agency_work_minutes",
            "reward_times",
        ):
            checked_by_temperature(getattr(self, name), name=name)
        if min(self.reward_first_contact, self.reward_outcome) < 0:
            raise ValueError("what an act earns is never below zero")
        if not 0 < self.warn_at < 1:
            raise ValueError("warn_at is a share of the window, between 0 and 1")
        if min(self.max_offers, self.max_returns, self.attempts) < 1:
            raise ValueError("max_offers, max_returns and attempts are at least 1")
        if unknown := {role for rung in self.ladder for role in rung.tell} - set(ROLES):
            raise ValueError(f"the ladder tells {', '.join(ROLES)}, not {', '.join(sorted(unknown))}")
        if set(self.wait_for_slot) - set(TEMPERATURES):
            raise ValueError(f"wait_for_slot names temperatures: {', '.join(TEMPERATURES)}")

    def longest_to_accept(self, temperature: str) -> timedelta:
        return timedelta(hours=self.longest_to_accept_hours[temperature])

    def longest_to_contact(self, temperature: str) -> timedelta:
        return timedelta(hours=self.longest_to_contact_hours[temperature])


DEFAULT_POLICY: Final = Policy(reward_first_contact=10, reward_outcome=10)  # of a new installation
