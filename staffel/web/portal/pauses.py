"""Until when a firm may want a pause: the days that one tap chooses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Pause:
    """The firm takes enquiries again from the morning of `day` on; `shown`: the day as the reader writes it."""

    day: date
    label: Promise
    shown: str


def pauses(*, now: datetime) -> tuple[Pause, ...]:
    """Tomorrow, next Monday and in two weeks, by the reader's calendar."""
    today = timezone.localdate(now)
    monday = today + timedelta(days=7 - today.weekday())
    choices = {  # of two on the same day the one below is named
        today + timedelta(weeks=2): _("In 2 weeks"),
        monday: _("Next Monday"),
        today + timedelta(days=1): _("Tomorrow"),
    }
    pattern = gettext("D, j M")
    return tuple(
        Pause(day, label, formats.date_format(day, pattern)) for day, label in sorted(choices.items())
    )
