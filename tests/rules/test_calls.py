"""In which order leads are called."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from staffel.rules.calls import Callable, call_order

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ME, COLLEAGUE = UUID(int=1), UUID(int=2)


def lead(number: int, **values: object) -> Callable:
    plain = Callable(
        lead_id=UUID(int=number),
        temperature="warm",
        asked_at=NOW - HOUR,
        deadline_at=NOW + 4 * HOUR,
        was_called=False,
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def order(*leads: Callable) -> list[int]:
    return [turn.lead_id.int for turn in call_order(leads, member_id=ME, now=NOW)]


def test_agreed_times_come_first_then_hot_ones_nobody_has_called_then_deadlines() -> None:
    by_deadline = lead(1, deadline_at=NOW - HOUR)
    hot = lead(2, temperature="hot", deadline_at=NOW + 3 * HOUR)
    agreed = lead(3, planned_at=NOW - HOUR / 2, is_agreed=True, deadline_at=NOW + 9 * HOUR)
    assert order(by_deadline, hot, agreed) == [3, 2, 1]


def test_hot_lead_that_was_called_before_goes_by_its_deadline() -> None:
    called = lead(1, temperature="hot", was_called=True, deadline_at=NOW + 3 * HOUR)
    assert order(called, lead(2, deadline_at=NOW + HOUR)) == [2, 1]


def test_the_longest_waiting_hot_lead_is_called_first() -> None:
    assert order(lead(1, temperature="hot"), lead(2, temperature="hot", asked_at=NOW - 2 * HOUR)) == [2, 1]


def test_what_is_planned_for_later_stands_behind_everything_by_its_time() -> None:
    later, soon = lead(1, planned_at=NOW + 2 * HOUR), lead(2, planned_at=NOW + HOUR)
    turns = call_order([later, soon, lead(3, deadline_at=NOW + 90 * HOUR)], member_id=ME, now=NOW)
    assert [(turn.lead_id.int, turn.is_due, turn.why) for turn in turns] == [
        (3, True, "deadline"),
        (2, False, "planned"),
        (1, False, "planned"),
    ]


@pytest.mark.parametrize(
    ("own_by", "deadline_at", "is_due"),
    [
        (None, NOW + HOUR, True),
        (ME, NOW + HOUR, True),
        (COLLEAGUE, NOW + HOUR, False),
        (COLLEAGUE, NOW - HOUR, True),
    ],
)
def test_personal_follow_up_is_the_teams_once_it_is_overdue(
    own_by: UUID | None, deadline_at: datetime, *, is_due: bool
) -> None:
    one = lead(1, planned_at=NOW - HOUR, is_agreed=True, own_by=own_by, deadline_at=deadline_at)
    [turn] = call_order([one], member_id=ME, now=NOW)
    assert turn.is_due is is_due
