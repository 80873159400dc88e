"""Takes each arrival once: the receipt is written first, in the same transaction, unique by door and key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from staffel.models.ids import new_id
from staffel.rules.refused import Refused

INSERT = """
INSERT INTO receipt (id, door, key, fingerprint, status, answer, lead_id, created_at)
SELECT given.id, %s, given.key, given.fingerprint, 201, '{}', given.lead_id, %s
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[]) AS given(id, key, fingerprint, lead_id)
ON CONFLICT (door, key) DO NOTHING
RETURNING key
"""
SELECT = "SELECT key, fingerprint, lead_id FROM receipt WHERE door = %s AND key = ANY(%s)"


def take(door: str, arrivals: Sequence[tuple[str, str, UUID]], *, now: datetime) -> dict[str, UUID]:
    """Arrivals are (key, fingerprint, id of the lead to be). Out: the lead of each key, the one to be when it is new
    here. Refused (`key_reused`) when a key came before with another fingerprint. Waits for a concurrent taker."""
    with connection.cursor() as cursor:
        # in the order of the keys: two that insert the same ones never wait for each other in a circle
        ordered = sorted(arrivals)
        ids = [new_id() for _ in ordered]
        columns = [list(column) for column in zip(*ordered, strict=True)] if ordered else [[], [], []]
        cursor.execute(INSERT, [door, now, ids, *columns])
        fresh = {key for (key,) in cursor.fetchall()}
        kept = {key: (print_, lead_id) for key, print_, lead_id in reversed(arrivals) if key in fresh}
        if len(fresh) < len(arrivals):
            cursor.execute(SELECT, [door, [key for key, _, _ in arrivals]])
            kept = {key: (print_, lead_id) for key, print_, lead_id in cursor.fetchall()}
    for key, fingerprint, _ in arrivals:
        if kept[key][0] != fingerprint:
            raise Refused(
                "key_reused",
                "This key was used before for something else. Use a new key for a new lead.",
                key=key,
            )
    return {key: lead_id for key, (_, lead_id) in kept.items()}


def point_at(door: str, leads: Mapping[str, UUID]) -> None:
    """These receipts, by key, are for leads that are there already."""
    if leads:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE receipt SET lead_id = given.lead_id FROM unnest(%s::text[], %s::uuid[]) AS given(key, lead_id)"
                " WHERE receipt.door = %s AND receipt.key = given.key",
                [list(leads), list(leads.values()), door],
            )


def take_once(door: str, key: str, *, now: datetime) -> bool:
    """Whether this key is new behind this door; a second tap on a button is not. Call it inside the transaction of
    what it guards. Waits for a concurrent taker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO receipt (id, door, key, fingerprint, status, answer, created_at)"
            " VALUES (%s, %s, %s, '', 200, '{}', %s) ON CONFLICT (door, key) DO NOTHING",
            [new_id(), door, key, now],
        )
        return bool(cursor.rowcount == 1)
