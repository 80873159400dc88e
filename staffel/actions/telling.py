"""Promises a message: one delivery for each channel by which its receiver is told (rules.channels decides)."""

from datetime import datetime
from typing import Any, cast

from django.conf import settings

from staffel.models import Delivery, Lead, Membership, Offer, Party, PartyKind
from staffel.queries.directory import Directory
from staffel.rules.channels import QuietHours, Receiver, SmsFor, channels_for
from staffel.rules.phones import telephone
from staffel.rules.problems import Unreadable


def promised(
    kind: str, member: Membership, lead: Lead, *, book: Directory, now: datetime, **values: Any
) -> list[Delivery]:
    """The deliveries, not yet written, by which this member is told of the lead; with a `due_at` not before that."""
    due_at = values.pop("due_at", now)
    planned = channels_for(
        kind,
        temperature=lead.temperature,
        until=_useful_until(kind, lead, values.get("offer")),
        receiver=receiver(member, book.parties[member.party_id], has_push=member.id in book.pushed),
        now=due_at,
    )
    return [
        Delivery(
            channel=one.channel, kind=kind, member=member, lead=lead, created_at=now, due_at=one.due_at, **values
        )
        for one in planned
    ]  # fmt: skip


def receiver(member: Membership, party: Party, *, has_push: bool) -> Receiver:
    """The member as the rule sees it; `has_push`: a browser of its takes push."""
    reaches_phone = bool(settings.STAFFEL_SMS_URL and telephone_of(member, party))
    return Receiver(
        is_partner=party.kind == PartyKind.PARTNER,
        has_mail=member.mail_off_at is None,
        has_push=member.wants_push and has_push,
        sms_for=cast(SmsFor, member.sms_for) if reaches_phone else "never",
        quiet=quiet_hours(member, party),
    )


def quiet_hours(member: Membership, party: Party) -> QuietHours | None:
    if member.quiet_from is None or member.quiet_to is None or member.quiet_from == member.quiet_to:
        return None
    return QuietHours(member.quiet_from, member.quiet_to, party.timezone)


def telephone_of(member: Membership, party: Party) -> str:
    """The member's number in E.164, dialled from its party's country; "" where there is none that can be dialled."""
    try:
        return telephone(member.phone, party.country) if member.phone else ""
    except Unreadable:
        return ""


def _useful_until(kind: str, lead: Lead, offer: Offer | None) -> datetime | None:
    if offer is not None and kind in {"offer.made", "offer.warning"}:
        return offer.window_ends_at
    return lead.deadline_at if kind == "deadline.warned" else None
