"""This week against the last: how many leads were new, offered, placed and won, each up to the same day and hour.

A number counts exactly the leads that its filters find in the list of leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from staffel.models import Lead, Membership
from staffel.queries.access import visible_leads
from staffel.queries.directory import Directory
from staffel.queries.lead_filters import LeadFilters, fitting, period
from staffel.queries.urgency import OPEN, is_waiting

# What is counted, by key, as filters of the list of leads. `own`: partners' own leads are counted apart.
EVENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "new": {"own": "0"},
    "offered": {"event": "offered", "own": "0"},
    "placed": {"event": "placed", "own": "0"},
    "won": {"event": "closed", "status": "won", "own": "0"},
    "own": {"own": "1"},
}
CAMPAIGNS: Final = 12


@dataclass(frozen=True, slots=True)
class WeekNumber:
    """`this` and `last`: how many up to now, and up to this hour a week ago; the addresses' queries list them."""

    key: str
    this: int
    last: int
    this_query: str
    last_query: str


@dataclass(frozen=True, slots=True)
class CampaignNumber:
    """What a campaign brought: new this week and last, open now, and of those without a first call."""

    key: str
    name: str
    this: int
    last: int
    open: int
    waiting: int


def week_numbers(member: Membership, *, book: Directory, now: datetime) -> list[WeekNumber]:
    """For those who have the list of leads; partners' own leads only where there are any. Two small queries a key."""
    found = [_number(key, member, book=book, now=now) for key in EVENTS]
    return [one for one in found if one.key != "own" or one.this or one.last]


def _number(key: str, member: Membership, *, book: Directory, now: datetime) -> WeekNumber:
    queries = [{**EVENTS[key], "period": code} for code in ("week", "last-week")]
    counts = [
        visible_leads(member).filter(fitting(LeadFilters.of(query), book=book, now=now)).count()
        for query in queries
    ]
    return WeekNumber(key, counts[0], counts[1], urlencode(queries[0]), urlencode(queries[1]))


def campaign_numbers(member: Membership, *, book: Directory, now: datetime) -> list[CampaignNumber]:
    """What each campaign brings and what waits of it, the most of this week first. Two queries."""
    this, last = (_asked_in(code, now=now) for code in ("week", "last-week"))
    leads = visible_leads(member).filter(is_test=False, is_own=False)
    new = _by_campaign(leads.filter(this | last), this=this, last=last)
    standing = _by_campaign(leads.filter(OPEN), open=Q(), waiting=is_waiting(now))
    found = [
        CampaignNumber(
            campaign.key,
            campaign.name,
            *new.get(campaign.id, (0, 0)),
            *standing.get(campaign.id, (0, 0)),
        )
        for campaign in book.campaigns.values()
    ]
    found.sort(key=lambda one: (-one.this, -one.open, one.name))
    return [one for one in found if one.this or one.last or one.open][:CAMPAIGNS]


def _asked_in(code: str, *, now: datetime) -> Q:
    start, end = period(code, now=now)
    return Q(asked_at__gte=start, asked_at__lt=end or now)


def _by_campaign(leads: QuerySet[Lead], **counts: Q) -> dict[UUID, tuple[int, ...]]:
    numbers = {name: Count("id", filter=condition) for name, condition in counts.items()}
    rows = leads.values_list("campaign_id").annotate(**numbers).order_by()
    return {campaign_id: tuple(found) for campaign_id, *found in rows}
