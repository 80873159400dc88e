"""Time to width: in proportion, and nothing too narrow to be seen."""

from datetime import UTC, datetime, timedelta

import pytest

from staffel.rules.scale import Scale, ahead, widths

DAY = timedelta(days=1)


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "least", "shares"),
    [
        ([], 0.1, []),
        ([5], 0.1, [1]),
        ([1, 3], 0.1, [0.25, 0.75]),
        ([0, 10], 0.1, [0.1, 0.9]),
        ([0, 0], 0.1, [0.5, 0.5]),
        ([0, 50, 50], 0.1, [0.1, 0.45, 0.45]),
        ([0, 0, 0, 0, 100], 0.2, [0.1, 0.1, 0.1, 0.1, 0.6]),  # too many for the least: half of an even share
    ],
)
def test_widths_follow_the_time_and_stay_visible(days: list[int], least: float, shares: list[float]) -> None:
    assert widths([n * DAY for n in days], least=least) == pytest.approx(shares)


def test_a_moment_stands_where_its_stretch_puts_it() -> None:
    scale = Scale([(day(1), day(2)), (day(2), day(5)), (day(8), day(12))], least=0)
    moments = (day(1) - DAY, day(1), day(2), day(5), day(6), day(8), day(10), day(12), day(20))
    assert [scale.place(at) for at in moments] == pytest.approx(
        [0, 0, 1 / 8, 1 / 2, 1 / 2, 1 / 2, 3 / 4, 1, 1]
    )


@pytest.mark.parametrize(
    ("coming", "share"), [(-3, 0), (0, 0), (0.001, 0.04), (1, 0.1), (9, 0.3), (300, 0.3)]
)
def test_what_lies_ahead_is_in_proportion_within_limits(coming: float, share: float) -> None:
    assert ahead(9 * DAY, coming * DAY, least=0.04, most=0.3) == pytest.approx(share)
