"""How much each party has on its hands now: open mandates, open offers, taken today and this week."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from staffel.rules.routing import Load

# Counts are counted from partial indexes, never stored (CORE.md). A day and a week begin in the party's time zone;
# an open offer reserves a place in them too. A partner's own leads take no place and no share: nobody gave them. Two lateral looks a party: hundreds are counted for one lead.
LOADS: Final = """
SELECT wanted.id,
       (SELECT count(*) FROM mandate WHERE party_id = wanted.id AND ended_at IS NULL AND NOT is_own),
       (SELECT count(*) FROM offer WHERE party_id = wanted.id AND state = 'open'),
       taken.today, taken.this_week,
       (SELECT max(offered_at) FROM offer WHERE party_id = wanted.id)
FROM (SELECT id, date_trunc('day', %s::timestamptz, timezone) AS day, date_trunc('week', %s::timestamptz, timezone) AS week
      FROM party WHERE id = ANY(%s::uuid[])) AS wanted
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE started_at >= wanted.day) AS today, count(*) AS this_week FROM mandate
                    WHERE party_id = wanted.id AND started_at >= wanted.week AND outcome <> 'undone' AND NOT is_own) AS taken
"""


def loads(party_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Load]:
    """The load of each of these parties, in one query."""
    wanted = ids_as_text(party_ids)
    with connection.cursor() as cursor:
        cursor.execute(LOADS, [now, now, wanted])
        return loads_of(cursor.fetchall())


# Each from its own partial index, without a look at any party: for lists that compare all of them.
ON_HAND: Final = """
SELECT party_id, sum(n)::int FROM (
    SELECT party_id, count(*) AS n FROM mandate WHERE ended_at IS NULL GROUP BY party_id UNION ALL
    SELECT party_id, count(*) FROM offer WHERE state = 'open' GROUP BY party_id
) AS found GROUP BY party_id
"""


def on_hand() -> dict[UUID, int]:
    """Open mandates and open offers of every party that has any, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(ON_HAND)
        return dict(cursor.fetchall())


def loads_of(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, Load]:
    """What LOADS has answered."""
    return {
        party_id: Load(mandates, offers, today + offers, week + offers, last)
        for party_id, mandates, offers, today, week, last in rows
    }


def ids_as_text(ids: Iterable[UUID]) -> str:
    """An array of keys as PostgreSQL writes it: the driver's own way is ten times dearer for hundreds of them."""
    return f"{{{','.join(map(str, ids))}}}"


def next_day_starts(timezone: str, now: datetime) -> datetime:
    """Midnight that ends today in this time zone."""
    zone = ZoneInfo(timezone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
