"""Keeps which browsers take Web Push for whom: switched on and off by their owner, ended where the service says so."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from staffel.actions.actors import SYSTEM, Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import bump, end_offers_of, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Membership, PushSubscription
from staffel.rules.push import Subscription, checked_subscription

AT_MOST = 10  # browsers of one member; the oldest makes room


@repeated
def subscribe(
    member: Membership, *, endpoint: object, p256dh: object, auth: object, actor: Actor, now: datetime
) -> PushSubscription:
    """This browser is told from now on what its member is told. The same once more changes nothing; a browser where
    somebody else logs in goes over to that member. Refused: `push_service_unknown`, `push_invalid`."""
    wanted = checked_subscription(endpoint, p256dh, auth, services=settings.STAFFEL_PUSH_SERVICES)
    with open_batch(actor=actor, now=now) as batch:
        row = PushSubscription.objects.select_for_update(no_key=True).filter(endpoint=wanted.endpoint).first()
        if row and _is_same(row, wanted, member):
            return row
        row = row or PushSubscription(endpoint=wanted.endpoint)
        row.member, row.p256dh, row.auth = member, wanted.p256dh, wanted.auth
        row.created_at, row.ended_at, row.error = now, None, ""
        row.save()
        beyond = (
            member.push_subscriptions.filter(ended_at=None).order_by("-created_at").values("id")[AT_MOST:]
        )
        PushSubscription.objects.filter(id__in=list(beyond.values_list("id", flat=True))).update(ended_at=now)
        Membership.objects.filter(id=member.id).update(wants_push=True)
        party_entry(batch, member.party_id, "push.switched_on", member=member.id)
        bump()
        return row


def _is_same(row: PushSubscription, wanted: Subscription, member: Membership) -> bool:
    same = (row.member_id, row.p256dh, row.auth) == (member.id, wanted.p256dh, wanted.auth)
    return same and row.ended_at is None and member.wants_push


@repeated
def unsubscribe(member: Membership, *, endpoint: str, actor: Actor, now: datetime) -> None:
    """This browser is told nothing any more; nothing happens where it is not this member's or ended before."""
    with open_batch(actor=actor, now=now) as batch:
        own = PushSubscription.objects.filter(member=member, endpoint=endpoint, ended_at=None)
        if own.update(ended_at=now):
            party_entry(batch, member.party_id, "push.switched_off", member=member.id)
            bump()


@repeated
def lose_subscription(subscription_id: UUID, *, code: int, error: str, now: datetime) -> None:
    """The push service says that this browser is gone. Where nobody in the party can be reached any more, its open
    offers go to the next at once."""
    row = PushSubscription.objects.select_related("member").get(id=subscription_id)
    member = row.member

    def end() -> None:
        PushSubscription.objects.filter(id=subscription_id).update(ended_at=now, error=error[:500])
        bump()

    with open_batch(actor=SYSTEM, now=now) as batch:
        more = member.push_subscriptions.filter(ended_at=None).exclude(id=subscription_id).exists()
        is_reached = member.mail_off_at is None or (member.wants_push and more)
        others = batch.book.members.get(member.party_id, ())
        if is_reached or any(one.id != member.id and batch.book.reaches(one) for one in others):
            end()
        else:
            end_offers_of(batch, member.party_id, reason="unreachable", first=end)
        party_entry(batch, member.party_id, "push.switched_off", member=member.id, code=code)
