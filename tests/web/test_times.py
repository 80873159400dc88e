"""Times in words: exact while the minutes count, and short where they do not."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from staffel.web.times import countdown
from tests.scene import MONDAY


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=5), "noch 5 Min."),
        (timedelta(hours=9, minutes=59), "noch 9 Std. 59 Min."),
        (timedelta(hours=10, minutes=1), "noch 10 Std."),
        (timedelta(hours=47), "noch 47 Std."),
        (timedelta(days=3), "noch 3 Tage"),
        (timedelta(hours=-23, minutes=-24), "seit 23 Std. überfällig"),
    ],
)
def test_a_countdown_says_minutes_only_while_they_count(left: timedelta, words: str) -> None:
    with override("de"):
        assert countdown(MONDAY + left, now=MONDAY) == words
