"""In which order eligible parties are asked: nearest, least loaded, longest waiting, or a mix; ties by a fair draw.

Works on columns, not on objects: ordering two hundred parties must cost less than a millisecond.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from math import inf

from staffel.rules.network import Seat, Standing
from staffel.rules.rankings import Load, Round

Column = Sequence[float]
Entrant = tuple[
    Seat, Standing, int | None, Load
]  # with its distance in metres; a plain tuple, because hundreds are made per lead


@dataclass(frozen=True, slots=True)
class Field:
    """The eligible parties and, in columns, what the orders compare.

    `metres`: inf = unknown; `loads`: open mandates by weight; `pending`: with the open offers; `waiting_since`: seconds since 1970 of
    the last offer or return, -inf = never had one.
    """

    entrants: Sequence[Entrant]
    metres: Column
    loads: Column
    pending: Column
    waiting_since: Column


def field_of(entrants: Sequence[Entrant], *, now: datetime, return_within: timedelta) -> Field:
    """Somebody back from an absence within `return_within` counts as loaded as the least loaded who was not away, plus its own open
    offers, and waits since its return: neither a flood nor a punishment."""
    since = now - return_within
    returns = [_recent(standing.returned_at, since) for _, standing, _, _ in entrants]
    loads = [load.open_mandates / seat.weight for seat, _, _, load in entrants]
    if any(returns):
        floor = min((load for load, is_back in zip(loads, returns, strict=True) if not is_back), default=0.0)
        loads = [max(load, floor) if is_back else load for load, is_back in zip(loads, returns, strict=True)]
    return Field(
        entrants=entrants,
        metres=[inf if metres is None else metres for _, _, metres, _ in entrants],
        loads=loads,
        pending=[
            mandates + load.open_offers / seat.weight
            for (seat, _, _, load), mandates in zip(entrants, loads, strict=True)
        ],
        waiting_since=[
            _waiting_since(load.last_offered_at, returned_at)
            for (_, _, _, load), returned_at in zip(entrants, returns, strict=True)
        ],
    )


def _recent(returned_at: datetime | None, since: datetime) -> datetime | None:
    return None if returned_at is None or returned_at < since else returned_at


def _waiting_since(last_offered_at: datetime | None, returned_at: datetime | None) -> float:
    offered = -inf if last_offered_at is None else last_offered_at.timestamp()
    return offered if returned_at is None else max(offered, returned_at.timestamp())


def in_order(field: Field, round_: Round, *, seed: int) -> list[int]:
    """The positions in the field, best first.

    Ties of the round's own order go to fewer open matters, then to the longer wait, then to the nearer one; at last to a draw by a
    hash of seed and party: the same seed gives the same order, and over the seeds no party is favoured.
    """
    columns = _COLUMNS[round_.order](field, round_)
    keys: list[tuple[object, ...]] = list(zip(*columns, strict=True))
    if len(set(keys)) < len(keys):
        keys = list(zip(*columns, _draws(field.entrants, seed), strict=True))
    return sorted(range(len(keys)), key=keys.__getitem__)


def _draws(entrants: Iterable[Entrant], seed: int) -> list[bytes]:
    # A seed may be as long as a UUID with a sign.
    seeded = blake2b(seed.to_bytes(17, "big", signed=True), digest_size=8)
    draws = []
    for seat, _, _, _ in entrants:
        draw = seeded.copy()
        draw.update(seat.key)
        draws.append(draw.digest())
    return draws


def _nearest(field: Field, _: Round) -> Sequence[Column]:
    return field.metres, field.pending, field.waiting_since


def _least_loaded(field: Field, _: Round) -> Sequence[Column]:
    return field.loads, field.pending, field.waiting_since, field.metres


def _longest_waiting(field: Field, _: Round) -> Sequence[Column]:
    return field.waiting_since, field.pending, field.metres


def _mixed(field: Field, round_: Round) -> Sequence[Column]:
    parts = (("nearest", field.metres), ("load", field.pending), ("waiting", field.waiting_since))
    weighed = [_scaled(column, weight) for name, column in parts if (weight := round_.mix.get(name, 0.0))]
    # Rounded, so that equals do not differ in the last bit of a sum.
    scores = [round(sum(values), 9) for values in zip(*weighed, strict=True)] or [0.0] * len(field.entrants)
    return scores, *_least_loaded(field, round_)


def _scaled(values: Column, weight: float) -> Column:
    """0 for the best, `weight` for the worst known. Never offered is as far before the oldest as the newest is behind it; an unknown
    distance is as bad as the farthest."""
    known = [value for value in values if abs(value) != inf]
    low, high = min(known, default=0.0), max(known, default=0.0)
    if -inf in values:
        low -= (high - low) or 1.0
    factor = weight / ((high - low) or 1.0)
    if len(known) == len(values):
        return [(value - low) * factor for value in values]
    return [(min(max(value, low), high) - low) * factor for value in values]


_COLUMNS: Mapping[str, Callable[[Field, Round], Sequence[Column]]] = {
    "nearest": _nearest,
    "load": _least_loaded,
    "waiting": _longest_waiting,
    "mix": _mixed,
}
