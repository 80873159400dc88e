"""What is wrong with the rounds of a market: a round that could never ask anybody is refused before it is published."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from staffel.rules.campaigns import Market
from staffel.rules.policies import TEMPERATURES
from staffel.rules.rankings import Round

MOST_ROUNDS: Final = 12
MOST_AT_ONCE: Final = 20
FARTHEST_KM: Final = 2_000
ORDERS: Final = ("nearest", "load", "waiting", "mix")
KINDS: Final = ("partner", "agency", "desk")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What does not fit: the round's position from 0 (None: the market as a whole), its field, and why as a code."""

    position: int | None
    field: str
    code: str


def wrong_in(market: Market, *, desks: Collection[UUID]) -> tuple[Wrong, ...]:
    """Everything that does not fit. `desks`: whom a round may name."""
    if not market.rounds:
        return (Wrong(None, "", "rounds_missing"),)
    if len(market.rounds) > MOST_ROUNDS:
        return (Wrong(None, "", "rounds_many"),)
    keys = [one.key for one in market.rounds]
    twice = [Wrong(at, "key", "round_twice") for at, key in enumerate(keys) if key in keys[:at]]
    found = [
        Wrong(at, field, code)
        for at, round_ in enumerate(market.rounds)
        for field, code in _wrong(round_, desks)
    ]
    return (*twice, *found)


def _wrong(round_: Round, desks: Collection[UUID]) -> Iterator[tuple[str, str]]:
    if not set(round_.desks) <= set(desks):
        yield "desks", "round_desk_unknown"
    if not round_.desks and not (round_.kinds and set(round_.kinds) <= set(KINDS)):
        yield "kinds", "round_kinds_missing"
    if round_.within_km is not None and not 0 < round_.within_km <= FARTHEST_KM:
        yield "within_km", "round_distance"
    if not 1 <= round_.at_once <= MOST_AT_ONCE:
        yield "at_once", "round_at_once"
    if round_.limit is not None and round_.limit < 1:
        yield "limit", "round_limit"
    if round_.order == "mix" and not _weighs(round_):
        yield "mix", "round_mix"
    if round_.window is not None and not _has_windows(round_):
        yield "window", "round_window"


def _weighs(round_: Round) -> bool:
    weights = list(round_.mix.values())
    return set(round_.mix) <= set(ORDERS[:3]) and min(weights, default=0) >= 0 and sum(weights) > 0


def _has_windows(round_: Round) -> bool:
    assert round_.window is not None
    return set(round_.window) == set(TEMPERATURES) and min(round_.window.values()) > 0
