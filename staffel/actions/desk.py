"""What the desk decides by hand: place, offer by another market, work itself, take back, hand over, extend, close,
re-open."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import (
    begin_brokerage,
    check_offering,
    check_passing_on,
    end_brokerage,
    fitting_market,
    is_halted,
    lay_on_desk,
    make_offer,
    withdraw_offers,
)
from staffel.actions.calls import check_not_with_colleague
from staffel.actions.case import Batch, Case, open_case, open_cases
from staffel.actions.mandates import begin_mandate
from staffel.actions.parties import lock_parties
from staffel.actions.points import take_back_points
from staffel.actions.qualifying import ask_what_is_missing
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import check_answers, finish, take_back
from staffel.models import PartyState
from staffel.queries.loads import loads
from staffel.rules import states
from staffel.rules.deadlines import limit_end
from staffel.rules.points import OUTCOME
from staffel.rules.refused import Refused
from staffel.rules.routing import Load, free_places


def _check_by_hand(case: Case, text: str) -> None:
    """After the lead came back too often it moves only by hand, with a reason. Refused: `reason_missing`."""
    if case.lead.desk_returns >= case.policy.max_returns and not text.strip():
        raise Refused(
            "reason_missing",
            f"This lead came back {case.lead.desk_returns} times. Please say why it moves on now.",
            field="text",
        )


def _check_party(case: Case, party_id: UUID) -> None:
    """Locks the party, then as `check_place`."""
    check_place(case, party_id, locked_load(case.batch, party_id))


def locked_load(batch: Batch, party_id: UUID) -> Load:
    """What the party has to do, which nobody else raises from now on."""
    lock_parties([party_id])
    batch.refresh()
    return loads([party_id], now=batch.now).get(party_id, Load())


def check_place(case: Case, party_id: UUID, load: Load, *, by_itself: bool = False) -> None:
    """The place that this lead's own open offer keeps for the party is free for it. A party that acts `by_itself` is
    there, whatever its absences say. Refused: `party_missing`, `party_inactive`, `party_absent`, `party_full`."""
    bidder = case.book.network.bidders.get(party_id)
    if bidder is None:
        raise Refused("party_missing", "This partner does not exist.", field="party")
    if not bidder.is_active:
        raise Refused("party_inactive", f"{bidder.name} is not active.", field="party", name=bidder.name)
    if bidder.is_absent_at(case.now) and not by_itself:
        raise Refused(
            "party_absent", f"{bidder.name} is away at the moment.", field="party", name=bidder.name
        )
    if full := free_places(bidder, load.without_offers(own_offers(case, party_id))):
        raise Refused(
            "party_full", f"{bidder.name} has no free place.", field="party", name=bidder.name, reasons=full
        )


def own_offers(case: Case, party_id: UUID) -> int:
    """How many open offers of this lead the party has: each keeps a place."""
    return sum(offer.party_id == party_id for offer in case.open_offers)


@repeated
def place_lead(lead_id: UUID, *, party_id: UUID, actor: Actor, now: datetime, text: str = "") -> UUID:
    """The desk gives the lead to this party directly: it holds it from now on. Works for a lead that is not in work,
    also with the desk itself. Returns the mandate's id. Refused: `lead_in_work`, `lead_closed`, `reason_missing`,
    `consent_missing` for a partner, `party_*`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        return place(case, party_id, locked_load(case.batch, party_id), text=text)


def place(case: Case, party_id: UUID, load: Load, *, text: str) -> UUID:
    """Step: the party holds the lead from now on. Refused, before anything has changed: as `place_lead`."""
    _check_free(case)
    _check_by_hand(case, text)
    check_passing_on(case, party_id)
    check_place(case, party_id, load)
    note = case.note(text, is_internal=True)
    withdraw_offers(case, reason="placed_by_hand")
    end_brokerage(case, "withdrawn", reason="placed_by_hand")
    case.enter("lead.placed", party_id=party_id, note=note, party=party_id)
    mandate = begin_mandate(case, party_id, at=case.now)
    if party_id != case.actor.party_id:
        case.tell("lead.placed", case.book.recipients(party_id, at=case.now), mandate=mandate)
    return mandate.id


def _check_free(case: Case) -> None:
    if case.lead.status == states.WORKING:
        raise Refused("lead_in_work", "This lead is in work. Take it back first.")
    if case.lead.status == states.CLOSED:
        raise Refused("lead_closed", "This lead is closed. Re-open it first.")


@repeated
def offer_by_hand(lead_id: UUID, *, party_id: UUID, actor: Actor, now: datetime, text: str = "") -> None:
    """The desk asks this party, whatever the market says: an offer like any other, beside those that are open.
    Refused: as `place_lead`, `consent_missing` for everybody; `party_asked` when it has an offer in this brokerage already; `no_market`; `halted`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_free(case)
        _check_by_hand(case, text)
        check_offering(case)
        _check_party(case, party_id)
        note = case.note(text, is_internal=True)
        if case.brokerage is None:
            begin_brokerage(case, market_key=fitting_market(case))  # by name: it may have come back often
        brokerage = case.brokerage
        if brokerage is None:
            raise Refused("no_market", "No market fits this lead. Choose one, or place it directly.")
        if is_halted(case):
            raise Refused(
                "halted",
                "No offer leaves at the moment: this is halted. Let it go on first, or place the lead.",
            )
        if any(o.party_id == party_id and o.brokerage_id == brokerage.id for o in case.offers):
            raise Refused("party_asked", "This partner was asked already.", field="party")
        if note:
            case.enter("note.added", note=note)
        make_offer(case, party_id, starts_at=now, is_by_hand=True)


@repeated
def offer_by_market(lead_id: UUID, *, market_key: str, actor: Actor, now: datetime, text: str = "") -> None:
    """Offer the lead by this market. Refused: `lead_in_work`, `lead_closed`, `market_unknown`, `reason_missing`,
    `consent_missing`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        begin_anew(case, market_key, text=text)
        ask_next([case])


def begin_anew(case: Case, market_key: str, *, text: str) -> None:
    """Step: a new brokerage by this market, whatever ran before. Refused, before anything has changed: as
    `offer_by_market`."""
    _check_free(case)
    _check_by_hand(case, text)
    check_offering(case)
    if market_key not in case.book.markets:
        raise Refused("market_unknown", f"There is no market “{market_key}”.", field="market")
    if note := case.note(text, is_internal=True):
        case.enter("note.added", note=note)
    withdraw_offers(case, reason="other_market")
    end_brokerage(case, "withdrawn", reason="other_market")
    begin_brokerage(case, market_key=market_key)


@repeated
def work_lead(lead_id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """The desk or agency works the lead itself, with a mandate like a partner's. Returns its id. Refused:
    `lead_in_work`, `lead_closed`, `not_a_desk`, `party_inactive` for one that has ended, `party_full`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_free(case)
        if actor.party_id is None or case.book.parties[actor.party_id].kind == "partner":
            raise Refused("not_a_desk", "Only a desk or an agency can take a lead without an offer.")
        check_place(case, actor.party_id, locked_load(case.batch, actor.party_id), by_itself=True)
        withdraw_offers(case, reason="desk_works_it")
        end_brokerage(case, "withdrawn", reason="desk_works_it")
        return begin_mandate(case, actor.party_id, at=now).id


@repeated
def take_back_lead(lead_id: UUID, *, actor: Actor, now: datetime, text: str) -> None:
    """The desk takes the lead back from its holder; it lies on the desk. Refused: `not_in_work`, `reason_missing`,
    `lead_own` for one that its partner has captured itself."""
    if not text.strip():
        raise Refused("reason_missing", "Please say why you take this lead back.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        if case.mandate is None:
            raise Refused("not_in_work", "This lead is with nobody you could take it back from.")
        _check_not_own(case)
        note = case.note(text, is_internal=True)
        case.enter("note.added", note=note)
        take_back(case, reason="desk")
        lay_on_desk(case, "taken_back")


def _check_not_own(case: Case) -> None:
    if case.lead.is_own:
        raise Refused("lead_own", "The partner captured this lead itself. Only it can give it back.")


@repeated
def hand_over_lead(lead_id: UUID, *, party_id: UUID, actor: Actor, now: datetime, text: str) -> UUID:
    """A lead in work goes from its holder straight to this party; both are told. Returns the new mandate's id.
    Refused: `not_in_work`, `reason_missing`, `party_holds_it`, `lead_own`, `consent_missing` and `party_*` as `place_lead`."""
    if not text.strip():
        raise Refused("reason_missing", "Please say why this lead goes to another partner.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        if case.mandate is None:
            raise Refused("not_in_work", "This lead is with nobody you could take it back from.")
        if case.mandate.party_id == party_id:
            raise Refused("party_holds_it", "This partner works the lead already.", field="party")
        _check_not_own(case)
        check_passing_on(case, party_id)
        _check_party(case, party_id)
        case.enter("note.added", note=case.note(text, is_internal=True))
        take_back(case, reason="handed_over")
        case.enter("lead.placed", party_id=party_id, party=party_id)
        mandate = begin_mandate(case, party_id, at=now)
        if party_id != actor.party_id:
            case.tell("lead.placed", case.book.recipients(party_id, at=now), mandate=mandate)
        return mandate.id


@repeated
def ask_extension(
    lead_id: UUID, *, actor: Actor, now: datetime, text: str, mandate_id: UUID | None = None
) -> None:
    """The holder asks the desk for more time. Refused: `mandate_over`, `reason_missing`."""
    if not text.strip():
        raise Refused("reason_missing", "Please say why you need more time.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = case.mandate
        if mandate is None or (mandate_id and mandate.id != mandate_id):
            raise Refused("mandate_over", "This enquiry is not with you any more.")
        case.change(mandate, extension_asked_at=now)
        case.enter("deadline.extension_asked", mandate=mandate, note=case.note(text))
        case.tell(
            "deadline.extension_asked", case.book.recipients(case.lead.desk_id, at=now), mandate=mandate
        )


@repeated
def extend_deadline(lead_id: UUID, *, work_minutes: int, actor: Actor, now: datetime, text: str) -> datetime:
    """The desk moves a deadline once, with a reason: so many minutes of the holder's working time from the old
    deadline, or from now where that is over. Before the first contact the policy's longest time stays the limit.
    Returns the new deadline. Refused: `extended_before`, `reason_missing`, `not_extendable`."""
    if not text.strip():
        raise Refused("reason_missing", "Please say why the deadline is extended.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        lead, mandate = case.lead, case.mandate
        if lead.deadline_kind not in {"step", "first_call", "qualify", "follow_up"} or lead.holder_id is None:
            raise Refused("not_extendable", "This deadline cannot be extended.")
        if lead.extensions:
            raise Refused("extended_before", "This deadline was extended before. It can be extended once.")
        assert lead.deadline_at is not None
        until = limit_end(
            max(lead.deadline_at, now),
            work_minutes=work_minutes,
            calendar=case.book.calendars[lead.holder_id],
            longest=_longest(case),
            asked=now,
        )
        # what was agreed to begin later still does
        since = max(lead.deadline_from, now) if lead.deadline_from else now
        case.promise(lead.deadline_kind, until=until, since=since)
        case.change(lead, extensions=1)
        note = case.note(text)
        case.enter("deadline.extended", party_id=lead.holder_id, note=note, mandate=mandate, until=until)
        if mandate:
            case.tell("deadline.extended", case.book.recipients(mandate.party_id, at=now), mandate=mandate)
        return until


def _longest(case: Case) -> timedelta | None:
    """None after the first contact, and for an agreed follow-up date, which goes beyond every longest time."""
    if case.lead.deadline_kind == "follow_up" or (case.mandate and case.mandate.contacted_at):
        return None
    return case.policy.longest_to_contact(case.lead.temperature)


@repeated
def close_lead(lead_id: UUID, *, reason: str, actor: Actor, now: datetime, text: str = "") -> None:
    """The desk ends the lead for a listed reason of disqualification; whoever was asked or works it is told.
    Refused: `lead_closed`, `reason_unknown`, `call_taken` while a colleague of the agency telephones, `incomplete` for a reason by which it counts as lost."""
    with open_case(lead_id, actor=actor, now=now) as case:
        close(case, reason, text=text)


def close(case: Case, reason: str, *, text: str) -> None:
    """Step: the lead ends. Refused, before anything has changed: as `close_lead`."""
    if case.lead.status == states.CLOSED:
        raise Refused("lead_closed", "This lead is closed already.")
    check_not_with_colleague(case)
    chosen = case.reasons.chosen("disqualify", reason)
    if chosen.outcome == "lost" and case.lead.contacted_at:
        check_answers(case)
    withdraw_offers(case, reason="closed")
    end_brokerage(case, "withdrawn", reason="closed")
    if case.mandate:
        party_id = case.mandate.party_id
        case.tell("lead.closed", case.book.recipients(party_id, at=case.now), mandate=case.mandate)
    finish(case, chosen.outcome or "disqualified", reason=reason, note=case.note(text))


@repeated
def reopen_lead(lead_id: UUID, *, actor: Actor, now: datetime, text: str) -> None:
    """A closed lead goes on: it is routed again, by the current rules, and like a new enquiry first to the partner that knows
    its prospect; a partner's own lead is its partner's. Refused: `lead_open`, `reason_missing`, `lead_erased`, `lead_joined`."""
    if not text.strip():
        raise Refused("reason_missing", "Please say why this lead is opened again.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        lead = case.lead
        if lead.is_open:
            raise Refused("lead_open", "This lead is open already.")
        if lead.erased_at:
            raise Refused("lead_erased", "This lead's data was erased. Capture a new one.")
        if lead.joined_to_id:
            raise Refused("lead_joined", "This lead was joined to another. Part them first.")
        note = case.note(text, is_internal=True)
        case.move(states.BROKERING, outcome="", reason="", closed_at=None, accepted_at=None, won_amount=None)
        case.enter("lead.reopened", note=note, status=states.BROKERING)
        for ended in case.mandates:
            take_back_points(case, ended, acts=[OUTCOME])  # it was not the end
        if lead.is_own and case.book.parties[case.mandates[-1].party_id].state == PartyState.ACTIVE:
            begin_mandate(case, case.mandates[-1].party_id, at=now)  # it was never the network's to offer
            return
        case.change(lead, is_own=False)
        if not ask_what_is_missing(case):
            begin_brokerage(case)
            ask_next([case])


@repeated
def offer_again(lead_ids: Collection[UUID], *, actor: Actor, now: datetime) -> int:
    """Leads that lie on the desk are offered again by their campaign's market, like new enquiries first to the partner that
    knows the prospect. Returns how many. Those that came back too often stay, and those whose prospect does not permit that they are passed on."""
    with open_cases(lead_ids, actor=actor, now=now) as cases:
        lying = [
            case
            for case in cases
            if case.lead.status == states.BROKERING and case.brokerage is None and case.lead.may_pass_on
        ]
        for case in lying:
            begin_brokerage(case)
        ask_next(lying)
        return len(lying)
