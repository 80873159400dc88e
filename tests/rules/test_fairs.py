"""Which fairs are near, and when a talk took place by a device whose clock may be wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.fairs import LONGEST_KEPT, events_of, is_near, talked_at
from staffel.rules.storable import storable

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARKETS = (MarketChoice("default"),)
FAIR = Campaign(MARKETS, fair_from=date(2026, 3, 2), fair_until=date(2026, 3, 5))
USUAL = Campaign(MARKETS)


@pytest.mark.parametrize(
    ("today", "near"),
    [
        (date(2025, 12, 1), False),
        (date(2026, 2, 1), True),
        (date(2026, 3, 2), True),
        (date(2026, 3, 5), True),
        (date(2026, 3, 19), True),
        (date(2026, 3, 20), False),
    ],
)
def test_a_fair_is_near_while_it_is_prepared_and_while_slips_are_typed(today: date, near: bool) -> None:
    assert is_near(FAIR, today=today) is near


def test_a_fair_of_one_day_needs_one_date() -> None:
    one_day = Campaign(MARKETS, fair_until=date(2026, 3, 5))
    assert is_near(one_day, today=date(2026, 3, 5))
    assert not is_near(one_day, today=date(2026, 4, 5))


def test_without_a_fair_near_every_campaign_can_be_chosen() -> None:
    campaigns = [("default", USUAL), ("fair", FAIR)]
    assert events_of(campaigns, today=date(2026, 3, 3)) == ["fair"]
    assert events_of(campaigns, today=date(2026, 8, 3)) == ["default", "fair"]


@pytest.mark.parametrize(
    ("said", "sent", "ago"),
    [
        ("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", timedelta(hours=1)),
        ("2021-01-01T08:00:00Z", "2021-01-01T10:30:00Z", timedelta(hours=2, minutes=30)),  # five years behind
        ("2026-03-02T11:00:00+01:00", "2026-03-02T12:00:00+01:00", timedelta(hours=1)),
        ("2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z", timedelta()),  # set back meanwhile
        ("2025-03-02T10:00:00Z", "2026-03-02T09:00:00Z", LONGEST_KEPT),
        ("yesterday", "2026-03-02T09:00:00Z", timedelta()),
        ("2026-03-02T08:00:00", "", timedelta()),  # of no zone
        ("2026-03-02T08:00:00Z", "", timedelta(hours=1)),
    ],
)
def test_a_talk_is_as_old_as_the_devices_own_clock_says(said: str, sent: str, ago: timedelta) -> None:
    assert talked_at(said, sent=sent, now=NOW) == NOW - ago


def test_what_the_database_cannot_keep_is_taken_out_wherever_it_stands() -> None:
    assert storable({"a\0": ["b\0", {"c": "\ud800d"}], "n": 1}) == {"a": ["b", {"c": "?d"}], "n": 1}
