"""Working time: weekends, holidays of one state only, absences, and the switch to and from summer time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.calendars import has_holidays, instant
from staffel.rules.worktime import (
    WorkCalendar,
    add_working_time,
    hours_from_text,
    is_open,
    is_working_day,
    next_opening,
    next_working_day,
    working_time_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = hours_from_text("Mo-Fr 08:00-18:00")
SPLIT = hours_from_text("Mo-Fr 08:00-12:00 13:00-17:00; Sa 09:00-12:00")
ALWAYS = hours_from_text("Mo-So 00:00-24:00")
NEVER = hours_from_text("geschlossen")
BAVARIA = WorkCalendar("Europe/Berlin", OFFICE, "DE", "BY")
CAPITAL = WorkCalendar("Europe/Berlin", OFFICE, "DE", "BE")
NIGHT_AND_DAY = WorkCalendar("Europe/Berlin", ALWAYS, "", "")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "minutes", "calendar", "end"),
    [
        ("2026-11-23 09:00", 60, BAVARIA, "2026-11-23 10:00"),
        ("2026-11-23 06:00", 60, BAVARIA, "2026-11-23 09:00"),
        ("2026-11-20 17:59", 2, BAVARIA, "2026-11-23 08:01"),  # Friday evening to Monday morning
        ("2026-11-20 17:59", 1, BAVARIA, "2026-11-20 18:00"),  # the closing minute is the end, not Monday
        ("2026-11-20 18:00", 1, BAVARIA, "2026-11-23 08:01"),
        ("2027-10-29 17:00", 120, BAVARIA, "2027-11-02 09:00"),  # Monday 1 November is All Saints in Bavaria
        ("2027-10-29 17:00", 120, CAPITAL, "2027-11-01 09:00"),  # and a working day in Berlin
        ("2026-12-24 17:00", 120, BAVARIA, "2026-12-28 09:00"),
        ("2026-03-28 23:00", 240, NIGHT_AND_DAY, "2026-03-29 04:00"),  # an hour is skipped
        ("2026-10-24 23:00", 300, NIGHT_AND_DAY, "2026-10-25 03:00"),  # an hour comes twice
        ("2026-03-27 17:00", 120, BAVARIA, "2026-03-30 09:00"),  # summer time began over the weekend
    ],
)
def test_working_time_is_added_in_local_hours(
    start: str, minutes: int, calendar: WorkCalendar, end: str
) -> None:
    assert add_working_time(local(start), timedelta(minutes=minutes), calendar) == local(end)


def test_lunch_break_does_not_count() -> None:
    calendar = WorkCalendar("Europe/Berlin", SPLIT, "DE", "")
    assert add_working_time(local("2026-11-23 11:30"), timedelta(hours=1), calendar) == local(
        "2026-11-23 13:30"
    )
    between = working_time_between(local("2026-11-23 11:00"), local("2026-11-23 14:00"), calendar)
    assert between == timedelta(hours=2)


def test_absence_is_cut_out() -> None:
    away = (local("2026-11-23 10:00").astimezone(UTC), local("2026-11-24 09:00").astimezone(UTC))
    calendar = WorkCalendar("Europe/Berlin", OFFICE, "DE", "BY", (away,))
    assert add_working_time(local("2026-11-23 09:00"), timedelta(hours=2), calendar) == local(
        "2026-11-24 10:00"
    )
    assert not is_open(local("2026-11-23 10:00"), calendar)
    assert next_opening(local("2026-11-23 10:00"), calendar) == local("2026-11-24 09:00")
    assert is_working_day(date(2026, 11, 23), calendar)


def test_overlapping_absences_in_any_order_count_once() -> None:
    late = (local("2026-11-23 12:00").astimezone(UTC), local("2026-11-23 16:00").astimezone(UTC))
    early = (local("2026-11-23 09:00").astimezone(UTC), local("2026-11-23 13:00").astimezone(UTC))
    calendar = WorkCalendar("Europe/Berlin", OFFICE, "DE", "", (late, early))
    between = working_time_between(local("2026-11-23 00:00"), local("2026-11-24 00:00"), calendar)
    assert between == timedelta(hours=3)


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-23 17:59", True),
        ("2026-11-23 18:00", False),
        ("2026-11-22 12:00", False),
    ],
)
def test_opening_hours_are_half_open(at: str, open_then: bool) -> None:
    assert is_open(local(at), BAVARIA) is open_then


def test_somebody_who_never_works_has_no_deadline() -> None:
    calendar = WorkCalendar("Europe/Berlin", NEVER, "DE", "BY")
    assert add_working_time(local("2026-11-23 09:00"), timedelta(hours=1), calendar) is None
    assert next_opening(local("2026-11-23 09:00"), calendar) is None
    with pytest.raises(ValueError, match="no working day"):
        next_working_day(date(2026, 11, 23), calendar)


def test_an_absence_of_two_years_is_beyond_the_horizon() -> None:
    away = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    calendar = WorkCalendar("Europe/Berlin", OFFICE, "DE", "BY", (away,))
    assert add_working_time(local("2026-11-23 09:00"), timedelta(hours=1), calendar) is None


@pytest.mark.parametrize(
    ("on", "calendar", "working_day"),
    [
        (date(2026, 11, 23), BAVARIA, date(2026, 11, 23)),
        (date(2026, 11, 21), BAVARIA, date(2026, 11, 23)),
        (date(2027, 11, 1), BAVARIA, date(2027, 11, 2)),
        (date(2027, 11, 1), CAPITAL, date(2027, 11, 1)),
        (date(2026, 12, 25), BAVARIA, date(2026, 12, 28)),
    ],
)
def test_next_working_day(on: date, calendar: WorkCalendar, working_day: date) -> None:
    assert next_working_day(on, calendar) == working_day


@pytest.mark.parametrize(
    ("country", "region", "on", "is_working"),
    [
        ("AT", "9", date(2026, 10, 26), False),  # the national day
        ("CH", "ZH", date(2026, 8, 1), False),
        ("CH", "ZH", date(2026, 12, 8), True),
        ("CH", "LU", date(2026, 12, 8), False),  # Lucerne keeps the Immaculate Conception
        ("DE", "XX", date(2026, 10, 3), False),  # an unknown region has the national holidays
        ("QQ", "", date(2026, 12, 25), True),  # an unknown country has none
    ],
)
def test_public_holidays_follow_the_region(country: str, region: str, on: date, is_working: bool) -> None:
    assert is_working_day(on, WorkCalendar("Europe/Berlin", ALWAYS, country, region)) is is_working


def test_unknown_regions_are_told_apart() -> None:
    assert has_holidays("DE", "BY")
    assert has_holidays("AT", "")
    assert not has_holidays("DE", "XX")
    assert not has_holidays("QQ", "")


def test_a_skipped_local_time_is_the_moment_of_the_switch() -> None:
    switch = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert instant(date(2026, 3, 29), 150, "Europe/Berlin") == switch
    assert instant(date(2026, 3, 29), 120, "Europe/Berlin") == switch
    calendar = WorkCalendar("Europe/Berlin", hours_from_text("So 02:30-04:00"), "", "")
    day = working_time_between(local("2026-03-29 00:00"), local("2026-03-30 00:00"), calendar)
    assert day == timedelta(hours=1)


def test_midnight_that_does_not_exist_opens_at_the_switch() -> None:
    at = instant(date(2026, 9, 6), 0, "America/Santiago")
    assert at == datetime(2026, 9, 6, 4, tzinfo=UTC)


def test_naive_times_and_negative_durations_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(datetime(2026, 11, 23, 9), BAVARIA)
    with pytest.raises(ValueError, match="negative"):
        add_working_time(local("2026-11-23 09:00"), timedelta(minutes=-1), BAVARIA)


def test_no_working_time_at_all_ends_at_once() -> None:
    assert add_working_time(local("2026-11-22 09:00"), timedelta(0), BAVARIA) == local("2026-11-22 09:00")
    assert working_time_between(local("2026-11-24 09:00"), local("2026-11-23 09:00"), BAVARIA) == timedelta(0)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
ABSENCES = st.lists(
    st.tuples(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20))).map(lambda a: (a[0], a[0] + a[1])),
    max_size=3,
).map(tuple)
CALENDARS = st.builds(
    WorkCalendar,
    timezone=st.sampled_from(["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"]),
    hours=st.sampled_from([OFFICE, SPLIT, ALWAYS, hours_from_text("Sa-So 01:30-02:30 23:00-24:00")]),
    country=st.just("DE"),
    region=st.sampled_from(["BY", "BE", ""]),
    absences=ABSENCES,
)


@settings(max_examples=25, deadline=None)
@given(start=MOMENTS, within=st.timedeltas(timedelta(0), timedelta(hours=60)), calendar=CALENDARS)
def test_what_was_added_is_what_lies_between(
    start: datetime, within: timedelta, calendar: WorkCalendar
) -> None:
    end = add_working_time(start, within, calendar)
    assert end is not None
    assert end >= start
    assert working_time_between(start, end, calendar) == within


@settings(max_examples=25, deadline=None)
@given(moments=st.lists(MOMENTS, min_size=3, max_size=3).map(sorted), calendar=CALENDARS)
def test_working_time_of_two_stretches_adds_up(moments: list[datetime], calendar: WorkCalendar) -> None:
    first, middle, last = moments
    together = working_time_between(first, middle, calendar) + working_time_between(middle, last, calendar)
    assert working_time_between(first, last, calendar) == together


@settings(max_examples=25, deadline=None)
@given(at=MOMENTS, calendar=CALENDARS)
def test_it_is_open_at_the_next_opening(at: datetime, calendar: WorkCalendar) -> None:
    opening = next_opening(at, calendar)
    assert opening is not None
    assert is_open(opening, calendar)
    assert (opening == at) is is_open(at, calendar)
