"""The mail of the morning belongs to a working day that has begun and is not over, wherever its party works."""

from datetime import UTC, date, datetime

import pytest

from staffel.rules.mornings import morning
from staffel.rules.worktime import WorkCalendar, hours_from_json

WEEK = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
AWAY = (datetime(2026, 3, 3, 0, 0, tzinfo=UTC), datetime(2026, 3, 5, 0, 0, tzinfo=UTC))
BERLIN = WorkCalendar("Europe/Berlin", hours_from_json(WEEK), "DE", "BY", (AWAY,))
NEW_YORK = WorkCalendar("America/New_York", hours_from_json(WEEK), "", "")
NEVER = WorkCalendar("Europe/Berlin", hours_from_json({}), "DE", "BY")


@pytest.mark.parametrize(
    ("at", "calendar", "day"),
    [
        ("2026-03-02T06:59", BERLIN, None), ("2026-03-02T07:00", BERLIN, date(2026, 3, 2)),  # Monday, 8:00
        ("2026-03-02T11:30", BERLIN, date(2026, 3, 2)),  # the break
        ("2026-03-02T15:59", BERLIN, date(2026, 3, 2)), ("2026-03-02T16:00", BERLIN, None),
        ("2026-03-01T10:00", BERLIN, None),  # Sunday
        ("2026-03-03T10:00", BERLIN, None), ("2026-03-04T10:00", BERLIN, None),  # away
        ("2026-04-03T10:00", BERLIN, None),  # Good Friday
        ("2026-03-30T06:00", BERLIN, date(2026, 3, 30)),  # summer time: 8:00 is an hour earlier
        ("2026-03-02T12:59", NEW_YORK, None), ("2026-03-02T13:00", NEW_YORK, date(2026, 3, 2)),
        ("2026-03-02T10:00", NEVER, None),
    ],
)  # fmt: skip
def test_a_morning_has_its_day(at: str, calendar: WorkCalendar, day: date | None) -> None:
    assert morning(datetime.fromisoformat(at).replace(tzinfo=UTC), calendar) == day
