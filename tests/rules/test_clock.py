"""When the clock warns, climbs, takes back, ends an offer, and when it looks again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from staffel.rules.clock import LOOK_AGAIN, WARNED, OpenOffer, Standing, due_acts, next_wake
from staffel.rules.policies import Policy
from staffel.rules.worktime import WorkCalendar, hours_from_json

OFFICE = hours_from_json({day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
BERLIN = WorkCalendar("Europe/Berlin", OFFICE, "DE", "BY")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
PAUL, PETRA = UUID(int=1), UUID(int=2)


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def standing(**values: Any) -> Standing:
    """A step that was promised on Monday at 10:00 for 14:00."""
    given = {
        "deadline_kind": "step", "deadline_from": MONDAY, "deadline_at": at(4), "rung": 0, "calendar": BERLIN,
        "policy": Policy(), **values,
    }  # fmt: skip
    return Standing(**given)


def offer(party: UUID = PAUL, *, ends: float = 4, was_warned: bool = False) -> OpenOffer:
    return OpenOffer(party, MONDAY, at(ends), was_warned, BERLIN)


def asked(*offers: OpenOffer) -> Standing:
    return standing(deadline_kind="offer", offers=offers)


def done(what: Standing, now: datetime) -> list[tuple[str, int]]:
    return [(act.kind, act.rung) for act in due_acts(what, now=now)]


@pytest.mark.parametrize(
    ("what", "hours", "acts"),
    [
        (standing(), 3.1, []),
        (standing(), 3.2, [("climb", WARNED)]),  # four fifths of four hours
        (standing(rung=1), 3.9, []),
        (standing(rung=1), 4, [("climb", 2)]),
        (standing(rung=2), 5.9, []),
        (standing(rung=2), 6, [("climb", 3)]),  # two working hours after it
        (standing(rung=3), 22, []),
        (standing(rung=3), 27, [("climb", 4)]),  # eight working hours after 14:00 on Monday: Tuesday, 13:00 in Berlin
        (standing(rung=4), 24 * 365, []),  # at the top it stays red
        (standing(), 1000, [("climb", 4)]),  # after an outage one reminder, not four
        (standing(take_back=(60, timedelta(hours=24))), 5, [("take_back", 0)]),  # and no reminder of what is gone
        (standing(take_back=(60, timedelta(hours=24)), rung=2), 4.5, []),
        (standing(hands_back=True), 3.2, [("climb", WARNED)]),
        (standing(hands_back=True, rung=1), 3.9, []),
        (standing(hands_back=True, rung=1), 4, [("hand_back", 0)]),  # an agency's turn ends with its deadline
        (standing(hands_back=True), 1000, [("hand_back", 0)]),
        (asked(offer()), 3.1, []),
        (asked(offer()), 3.2, [("warn_offer", 0)]),
        (asked(offer(was_warned=True)), 3.9, []),
        (asked(offer()), 4, [("expire_offer", 0)]),  # no warning of what is over
        (asked(offer(), offer(PETRA, ends=6)), 5, [("expire_offer", 0), ("warn_offer", 0)]),
        (standing(deadline_kind="slot"), 3.9, []),
        (standing(deadline_kind="slot"), 4, [("ask_again", 0)]),
        (standing(deadline_kind="follow_up", deadline_from=at(24), deadline_at=at(31)), 23.9, []),
        (standing(deadline_kind="follow_up", deadline_from=at(24), deadline_at=at(31)), 24, [("climb", WARNED)]),
        (standing(deadline_kind="follow_up", deadline_from=at(24), deadline_at=at(31), rung=1), 31, [("climb", 2)]),
    ],
)  # fmt: skip
def test_what_is_due(what: Standing, hours: float, acts: list[tuple[str, int]]) -> None:
    assert done(what, at(hours)) == acts


def test_a_reminder_after_an_outage_tells_everybody_whom_the_missed_rungs_name() -> None:
    (act,) = due_acts(standing(), now=at(1000))
    assert act.tell == ("holder", "looked_after_by", "desk", "administrator")


def test_the_top_of_the_ladder_comes_in_wall_clock_time_where_nobody_ever_works() -> None:
    never = WorkCalendar("Europe/Berlin", hours_from_json({}), "DE", "BY")
    assert done(standing(calendar=never, rung=3), at(4 + 71)) == []
    assert done(standing(calendar=never, rung=3), at(4 + 72)) == [("climb", 4)]


@pytest.mark.parametrize(
    ("what", "hours", "wake"),
    [
        (standing(), 0, 3.2),
        (standing(rung=1), 3.2, 4),
        (standing(rung=2), 4, 6),
        (standing(rung=1, take_back=(60, timedelta(hours=24))), 4, 5),
        (asked(offer(), offer(PETRA, ends=2)), 0, 1.6),  # the first of several windows
        (standing(deadline_kind="slot"), 0, 4),
    ],
)
def test_when_the_clock_looks_next(what: Standing, hours: float, wake: float) -> None:
    assert next_wake(what, now=at(hours)) == at(wake)


def test_a_lead_with_nothing_ahead_is_looked_at_again_in_a_week() -> None:
    assert next_wake(standing(rung=4), now=at(500)) == at(500) + LOOK_AGAIN


@pytest.mark.parametrize("make", [standing, lambda: asked(offer()), lambda: standing(deadline_kind="slot")])
def test_the_alarm_always_lies_ahead(make: Callable[[], Standing]) -> None:
    for hours in (0, 1, 3.2, 4, 5, 100):
        assert next_wake(make(), now=at(hours)) > at(hours)
