"""Steps that place a lead: begin a brokerage, make its next offers, or lay the lead on the desk with the reason.

Steps, not actions: they take open cases, and one call serves one lead or a whole import.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from staffel.actions.case import Case
from staffel.models import Brokerage, Mandate, Market, Offer
from staffel.models.ids import new_id
from staffel.queries.loads import LOADS, ids_as_text, loads, loads_of, next_day_starts
from staffel.rules import states
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.deadlines import limit_end
from staffel.rules.markets import Condition, first_market
from staffel.rules.routing import (
    Ask,
    Considered,
    Load,
    Ranking,
    Round,
    candidates,
    chosen,
    free_places,
    rank_parties,
)

# Why a party that once had this lead, or an offer of it, is not asked again by itself.
AFTER_MANDATE: Final = {
    "given_back": "gave_back",
    "taken_back": "taken_back",
    "absent": "taken_back",
    "lost": "lost",
    "undone": "declined",
}


# -- beginning and ending -----------------------------------------------------------------------------------------


def begin_brokerage(case: Case, *, market_key: str | None = None, first: Sequence[UUID] = ()) -> None:
    """Begin to place the lead by the market that its campaign (or `market_key`) names. Where none matches, or the lead
    has come back too often, it lies on the desk. Offers are made by `ask_next`, for all cases at once."""
    key = market_key or first_market(_choices(case), lead_facts(case))
    market = case.book.markets.get(key) if key else None
    if market is None:
        lay_on_desk(case, "no_market")
        return
    if case.lead.desk_returns >= case.policy.max_returns and market_key is None:
        lay_on_desk(case, "came_back_often")
        return
    case.move(states.BROKERING, desk_id=market.desk_id, desk_reason="")
    brokerage = _new_brokerage(case, market, [*first, *_wished(case)])
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


def _choices(case: Case) -> list[tuple[str, tuple[Condition, ...]]]:
    return [(choice.market, choice.conditions) for choice in case.campaign.markets]


def _wished(case: Case) -> list[UUID]:
    return [case.lead.wished_party_id] if case.lead.wished_party_id else []


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


# -- the next offers ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Plan:
    """What is about to happen to one case: offers in a round, a wait for a free place, or the desk. `rankings` were
    made on the way, by round."""

    case: Case
    round_index: int
    rankings: list[tuple[int, Ranking]]
    picks: list[tuple[Considered, datetime]]
    slot_at: datetime | None = None
    desk_reason: str = ""
    is_idle: bool = False  # nothing is to be done: the offers that are open go on


# The chosen parties locked in the order of their ids and counted again, each statement on a snapshot of its own, in one
# round trip. The savepoint lets go of the locks where all is planned again.
LOCK_AND_COUNT: Final = f"""
SAVEPOINT chosen;
SELECT 1 FROM party WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE;
{LOADS};
SELECT serial FROM installation
"""  # noqa: S608 - our own statements


def ask_next(cases: Sequence[Case], *, locking: Collection[UUID] = ()) -> None:
    """Make the next offers of these cases. Everybody is ranked without locks; the chosen parties are locked in the
    order of their ids and counted again. Where one is full by then, or the network has changed, all is planned again
    with the locks of both plans taken at once, so that two of these never wait for each other. `locking`: parties that the
    caller changes afterwards, locked in the same order."""
    searching = [case for case in cases if case.brokerage]
    for case in [case for case in searching if is_halted(case)]:
        _wait_for_release(case)
        searching.remove(case)
    if not searching:
        return
    batch = searching[0].batch
    wanted: set[UUID] = set(locking)
    plans = _plans(searching, {})
    while wanted := wanted | _chosen_parties(plans):
        fresh, serial = _lock_and_count(wanted, now=batch.now)
        if _still_holds(plans, fresh, serial=serial):
            break
        batch.refresh()
        plans = _plans(searching, fresh)
        if _chosen_parties(plans) <= wanted:
            break
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT chosen")
    for plan in plans:
        _carry_out(plan)


def planned_offers(cases: Sequence[Case]) -> list[Plan]:
    """What `ask_next` would do now, without a lock and without doing it."""
    searching = [case for case in cases if case.brokerage and not is_halted(case)]
    if not searching:
        return []
    return _plans(searching, {})


def _chosen_parties(plans: Sequence[Plan]) -> set[UUID]:
    return {pick.party_id for plan in plans for pick, _ in plan.picks}


def _lock_and_count(party_ids: Collection[UUID], *, now: datetime) -> tuple[dict[UUID, Load], int]:
    """The loads of these parties, which are locked from now on, and the directory's serial after that."""
    ids = ids_as_text(party_ids)
    with connection.cursor() as cursor:
        cursor.execute(LOCK_AND_COUNT, [ids, now, now, ids])
        cursor.nextset()
        cursor.nextset()
        found = loads_of(cursor.fetchall())
        cursor.nextset()
        return found, cursor.fetchone()[0]


def _still_holds(plans: Sequence[Plan], fresh: Mapping[UUID, Load], *, serial: int) -> bool:
    if any(plan.case.book.serial != serial for plan in plans[:1]):
        return False
    network = plans[0].case.book.network
    planned = Counter(pick.party_id for plan in plans for pick, _ in plan.picks)
    return all(
        not free_places(network.bidders[party_id], _with_offers(fresh[party_id], count - 1))
        for party_id, count in planned.items()
    )


def _with_offers(load: Load, count: int, *, at: datetime | None = None) -> Load:
    return replace(
        load,
        open_offers=load.open_offers + count,
        today=load.today + count,
        this_week=load.this_week + count,
        last_offered_at=at or load.last_offered_at,
    )


def _plans(cases: Sequence[Case], known: Mapping[UUID, Load]) -> list[Plan]:
    """What to do next for these cases, each on the loads that the plans before it have raised. Round after round: most
    leads never come to a second one, so whom it reaches is counted only then, in one query for all that come to it."""
    plans = [_begun(case) for case in cases]
    loads_now = dict(known)
    looking = [plan for plan in plans if not plan.is_idle and not plan.desk_reason and _round_of(plan)]
    while looking:
        _count(looking, loads_now)
        for plan in looking:
            _look(plan, loads_now)
        looking = [plan for plan in looking if _goes_on(plan)]
    for plan in plans:
        if not (plan.is_idle or plan.picks or plan.desk_reason):
            _without_offers(plan)
    return [plan for plan in plans if not plan.is_idle]


def _begun(case: Case) -> Plan:
    brokerage = case.brokerage
    assert brokerage is not None
    plan = Plan(case, brokerage.round, [], [])
    if brokerage.offers_made >= case.policy.max_offers:
        plan.is_idle = bool(case.open_offers)
        plan.desk_reason = "too_many_offers"
    return plan


def _round_of(plan: Plan) -> Round | None:
    return next(iter(_rounds(plan.case)[plan.round_index :]), None)


def _count(plans: Sequence[Plan], known: dict[UUID, Load]) -> None:
    """Count those whom the plans' rounds reach and nobody has counted yet."""
    reached: set[UUID] = set()
    for plan in plans:
        if round_ := _round_of(plan):
            reached.update(candidates(_ask(plan.case), round_, plan.case.book.network))
    if reached := reached - known.keys():
        known |= loads(reached, now=plans[0].case.now)


def _look(plan: Plan, known: dict[UUID, Load]) -> None:
    """Rank the plan's round and pick whom it asks; the loads rise by that."""
    case, index, round_ = plan.case, plan.round_index, _round_of(plan)
    assert round_ is not None
    ranking = _ranking(case, round_, known, index=index)
    plan.rankings.append((index, ranking))
    plan.picks = _picks(case, ranking, round_, index)
    for pick, _ in plan.picks:
        known[pick.party_id] = _with_offers(known.get(pick.party_id, Load()), 1, at=case.now)


def _goes_on(plan: Plan) -> bool:
    """Whether the plan is to look at its next round; it is there then."""
    if plan.picks:
        return False
    if plan.case.open_offers:
        plan.is_idle = True  # the round is not over while somebody may still answer
        return False
    if plan.round_index + 1 >= len(_rounds(plan.case)):
        return False
    plan.round_index += 1
    return True


def _ranking(case: Case, round_: Round, known: Mapping[UUID, Load], *, index: int) -> Ranking:
    assert case.brokerage is not None
    ask = _ask(case)
    return rank_parties(
        ask if index == 0 else replace(ask, first=()),
        round_,
        case.book.network,
        known,
        seed=case.brokerage.seed,
        now=case.now,
        return_within=timedelta(days=case.policy.return_days),
    )


def _picks(case: Case, ranking: Ranking, round_: Round, index: int) -> list[tuple[Considered, datetime]]:
    assert case.brokerage is not None
    is_alone = ranking.counts.get("wished_first", 0) > 0 or _is_wished(case, ranking)
    waiting = len(case.open_offers)
    room = case.policy.max_offers - case.brokerage.offers_made
    places = min((1 if is_alone else round_.at_once) - waiting, room)
    if places <= 0:
        return []
    made = sum(offer.brokerage_id == case.brokerage.id and offer.round == index for offer in case.offers)
    narrowed = replace(round_, at_once=places)
    choice = chosen(
        ranking,
        narrowed,
        temperature=case.lead.temperature,
        now=case.now,
        network=case.book.network,
        made=made,
    )
    by_id = {one.party_id: one for one in ranking.ordered}
    return [(by_id[party_id], choice.starts_at[party_id]) for party_id in choice.parties]


def _is_wished(case: Case, ranking: Ranking) -> bool:
    return bool(ranking.ordered) and ranking.ordered[0].party_id in _first(case)


def _without_offers(plan: Plan) -> None:
    """Nobody can be asked: wait for the next free place where the policy allows it, otherwise the desk."""
    case = plan.case
    assert case.brokerage is not None
    plan.slot_at = _next_slot(plan)
    if plan.slot_at is None:
        plan.desk_reason = "nobody_wants_it" if case.brokerage.offers_made else "nobody_eligible"


def _next_slot(plan: Plan) -> datetime | None:
    case = plan.case
    if case.lead.temperature not in case.policy.wait_for_slot or case.brokerage is None:
        return None
    full_today = [
        one.party_id
        for _, ranking in plan.rankings
        for one in ranking.rejected
        if one.reasons == ("full_today",)
    ]
    starts = [next_day_starts(case.book.parties[party_id].timezone, case.now) for party_id in full_today]
    # from the beginning of the search: a lead that waits from day to day would never be anybody's
    latest = case.brokerage.started_at + case.policy.longest_to_accept(case.lead.temperature)
    return min((start for start in starts if start <= latest), default=None)


def _carry_out(plan: Plan) -> None:
    case, brokerage = plan.case, plan.case.brokerage
    assert brokerage is not None
    stored = [{"round": index, **ranking.stored()} for index, ranking in plan.rankings]
    kept = {**brokerage.considered, "rounds": [*brokerage.considered["rounds"], *stored]}
    case.change(brokerage, considered=kept, round=plan.round_index)
    for pick, starts_at in plan.picks:
        make_offer(case, pick.party_id, starts_at=starts_at, place=pick.place, distance_m=pick.distance_m)
    if plan.slot_at is not None:
        case.promise("slot", until=plan.slot_at)
        case.enter("brokerage.waiting", brokerage=brokerage, until=plan.slot_at)
    elif plan.desk_reason:
        lay_on_desk(case, plan.desk_reason)


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
    brokerage, lead, policy = case.brokerage, case.lead, case.policy
    assert brokerage is not None
    rounds = _rounds(case)
    own = rounds[brokerage.round].window if brokerage.round < len(rounds) else None
    ends_at = limit_end(
        starts_at,
        work_minutes=(own or policy.window_work_minutes)[lead.temperature],
        calendar=case.book.calendars[party_id],
        longest=policy.longest_to_accept(lead.temperature),
        asked=case.now,
    )
    offer = Offer(
        lead=lead,
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


# -- what routing asks --------------------------------------------------------------------------------------------


def _rounds(case: Case) -> tuple[Round, ...]:
    assert case.brokerage is not None
    body: MarketBody = case.book.editions[case.brokerage.market_version_id].body
    return body.rounds


def _first(case: Case) -> tuple[UUID, ...]:
    assert case.brokerage is not None
    return tuple(UUID(party_id) for party_id in case.brokerage.considered.get("first", ()))


def _ask(case: Case) -> Ask:
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
        first=_first(case),
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


def _wait_for_release(case: Case) -> None:
    """No offer goes out; offers that are open stay. Without one the lead waits on the desk until the release."""
    if case.open_offers:
        return
    case.change(case.lead, desk_reason="halted")
    _promise_desk(case, "place")
    case.enter("lead.on_desk", reason="halted")
