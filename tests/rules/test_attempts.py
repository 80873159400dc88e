"""Nobody answered: when to try again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from staffel.rules.attempts import next_attempt
from staffel.rules.worktime import WorkCalendar, hours_from_json

ZONE = ZoneInfo("Europe/Berlin")
OFFICE = WorkCalendar(
    "Europe/Berlin", hours_from_json({day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}), "DE", "BY"
)  # fmt: skip
MORNINGS = WorkCalendar("Europe/Berlin", hours_from_json({"mon": [["08:00", "12:00"]]}), "DE", "BY")
NEVER = WorkCalendar("Europe/Berlin", hours_from_json({}), "DE", "BY")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("tried", "attempts", "calendar", "again"),
    [
        (local(2, 9), 1, OFFICE, local(2, 12, 30)),  # morning: noon is next
        (local(2, 10), 1, OFFICE, local(2, 16, 30)),  # noon comes before three hours are over
        (local(2, 13), 1, OFFICE, local(2, 16, 30)),
        (local(2, 16), 1, OFFICE, local(3, 8, 30)),
        (local(2, 9), 3, OFFICE, local(3, 12, 30)),  # from the third on a night lies between
        (local(6, 16), 1, OFFICE, local(9, 8)),  # Friday: moved to Monday's opening
        (local(2, 9), 1, MORNINGS, local(9, 8)),  # works on Monday mornings only
        (local(2, 9), 1, NEVER, local(2, 12, 30)),
    ],
)
def test_it_is_tried_at_another_time_of_day(
    tried: datetime, attempts: int, calendar: WorkCalendar, again: datetime
) -> None:
    assert next_attempt(tried, attempts=attempts, pause=timedelta(hours=3), calendar=calendar) == again
