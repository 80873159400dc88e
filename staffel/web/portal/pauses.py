"""Until when a firm may want a pause: the days that one tap chooses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Pause:
    """The firm takes enquiries again from the morning of `day` on."""

    day: date
    label: Promise


def pauses(*, now: datetime) -> tuple[Pause, ...]:
    """Tomorrow, next Monday and in two weeks, by the reader's calendar."""
    today = timezone.localdate(now)
    monday = today + timedelta(days=7 - today.weekday())
    choices = (
        Pause(today + timedelta(days=1), _("Tomorrow")),
        Pause(monday, _("Next Monday")),
        Pause(today + timedelta(weeks=2), _("In 2 weeks")),
    )
    days = [one.day for one in choices]
    return tuple(one for at, one in enumerate(choices) if one.day not in days[:at])
