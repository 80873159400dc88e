"""The brake and the switch: a campaign, a market or everything can be halted with one act, and Staffel goes live."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from django.db.models import QuerySet

from staffel.actions.actors import Actor
from staffel.actions.case import Batch, Case, lock_leads, open_batch, open_cases
from staffel.actions.parties import bump, party_entry
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.models import Brokerage, Campaign, Installation, Lead, Market, Offer
from staffel.rules.refused import Refused

Scope = Literal["campaign", "market", "all"]
Halted = Campaign | Market | Installation
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
    _release(scope, key, actor=actor, now=now)
    ids = list(_halted_leads(scope, key).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        _go_on(ids[start : start + AT_ONCE], actor=actor, now=now)
    return len(ids)


@repeated
def _release(scope: Scope, key: str, *, actor: Actor, now: datetime) -> None:
    """The halt ends and the windows move in one transaction: otherwise a clock in between would end them. The leads are
    locked before the halt's own row, as everywhere."""
    with open_batch(actor=actor, now=now) as batch:
        cases = lock_leads(batch, _with_offers(_halted_leads(scope, key)))
        row = _locked(scope, key)
        if row.halted_at is None:
            raise Refused("not_halted", "This is not halted.")
        for case in cases:
            _shift(case, row.halted_at, until=_halted_since(case, but=row) or now)
        seconds = int((now - row.halted_at).total_seconds())
        row.halted_at = None
        row.save(update_fields=["halted_at"])
        _journal(batch, "outflow.resumed", scope=scope, key=key, halted_seconds=seconds)
        bump()


def _halted_since(case: Case, *, but: Halted) -> datetime | None:
    """Since when something else halts this lead too: its own end will move the windows by the rest."""
    book, brokerage = case.book, case.brokerage
    others: list[Halted] = [book.installation, book.campaign_by_id(case.lead.campaign_id)]
    if brokerage:
        others.append(book.market_by_id(brokerage.market_id))
    return min((row.halted_at for row in others if row.halted_at and row != but), default=None)


def _shift(case: Case, since: datetime, *, until: datetime) -> None:
    """What remained of a window when it was halted remains now; an offer made later lost less."""
    lost = timedelta(0)
    for offer in case.open_offers:
        lost = max(timedelta(0), until - max(since, offer.offered_at))
        case.change(
            offer, window_starts_at=offer.window_starts_at + lost, window_ends_at=offer.window_ends_at + lost
        )
    if lost:
        case.enter("deadline.resumed", halted_seconds=int(lost.total_seconds()))


@repeated
def _go_on(lead_ids: list[UUID], *, actor: Actor, now: datetime) -> None:
    with open_cases(lead_ids, actor=actor, now=now) as cases:
        for case in cases:
            case.was_touched = True
        ask_next([case for case in cases if case.brokerage and not case.open_offers])


def _with_offers(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.filter(id__in=Offer.objects.filter(state="open").values("lead_id"))


def _halted_leads(scope: Scope, key: str) -> QuerySet[Lead]:
    searching = Brokerage.objects.filter(ended_at=None)
    if scope == "campaign":
        searching = searching.filter(lead__campaign__key=key)
    elif scope == "market":
        searching = searching.filter(market__key=key)
    return Lead.objects.filter(status="brokering", id__in=searching.values("lead_id"))


def _locked(scope: Scope, key: str) -> Halted:
    row: Halted | None
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
