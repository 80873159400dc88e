"""The brake and the switch: a campaign, a market or everything can be halted with one act, and Staffel goes live."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from django.db.models import QuerySet

from staffel.actions.actors import Actor
from staffel.actions.case import Batch, Case, open_batch, open_cases, repeated
from staffel.actions.parties import bump, party_entry
from staffel.actions.searching import ask_next
from staffel.models import Campaign, Installation, Lead, Market, Offer
from staffel.rules.refused import Refused

Scope = Literal["campaign", "market", "all"]
AT_ONCE: Final = 200


@repeated
def halt(scope: Scope, key: str = "", *, actor: Actor, now: datetime) -> None:
    """From now on no offer and, for `all`, no message leaves; windows stand still; nothing is lost. Accepting what was
    offered stays possible. Refused: `scope_unknown`, `halted_before`."""
    with open_batch(actor=actor, now=now) as batch:
        row = _locked(scope, key)
        if row.halted_at:
            raise Refused("halted_before", "This is halted already.")
        row.halted_at = now
        row.save(update_fields=["halted_at"])
        _journal(batch, "outflow.halted", scope=scope, key=key)
        bump()


def resume(scope: Scope, key: str = "", *, actor: Actor, now: datetime) -> int:
    """Goes on: every window is later by the time it stood still, leads that waited are offered. Returns how many
    leads went on. Refused: `scope_unknown`, `not_halted`."""
    stood_still = _release(scope, key, actor=actor, now=now)
    ids = list(_halted_leads(scope, key).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        _go_on(ids[start : start + AT_ONCE], stood_still, actor=actor, now=now)
    return len(ids)


@repeated
def _release(scope: Scope, key: str, *, actor: Actor, now: datetime) -> timedelta:
    with open_batch(actor=actor, now=now) as batch:
        row = _locked(scope, key)
        if row.halted_at is None:
            raise Refused("not_halted", "This is not halted.")
        stood_still = now - row.halted_at
        row.halted_at = None
        row.save(update_fields=["halted_at"])
        _journal(
            batch, "outflow.resumed", scope=scope, key=key, halted_seconds=int(stood_still.total_seconds())
        )
        bump()
    return stood_still


@repeated
def _go_on(lead_ids: list[UUID], stood_still: timedelta, *, actor: Actor, now: datetime) -> None:
    with open_cases(lead_ids, actor=actor, now=now) as cases:
        for case in cases:
            for offer in case.open_offers:
                _shift(case, offer, stood_still)
            if case.open_offers:
                case.enter("deadline.resumed", halted_seconds=int(stood_still.total_seconds()))
        ask_next([case for case in cases if case.brokerage and not case.open_offers])


def _shift(case: Case, offer: Offer, stood_still: timedelta) -> None:
    """What remained of the window when it was halted remains now; an offer made later lost less."""
    lost = min(stood_still, case.now - offer.offered_at)
    case.change(
        offer, window_starts_at=offer.window_starts_at + lost, window_ends_at=offer.window_ends_at + lost
    )


def _halted_leads(scope: Scope, key: str) -> QuerySet[Lead]:
    leads = Lead.objects.filter(status="brokering", brokerages__ended_at=None, brokerages__isnull=False)
    if scope == "campaign":
        leads = leads.filter(campaign__key=key)
    elif scope == "market":
        leads = leads.filter(brokerages__market__key=key)
    return leads.distinct()


def _locked(scope: Scope, key: str) -> Campaign | Market | Installation:
    row: Campaign | Market | Installation | None
    if scope == "campaign":
        row = Campaign.objects.select_for_update(no_key=True).filter(key=key).first()
    elif scope == "market":
        row = Market.objects.select_for_update(no_key=True).filter(key=key).first()
    else:
        row = Installation.objects.select_for_update(no_key=True).first()
    if row is None:
        raise Refused("scope_unknown", f"There is no {scope} “{key}”.", field="key")
    return row


def _journal(batch: Batch, kind: str, **data: str | int) -> None:
    party_entry(batch, batch.book.default_desk.id, kind, **data)


@repeated
def go_live(*, actor: Actor, now: datetime) -> None:
    """From now on mail reaches its true receivers. Refused: `live_before`."""
    with open_batch(actor=actor, now=now) as batch:
        row = Installation.objects.select_for_update(no_key=True).get()
        if row.live_at:
            raise Refused("live_before", "Staffel is live already.")
        row.live_at = now
        row.save(update_fields=["live_at"])
        _journal(batch, "outflow.live")
        bump()
