"""Whose key a request shows, asked anew each time: a revoked key ends at once."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection


class KnownKey(NamedTuple):
    """A key in use; `is_writer` may write, another only read."""

    id: UUID
    is_writer: bool


def key_in_use(digest: str) -> KnownKey | None:
    """The key with this SHA-256 digest, if it is not revoked. One plain query: every request asks it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, is_writer FROM api_key WHERE digest = %s AND revoked_at IS NULL", [digest])
        row = cursor.fetchone()
    return KnownKey(*row) if row else None
