"""What became of arrivals: which keys were taken before, and where leads that were just captured are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection

KNOWN: Final = """
SELECT given.key FROM unnest(%s::text[], %s::text[], %s::text[]) AS given(key, source, source_key)
WHERE EXISTS (SELECT FROM receipt WHERE receipt.door = %s AND receipt.key = given.key)
   OR given.source_key <> '' AND EXISTS (
       SELECT FROM lead WHERE lead.source = given.source AND lead.source_key = given.source_key AND lead.source_key <> '')
"""
WHERE_THEY_ARE: Final = """
SELECT lead.status, lead.desk_reason, lead.deadline_kind, asked.offers > 0, count(*), sum(asked.offers)
FROM lead, LATERAL (SELECT count(*) AS offers FROM offer WHERE offer.lead_id = lead.id AND offer.state = 'open') asked
WHERE lead.id = ANY(%s) GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Of some leads: `offered` somebody is asked for (`offers` in all), `placed` are in work or closed, the others
    wait, by the reason for which they lie on a desk."""

    leads: int = 0
    offered: int = 0
    offers: int = 0
    placed: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)


def known_keys(door: str, arrivals: Sequence[tuple[str, str, str]]) -> set[str]:
    """Of (key, source, the source's own id): the keys of those taken before, by this door or by that id."""
    keys, sources, own = zip(*arrivals, strict=True) if arrivals else ((), (), ())
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(keys), list(sources), list(own), door])
        return {row[0] for row in cursor.fetchall()}


def whereabouts(lead_ids: Sequence[UUID]) -> Whereabouts:
    """Where these leads are now, in one query."""
    if not lead_ids:
        return Whereabouts()
    with connection.cursor() as cursor:
        cursor.execute(WHERE_THEY_ARE, [list(lead_ids)])
        rows = cursor.fetchall()
    waiting: dict[str, int] = {}
    offered = offers = placed = 0
    for status, reason, kind, is_offered, count, made in rows:
        if is_offered:
            offered, offers = offered + count, offers + int(made)
        elif status in {"working", "closed"}:
            placed += count
        else:
            waiting[reason or kind] = waiting.get(reason or kind, 0) + count
    return Whereabouts(len(lead_ids), offered, offers, placed, waiting)
