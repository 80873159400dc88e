"""What a lead's deadline says, as conditions of the database: waiting, overdue, at risk, resting.

The same definitions as on the page (`web.times.urgency`) and in KPIS.md; `deadline_from` of a follow-up is the agreed day.
"""

from datetime import datetime
from typing import Final

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

OPEN: Final = ~Q(status="closed")


def is_waiting(now: datetime) -> Q:
    """Open, nobody has tried to call, and no date agreed for later."""
    return OPEN & Q(attempted_at=None) & ~is_resting(now)


def is_overdue(now: datetime) -> Q:
    return OPEN & Q(deadline_at__lt=now)


def is_at_risk(now: datetime) -> Q:
    """Due within the last fifth of its time (KPIS.md, deadline_kept); what rests has not begun its time."""
    is_mostly_over = RawSQL(
        "lead.deadline_from + (lead.deadline_at - lead.deadline_from) * 0.8 <= %s",
        [now],
        output_field=BooleanField(),
    )
    return OPEN & Q(deadline_at__gte=now) & Q(is_mostly_over)


def is_resting(now: datetime) -> Q:
    """The date that holder and prospect agreed on lies ahead."""
    return OPEN & Q(deadline_kind="follow_up", deadline_from__gt=now)
