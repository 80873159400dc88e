"""Steps that place a lead: begin a brokerage, make its next offers, or lay the lead on the desk with the reason.

Steps, not actions: they take open cases, and one call serves one lead or a whole import.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.case import Case
from staffel.models import Brokerage, Mandate, Market, Offer, PartyKind
from staffel.models.ids import new_id
from staffel.rules import states
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.deadlines import limit_end
from staffel.rules.markets import first_market
from staffel.rules.refused import Refused
from staffel.rules.routing import (
    Ask,
    Round,
)
from staffel.rules.worktime import next_opening

# Why a party that once had this lead, or an offer of it, is not asked again by itself.
AFTER_MANDATE: Final = {
    "given_back": "gave_back",
    "taken_back": "taken_back",
    "absent": "taken_back",
    "lost": "lost",
    "undone": "declined",
}

CONSENT_MISSING: Final = "consent_missing"


def check_offering(case: Case) -> None:
    """Step: nobody is offered a lead whose prospect does not permit that it is passed on. Refused: `consent_missing`."""
    if not case.lead.may_pass_on:
        raise Refused(CONSENT_MISSING, "The consent to pass this enquiry on is missing. Record it first.")


def check_passing_on(case: Case, party_id: UUID) -> None:
    """Step: as `check_offering` for a partner. The vendor's desks and its agencies act for the vendor itself: with them
    it is not passed on."""
    if case.book.parties[party_id].kind == PartyKind.PARTNER:
        check_offering(case)


def begin_brokerage(case: Case, *, market_key: str | None = None, first: Sequence[UUID] = ()) -> None:
    """Begin to place the lead by the market that its campaign (or `market_key`) names. Where its prospect does not permit
    that it is passed on, where none matches, or the lead has come back too often, it lies on the desk. Offers are made by `ask_next`, for all
    cases at once: it asks `first` before all others, then whoever the prospect knows."""
    if not case.lead.may_pass_on:
        lay_on_desk(case, CONSENT_MISSING)
        return
    key = market_key or fitting_market(case)
    market = case.book.markets.get(key) if key else None
    if market is None:
        lay_on_desk(case, "no_market")
        return
    if case.lead.desk_returns >= case.policy.max_returns and market_key is None:
        lay_on_desk(case, "came_back_often")
        return
    case.move(states.BROKERING, desk_id=market.desk_id, desk_reason="")
    brokerage = _new_brokerage(case, market, first)
    case.brokerages.append(brokerage)
    case.batch.add(brokerage)
    version = case.book.editions[brokerage.market_version_id].version
    case.enter(
        "brokerage.started", brokerage=brokerage, market=market.key, seed=brokerage.seed, version=version
    )


def _new_brokerage(case: Case, market: Market, first: Sequence[UUID]) -> Brokerage:
    brokerage_id = new_id()
    return Brokerage(
        id=brokerage_id,
        lead=case.lead,
        market=market,
        market_version_id=case.book.current("market", market.key, at=case.now).id,
        policy_version_id=case.book.current("policy", case.campaign.policy, at=case.now).id,
        seed=brokerage_id.int & ((1 << 62) - 1),  # the random part of the id
        considered={"first": [str(party_id) for party_id in dict.fromkeys(first)], "rounds": []},
        started_at=case.now,
    )


def fitting_market(case: Case) -> str | None:
    """The key of the first market of the lead's campaign whose conditions hold; None when none does."""
    choices = [(choice.market, choice.conditions) for choice in case.campaign.markets]
    return first_market(choices, lead_facts(case))


def lead_facts(case: Case) -> dict[str, object]:
    """What conditions may ask about (rules.markets): the lead's own columns, and its answers by question key."""
    lead = case.lead
    return {
        "answers": lead.answers,
        "country": lead.country,
        "postal_code": lead.postal_code,
        "product": lead.product,
        "customer_type": lead.answers.get("customer_type"),
        "company": lead.company,
        "temperature": lead.temperature,
        "expected_amount": lead.expected_amount,
    }


def lay_on_desk(case: Case, reason: str) -> None:
    """The lead lies on the desk with a deadline and the reason; an open brokerage has failed, open offers end."""
    withdraw_offers(case, reason="desk")
    if case.brokerage:
        end_brokerage(case, "failed", reason=reason)
    case.move(states.BROKERING, desk_reason=reason)
    _promise_desk(case, "place")
    case.enter("lead.on_desk", reason=reason)
    case.tell("lead.on_desk", case.book.recipients(case.lead.desk_id, at=case.now), data={"reason": reason})


def _promise_desk(case: Case, kind: str) -> None:
    policy, lead = case.policy, case.lead
    until = limit_end(
        case.now,
        work_minutes=policy.desk_work_minutes[lead.temperature],
        calendar=case.book.calendars[lead.desk_id],
        longest=policy.longest_to_accept(lead.temperature),
    )
    case.promise(kind, until=until)


def end_brokerage(case: Case, outcome: str, *, reason: str = "") -> None:
    brokerage = case.brokerage
    if brokerage is None:
        return
    case.change(brokerage, ended_at=case.now, outcome=outcome, reason=reason)
    case.enter("brokerage.ended", brokerage=brokerage, outcome=outcome, reason=reason)


def withdraw_offers(case: Case, *, reason: str, keep: UUID | None = None) -> None:
    """End the open offers but `keep`; whoever was asked is told that the lead is gone."""
    for offer in case.open_offers:
        if offer.id == keep:
            continue
        case.move_offer(offer, "withdrawn", reason=reason)
        case.enter(
            "offer.withdrawn", offer=offer, party_id=offer.party_id, party=offer.party_id, reason=reason
        )
        case.tell("offer.withdrawn", case.book.recipients(offer.party_id, at=case.now), offer=offer)


def make_offer(
    case: Case,
    party_id: UUID,
    *,
    starts_at: datetime,
    place: int | None = None,
    distance_m: int | None = None,
    is_by_hand: bool = False,
) -> None:
    """Offer the lead to one party, with its window and the mail that says so. The caller holds the party's lock."""
    brokerage = case.brokerage
    assert brokerage is not None
    ends_at = _window_end(case, party_id, starts_at=starts_at, round_index=brokerage.round)
    offer = Offer(
        lead=case.lead,
        brokerage=brokerage,
        party_id=party_id,
        round=brokerage.round,
        place=place,
        distance_m=distance_m,
        offered_at=case.now,
        window_starts_at=min(starts_at, ends_at),
        window_ends_at=ends_at,
    )
    case.offers.append(offer)
    case.batch.add(offer)
    case.change(brokerage, offers_made=brokerage.offers_made + 1)
    case.enter(
        "offer.made",
        offer=offer,
        brokerage=brokerage,
        party_id=party_id,
        party=party_id,
        place=place,
        distance_m=distance_m,
        window_starts_at=offer.window_starts_at,
        window_ends_at=ends_at,
        round=brokerage.round,
        by_hand=is_by_hand or None,
    )
    case.tell("offer.made", case.book.recipients(party_id, at=case.now), offer=offer)


def _window_end(case: Case, party_id: UUID, *, starts_at: datetime, round_index: int) -> datetime:
    """The end of the window of an offer that is made now, by its round or else the policy."""
    rounds, policy, temperature = rounds_of(case), case.policy, case.lead.temperature
    own = rounds[round_index].window if round_index < len(rounds) else None
    return limit_end(
        starts_at,
        work_minutes=(own or policy.window_work_minutes)[temperature],
        calendar=case.book.calendars[party_id],
        longest=policy.longest_to_accept(temperature),
        asked=case.now,
    )


def renew_offer(case: Case, offer: Offer) -> None:
    """An open offer that its party could not know of is made now: its whole window, and the mail that says so. The
    journal keeps when it was made first."""
    calendar = case.book.calendars[offer.party_id]
    waited = offer.window_starts_at > offer.offered_at  # for the next opening: so it does again
    starts_at = (next_opening(case.now, calendar) if waited else None) or case.now
    ends_at = _window_end(case, offer.party_id, starts_at=starts_at, round_index=offer.round)
    case.change(
        offer,
        offered_at=case.now,
        window_starts_at=min(starts_at, ends_at),
        window_ends_at=ends_at,
        warned_at=None,
    )
    case.enter("deadline.renewed", offer=offer, party_id=offer.party_id, party=offer.party_id, until=ends_at)
    case.tell("offer.made", case.book.recipients(offer.party_id, at=case.now), offer=offer)


# -- what routing asks --------------------------------------------------------------------------------------------


def rounds_of(case: Case) -> tuple[Round, ...]:
    assert case.brokerage is not None
    body: MarketBody = case.book.editions[case.brokerage.market_version_id].body
    return body.rounds


def asked_first(case: Case) -> tuple[UUID, ...]:
    assert case.brokerage is not None
    return tuple(UUID(party_id) for party_id in case.brokerage.considered.get("first", ()))


def ask_first(case: Case, known: Sequence[UUID]) -> None:
    """Step: whom the search asks before it looks for others: those with whom it began, then those whom the prospect knows
    (`known`), then whoever it has wished for; none that has left or declined this very lead."""
    brokerage, lead = case.brokerage, case.lead
    assert brokerage is not None
    over = refused_by(case).keys() | {one.party_id for one in case.mandates if one.ended_at == case.now}
    wished = [lead.wished_party_id] if lead.wished_party_id else []
    first = dict.fromkeys([*asked_first(case), *(one for one in known if one not in over), *wished])
    case.change(brokerage, considered={**brokerage.considered, "first": [str(one) for one in first]})


def ask_of(case: Case) -> Ask:
    lead = case.lead
    return Ask(
        lead_id=lead.id,
        country=lead.country,
        postal_code=lead.postal_code,
        latitude=lead.latitude,
        longitude=lead.longitude,
        product=lead.product,
        language=lead.language,
        temperature=lead.temperature,
        answers={**lead.answers, "product": lead.product},
        excluded=frozenset(lead.excluded_parties),
        refused=refused_by(case),
        first=asked_first(case),
    )


def refused_by(case: Case) -> dict[UUID, str]:
    """The parties that are not asked (again) for this lead by themselves, with the reason."""
    brokerage = case.brokerage
    found: dict[UUID, str] = {}
    for offer in case.offers:
        if offer.state == "declined":
            found[offer.party_id] = "declined"
        elif brokerage and offer.brokerage_id == brokerage.id:
            found.setdefault(offer.party_id, "asked")
    for mandate in case.mandates:
        if reason := _reason_after(mandate):
            found[mandate.party_id] = reason
    return found


def had_lead(case: Case) -> set[UUID]:
    """The parties that had this lead and were left by it; an acceptance that was taken back at once does not count."""
    return {one.party_id for one in case.mandates if one.outcome in AFTER_MANDATE and one.outcome != "undone"}


def _reason_after(mandate: Mandate) -> str | None:
    return AFTER_MANDATE.get(mandate.outcome)


# -- halted -------------------------------------------------------------------------------------------------------


def is_halted(case: Case) -> bool:
    """Whether the whole outflow, the lead's campaign or its brokerage's market is halted."""
    book, brokerage = case.book, case.brokerage
    return bool(
        book.installation.halted_at
        or book.campaign_by_id(case.lead.campaign_id).halted_at
        or (brokerage and book.market_by_id(brokerage.market_id).halted_at)
    )


def wait_for_release(case: Case) -> None:
    """No offer goes out; offers that are open stay. Without one the lead waits on the desk until the release."""
    if case.open_offers:
        return
    case.change(case.lead, desk_reason="halted")
    _promise_desk(case, "place")
    case.enter("lead.on_desk", reason="halted")
