"""Web Push: encrypts a notice for each of a member's browsers (RFC 8291) and hands it to their services (RFC 8030)."""

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import http_ece
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from staffel.actions.push import lose_subscription
from staffel.channels.causes import OFFERS
from staffel.channels.errors import NotSent
from staffel.channels.facts import Facts
from staffel.channels.mails import sender_address
from staffel.channels.notices import Notice, write_notice
from staffel.channels.vapid import authorization
from staffel.channels.ways import Sent, Way
from staffel.models import Delivery, PushSubscription
from staffel.rules.push import base64_bytes, is_known_service, origin_of

GONE: Final = frozenset({404, 410})
WITHIN: Final = (3.05, 5)  # seconds to connect, to answer
SIGNED_FOR: Final = timedelta(hours=12)
KEPT_FOR: Final = timedelta(days=1)


class PushWay(Way):
    """One session for all services. A service that could not be reached is not waited for again in the same run."""

    channel = "push"

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._silent: set[str] = set()

    def close(self) -> None:
        self._session.close()

    def send(self, delivery: Delivery, facts: Facts) -> Sent:
        """To all browsers of the member; one that took it suffices. Those that are gone are ended."""
        notice = write_notice(delivery, facts)
        delivery.text_version_id = notice.text_version_id
        said = notice.said(by_sms=False)
        if not facts.reaches_people:
            return Sent(said, "")
        took, failed = [], []
        for browser in facts.browsers[delivery.to.id]:
            try:
                self._post(browser, notice, delivery, facts)
                took.append(origin_of(browser.endpoint))
            except NotSent as error:
                failed.append(error)
                if error.permanent:
                    lose_subscription(browser.id, code=error.code, error=str(error), now=facts.now)
        if not took:
            raise next((error for error in failed if not error.permanent), failed[0])
        return Sent(said, ", ".join(sorted(set(took)))[:254])

    def _post(self, browser: PushSubscription, notice: Notice, delivery: Delivery, facts: Facts) -> None:
        """Returns when the service has taken it; raises NotSent, permanent where the browser is gone."""
        if not is_known_service(browser.endpoint, services=settings.STAFFEL_PUSH_SERVICES):
            raise NotSent("this push service is not allowed any more", permanent=True)
        origin = origin_of(browser.endpoint)
        if origin in self._silent:
            raise NotSent(f"{origin} could not be reached a moment ago")
        try:
            answer = self._session.post(
                browser.endpoint,
                data=encrypted(notice, browser),
                headers=_headers(delivery, facts, origin=origin, tag=notice.tag),
                timeout=WITHIN,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            self._silent.add(origin)
            raise NotSent(f"{origin}: {type(error).__name__}") from error
        if not 200 <= answer.status_code < 300:
            code = answer.status_code
            raise NotSent(f"{origin}: {code} {answer.reason}", code=code, permanent=code in GONE)


def encrypted(notice: Notice, browser: PushSubscription) -> bytes:
    """The notice for this browser alone: its service cannot read it."""
    plain = json.dumps(
        {"title": notice.title, "text": notice.text, "tag": notice.tag, "url": notice.url, "lang": notice.language},
        ensure_ascii=False,
    )  # fmt: skip
    body: bytes = http_ece.encrypt(
        plain.encode(),
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=base64_bytes(browser.p256dh),
        auth_secret=base64_bytes(browser.auth),
        version="aes128gcm",
    )
    return body


def _headers(delivery: Delivery, facts: Facts, *, origin: str, tag: str) -> Mapping[str, str]:
    """How long the service keeps it for a phone that is off (until the deadline), and how much it may wake it."""
    until = delivery.offer.window_ends_at if delivery.offer else None
    kept = min(until - facts.now, KEPT_FOR) if until and delivery.kind in OFFERS else KEPT_FOR
    expires_at = int((facts.now + SIGNED_FOR).timestamp())
    contact = f"mailto:{sender_address(facts.installation)}"
    return {
        "Authorization": authorization(origin=origin, contact=contact, expires_at=expires_at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(60, int(kept.total_seconds()))),
        "Topic": tag[:32],
        "Urgency": "high" if delivery.kind in OFFERS else "normal",
    }
