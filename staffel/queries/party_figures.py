"""How parties answer (KPIS.md): offer response time, acceptance rate, last sign of life; over a stated period.

Leads that are marked as test count in none of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from staffel.models import Offer, OfferState
from staffel.queries.directory import Directory
from staffel.queries.loads import ids_as_text
from staffel.rules.rates import Rate
from staffel.rules.survival import Duration, Median, median
from staffel.rules.worktime import WorkCalendar, working_time_between

PERIOD: Final = timedelta(days=90)
ANSWERED: Final = (OfferState.ACCEPTED, OfferState.DECLINED)
LOOKED_AT: Final = (*ANSWERED, OfferState.EXPIRED, OfferState.OPEN)

ANSWERS: Final = """
SELECT wanted.id, found.accepted, found.whole
FROM unnest(%s::uuid[]) AS wanted(id)
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE offer.state = 'accepted') AS accepted, count(*) AS whole
                    FROM offer JOIN lead ON lead.id = offer.lead_id AND NOT lead.is_test
                    WHERE party_id = wanted.id AND offered_at >= %s AND state IN ('accepted', 'declined', 'expired')) AS found
"""
LAST_ACTS: Final = """
SELECT wanted.id, (SELECT at FROM entry WHERE actor_party_id = wanted.id ORDER BY at DESC LIMIT 1)
FROM unnest(%s::uuid[]) AS wanted(id)
"""


def offer_response(
    party_ids: Collection[UUID], *, since: datetime, book: Directory, now: datetime
) -> dict[UUID, Median]:
    """KPIS offer_response: the median of the party's working time from the offer to its answer, of offers made since
    then. One that expired is censored at its window, one that is open now; withdrawn ones are left out. One query."""
    offers = Offer.objects.filter(party_id__in=party_ids, offered_at__gte=since, state__in=LOOKED_AT)
    rows = offers.filter(lead__is_test=False)
    columns = ("party_id", "state", "offered_at", "answered_at", "window_ends_at")
    waited: dict[UUID, list[Duration]] = defaultdict(list)
    for party_id, state, offered_at, answered_at, window_ends_at in rows.values_list(*columns):
        until = answered_at if state in ANSWERED else min(window_ends_at, now)
        waited[party_id].append(
            _waited(offered_at, until, book.calendars[party_id], has_happened=state in ANSWERED)
        )
    return {party_id: median(waited[party_id]) for party_id in party_ids}


def _waited(offered_at: datetime, until: datetime, calendar: WorkCalendar, *, has_happened: bool) -> Duration:
    return Duration(working_time_between(offered_at, until, calendar), has_happened)


def acceptance(party_ids: Iterable[UUID], *, since: datetime) -> dict[UUID, Rate]:
    """KPIS acceptance: accepted / (accepted + declined + expired), of offers made since then. One query, a look into
    the index for each party."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [ids_as_text(party_ids), since])
        return {party_id: Rate(accepted, whole) for party_id, accepted, whole in cursor.fetchall()}


def last_acts(party_ids: Iterable[UUID]) -> dict[UUID, datetime | None]:
    """When somebody of the party last did something, on a page or by a link. One query, a look into the index each."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_ACTS, [ids_as_text(party_ids)])
        return dict(cursor.fetchall())
