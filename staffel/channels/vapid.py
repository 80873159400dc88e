"""The key by which push services know this installation (RFC 8292): derived from the link key, stored nowhere."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def public_key() -> str:
    """What a browser asks for as `applicationServerKey`: the point, uncompressed, in URL-safe base64."""
    point = (
        _private_key(settings.STAFFEL_LINK_KEY)
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def authorization(*, origin: str, contact: str, expires_at: int) -> str:
    """The header that proves to the push service at `origin` that a message is ours. `contact`: an address of ours,
    `mailto:` or https; `expires_at` in seconds since 1970, at most a day ahead."""
    key = Vapid02(_private_key(settings.STAFFEL_LINK_KEY), conf={"no-strict": True})
    signed = key.sign({"aud": origin, "sub": contact, "exp": expires_at})
    return str(signed["Authorization"])


@lru_cache(maxsize=2)
def _private_key(link_key: str) -> ec.EllipticCurvePrivateKey:
    """512 bits taken modulo the order of the curve: no scalar is likelier than another (FIPS 186-5, A.2.1)."""
    raw = hmac.new(link_key.encode(), b"staffel.vapid", hashlib.sha512).digest()
    return ec.derive_private_key(int.from_bytes(raw) % (ORDER - 1) + 1, ec.SECP256R1())
