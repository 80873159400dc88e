"""Medians with people who still wait, and rates of few cases; every expected value is worked out by hand."""

from datetime import timedelta

import pytest

from staffel.rules.rates import Rate, wilson_lower
from staffel.rules.survival import Duration, Median, median


def of(*minutes: float) -> list[Duration]:
    """Minutes; a negative number was awaited that long without the event."""
    return [Duration(timedelta(minutes=abs(one)), one > 0) for one in minutes]


@pytest.mark.parametrize(
    ("durations", "expected"),
    [
        # 4/5, 3/5, 2/5: at 3
        (of(1, 2, 3, 4, 5), (3, 5, 5)),
        # 3/4, 2/4 = 0.5 exactly: at 2
        (of(1, 2, 3, 4), (2, 4, 4)),
        # 5/6; then 2 is censored, 4 wait; 5/6 * 3/4 = 0.625; 0.625 * 2/3 = 0.4167: at 4
        (of(1, -2, 3, 4, 5, 6), (4, 5, 6)),
        # who is last seen at the time of an event still waited then: 2/3, and 2/3 * 0/1 = 0: at 5
        (of(1, -1, 5), (5, 2, 3)),
        # 3/4 and everybody else gave up before: never below a half
        (of(1, -2, -3, -4), (None, 1, 4)),
        (of(-1, -2), (None, 0, 2)),
        # two at once: 1 - 2/3 = 1/3
        (of(7, 7, 9), (7, 3, 3)),
        (of(), (None, 0, 0)),
    ],
)  # fmt: skip
def test_median_counts_those_who_still_wait(
    durations: list[Duration], expected: tuple[float | None, int, int]
) -> None:
    minutes, happened, whole = expected
    value = None if minutes is None else timedelta(minutes=minutes)
    assert median(durations) == Median(value, happened, whole)


def test_an_event_at_once_is_a_median_of_nothing() -> None:
    assert median([Duration(timedelta(0), has_happened=True)]).value == timedelta(0)


@pytest.mark.parametrize(
    ("count", "whole", "expected"),
    # 9/10: (0.9 + 0.19207 - 1.95996 * sqrt(0.009 + 0.0096036)) / 1.38415 = (1.09207 - 0.26733) / 1.38415
    [(9, 10, 0.5958), (0, 10, 0.0), (50, 100, 0.4038), (10, 10, 0.7225), (0, 0, 0.0)],
)
def test_the_lower_end_of_a_rate(count: int, whole: int, expected: float) -> None:
    assert wilson_lower(count, whole) == pytest.approx(expected, abs=0.0001)


def test_few_cases_have_a_rate_and_no_rank() -> None:
    assert (Rate(9, 9).value, Rate(9, 9).rank) == (1.0, None)
    assert Rate(0, 0).value is None
    assert Rate(10, 10).rank == pytest.approx(0.7225, abs=0.0001)
