"""What is due when, by days of the holder's own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from staffel.rules.due import due_group
from staffel.rules.taps import tapped_at

ZONE = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        ("2026-03-04T09:59", "overdue"), ("2026-03-04T10:01", "today"), ("2026-03-04T23:59", "today"),
        ("2026-03-05T00:01", "week"), ("2026-03-08T23:59", "week"), ("2026-03-09T00:01", "later"),
    ],
)  # fmt: skip
def test_a_step_stands_in_the_group_of_its_day(due: str, group: str) -> None:
    due_at = datetime.fromisoformat(due).replace(tzinfo=ZONE)
    assert due_group("step", WEDNESDAY, due_at, now=WEDNESDAY, zone=ZONE) == group


@pytest.mark.parametrize(
    ("starts", "due", "group"),
    [
        ("2026-03-05T08:00", "2026-03-05T17:00", "resting"), ("2026-03-04T08:00", "2026-03-05T17:00", "today"),
        ("2026-03-01T08:00", "2026-03-03T17:00", "overdue"),
    ],
)  # fmt: skip
def test_a_follow_up_rests_until_its_day(starts: str, due: str, group: str) -> None:
    start, end = (datetime.fromisoformat(one).replace(tzinfo=ZONE) for one in (starts, due))
    assert due_group("follow_up", start, end, now=WEDNESDAY, zone=ZONE) == group


@pytest.mark.parametrize(
    ("said", "since", "believed"),
    [
        ("2026-03-04T08:30:00.000Z", "2026-03-01T00:00", "2026-03-04T08:30"),
        ("2026-03-04T12:00:00Z", "2026-03-01T00:00", "2026-03-04T09:00"),
        ("2026-02-28T12:00:00Z", "2026-03-01T00:00", "2026-03-01T00:00"),
        ("2020-01-01T00:00:00Z", "2025-12-01T00:00", "2026-02-25T09:00"),
        ("2026-03-04T08:30:00", "2026-03-01T00:00", "2026-03-04T09:00"),
        ("gestern", "2026-03-01T00:00", "2026-03-04T09:00"),
        ("", "2026-03-01T00:00", "2026-03-04T09:00"),
    ],
)  # fmt: skip
def test_the_phones_time_of_a_tap_is_believed_within_bounds(said: str, since: str, believed: str) -> None:
    start, wanted = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (since, believed))
    assert tapped_at(said, now=WEDNESDAY, since=start) == wanted


def test_a_mandate_that_begins_this_moment_leaves_only_now() -> None:
    assert (
        tapped_at("2026-03-04T08:00:00Z", now=WEDNESDAY, since=WEDNESDAY + timedelta(seconds=1)) == WEDNESDAY
    )
