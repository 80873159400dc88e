"""Seals what must not be read in a copy of the database, with a key that is not in it."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from staffel.rules.refused import Refused


def sealed(text: str) -> str:
    """The text, readable only with the link key of this installation."""
    return _box().encrypt(text.encode()).decode()


def unsealed(seal: str) -> str:
    """What was sealed. Refused: `seal_broken` where the link key is another by now."""
    try:
        return _box().decrypt(seal.encode()).decode()
    except InvalidToken:
        raise Refused("seal_broken", "It was sealed with another key.") from None


def _box() -> Fernet:
    key = hmac.new(settings.STAFFEL_LINK_KEY.encode(), b"staffel.sealing", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
