"""Sends what is due: takes fifty, commits, sends each, records each result in a transaction of its own."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError

from staffel.actions.sending import (
    Said,
    give_back,
    put_off,
    record_dropped,
    record_failed_try,
    record_kept,
    record_refused_address,
    record_sent,
    take_due,
)
from staffel.channels.causes import is_halted, why_dropped
from staffel.channels.errors import NotSent, Unreachable
from staffel.channels.facts import Facts, read_facts
from staffel.channels.letters import write_letter
from staffel.channels.mails import destination, mail, subject_for
from staffel.channels.smtp import Outbox
from staffel.models import Delivery, Installation

# Rows are ours for two minutes from `now` on. Well within, because another sender takes and sends them after that.
SENDS_WITHIN_SECONDS: Final = 50.0
HALTED: Final = timedelta(minutes=5)

log = structlog.get_logger(__name__)


def send_due(now: datetime) -> int:
    """Send what is due at `now` and return how many deliveries came to an end or were tried. 0 also while everything
    is halted and while the mail server cannot be reached: all stays waiting. Any number of senders may run at once.
    Ends after fifty seconds, however much is left: `now` would be too old to take rows with."""
    done, ends = 0, time.monotonic() + SENDS_WITHIN_SECONDS
    with Outbox() as outbox:
        while time.monotonic() < ends:
            count = _send_batch(outbox, now, ends=ends)
            if count == 0:
                break
            done += count
    return done


def _send_batch(outbox: Outbox, now: datetime, *, ends: float) -> int:
    if Installation.objects.filter(halted_at=None).count() == 0:
        return 0
    taken = take_due(now=now)
    if not taken:
        return 0
    facts = read_facts(taken, now=now)
    for number, delivery in enumerate(facts.deliveries):
        if time.monotonic() > ends:
            _give_back(facts.deliveries[number:])
            return number
        try:
            _deliver(outbox, delivery, facts)
        except Unreachable as error:
            log.warning("the mail server cannot be reached", error=str(error))
            _give_back(facts.deliveries[number:], error=str(error))
            return 0
    return len(facts.deliveries)


def _deliver(outbox: Outbox, delivery: Delivery, facts: Facts) -> None:
    """One delivery comes to its end, or is tried again later. An error of our own stops only this one; a mail server or
    a database that is gone stops all."""
    try:
        if reason := why_dropped(delivery, facts):
            record_dropped(delivery.id, reason=reason)
        elif is_halted(delivery, facts):
            put_off(delivery.id, until=facts.now + HALTED)
        else:
            _send(outbox, delivery, facts)
    except NotSent as error:
        _record_failure(delivery, error, facts)
    except (Unreachable, OperationalError, InterfaceError):
        raise  # nothing is wrong with the message; without a database its row comes back by itself
    except Exception as error:
        log.exception("a message could not be written", delivery=str(delivery.id), kind=delivery.kind)
        record_failed_try(delivery.id, error=f"{type(error).__name__}: {error}", now=facts.now)


def _send(outbox: Outbox, delivery: Delivery, facts: Facts) -> None:
    letter = write_letter(delivery, facts)
    delivery.text_version_id = letter.text_version_id
    to = destination(delivery, facts.installation)
    if not to:
        record_kept(
            delivery.id, Said(letter.subject, letter.kept_body, letter.text_version_id), now=facts.now
        )
        return
    outbox.send(mail(delivery, letter, facts, to=to))
    said = Said(subject_for(delivery, letter, facts.installation), letter.kept_body, letter.text_version_id)
    record_sent(delivery.id, said, sent_to=to, now=facts.now)


def _record_failure(delivery: Delivery, error: NotSent, facts: Facts) -> None:
    is_own_address = destination(delivery, facts.installation) == delivery.member.person.email
    if error.permanent and is_own_address:  # a redirect that is refused says nothing about the member
        record_refused_address(delivery.id, code=error.code, error=str(error), now=facts.now)
    else:
        record_failed_try(
            delivery.id, error=str(error), now=facts.now, text_version_id=delivery.text_version_id
        )


def _give_back(deliveries: Sequence[Delivery], *, error: str = "") -> None:
    give_back([delivery.id for delivery in deliveries], error=error)
