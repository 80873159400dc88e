"""Sends what is due: takes fifty of a channel, commits, sends each, records each result in a transaction of its own."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError

from staffel.actions.sending import (
    give_back,
    put_off,
    record_dropped,
    record_failed_try,
    record_kept,
    record_refused,
    record_refused_address,
    record_sent,
    take_due,
)
from staffel.channels.causes import is_halted, quiet_until, why_dropped
from staffel.channels.errors import NotSent, Unreachable
from staffel.channels.facts import Facts, read_facts
from staffel.channels.mails import MailWay
from staffel.channels.prospect_causes import not_before
from staffel.channels.push import PushWay
from staffel.channels.sms import SmsWay
from staffel.channels.ways import Way
from staffel.models import Delivery, Installation

# Rows are ours for two minutes from `now` on. Well within, because another sender takes and sends them after that.
SENDS_WITHIN_SECONDS: Final = 50.0
HALTED: Final = timedelta(minutes=5)
WAYS: Final[tuple[type[Way], ...]] = (MailWay, PushWay, SmsWay)

log = structlog.get_logger(__name__)


def send_due(now: datetime) -> int:
    """Send what is due at `now` and return how many deliveries came to an end or were tried. 0 also while everything
    is halted and while no way can be reached: all stays waiting. Any number of senders may run at once. The channels
    take turns, and one that cannot be reached stops only itself. Ends after fifty seconds, however much is left: `now`
    would be too old to take rows with."""
    done, ends = 0, time.monotonic() + SENDS_WITHIN_SECONDS
    with ExitStack() as stack:
        ways = [stack.enter_context(way()) for way in WAYS]
        while ways and time.monotonic() < ends:
            counts = [(way, _send_batch(way, now, ends=ends)) for way in ways]
            done += sum(count for _, count in counts)
            ways = [way for way, count in counts if count]
    return done


def _send_batch(way: Way, now: datetime, *, ends: float) -> int:
    if time.monotonic() > ends or Installation.objects.filter(halted_at=None).count() == 0:
        return 0
    taken = take_due(way.channel, now=now)
    if not taken:
        return 0
    facts = read_facts(taken, now=now)
    for number, delivery in enumerate(facts.deliveries):
        if time.monotonic() > ends:
            _give_back(facts.deliveries[number:])
            return number
        try:
            _deliver(way, delivery, facts)
        except Unreachable as error:
            log.warning("nothing can be sent this way", channel=way.channel, error=str(error))
            _give_back(facts.deliveries[number:], error=str(error))
            return 0
    return len(facts.deliveries)


def _deliver(way: Way, delivery: Delivery, facts: Facts) -> None:
    """One delivery comes to its end, or is tried again later. An error of our own stops only this one; a way or a
    database that is gone stops all."""
    try:
        if reason := why_dropped(delivery, facts):
            record_dropped(delivery.id, reason=reason)
        elif is_halted(delivery, facts):
            put_off(delivery.id, until=facts.now + HALTED)
        elif (too_early := not_before(delivery, facts)) and too_early > facts.now:
            put_off(delivery.id, until=too_early)
        elif quiet_end := quiet_until(delivery, facts):
            put_off(delivery.id, until=quiet_end)
        else:
            _send(way, delivery, facts)
    except NotSent as error:
        _record_failure(way, delivery, error, facts)
    except (Unreachable, OperationalError, InterfaceError):
        raise  # nothing is wrong with the message; without a database its row comes back by itself
    except Exception as error:
        log.exception("a message could not be written", delivery=str(delivery.id), kind=delivery.kind)
        record_failed_try(delivery.id, error=f"{type(error).__name__}: {error}", now=facts.now)


def _send(way: Way, delivery: Delivery, facts: Facts) -> None:
    sent = way.send(delivery, facts)
    if sent.sent_to:
        record_sent(delivery.id, sent.said, sent_to=sent.sent_to, now=facts.now)
    else:
        record_kept(delivery.id, sent.said, now=facts.now)


def _record_failure(way: Way, delivery: Delivery, error: NotSent, facts: Facts) -> None:
    if way.switches_mail_off(error, delivery, facts):
        record_refused_address(delivery.id, code=error.code, error=str(error), now=facts.now)
    elif error.permanent and way.channel != "mail":
        record_refused(delivery.id, error=str(error), now=facts.now)
    else:
        record_failed_try(
            delivery.id, error=str(error), now=facts.now, text_version_id=delivery.text_version_id
        )


def _give_back(deliveries: Sequence[Delivery], *, error: str = "") -> None:
    give_back([delivery.id for delivery in deliveries], error=error)
