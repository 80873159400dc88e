"""By which channels a message goes, and when: mail as the base, push and SMS beside it, quiet hours on both."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from staffel.rules.channels import Planned, QuietHours, Receiver, channels_for

NIGHT = QuietHours(time(20), time(7), "Europe/Berlin")
PAUL = Receiver(is_partner=True, has_mail=True, has_push=True, sms_for="urgent", quiet=NIGHT)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)  # 21:00 in Berlin
MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)  # 07:00 in Berlin


def channels(
    kind: str = "offer.made", temperature: str = "warm", receiver: Receiver = PAUL, now: datetime = NOON
) -> set[str]:
    planned = channels_for(kind, temperature=temperature, until=None, receiver=receiver, now=now)
    return {one.channel for one in planned}


@pytest.mark.parametrize(
    ("kind", "temperature", "expected"),
    [
        ("offer.made", "hot", {"mail", "push", "sms"}),
        ("offer.made", "warm", {"mail", "push"}),
        ("offer.warning", "cold", {"mail", "push", "sms"}),
        ("deadline.missed", "warm", {"mail", "push", "sms"}),
        ("deadline.warned", "hot", {"mail", "push"}),
        ("lead.closed", "hot", {"mail", "push"}),
    ],
)
def test_an_sms_goes_out_for_hot_offers_and_last_reminders_only(
    kind: str, temperature: str, expected: set[str]
) -> None:
    assert channels(kind, temperature) == expected


def test_whoever_wants_every_sms_or_none_gets_that() -> None:
    assert channels("lead.closed", "cold", replace(PAUL, sms_for="all")) == {"mail", "push", "sms"}
    assert channels("offer.made", "hot", replace(PAUL, sms_for="never")) == {"mail", "push"}


def test_the_desk_gets_no_sms_of_others_leads_unless_it_wants_all() -> None:
    assert channels("deadline.missed", "hot", replace(PAUL, is_partner=False)) == {"mail", "push"}


def test_where_all_else_is_refused_there_is_mail() -> None:
    assert channels("offer.made", "hot", replace(PAUL, has_push=False, sms_for="never")) == {"mail"}


def test_where_mail_is_off_push_carries_the_message_alone() -> None:
    assert channels("offer.made", "warm", replace(PAUL, has_mail=False)) == {"push"}
    assert channels("offer.made", "warm", replace(PAUL, has_mail=False, has_push=False)) == set()


def test_in_quiet_hours_push_and_sms_wait_and_mail_does_not() -> None:
    planned = channels_for("offer.made", temperature="hot", until=None, receiver=PAUL, now=EVENING)
    assert planned == (Planned("mail", EVENING), Planned("push", MORNING), Planned("sms", MORNING))


def test_an_offer_that_would_be_over_by_the_end_of_the_quiet_hours_is_only_mailed() -> None:
    late = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert channels_for("offer.made", temperature="hot", until=late, receiver=PAUL, now=EVENING) == (
        Planned("mail", EVENING),
    )
    later = datetime(2026, 3, 3, 6, 1, tzinfo=UTC)
    assert len(channels_for("offer.made", temperature="hot", until=later, receiver=PAUL, now=EVENING)) == 3


def test_by_day_a_short_window_is_no_reason_to_keep_quiet() -> None:
    soon = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
    assert len(channels_for("offer.made", temperature="hot", until=soon, receiver=PAUL, now=NOON)) == 3


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-03-02T18:59+00:00", None),  # 19:59
        ("2026-03-02T19:00+00:00", "2026-03-03T06:00+00:00"),  # 20:00, the next morning
        ("2026-03-03T05:59+00:00", "2026-03-03T06:00+00:00"),  # 06:59, the same morning
        ("2026-03-03T06:00+00:00", None),  # 07:00: no longer
        (
            "2026-03-28T20:00+00:00",
            "2026-03-29T05:00+00:00",
        ),  # the night clocks go forward: 07:00 comes sooner
        ("2026-10-24T20:00+00:00", "2026-10-25T06:00+00:00"),  # and back: later
    ],
)
def test_quiet_hours_are_those_of_the_partys_clock_also_when_it_changes(at: str, end: str | None) -> None:
    expected = datetime.fromisoformat(end) if end else None
    assert NIGHT.end_after(datetime.fromisoformat(at)) == expected


def test_quiet_hours_within_a_day_and_an_end_that_comes_twice_in_a_night() -> None:
    siesta = QuietHours(time(12), time(14), "Europe/Berlin")
    assert siesta.end_after(NOON) == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert siesta.end_after(EVENING) is None
    short = QuietHours(time(20), time(2, 30), "Europe/Berlin")
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert short.end_after(second_time) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
