"""Leads that may be of one person, found by the keys that the case writes beside each."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models.expressions import RawSQL

from staffel.models import Lead

MOST_OF_A_KEY: Final = 24
# Of each key the open leads first, then the newest: a key that half a town shares does not fetch the town.
NEAR: Final = """
SELECT near.id FROM unnest(%s::varchar[]) AS wanted(key) CROSS JOIN LATERAL (
    SELECT id FROM lead
    WHERE match_keys @> ARRAY[wanted.key]::varchar[] AND asked_at >= %s AND erased_at IS NULL AND NOT is_own
    ORDER BY status = 'closed', asked_at DESC LIMIT %s
) AS near
"""
COMPARED: Final = (
    "id", "number", "status", "outcome", "deadline_kind", "asked_at", "is_test", "match_keys", "salutation", "first_name",
    "last_name", "company", "email", "phone", "street", "postal_code", "place", "country", "joined_to",
)  # fmt: skip


def leads_by_keys(keys: Collection[str], *, since: datetime) -> list[Lead]:
    """Leads asked since then that share one of these keys, with what is compared; none that a partner captured for
    itself. One query; at most so many of a key."""
    if not keys:
        return []
    near = RawSQL(NEAR, [sorted(keys), since, MOST_OF_A_KEY])  # noqa: S611 - our own statement
    return list(Lead.objects.filter(id__in=near).only(*COMPARED).order_by("number"))
