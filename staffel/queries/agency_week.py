"""An agency's own week against the last: which leads were new with it, reached, handed on and sorted out.

A number counts exactly the leads of its list, held still or followed only; leads erased since and test leads are in none.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from staffel.models import Entry, Lead, Membership
from staffel.queries.access import followed_leads, visible_leads
from staffel.queries.lead_filters import period
from staffel.queries.week import WeekNumber

PERIODS: Final = ("week", "last-week")
# By key: which entries say so. What is new is written about whoever gets it, all else by whoever did it; sorted out is
# what the agency laid on the desk after its calls or by giving it back, not what found no partner.
HAPPENED: Final[Mapping[str, Q]] = {
    "new": Q(kind__in=("lead.qualifying", "mandate.started")),
    "reached": Q(kind="activity.contact"),
    "handed_on": Q(kind="lead.qualified"),
    "sorted_out": Q(kind="lead.closed", data__outcome__in=("disqualified", "duplicate", "withdrawn"))
    | Q(kind="lead.on_desk", data__reason="not_reachable")
    | Q(kind="lead.on_desk", data__reason__startswith="call_")
    | Q(kind="lead.on_desk", data__reason__startswith="given_back_"),
}


def agency_numbers(member: Membership, *, now: datetime) -> list[WeekNumber]:
    """For a member of an agency. Two small queries a key."""
    return [_number(key, member, now=now) for key in HAPPENED]


def agency_leads(member: Membership, key: str, code: str, *, now: datetime) -> QuerySet[Lead]:
    """The leads to which this (a key of `HAPPENED`) happened in the period (one of `PERIODS`)."""
    start, end = period(code, now=now)
    entries = Entry.objects.filter(HAPPENED[key], at__gte=start, lead__isnull=False)
    entries = entries.filter(at__lt=end) if end else entries
    own = Q(holder_id=member.party_id) if key == "new" else Q(actor_party_id=member.party_id)
    known = Q(id__in=visible_leads(member).values("id")) | Q(id__in=followed_leads(member).values("id"))
    found = Lead.objects.filter(id__in=entries.filter(own).values("lead_id"))
    return found.filter(known, is_test=False, erased_at=None)


def _number(key: str, member: Membership, *, now: datetime) -> WeekNumber:
    counts = [agency_leads(member, key, code, now=now).count() for code in PERIODS]
    queries = [urlencode({"event": key, "period": code}) for code in PERIODS]
    return WeekNumber(key, counts[0], counts[1], queries[0], queries[1])
