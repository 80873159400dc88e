"""Moments in words, and the pauses before a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from staffel.rules.moments import moment_in_words
from staffel.rules.retries import GIVEN_UP_WITHIN, next_try

NOW = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # Monday, 23:30 in Berlin


@pytest.mark.parametrize(
    ("hours", "language", "said"),
    [
        (0, "de", "heute 23:30 Uhr"),
        (1, "de", "morgen 00:30 Uhr"),
        (-24, "de", "gestern 23:30 Uhr"),
        (48, "de", "Mittwoch, 4. März, 23:30 Uhr"),
        (24 * 365, "de", "Dienstag, 2. März 2027, 23:30 Uhr"),
        (1, "en", "tomorrow 00:30"),
        (48, "en", "Wednesday 4 March, 23:30"),
        (48, "fr", "Wednesday 4 March, 23:30"),
    ],
)
def test_a_moment_is_said_in_the_readers_place_and_language(hours: int, language: str, said: str) -> None:
    at = NOW + timedelta(hours=hours)
    assert moment_in_words(at, now=NOW, timezone="Europe/Berlin", language=language) == said


def test_summer_time_shifts_the_clock_not_the_day() -> None:
    at = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert (
        moment_in_words(at, now=at - timedelta(hours=2), timezone="Europe/Berlin", language="de")
        == "heute 03:00 Uhr"
    )


def test_pauses_grow_and_end_after_two_days() -> None:
    at, attempts, pauses = NOW, 0, []
    while (again := next_try(attempts + 1, promised_at=NOW, now=at)) is not None:
        pauses.append(again - at)
        at, attempts = again, attempts + 1
    minutes = [pause.total_seconds() / 60 for pause in pauses]
    assert minutes[:6] == [1, 5, 15, 60, 240, 240]
    assert minutes == sorted(minutes)
    assert at <= NOW + GIVEN_UP_WITHIN
