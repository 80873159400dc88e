"""Says what would go out at once, before an import, a release or after a correction: the very plan of the offers, made
without writing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import SYSTEM
from staffel.actions.brokerages import ask_of, begin_brokerage, fitting_market, rounds_of
from staffel.actions.case import Batch, Case
from staffel.actions.consents import allow
from staffel.actions.duplicates import joining_leads
from staffel.actions.leads import NewLead, new_case
from staffel.actions.qualifying import ask_what_is_missing
from staffel.actions.searching import planned_offers
from staffel.models import Brokerage, Lead, Mandate, Offer
from staffel.models.ids import new_id
from staffel.queries.directory import directory
from staffel.queries.loads import loads
from staffel.rules.routing import Ranking, candidates, rank_parties

RANKED_AT_MOST: Final = 1_000  # of a larger file every n-th lead: half a second's work


@dataclass(frozen=True, slots=True)
class Estimate:
    """What would go out at once: `offers`, as `mails` to `partners`. `unplaced`: leads nobody could be asked for;
    `incomplete`: leads with open questions; `without_consent`: complete, but they must not be passed on. `is_about`: worked out from a part of them."""

    offers: int = 0
    mails: int = 0
    partners: int = 0
    unplaced: int = 0
    incomplete: int = 0
    without_consent: int = 0
    is_about: bool = False


def estimate(arrivals: Sequence[NewLead], *, now: datetime) -> Estimate:
    """What taking these enquiries in as new would send out at once. Writes nothing and locks nobody."""
    every = -(-len(arrivals) // RANKED_AT_MOST) or 1
    batch = Batch(now=now, actor=SYSTEM, book=directory())
    chosen = arrivals[::every]
    cases = [new_case(batch, new, lead_id=new_id(), number=0) for new in chosen]
    for new, case in zip(chosen, cases, strict=True):
        allow(case, new.consents, source="")
    return _planned(cases, scale=len(arrivals) / max(len(cases), 1))


def estimate_release(lead_ids: Sequence[UUID], *, now: datetime) -> Estimate:
    """What releasing these held leads would send out at once. Writes nothing and locks nobody."""
    every = -(-len(lead_ids) // RANKED_AT_MOST) or 1
    batch = Batch(now=now, actor=SYSTEM, book=directory())
    cases = [Case(batch, lead) for lead in Lead.objects.filter(id__in=lead_ids[::every]).order_by("id")]
    return _planned(cases, scale=len(lead_ids) / max(len(cases), 1))


@dataclass(frozen=True, slots=True)
class Destination:
    """Whom the market would ask now. `market`: its key, "" where none fits; `parties`: nobody where none is eligible."""

    market: str
    parties: tuple[UUID, ...] = ()


def would_go_to(lead_id: UUID, *, now: datetime) -> Destination:
    """Whom this lead would be offered first if its search began now, by the current rules and without those who have
    declined or left it. Writes nothing and locks nobody. Five queries."""
    lead = Lead.objects.get(id=lead_id)  # a copy of its own: a case changes it
    case = Case(Batch(now=now, actor=SYSTEM, book=directory()), lead)
    case.offers = list(Offer.objects.filter(lead=lead).order_by("id"))
    case.mandates = list(Mandate.objects.filter(lead=lead).order_by("started_at", "id"))
    market = fitting_market(case)
    if market is None:
        return Destination("")
    for offer in case.open_offers:
        offer.state = "withdrawn"  # they would end first
    for mandate in case.mandates:
        mandate.ended_at = mandate.ended_at or now  # so would whoever works it
    begin_brokerage(case, market_key=market)
    plans = planned_offers([case])
    return Destination(market, tuple(pick.party_id for plan in plans for pick, _ in plan.picks))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a party stands in one round. `place` in the order of those who are eligible, else the reasons against it."""

    round: int
    place: int | None
    reasons: tuple[str, ...]
    distance_m: int | None


def why_not(lead_id: UUID, party_id: UUID, *, now: datetime) -> list[Standing]:
    """How this party stands for the lead in each round of its latest brokerage, by the edition of the market that this
    began with and the facts of now. Nothing without a brokerage. Writes nothing and locks nobody. Five queries."""
    lead = Lead.objects.get(id=lead_id)
    case = Case(Batch(now=now, actor=SYSTEM, book=directory()), lead)
    case.brokerages = list(Brokerage.objects.filter(lead=lead).order_by("-started_at", "-id")[:1])
    case.offers = list(Offer.objects.filter(lead=lead).order_by("id"))
    case.mandates = list(Mandate.objects.filter(lead=lead).order_by("started_at", "id"))
    if not case.brokerages:
        return []
    brokerage = case.brokerages[0]
    brokerage.ended_at = None  # it is looked at as if it still ran
    ask, network = ask_of(case), case.book.network
    reached = {one for round_ in rounds_of(case) for one in candidates(ask, round_, network)}
    known = loads(reached, now=now) if reached else {}
    seats = [
        rank_parties(
            ask if index == 0 else replace(ask, first=()),
            round_,
            network,
            known,
            seed=brokerage.seed,
            now=now,
        )
        for index, round_ in enumerate(rounds_of(case))
    ]
    return [_standing(index, ranking, party_id) for index, ranking in enumerate(seats, start=1)]


def _standing(number: int, ranking: Ranking, party_id: UUID) -> Standing:
    """Whoever a round does not even reach is only counted there: the reason is that of all others."""
    for one in (*ranking.ordered, *ranking.rejected):
        if one.party_id == party_id:
            return Standing(number, one.place, one.reasons, one.distance_m)
    beyond = tuple(
        reason for reason in ("wished_first", "place_unknown", "outside_area") if ranking.counts.get(reason)
    )
    return Standing(number, None, beyond[:1], None)


def _planned(cases: Sequence[Case], *, scale: float) -> Estimate:
    joining = joining_leads([case.lead for case in cases], batch=cases[0].batch) if cases else set()
    going = [case for case in cases if case.lead.id not in joining]
    complete = [case for case in going if not ask_what_is_missing(case)]
    for case in complete:
        begin_brokerage(case)
    return _estimate(going, complete, scale=scale)


def _estimate(cases: Sequence[Case], complete: Sequence[Case], *, scale: float) -> Estimate:
    plans = planned_offers(complete)
    asked = [pick.party_id for plan in plans for pick, _ in plan.picks]
    placed = sum(bool(plan.picks) for plan in plans)
    without = sum(not case.lead.may_pass_on for case in complete)
    if not cases:
        return Estimate()
    book, now = cases[0].book, cases[0].now
    return Estimate(
        offers=round(len(asked) * scale),
        mails=round(sum(len(book.recipients(party_id, at=now)) for party_id in asked) * scale),
        partners=len(set(asked)),
        unplaced=round((len(complete) - placed - without) * scale),
        incomplete=round((len(cases) - len(complete)) * scale),
        without_consent=round(without * scale),
        is_about=scale > 1,
    )
