"""Makes and revokes the keys with which other systems send leads. A key is shown once; its digest is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from staffel.models import ApiKey
from staffel.rules.refused import Refused

PREFIX: Final = "staffel_"  # so that a key is recognised where it should not be, in a log or a repository


def digest_of(key: str) -> str:
    """SHA-256 in hex. The key has 256 random bits: there is nothing to guess, so nothing to slow down."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_writer_key(name: str) -> str:
    """A key that may send leads; only now does anybody see it. Refused: `name_taken` by a key in use."""
    return _create(name, is_writer=True)


def create_reader_key(name: str) -> str:
    """A key that may only read. Refused: `name_taken` by a key in use."""
    return _create(name, is_writer=False)


def _create(name: str, *, is_writer: bool) -> str:
    if ApiKey.objects.filter(name=name, revoked_at=None).exists():
        raise Refused(
            "name_taken", f"There is a key named “{name}” already. Revoke it first, or choose another name."
        )
    key = PREFIX + secrets.token_urlsafe(32)
    ApiKey.objects.create(name=name, digest=digest_of(key), is_writer=is_writer)
    return key


def revoke_key(name: str, *, now: datetime) -> None:
    """From now on nobody gets in with it. Refused: `key_unknown`."""
    if not ApiKey.objects.filter(name=name, revoked_at=None).update(revoked_at=now):
        raise Refused("key_unknown", f"There is no key in use named “{name}”.")
