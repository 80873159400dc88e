"""In which order partners are asked, and why not the others: what KPIS.md says must always hold, and each rule by itself."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.eligibility import _WORDS
from staffel.rules.network import AreaRule, Bidder, Network
from staffel.rules.rankings import Order
from staffel.rules.routing import Load, Round, free_places, reasons_in_words
from staffel.rules.worktime import WorkCalendar
from tests.rules.cast import (
    AUGSBURG,
    BERLIN,
    MONDAY_NOON,
    MUNICH,
    OTTO,
    PAUL,
    PETRA,
    TOM,
    calendar,
    days,
    network,
    order_of,
    partner,
    partners,
    rank,
    reasons_of,
)

ORDERS: list[Order] = ["nearest", "load", "waiting", "mix"]
MIX = {"nearest": 1.0, "load": 1.0, "waiting": 1.0}


def offer_batch(
    net: Network, round_: Round, leads: int, loads: dict[UUID, Load] | None = None
) -> Counter[UUID]:
    """Offers leads one after the other at the same moment, as an import does, and counts who got how many."""
    loads = dict(loads or {})
    got: Counter[UUID] = Counter()
    for number in range(leads):
        ranking = rank(net, round_, loads, seed=number, lead_id=UUID(int=number))
        first = ranking.ordered[0].party_id
        got[first] += 1
        load = loads.get(first, Load())
        loads[first] = replace(load, open_offers=load.open_offers + 1, last_offered_at=MONDAY_NOON)
    return got


# What must always hold, 1
@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 9), st.sampled_from(ORDERS))
def test_a_batch_to_equal_partners_differs_by_one_at_most(leads: int, count: int, order: Order) -> None:
    equals = partners(count)
    got = offer_batch(network(equals), Round("first", order=order, mix=MIX), leads)
    shares = [got[one.id] for one in equals]
    assert max(shares) - min(shares) <= 1


def test_a_partner_of_double_weight_gets_two_thirds() -> None:
    got = offer_batch(network([partner(PAUL), partner(PETRA, weight=2.0)]), Round("first", order="load"), 30)
    assert got == {PAUL: 10, PETRA: 20}


# What must always hold, 2
YESTERDAY, TOMORROW = MONDAY_NOON - days(1), MONDAY_NOON + days(1)


@pytest.mark.parametrize(
    ("facts", "load", "asked", "reason"),
    [
        ({"is_active": False}, Load(), {}, "inactive"),
        ({"is_reachable": False}, Load(), {}, "unreachable"),
        ({"has_people": False, "is_reachable": False}, Load(), {}, "nobody_in"),
        ({"calendar": calendar((YESTERDAY, TOMORROW))}, Load(), {}, "absent"),
        ({"is_paused": True}, Load(), {}, "paused"),
        ({"paused_until": TOMORROW}, Load(), {}, "paused"),
        ({"capacity_open": 2}, Load(open_mandates=2), {}, "full"),
        ({"capacity_open": 2}, Load(open_mandates=1, open_offers=1), {}, "full"),
        ({"capacity_open": 0}, Load(), {}, "full"),
        ({"capacity_day": 3}, Load(today=3), {}, "full_today"),
        ({"capacity_week": 5}, Load(this_week=5), {}, "full_this_week"),
        ({}, Load(), {"excluded": frozenset({PAUL})}, "excluded"),
        *(
            ({}, Load(), {"refused": {PAUL: code}}, code)
            for code in ("declined", "gave_back", "lost", "taken_back", "asked")
        ),
    ],
)
@pytest.mark.parametrize("wished", [(), (PAUL,)])
def test_who_must_not_be_asked_is_not_and_the_reason_is_told(
    facts: dict[str, object], load: Load, asked: dict[str, Any], reason: str, wished: tuple[UUID, ...]
) -> None:
    net = network([partner(PAUL, **facts), partner(PETRA, BERLIN)])  # type: ignore[arg-type]
    ranking = rank(net, loads={PAUL: load}, first=wished, **asked)
    assert order_of(ranking) == [PETRA]
    assert reasons_of(ranking) == {PAUL: (reason,)}
    assert ranking.counts == {reason: 1}


@pytest.mark.parametrize(
    "facts",
    [
        {"calendar": calendar((TOMORROW, TOMORROW + days(7)))},
        {"calendar": calendar((YESTERDAY, MONDAY_NOON))},
        {"paused_until": MONDAY_NOON},
        {"capacity_open": 3, "capacity_day": 2, "capacity_week": 4},
    ],
)
def test_who_may_be_asked_again_is(facts: dict[str, object]) -> None:
    load = Load(open_mandates=1, open_offers=1, today=1, this_week=3)
    assert order_of(rank(network([partner(PAUL, **facts)]), loads={PAUL: load})) == [PAUL]  # type: ignore[arg-type]


def hours(count: int) -> timedelta:
    return timedelta(hours=count)


MONDAY_EVENING, TUESDAY_NINE = MONDAY_NOON + hours(7), MONDAY_NOON + hours(21)


@pytest.mark.parametrize(
    ("away", "is_asked"),
    [
        ((MONDAY_EVENING + hours(6), MONDAY_EVENING + days(7)), False),  # from midnight on
        ((TUESDAY_NINE, TUESDAY_NINE + hours(2)), False),  # the offer would end as the day begins
        ((TUESDAY_NINE + hours(1), TUESDAY_NINE + days(7)), True),  # an hour to answer
        ((MONDAY_EVENING + hours(1), MONDAY_EVENING + hours(3)), True),  # back before work begins
        ((TUESDAY_NINE + days(2), TUESDAY_NINE + days(9)), True),
    ],
)
@pytest.mark.parametrize("wished", [(), (PAUL,)])
def test_whoever_leaves_before_the_next_working_hour_is_not_asked(
    away: tuple[datetime, datetime], is_asked: bool, wished: tuple[UUID, ...]
) -> None:
    net = network([partner(PAUL, calendar=calendar(away)), partner(PETRA, BERLIN)])
    ranking = rank(net, now=MONDAY_EVENING, first=wished)
    assert (PAUL in order_of(ranking)) is is_asked
    assert reasons_of(ranking) == ({} if is_asked else {PAUL: ("absent_soon",)})


def test_whoever_is_at_work_is_asked_though_it_leaves_tonight() -> None:
    leaving = calendar((MONDAY_EVENING, MONDAY_EVENING + days(7)))
    assert order_of(rank(network([partner(PAUL, calendar=leaving)]))) == [PAUL]


def test_without_any_hours_nobody_leaves_before_them() -> None:
    never = WorkCalendar(
        timezone="Europe/Berlin",
        hours=((),) * 7,
        country="",
        region="",
        absences=((MONDAY_EVENING, MONDAY_EVENING + days(7)),),
    )
    assert order_of(rank(network([partner(PAUL, calendar=never)]))) == [PAUL]


def test_every_reason_that_holds_is_told() -> None:
    paul = partner(PAUL, is_active=False, is_paused=True, capacity_open=0)
    assert reasons_of(rank(network([paul]), excluded=frozenset({PAUL}))) == {
        PAUL: ("inactive", "paused", "full", "excluded")
    }


# What must always hold, 3
def test_load_counts_open_mandates_by_weight_and_who_has_none_takes_part() -> None:
    net = network([partner(PAUL), partner(PETRA, weight=4.0), partner(OTTO)])
    loads = {PAUL: Load(open_mandates=1), PETRA: Load(open_mandates=2)}
    ranking = rank(net, Round("first", order="load"), loads)
    assert [(one.party_id, one.load) for one in ranking.ordered] == [(OTTO, 0.0), (PETRA, 0.5), (PAUL, 1.0)]


def test_an_open_offer_reserves_a_place_but_is_no_load() -> None:
    net = network([partner(PAUL, capacity_open=5), partner(PETRA)])
    ranking = rank(
        net, Round("first", order="load"), {PAUL: Load(open_offers=4), PETRA: Load(open_mandates=1)}
    )
    assert order_of(ranking) == [PAUL, PETRA]
    assert ranking.ordered[0].load == 0
    assert free_places(net.bidders[PAUL], Load(open_offers=5)) == ("full",)


# What must always hold, 6
def back(since: timedelta) -> Bidder:
    return partner(PAUL, calendar=calendar((MONDAY_NOON - days(30), MONDAY_NOON - since)))


@pytest.mark.parametrize("order", ORDERS)
def test_who_is_back_from_an_absence_gets_no_flood(order: Order) -> None:
    others = partners(9)
    loads = {one.id: Load(open_mandates=6, last_offered_at=MONDAY_NOON - days(2)) for one in others}
    got = offer_batch(network([back(days(1)), *others]), Round("first", order=order, mix=MIX), 40, loads)
    assert got[PAUL] <= 5


@pytest.mark.parametrize("order", ORDERS)
def test_who_is_back_from_an_absence_is_not_punished(order: Order) -> None:
    others = partners(9)
    loads = {one.id: Load(open_mandates=6, last_offered_at=MONDAY_NOON - days(2)) for one in others}
    got = offer_batch(network([back(days(1)), *others]), Round("first", order=order, mix=MIX), 40, loads)
    assert got[PAUL] >= 3


def test_who_is_back_counts_as_the_least_loaded_who_was_not_away() -> None:
    loads = {PETRA: Load(open_mandates=3), OTTO: Load(open_mandates=5)}
    net = network([back(days(1)), partner(PETRA), partner(OTTO)])
    assert {one.party_id: one.load for one in rank(net, loads=loads).ordered} == {PAUL: 3, PETRA: 3, OTTO: 5}


def test_who_has_more_than_the_least_loaded_keeps_its_load() -> None:
    ranking = rank(network([back(days(1)), partner(PETRA)]), loads={PAUL: Load(open_mandates=4)})
    assert {one.party_id: one.load for one in ranking.ordered} == {PAUL: 4, PETRA: 0}


def test_the_wait_of_who_is_back_starts_at_the_return() -> None:
    net = network([back(days(1)), partner(PETRA), partner(OTTO)])
    loads = {
        PETRA: Load(last_offered_at=MONDAY_NOON - days(2)),
        OTTO: Load(last_offered_at=MONDAY_NOON - timedelta(hours=1)),
    }
    assert order_of(rank(net, Round("first", order="waiting"), loads)) == [PETRA, PAUL, OTTO]


def test_after_a_while_an_absence_is_forgotten() -> None:
    ranking = rank(network([back(days(8)), partner(PETRA)]), loads={PETRA: Load(open_mandates=3)})
    assert {one.party_id: one.load for one in ranking.ordered} == {PAUL: 0, PETRA: 3}


def test_where_everybody_was_away_loads_are_their_own() -> None:
    assert rank(network([back(days(1))]), loads={PAUL: Load(open_mandates=2)}).ordered[0].load == 2


# What must always hold, 8
@pytest.mark.parametrize("order", ORDERS)
@settings(deadline=None)
@given(seed=st.integers(0, 2**128))
def test_all_else_equal_the_nearest_comes_first(order: Order, seed: int) -> None:
    net = network(
        [partner(PAUL, BERLIN), partner(PETRA, AUGSBURG), partner(OTTO, None), partner(TOM, MUNICH)]
    )
    assert order_of(rank(net, Round("first", order=order, mix=MIX), seed=seed)) == [TOM, PETRA, PAUL, OTTO]


def test_the_distance_is_told_in_metres() -> None:
    ranking = rank(network([partner(PAUL, AUGSBURG), partner(PETRA, None)]))
    assert [(one.distance_m is not None and 50_000 < one.distance_m < 60_000) for one in ranking.ordered] == [
        True,
        False,
    ]


# The order
def test_never_offered_comes_before_the_longest_wait() -> None:
    net = network([partner(PAUL), partner(PETRA), partner(OTTO)])
    loads = {PAUL: Load(last_offered_at=YESTERDAY), PETRA: Load(last_offered_at=MONDAY_NOON - days(3))}
    assert order_of(rank(net, Round("first", order="waiting"), loads)) == [OTTO, PETRA, PAUL]


@pytest.mark.parametrize(
    ("mix", "first"),
    [
        ({"nearest": 3, "load": 1}, PAUL),
        ({"nearest": 1, "load": 3}, PETRA),
        ({"nearest": 1, "waiting": 3}, PETRA),
    ],
)
def test_a_mix_weighs_what_it_is_told_to(mix: dict[str, float], first: UUID) -> None:
    loads = {
        PAUL: Load(open_mandates=5, last_offered_at=MONDAY_NOON),
        PETRA: Load(open_mandates=1, last_offered_at=YESTERDAY),
    }
    net = network([partner(PAUL, MUNICH), partner(PETRA, AUGSBURG)])
    assert order_of(rank(net, Round("first", order="mix", mix=mix), loads))[0] == first


@pytest.mark.parametrize("order", ORDERS)
def test_ties_fall_fairly_over_the_seeds_and_the_same_for_the_same_seed(order: Order) -> None:
    net, round_ = network(partners(4)), Round("first", order=order, mix=MIX)
    firsts = Counter(order_of(rank(net, round_, seed=seed))[0] for seed in range(2_000))
    assert len(firsts) == 4
    assert all(400 < count < 600 for count in firsts.values())
    assert order_of(rank(net, round_, seed=3)) == order_of(rank(network(partners(4)[::-1]), round_, seed=3))


# What is stored and said
def test_the_twenty_best_are_stored_in_full_and_the_others_as_counts() -> None:
    bidders = [*partners(25), partner(PAUL, is_paused=True), partner(PETRA)]
    net = network(bidders, [AreaRule(one.id, "DE", "country") for one in bidders[:-1]])
    stored = json.loads(json.dumps(rank(net).stored()))
    assert len(stored["considered"]) == 20
    assert stored["considered"][0]["place"] == 1
    assert stored["eligible"] == 25
    assert stored["others"] == {"outside_area": 1, "paused": 1, "ranked_lower": 5}


def test_what_is_stored_in_full_is_not_counted_again() -> None:
    stored = rank(network([partner(PAUL, is_paused=True)])).stored()
    assert (stored["eligible"], stored["others"]) == (0, {})


@pytest.mark.parametrize("reason", _WORDS)
def test_every_reason_has_words_in_both_languages(reason: str) -> None:
    german, english = reasons_in_words(reason, "de"), reasons_in_words(reason, "en")
    assert german != english
    assert reason not in {german, english}


def test_an_unknown_reason_is_shown_rather_than_hidden() -> None:
    assert reasons_in_words("moonphase", "de") == "moonphase"


# A property of all of it
loads = st.builds(
    Load,
    open_mandates=st.integers(0, 4),
    open_offers=st.integers(0, 2),
    last_offered_at=st.none() | st.integers(0, 99).map(lambda hours: MONDAY_NOON - timedelta(hours=hours)),
)
bidders = st.builds(
    partner,
    st.integers(1, 9).map(lambda number: UUID(int=number)),
    st.sampled_from([MUNICH, AUGSBURG, BERLIN, None]),
    is_active=st.booleans(),
    is_paused=st.booleans(),
    capacity_open=st.none() | st.integers(0, 4),
    weight=st.floats(0.1, 10),
    calendar=st.sampled_from([calendar(), calendar((YESTERDAY, TOMORROW)), back(days(1)).calendar]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(bidders, max_size=9, unique_by=lambda one: one.id),
    st.lists(loads, min_size=9, max_size=9),
    st.sampled_from(ORDERS),
    st.lists(st.integers(1, 9).map(lambda number: UUID(int=number)), max_size=2),
)
def test_everybody_is_either_in_order_or_has_a_reason(
    some: list[Bidder], some_loads: list[Load], order: Order, wished: list[UUID]
) -> None:
    by_id = {UUID(int=number): load for number, load in enumerate(some_loads, start=1)}
    ranking = rank(network(some), Round("first", order=order, mix=MIX), by_id, first=tuple(wished))
    assert [one.place for one in ranking.ordered] == list(range(1, len(ranking.ordered) + 1))
    assert all(one.reasons for one in ranking.rejected)
    judged = len(ranking.ordered) + len(ranking.rejected) + ranking.counts.get("wished_first", 0)
    assert judged == len(some)
    for one in ranking.ordered:
        bidder = next(bidder for bidder in some if bidder.id == one.party_id)
        assert bidder.is_active
        assert not bidder.is_paused
        assert not bidder.is_absent_at(MONDAY_NOON)
        assert free_places(bidder, by_id[bidder.id]) == ()
