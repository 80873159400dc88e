"""What can happen to an offer: accepted, declined, taken back after a slip of the thumb, expired."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import (
    CONSENT_MISSING,
    check_passing_on,
    end_brokerage,
    had_lead,
    lay_on_desk,
    withdraw_offers,
)
from staffel.actions.case import Case, open_case
from staffel.actions.mandates import begin_mandate, end_mandate
from staffel.actions.parties import lock_parties, set_pause
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.models import Offer
from staffel.queries.loads import loads
from staffel.rules import states
from staffel.rules.refused import Refused
from staffel.rules.routing import free_places

GONE: Final = "This enquiry is already with another partner. Thank you for answering."


@repeated
def accept_offer(offer_id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """The party takes the lead: it becomes its holder and works it. An expired offer can still be accepted while its
    lead is in brokering and its party is eligible with a free place; the offers then open are withdrawn.
    Returns the mandate's id; the same answer when this offer was accepted before (a double tap).
    Refused: `offer_gone`, `offer_full`, `offer_not_eligible`, `consent_missing` where it has been withdrawn."""
    with open_case(_lead_of(offer_id), actor=actor, now=now) as case:
        offer = case.offer(offer_id)
        mandate = case.mandate
        if offer.state == "accepted" and mandate and mandate.offer_id == offer.id:
            return mandate.id
        is_late = offer.state in {"expired", "undone"}
        if case.lead.status != states.BROKERING or not (offer.state == "open" or is_late):
            raise Refused("offer_gone", GONE, state=offer.state)
        check_passing_on(case, offer.party_id)
        if is_late:
            _check_late(case, offer)
        return _accept(case, offer, is_late=is_late)


def _accept(case: Case, offer: Offer, *, is_late: bool) -> UUID:
    case.move_offer(offer, "accepted", reason="")
    case.enter(
        "offer.accepted", offer=offer, party_id=offer.party_id, party=offer.party_id, late=is_late or None
    )
    withdraw_offers(case, reason="accepted_by_other", keep=offer.id)
    if case.brokerage:
        end_brokerage(case, "placed")
    elif case.latest_brokerage:
        case.change(case.latest_brokerage, outcome="placed", reason="")
    mandate = begin_mandate(case, offer.party_id, at=case.now, offer=offer)
    return mandate.id


def _check_late(case: Case, offer: Offer) -> None:
    """A late acceptance takes a place that nothing reserved: the party is locked and looked at afresh. Refused when it
    is not active, absent or paused (`offer_not_eligible`), has had this lead before, or has no free place (`offer_full`)."""
    lock_parties([offer.party_id])
    case.batch.refresh()
    bidder = case.book.network.bidders[offer.party_id]
    if offer.party_id in had_lead(case):
        raise Refused(
            "offer_not_eligible", "Your firm has had this enquiry before. Please ask us if you want it again."
        )
    if not bidder.is_active or bidder.is_absent_at(case.now) or bidder.is_paused_at(case.now):
        raise Refused(
            "offer_not_eligible",
            "Your firm takes no enquiries at the moment. End the pause or absence first.",
        )
    # the same firm may be asked again in a later brokerage: that offer keeps the place that this one takes
    kept = sum(other.party_id == offer.party_id for other in case.open_offers)
    load = loads([offer.party_id], now=case.now)[offer.party_id].without_offers(kept)
    if full := free_places(bidder, load):
        raise Refused(
            "offer_full", "Your capacity is used up. Finish or give back an enquiry first.", reasons=full
        )


@repeated
def decline_offer(
    offer_id: UUID,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    text: str = "",
    pause_until: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """The party does not want the lead; the next partner is asked at once. `at`: when it said so (default now). With a reason that asks for a pause,
    `pause_until` (aware) lets the party rest. The same answer twice is one. Refused: `offer_gone` when the
    offer ended otherwise, `reason_unknown`."""
    with open_case(_lead_of(offer_id), actor=actor, now=now) as case:
        offer = case.offer(offer_id)
        if offer.state == "declined":
            return
        if offer.state not in {"open", "expired", "undone"}:
            raise Refused("offer_gone", GONE, state=offer.state)
        chosen = case.reasons.chosen("decline", reason)
        pause = pause_until if chosen.follows == "pause" else None
        note = case.note(text, is_internal=True, at=at)  # said to the vendor, not to whoever takes the lead
        case.move_offer(offer, "declined", reason=reason)
        case.enter(
            "offer.declined", offer=offer, party_id=offer.party_id, note=note, party=offer.party_id, reason=reason,
            pause_until=pause,
        )  # fmt: skip
        ask_next([case], locking=[offer.party_id] if pause else ())
        if pause:
            set_pause(case.batch, offer.party_id, until=pause)


@repeated
def undo_acceptance(offer_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Takes an acceptance back within the policy's minutes; it does not count as a give-back. The brokerage goes on
    with the next partner; this party may still accept late. Refused: `undo_too_late`, `undo_worked` after a
    report."""
    with open_case(_lead_of(offer_id), actor=actor, now=now) as case:
        offer, mandate = case.offer(offer_id), case.mandate
        if mandate is None or mandate.offer_id != offer.id:
            raise Refused("undo_too_late", "This acceptance can no longer be taken back.")
        if now > mandate.started_at + timedelta(minutes=case.policy.undo_minutes):
            raise Refused(
                "undo_too_late", "This acceptance can no longer be taken back. You can give the enquiry back."
            )
        if mandate.attempts or mandate.contacted_at:
            raise Refused("undo_worked", "You have already reported on this enquiry. You can give it back.")
        end_mandate(case, "undone")
        case.move_offer(offer, "undone")
        case.enter("offer.undone", offer=offer, party_id=offer.party_id, party=offer.party_id)
        go_on_searching(case)


def go_on_searching(case: Case) -> None:
    """Step: the latest brokerage is open again and asks the next; there is always one after an offer."""
    brokerage = case.latest_brokerage
    assert brokerage is not None
    case.move(states.BROKERING, desk_id=case.book.market_by_id(brokerage.market_id).desk_id, accepted_at=None)
    if not case.lead.may_pass_on:
        lay_on_desk(case, CONSENT_MISSING)
        return
    case.change(brokerage, ended_at=None, outcome="", reason="")
    ask_next([case])


def expire_offer(case: Case, offer_id: UUID) -> None:
    """Step of the clock: the window is over. The caller asks the next."""
    offer = case.offer(offer_id)
    case.move_offer(offer, "expired")
    case.enter("offer.expired", offer=offer, party_id=offer.party_id, party=offer.party_id)


def warn_offer(case: Case, offer_id: UUID) -> None:
    """Step of the clock: most of the window is over."""
    offer = case.offer(offer_id)
    case.change(offer, warned_at=case.now)
    case.enter("offer.warned", offer=offer, party_id=offer.party_id, party=offer.party_id)
    case.tell("offer.warning", case.book.recipients(offer.party_id, at=case.now), offer=offer)


def _lead_of(offer_id: UUID) -> UUID:
    lead_id = Offer.objects.filter(id=offer_id).values_list("lead_id", flat=True).first()
    if lead_id is None:
        raise Refused("offer_missing", "This offer does not exist.")
    return lead_id
