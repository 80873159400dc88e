"""What a browser gives when it wants to be told by Web Push, and whether we may send there."""

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from staffel.rules.refused import Refused

# Where the browsers of the market have their subscriptions. Anybody who is logged in can name an address that our server
# then calls: without this list it would be a way into the operator's own network.
SERVICES: Final = (
    "fcm.googleapis.com",
    "android.googleapis.com",
    "jmt17.google.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
)
ORIGIN: Final = re.compile(r"(?P<origin>https?://(?P<host>[a-z0-9.-]+)(?P<port>:\d+)?)/\S+", re.IGNORECASE)
AUTH_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Subscription:
    """RFC 8030 and 8291: where to send, the browser's public key and its secret, in URL-safe base64."""

    endpoint: str
    p256dh: str
    auth: str


def checked_subscription(
    endpoint: object, p256dh: object, auth: object, *, services: Collection[str]
) -> Subscription:
    """What the browser gave, when it can be used. `services`: origins that the operator allows besides the known ones.
    Refused: `push_service_unknown`, `push_invalid`."""
    if not (isinstance(endpoint, str) and isinstance(p256dh, str) and isinstance(auth, str)):
        raise Refused("push_invalid", "The browser gave no usable address.")
    if len(endpoint) > 1000 or not is_known_service(endpoint, services=services):
        raise Refused("push_service_unknown", "This browser's push service is not known here.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64_bytes(p256dh))
        secret = base64_bytes(auth)
    except ValueError:
        raise Refused("push_invalid", "The browser gave no usable keys.") from None
    if len(secret) != AUTH_BYTES or len(p256dh) > 120:
        raise Refused("push_invalid", "The browser gave no usable keys.")
    return Subscription(endpoint, p256dh, auth)


def is_known_service(endpoint: str, *, services: Collection[str]) -> bool:
    """Whether the endpoint belongs to a browser's push service, by https on its usual port, or to one of `services`."""
    found = ORIGIN.fullmatch(endpoint)
    if found is None:
        return False
    if found["origin"].lower() in services:
        return True
    host = found["host"].lower()
    named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in SERVICES)
    return named and endpoint.lower().startswith("https://") and found["port"] in {None, ":443"}


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of an endpoint that was checked."""
    found = ORIGIN.fullmatch(endpoint)
    assert found is not None
    return found["origin"]


def base64_bytes(text: str) -> bytes:
    """Of URL-safe base64 with or without padding; raises ValueError."""
    return base64.b64decode(
        text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True
    )
