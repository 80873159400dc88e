"""When a limit ends: in working time, but never further away than the longest time of the temperature."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from staffel.rules.deadlines import UNWORKED, follow_up_span, limit_end, warning_at
from staffel.rules.policies import Policy
from staffel.rules.worktime import WorkCalendar, hours_from_json

ZONE = ZoneInfo("Europe/Berlin")
OFFICE = WorkCalendar(
    "Europe/Berlin", hours_from_json({day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}), "DE", "BY"
)  # fmt: skip
NIGHTS = WorkCalendar(
    "Europe/Berlin", hours_from_json({day: [["00:00", "24:00"]] for day in ("sat", "sun", "mon")}), "", ""
)
NEVER = WorkCalendar("Europe/Berlin", hours_from_json({}), "DE", "BY")


def local(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def window(start: datetime, temperature: str, calendar: WorkCalendar = OFFICE) -> datetime:
    policy = Policy()
    minutes, longest = policy.window_work_minutes[temperature], policy.longest_to_accept(temperature)
    return limit_end(start, work_minutes=minutes, calendar=calendar, longest=longest)


@pytest.mark.parametrize(
    ("start", "temperature", "end"),
    [
        (local(2, 10), "hot", local(2, 10, 30)),
        (
            local(2, 17, 45),
            "hot",
            local(2, 21, 45),
        ),  # the rest lies in the morning: four hours are the longest
        (local(6, 17, 59), "hot", local(6, 21, 59)),  # Friday
        (local(6, 18, 1), "hot", local(6, 22, 1)),  # Friday after hours: not Monday
        (local(2, 10), "warm", local(2, 14)),
        (local(6, 16), "warm", local(7, 16)),  # two of four hours are left on Monday: a day is the longest
        (local(2, 10), "cold", local(2, 18)),
        (local(6, 14), "cold", local(9, 12)),  # the weekend is within 72 hours
        (
            local(5, 9, month=4),
            "cold",
            local(7, 16, month=4),
        ),  # Easter Sunday: Tuesday, eight hours from 8:00
    ],
)
def test_a_window_is_working_time_with_a_longest_time(
    start: datetime, temperature: str, end: datetime
) -> None:
    assert window(start, temperature) == end


@pytest.mark.parametrize(("temperature", "hours"), [("hot", 4), ("warm", 24), ("cold", 72)])
def test_a_calendar_without_any_working_time_freezes_nothing(temperature: str, hours: int) -> None:
    assert window(local(2, 10), temperature, NEVER) == local(2, 10) + timedelta(hours=hours)


def test_without_a_longest_time_an_empty_calendar_ends_after_a_month() -> None:
    assert limit_end(local(2, 10), work_minutes=60, calendar=NEVER, longest=None) == local(2, 10) + UNWORKED


def test_the_switch_to_summer_time_costs_no_working_minute() -> None:
    # 29 March 2026: 02:00 becomes 03:00
    end = limit_end(local(29, 1), work_minutes=120, calendar=NIGHTS, longest=None)
    assert end.astimezone(ZONE).hour == 4
    assert end - local(29, 1) == timedelta(hours=2)


def test_an_hour_of_autumn_is_worked_twice() -> None:
    end = limit_end(local(25, 1, month=10), work_minutes=180, calendar=NIGHTS, longest=None)
    assert end.astimezone(ZONE).hour == 3


def test_the_longest_time_begins_when_it_was_asked_not_when_the_window_opens() -> None:
    end = limit_end(
        local(3, 8), work_minutes=600, calendar=OFFICE, longest=timedelta(hours=24), asked=local(2, 19)
    )
    assert end == local(3, 18)
    end = limit_end(
        local(9, 8), work_minutes=60, calendar=OFFICE, longest=timedelta(hours=24), asked=local(6, 19)
    )
    assert end == local(7, 19)  # before the opening: the caller starts the window earlier


@pytest.mark.parametrize(
    ("start", "end", "warning"),
    [
        (local(2, 10), local(2, 15), local(2, 14)),
        (local(2, 17), local(3, 12), local(3, 11)),  # one hour on Monday, four on Tuesday
        (local(7, 10), local(7, 20), local(7, 18)),  # Saturday: no working time, so of the wall clock
    ],
)
def test_the_warning_comes_after_four_fifths(start: datetime, end: datetime, warning: datetime) -> None:
    assert warning_at(start, end, share=0.8, calendar=OFFICE) == warning


@pytest.mark.parametrize(
    ("on", "opens", "ends"),
    [
        (date(2026, 3, 3), local(3, 8), local(3, 16)),
        (date(2026, 3, 7), local(9, 8), local(9, 16)),  # a Saturday: Monday
        (date(2026, 4, 6), local(7, 8, month=4), local(7, 16, month=4)),  # Easter Monday: Tuesday
    ],
)
def test_a_follow_up_is_a_working_day(on: date, opens: datetime, ends: datetime) -> None:
    assert follow_up_span(on, OFFICE) == (opens, ends)


def test_a_follow_up_of_somebody_who_never_works_is_that_day() -> None:
    opens, ends = follow_up_span(date(2026, 3, 3), NEVER)
    assert (opens, ends - opens) == (local(3, 0), timedelta(hours=24))
