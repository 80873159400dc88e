"""How long something takes where some still wait: the median by Kaplan and Meier, so that nobody who waits is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Duration:
    """`has_happened`: the event came after `after`; else it was awaited that long and has not come (censored)."""

    after: timedelta
    has_happened: bool


@dataclass(frozen=True, slots=True)
class Median:
    """A median or another quantile. `value`: None where that share of them have not happened yet ("not reached"), and where there is nothing to look at
    (`of` is 0). `of`: how many were looked at, `happened` of them with the event."""

    value: timedelta | None
    happened: int
    of: int


def median(durations: Iterable[Duration]) -> Median:
    """The smallest t with S(t) <= 1/2 (`quantile`)."""
    return quantile(durations, left=0.5)


def quantile(durations: Iterable[Duration], *, left: float) -> Median:
    """The smallest t with S(t) <= `left`, S(t) = product over t_j <= t of (1 - d_j / n_j): of the n_j that still waited
    at t_j, d_j had the event then. Whoever was last seen waiting at t_j counts in n_j (Kaplan and Meier, 1958)."""
    found = sorted(durations, key=lambda one: one.after)
    waiting, share, value = len(found), 1.0, None
    for after, group in groupby(found, key=lambda one: one.after):
        here = list(group)
        share *= 1 - sum(one.has_happened for one in here) / waiting
        waiting -= len(here)
        if share <= left + 1e-12:
            value = after
            break
    return Median(value, sum(one.has_happened for one in found), len(found))
