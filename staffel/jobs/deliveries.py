"""Sends what is due, until nothing is."""

from datetime import datetime

import structlog
from django.utils import timezone

from staffel.channels.sender import send_due

log = structlog.get_logger(__name__)


def send_until_none_is_due(*, now: datetime | None = None) -> int:
    """Send batch after batch and return how many went out; safe to run twice, also at the same time."""
    sent = 0
    while count := send_due(now or timezone.now()):
        sent += count
    if sent:
        log.info("deliveries sent", count=sent)
    return sent
