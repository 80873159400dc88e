"""Decides whom a search asks next, for one lead or hundreds: ranked without locks, chosen under the parties' locks."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from staffel.actions.brokerages import (
    ask_first,
    ask_of,
    asked_first,
    is_halted,
    lay_on_desk,
    make_offer,
    rounds_of,
    wait_for_release,
)
from staffel.actions.case import Case
from staffel.queries.known_parties import known_parties
from staffel.queries.loads import LOADS, ids_as_text, loads, loads_of, next_day_starts
from staffel.rules.routing import (
    Considered,
    Load,
    Ranking,
    Round,
    candidates,
    chosen,
    free_places,
    rank_parties,
)


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
    caller changes afterwards, locked in the same order. Every search begins here with the partner that the prospect knows."""
    searching = [case for case in cases if case.brokerage]
    _know(searching)
    for case in [case for case in searching if is_halted(case)]:
        wait_for_release(case)
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
    _know(searching)
    return _plans(searching, {})


def _know(cases: Sequence[Case]) -> None:
    """Searches that have looked at nobody yet begin with the partners that their prospects know: one query for all."""
    beginning = [case for case in cases if case.brokerage and not case.brokerage.considered["rounds"]]
    known = known_parties([case.lead for case in beginning])
    for case in beginning:
        ask_first(case, known.get(case.lead.id, ()))


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
    if not plans:
        return True  # somebody else may still answer; the locks are the caller's
    if plans[0].case.book.serial != serial:
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
    elif case.lead.desk_returns >= case.policy.max_returns and _is_by_hand(case):
        plan.is_idle = bool(case.open_offers)
        plan.desk_reason = "came_back_often"
    return plan


def _is_by_hand(case: Case) -> bool:
    """Whether the desk itself chose everybody whom the open brokerage has asked: a ranking gave nobody a place."""
    assert case.brokerage is not None
    places = [offer.place for offer in case.offers if offer.brokerage_id == case.brokerage.id]
    return bool(places) and not any(places)


def _round_of(plan: Plan) -> Round | None:
    return next(iter(rounds_of(plan.case)[plan.round_index :]), None)


def _count(plans: Sequence[Plan], known: dict[UUID, Load]) -> None:
    """Count those whom the plans' rounds reach and nobody has counted yet."""
    reached: set[UUID] = set()
    for plan in plans:
        if round_ := _round_of(plan):
            reached.update(candidates(ask_of(plan.case), round_, plan.case.book.network))
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
    if plan.round_index + 1 >= len(rounds_of(plan.case)):
        return False
    plan.round_index += 1
    return True


def _ranking(case: Case, round_: Round, known: Mapping[UUID, Load], *, index: int) -> Ranking:
    assert case.brokerage is not None
    ask = ask_of(case)
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
    return [(ranking.found(party_id), choice.starts_at[party_id]) for party_id in choice.parties]


def _is_wished(case: Case, ranking: Ranking) -> bool:
    return bool(ranking.ordered) and ranking.ordered[0].party_id in asked_first(case)


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


def _looks(kept: Sequence[dict[str, Any]], rankings: Sequence[tuple[int, Ranking]]) -> list[dict[str, Any]]:
    """Of each round its first look, which gives the places, and its last, which gives the reasons."""
    looks: dict[int, list[dict[str, Any]]] = {}
    new = [{"round": index, **ranking.stored()} for index, ranking in rankings]
    for look in [*kept, *new]:
        looks.setdefault(look["round"], []).append(look)
    return [look for same in looks.values() for look in (same if len(same) < 3 else [same[0], same[-1]])]


def _carry_out(plan: Plan) -> None:
    case, brokerage = plan.case, plan.case.brokerage
    assert brokerage is not None
    kept = {**brokerage.considered, "rounds": _looks(brokerage.considered["rounds"], plan.rankings)}
    # who waits for a free place begins where it stood: the nearest come first tomorrow too
    case.change(brokerage, considered=kept, round=brokerage.round if plan.slot_at else plan.round_index)
    for pick, starts_at in plan.picks:
        make_offer(case, pick.party_id, starts_at=starts_at, place=pick.place, distance_m=pick.distance_m)
    if plan.slot_at is not None:
        case.promise("slot", until=plan.slot_at)
        case.enter("brokerage.waiting", brokerage=brokerage, until=plan.slot_at)
    elif plan.desk_reason:
        lay_on_desk(case, plan.desk_reason)
