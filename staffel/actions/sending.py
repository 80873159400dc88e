"""Takes what is due to be sent and records what became of it: the only writer of a delivery after its case, but for what
comes back later (actions.bounces).

A taken row comes back by itself two minutes later when its sender was killed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from staffel.actions.actors import SYSTEM, Actor
from staffel.actions.case import Batch, open_batch
from staffel.actions.parties import bump, end_offers_of, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Delivery, DeliveryAttempt, DeliveryState, Handout, Membership
from staffel.queries.handouts import NEVER_CAME
from staffel.rules.channels import Channel
from staffel.rules.refused import Refused
from staffel.rules.retries import next_try

AT_ONCE: Final = 50
NOT_ARRIVED: Final = frozenset({DeliveryState.FAILED, DeliveryState.RETURNED})
TAKEN_WITHIN: Final = timedelta(minutes=2)
TOGETHER_WITHIN: Final = timedelta(hours=1)
Told = tuple[UUID, str, str]  # member, kind, channel
GATHERED: Final = frozenset({"deadline.warned", "deadline.missed", "lead.on_desk", "lead.qualifying"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a message said, to be kept: [link] stands in place of its links."""

    subject: str
    body: str
    text_version_id: UUID | None


# -- taking -------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_due(channel: Channel, *, now: datetime) -> list[UUID]:
    """Up to fifty due deliveries of this channel are this sender's for two minutes. What falls due for one member in the
    same hour becomes one message; offers and last warnings are never put off."""
    free = Q(taken_until=None) | Q(taken_until__lte=now)
    due = Delivery.objects.filter(free, channel=channel, state=DeliveryState.WAITING, due_at__lte=now)
    rows = list(
        due.select_related("lead", "member__party")
        .order_by("due_at", "id")
        .select_for_update(no_key=True, skip_locked=True, of=("self",))[:AT_ONCE]
    )
    taken = [row.id for row in _gathered(rows, now=now)]
    Delivery.objects.filter(id__in=taken).update(taken_until=now + TAKEN_WITHIN)
    return taken


def _gathered(rows: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """The rows that go out now: those that need no company, and one for each member, kind and channel of the rest, unless
    that member had one within the hour."""
    at_once = [row for row in rows if not _may_wait(row, now=now)]
    together: dict[Told, list[Delivery]] = defaultdict(list)
    for row in rows:
        if _may_wait(row, now=now):
            together[row.to.id, row.kind, row.channel].append(row)
    told = _last_told(together, now=now)
    for name, group in together.items():
        if name in told:
            Delivery.objects.filter(id__in=[row.id for row in group]).update(
                due_at=told[name] + TOGETHER_WITHIN
            )
        else:
            _join(group)
            at_once.append(group[0])
    return at_once


def _may_wait(row: Delivery, *, now: datetime) -> bool:
    if row.kind not in GATHERED or row.lead is None or row.attempts or row.member is None:
        return False
    if row.kind == "deadline.missed":
        return row.to.party.kind != "partner"  # to the partner it is the last warning
    return row.lead.deadline_at is None or row.lead.deadline_at > now + TOGETHER_WITHIN


def _last_told(groups: Iterable[Told], *, now: datetime) -> dict[Told, datetime]:
    """When these members were last sent these kinds by these channels, within the last hour."""
    wanted = set(groups)
    if not wanted:
        return {}
    recent = (
        Delivery.objects.filter(
            created_at__gt=now
            - 3 * TOGETHER_WITHIN,  # the index; nothing waits longer than that to be joined
            sent_at__gt=now - TOGETHER_WITHIN,
            member_id__in={member for member, *_ in wanted},
        )
        .values_list("member_id", "kind", "channel")
        .annotate(last=Max("sent_at"))
    )
    return {
        (member, kind, channel): last
        for member, kind, channel, last in recent
        if (member, kind, channel) in wanted
    }


def _join(group: Sequence[Delivery]) -> None:
    """The first row speaks for all; the others say where they went."""
    first, *others = group
    if not others:
        return
    leads: dict[UUID, None] = {}
    for row in group:
        leads |= dict.fromkeys(row.leads or ([row.lead_id] if row.lead_id else []))
    Delivery.objects.filter(id=first.id).update(leads=list(leads))
    Delivery.objects.filter(id__in=[row.id for row in others]).update(
        state=DeliveryState.DROPPED, error=f"joined {first.id}", taken_until=None
    )


def give_back(delivery_ids: Collection[UUID], *, error: str = "") -> None:
    """Not tried: the next sender may take them at once. `error` says what stood in the way."""
    waiting = Delivery.objects.filter(id__in=delivery_ids, state=DeliveryState.WAITING)
    waiting.update(taken_until=None, error=error[:500])


# -- results ------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_sent(delivery_id: UUID, said: Said, *, sent_to: str, now: datetime) -> None:
    """The mail server, push service or gateway has taken it."""
    _end(delivery_id, DeliveryState.SENT, said, sent_to=sent_to, now=now)
    Delivery.objects.filter(id=delivery_id).update(attempts=F("attempts") + 1)
    DeliveryAttempt.objects.create(delivery_id=delivery_id, at=now, succeeded=True)


@transaction.atomic
def record_kept(delivery_id: UUID, said: Said, *, now: datetime) -> None:
    """Nothing is sent here: the message can be read in the log."""
    _end(delivery_id, DeliveryState.KEPT, said, sent_to="", now=now)


def _end(delivery_id: UUID, state: str, said: Said, *, sent_to: str, now: datetime) -> None:
    row = Delivery.objects.select_for_update(no_key=True).get(id=delivery_id)
    row.state, row.sent_at, row.sent_to, row.error, row.taken_until = state, now, sent_to, "", None
    Handout.objects.filter(delivery_id=row.id, at=None).update(
        at=now
    )  # what it brought is with the prospect now
    row.kept_subject, row.kept_body, row.text_version_id = said.subject[:300], said.body, said.text_version_id
    row.save()


def put_off(delivery_id: UUID, *, until: datetime) -> None:
    """Halted: it keeps waiting and is looked at again then."""
    waiting = Delivery.objects.filter(id=delivery_id, state=DeliveryState.WAITING)
    waiting.update(due_at=until, taken_until=None)


def record_dropped(delivery_id: UUID, *, reason: str) -> None:
    """Its cause is gone: it is not sent late."""
    waiting = Delivery.objects.filter(id=delivery_id, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DROPPED, error=reason[:500], taken_until=None)


@transaction.atomic
def record_failed_try(
    delivery_id: UUID, *, error: str, now: datetime, text_version_id: UUID | None = None
) -> None:
    """It did not work this time: tried again after a growing pause, with the edition of the text it began with, and
    given up after two days."""
    row = Delivery.objects.select_for_update(no_key=True).get(id=delivery_id)
    if row.state != DeliveryState.WAITING:
        return
    row.attempts += 1
    row.error, row.taken_until = error[:500], None
    row.text_version_id = text_version_id
    again = next_try(row.attempts, promised_at=row.created_at, now=now)
    if again is None:
        row.state = DeliveryState.FAILED
    else:
        row.due_at = again
    row.save()
    DeliveryAttempt.objects.create(delivery_id=row.id, at=now, succeeded=False, error=row.error)


@transaction.atomic
def record_refused(delivery_id: UUID, *, error: str, now: datetime) -> None:
    """Push or SMS: no later try would help, so this delivery has failed, and the log says why. Nothing is switched off
    by it: a gateway also answers like that when our own template is wrong."""
    row = Delivery.objects.select_for_update(no_key=True).get(id=delivery_id)
    if row.state == DeliveryState.WAITING:
        _fail_for_good(row, error=error, now=now)


def _fail_for_good(row: Delivery, *, error: str, now: datetime) -> None:
    row.state, row.error, row.taken_until = DeliveryState.FAILED, error[:500], None
    row.attempts += 1
    row.save()
    DeliveryAttempt.objects.create(
        delivery_id=row.id, at=now, succeeded=False, is_permanent=True, error=row.error
    )


def record_refused_address(delivery_id: UUID, *, code: int, error: str, now: datetime) -> None:
    """The address does not exist: this delivery has failed and mail to its member is off. Where nobody else in the
    party can be reached, its open offers go to the next at once."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update(no_key=True).get(id=delivery_id)
        _fail_for_good(row, error=error, now=now)
    if row.member_id:  # a prospect's address is its own matter: nothing is switched off
        switch_mail_off(row.member_id, code=code, reason=error, now=now)


@repeated
def switch_mail_off(member_id: UUID, *, code: int | str, reason: str, now: datetime) -> None:
    """No mail to this member any more, until somebody mends its address. `code` is the server's, 550 or "5.1.1". Twice
    is once."""
    member = Membership.objects.get(id=member_id)
    if member.mail_off_at:
        return

    def switch() -> None:
        Membership.objects.filter(id=member_id).update(mail_off_at=now, mail_off_reason=reason[:500])
        bump()

    with open_batch(actor=SYSTEM, now=now) as batch:
        others = batch.book.members.get(member.party_id, ())
        by_push = member.wants_push and member.id in batch.book.pushed
        if by_push or any(other.id != member_id and batch.book.reaches(other) for other in others):
            switch()
        else:
            end_offers_of(batch, member.party_id, reason="unreachable", first=switch)
        party_entry(batch, member.party_id, "mail.switched_off", member=member_id, code=code)


@repeated
def switch_mail_on(member_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Its address was mended, or it was a mistake: mail reaches this member again. Twice is once."""
    with open_batch(actor=actor, now=now) as batch:
        found = Membership.objects.select_for_update(no_key=True).filter(id=member_id).first()
        if found is None or found.mail_off_at is None:
            return
        Membership.objects.filter(id=member_id).update(mail_off_at=None, mail_off_reason="")
        bump()
        party_entry(batch, found.party_id, "mail.switched_on", member=member_id)


@repeated
def resend(delivery_id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """Promise the same message once more, as a new delivery; returns its id. Refused: `delivery_missing`,
    `delivery_waiting` while the old one is still to be sent, `mail_off`."""
    with open_batch(actor=actor, now=now) as batch:
        old = _kept([delivery_id]).first()
        if old is None:
            raise Refused("delivery_missing", "This delivery does not exist.")
        if old.state == DeliveryState.WAITING:
            raise Refused("delivery_waiting", "This message is still waiting to be sent.")
        if old.is_off:
            raise Refused(
                "mail_off", "Mail to this person is switched off. Please correct the address first."
            )
        return _again(batch, old)


@repeated
def resend_failed(delivery_ids: Collection[UUID], *, actor: Actor, now: datetime) -> int:
    """Promise those of these messages that have failed or came back once more, but none by mail to whom mail is switched
    off. Each is sent again once: what it was says so then. Returns how many."""
    with open_batch(actor=actor, now=now) as batch:
        failed = [one for one in _kept(delivery_ids).order_by("id") if one.state in NOT_ARRIVED]
        able = [one for one in failed if not one.is_off]
        for old in able:
            _again(batch, old)
        return len(able)


def _kept(ids: Collection[UUID]) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(id__in=ids).select_related("member")
    return rows.select_for_update(no_key=True, of=("self",))


def _again(batch: Batch, old: Delivery) -> UUID:
    new = Delivery(
        channel=old.channel, kind=old.kind, member=old.member, lead_id=old.lead_id, leads=old.leads,
        offer_id=old.offer_id, mandate_id=old.mandate_id, data=old.data, created_at=batch.now, due_at=batch.now,
    )  # fmt: skip
    batch.add(new)
    # What it should have brought comes with the new one; what has arrived stays with the old.
    if old.state in NEVER_CAME:
        Handout.objects.filter(delivery_id=old.id).update(delivery_id=new.id, at=None)
    if old.state in NOT_ARRIVED:
        Delivery.objects.filter(id=old.id).update(state=DeliveryState.DROPPED, error=f"again {new.id}")
    return new.id
