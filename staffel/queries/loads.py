"""How much each party has on its hands now: open mandates, open offers, taken today and this week."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from staffel.queries.directory import Directory
from staffel.rules.routing import Load

# Counts are counted from partial indexes, never stored (CORE.md). A day and a week begin in the party's time zone;
# an open offer reserves a place in them too.
SQL = """
SELECT wanted.id,
       (SELECT count(*) FROM mandate WHERE party_id = wanted.id AND ended_at IS NULL),
       (SELECT count(*) FROM offer WHERE party_id = wanted.id AND state = 'open'),
       (SELECT count(*) FROM mandate WHERE party_id = wanted.id AND started_at >= wanted.day
                                       AND outcome <> 'undone'),
       (SELECT count(*) FROM mandate WHERE party_id = wanted.id AND started_at >= wanted.week
                                       AND outcome <> 'undone'),
       (SELECT max(offered_at) FROM offer WHERE party_id = wanted.id)
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS wanted(id, day, week)
"""


def loads(party_ids: Collection[UUID], *, book: Directory, now: datetime) -> dict[UUID, Load]:
    """The load of each of these parties, in one query."""
    ids = list(party_ids)
    if not ids:
        return {}
    starts = [_day_and_week(book.parties[party_id].timezone, now) for party_id in ids]
    with connection.cursor() as cursor:
        cursor.execute(SQL, [ids, [day for day, _ in starts], [week for _, week in starts]])
        rows = cursor.fetchall()
    return {
        party_id: Load(mandates, offers, today + offers, week + offers, last)
        for party_id, mandates, offers, today, week, last in rows
    }


def next_day_starts(timezone: str, now: datetime) -> datetime:
    """Midnight that ends today in this time zone."""
    day, _ = _day_and_week(timezone, now)
    local = day.astimezone(ZoneInfo(timezone)).date() + timedelta(days=1)
    return datetime.combine(local, time(), ZoneInfo(timezone))


def _day_and_week(timezone: str, now: datetime) -> tuple[datetime, datetime]:
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(today, time(), zone), datetime.combine(monday, time(), zone)
