"""How long is left, in words: "noch 2 Std. 10 Min.", "seit 3 Tagen überfällig"."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from staffel.models import Lead
from staffel.rules.deadlines import AT_RISK_FROM

DAY: Final = timedelta(days=1)
WORKING_DAY: Final = timedelta(hours=8)
EXACT_BELOW: Final = 10  # hours: the minutes of a longer time tell nobody anything, and need room


def countdown(until: datetime, *, now: datetime) -> str:
    """The time left, or how long it has been over."""
    if until >= now:
        return _("%(time)s left") % {"time": _left(until - now)}
    return _("overdue for %(time)s") % {"time": _since(now - until)}


def ago(at: datetime, *, now: datetime) -> str:
    """How long ago something was; a time still to come is now."""
    if now - at < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": _since(now - at)}


def seen(at: datetime, *, now: datetime) -> str:
    """How long ago, in one unit: nobody wants the minutes of yesterday."""
    if now - at < timedelta(hours=1):
        return ago(at, now=now)
    if now - at < DAY:
        return _("%(time)s ago") % {"time": _("%(n)d h") % {"n": (now - at) // timedelta(hours=1)}}
    return _("%(time)s ago") % {"time": _since(now - at)}


def lasted(span: timedelta) -> str:
    """How long something took: "4 min", "2 h 10 min", "3 days"."""
    if span < timedelta(minutes=1):
        return _("under 1 min")
    if span < 2 * DAY:
        return _hours_and_minutes(span)
    return npgettext("lasted", "%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def worked(span: timedelta) -> str:
    """Working time: "4 min", "2 h 10 min"; from two days on in working days of 8 hours."""
    if span < timedelta(minutes=1):
        return _("under 1 min")
    if span < 2 * WORKING_DAY:
        return _hours_and_minutes(span)
    days = round(span / WORKING_DAY)
    return npgettext("worked", "%(n)d working day", "%(n)d working days", days) % {"n": days}


def urgency(lead: Lead, *, now: datetime) -> str:
    """What the deadline's colour says: "late", "risk", "rest" (a follow-up whose date lies ahead) or "calm"; "" closed."""
    if lead.deadline_at is None or lead.deadline_from is None:
        return ""
    if lead.deadline_kind == "follow_up" and lead.deadline_from > now:
        return "rest"
    return urgency_between(lead.deadline_from, lead.deadline_at, now=now)


def urgency_between(start: datetime, end: datetime, *, now: datetime) -> str:
    """ "late", "risk" (four fifths of the time are over) or "calm"."""
    if end < now:
        return "late"
    return "risk" if now >= start + (end - start) * AT_RISK_FROM else "calm"


def _left(span: timedelta) -> str:
    if span < 2 * DAY:
        return _hours_and_minutes(span)
    return npgettext("left", "%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def _since(span: timedelta) -> str:
    if span < DAY:
        return _hours_and_minutes(span)
    return npgettext("since", "%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def _hours_and_minutes(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d min") % {"n": rest}
    if hours >= EXACT_BELOW or not rest:
        return _("%(n)d h") % {"n": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
