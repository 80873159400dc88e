"""Whether a lead may stay with somebody who will be away, by hand: Monday to Friday, 8 to 16, no holidays."""

from datetime import UTC, datetime, timedelta

import pytest

from staffel.rules.absences import Promised, Stay, falls_into, stay
from staffel.rules.worktime import WorkCalendar

WEEK = WorkCalendar("UTC", ((((480, 960),)) ,) * 5 + ((), ()), "", "")  # fmt: skip


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)  # 2 March 2026 is a Monday


def promised(
    until: datetime, *, limit: int = 16, longest: int | None = None, agreed: bool = False
) -> Promised:
    return Promised(
        since=at(2, 8),
        until=until,
        limit=timedelta(hours=limit),
        longest=timedelta(hours=longest) if longest else None,
        is_agreed=agreed,
    )


@pytest.mark.parametrize(
    ("given", "away", "expected"),
    [
        # away on Tuesday; due Tuesday 12: 4 hours were left, so Wednesday 12
        (promised(at(3, 12)), (at(3), at(4)), Stay(at(4, 12))),
        # away from Tuesday to Thursday (24 working hours), the step has 16: it cannot stay
        (promised(at(3, 12)), (at(3), at(6)), Stay(None, "away_too_long")),
        # exactly as long as the step's limit: it may
        (promised(at(4, 8)), (at(3), at(5)), Stay(at(5, 16))),
        # before the first contact: 72 hours after Monday 8 is Thursday 8; Wednesday 12 is before it
        (promised(at(3, 12), longest=72), (at(3), at(4)), Stay(at(4, 12))),
        # 48 hours: Wednesday 8, and Wednesday 12 is after it
        (promised(at(3, 12), longest=48), (at(3), at(4)), Stay(None, "longest_passed")),
        # a weekend takes no working time; due on Saturday nothing is left, so Monday 0
        (promised(at(7, 10)), (at(7), at(9)), Stay(at(9))),
        (promised(at(3, 12), agreed=True), (at(3), at(4)), Stay(None, "date_agreed")),
    ],
)  # fmt: skip
def test_a_lead_stays_only_as_far_as_its_limits_let_it(
    given: Promised, away: tuple[datetime, datetime], expected: Stay
) -> None:
    assert stay(given, away, WEEK) == expected


def test_nobody_who_never_works_keeps_a_lead() -> None:
    never = WorkCalendar("UTC", ((),) * 7, "", "")
    found = stay(promised(at(3, 12)), (at(3), at(4)), never)
    assert found == Stay(at(4))  # no working time was left, and none is given


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [(at(3), True), (at(4), False), (at(2, 23), False), (None, False)],
)
def test_the_return_itself_is_no_longer_away(deadline: datetime | None, expected: bool) -> None:
    assert falls_into(deadline, (at(3), at(4))) is expected
