"""Who is reached by a round, who is kept out by territory, who was wished or is known."""

from uuid import UUID

import pytest

from staffel.rules.network import AreaRule
from staffel.rules.routing import Round, candidates
from tests.rules.cast import (
    AUGSBURG,
    BERLIN,
    OTTO,
    PAUL,
    PETRA,
    VERA,
    ask,
    network,
    order_of,
    partner,
    rank,
    reasons_of,
)


# Who is reached
def test_parties_elsewhere_and_of_other_kinds_are_only_counted() -> None:
    areas = [
        AreaRule(PAUL, "DE", "prefix", "80"),
        AreaRule(PETRA, "DE", "prefix", "10"),
        AreaRule(VERA, "DE", "country"),
    ]
    net = network([partner(PAUL), partner(PETRA), partner(OTTO), partner(VERA, kind="desk")], areas)
    ranking = rank(net)
    assert (order_of(ranking), ranking.rejected, ranking.counts) == ([PAUL], (), {"outside_area": 2})
    assert candidates(ask(), Round("first"), net) == [PAUL]


def test_a_round_by_distance_needs_no_area() -> None:
    net = network([partner(PAUL, AUGSBURG), partner(PETRA, BERLIN), partner(OTTO, None)], [])
    ranking = rank(net, Round("near", reach="distance", within_km=60))
    assert (order_of(ranking), ranking.counts) == ([PAUL], {"outside_area": 2})


def test_a_lead_of_unknown_place_reaches_nobody_by_distance_and_says_so() -> None:
    ranking = rank(
        network([partner(PAUL)]), Round("near", reach="distance", within_km=60), latitude=None, longitude=None
    )
    assert (ranking.ordered, ranking.counts) == ((), {"place_unknown": 1})


def test_a_round_anywhere_reaches_everybody() -> None:
    net = network([partner(PAUL, BERLIN), partner(PETRA, None), partner(VERA, kind="desk")], [])
    assert order_of(rank(net, Round("last", reach="anywhere"))) == [PAUL, PETRA]
    assert order_of(rank(net, Round("last", reach="anywhere", kinds=("desk",)))) == [VERA]


def test_a_round_that_names_desks_asks_exactly_these() -> None:
    net = network([partner(VERA, None, kind="desk", languages=frozenset()), partner(PAUL)], [])
    ranking = rank(net, Round("own sales", desks=(VERA, VERA, OTTO), tags=("pv",), same_language=True))
    assert (order_of(ranking), ranking.counts) == ([VERA], {})


def test_tags_of_the_round_and_of_an_answer_are_all_demanded() -> None:
    net = network(
        [
            partner(PAUL, tags=frozenset({"gold", "pv"})),
            partner(PETRA, tags=frozenset({"gold"})),
            partner(OTTO),
        ]
    )
    round_ = Round("first", tags=("gold",), tag_from="system")
    assert order_of(rank(net, round_, answers={"system": "pv"})) == [PAUL]
    assert set(order_of(rank(net, round_))) == {PAUL, PETRA}
    assert reasons_of(rank(net, round_, answers={"system": ["pv"]})) == {
        PETRA: ("tag_missing",),
        OTTO: ("tag_missing",),
    }


def test_a_language_is_demanded_only_where_the_round_says_so_and_it_is_known() -> None:
    net = network([partner(PAUL), partner(PETRA, languages=frozenset({"de", "it"}))])
    round_ = Round("first", same_language=True)
    assert order_of(rank(net, round_, language="it")) == [PETRA]
    assert reasons_of(rank(net, round_, language="it")) == {PAUL: ("language",)}
    assert len(order_of(rank(net, round_, language=""))) == len(order_of(rank(net, language="it"))) == 2


# Protected territory
EXCLUSIVE = [
    AreaRule(PAUL, "DE", "prefix", "80", product="pv", is_exclusive=True),
    AreaRule(PETRA, "DE", "country"),
]


@pytest.mark.parametrize("round_", [Round("first"), Round("near", reach="distance", within_km=900)])
def test_in_an_exclusive_area_only_its_holder_is_asked(round_: Round) -> None:
    ranking = rank(network([partner(PAUL), partner(PETRA)], EXCLUSIVE), round_, product="pv")
    assert order_of(ranking) == [PAUL]
    assert reasons_of(ranking) == {PETRA: ("territory_protected",)}


def test_an_exclusive_area_protects_its_product_only() -> None:
    assert order_of(rank(network([partner(PAUL), partner(PETRA)], EXCLUSIVE), product="roof")) == [PETRA]


def test_a_holder_who_is_not_active_protects_nothing() -> None:
    net = network([partner(PAUL, is_active=False), partner(PETRA)], EXCLUSIVE)
    assert order_of(rank(net, product="pv")) == [PETRA]


def test_a_holder_who_cannot_be_asked_keeps_its_territory() -> None:
    ranking = rank(network([partner(PAUL, is_paused=True), partner(PETRA)], EXCLUSIVE), product="pv")
    assert ranking.ordered == ()
    assert ranking.counts == {"paused": 1, "territory_protected": 1}


@pytest.mark.parametrize("round_", [Round("last", reach="anywhere"), Round("own", desks=(PETRA,))])
def test_territory_does_not_bind_rounds_that_ask_by_neither_area_nor_distance(round_: Round) -> None:
    assert PETRA in order_of(rank(network([partner(PAUL), partner(PETRA)], EXCLUSIVE), round_, product="pv"))


# Wished or known
def test_a_wished_party_is_asked_first_and_alone_also_elsewhere() -> None:
    net = network([partner(PAUL, BERLIN), partner(PETRA), partner(OTTO)], EXCLUSIVE)
    ranking = rank(net, Round("first", at_once=3, tags=("gold",)), first=(PAUL,))
    assert (order_of(ranking), ranking.counts) == ([PAUL], {"wished_first": 1, "outside_area": 1})
    assert candidates(ask(first=(PAUL,)), Round("first"), net) == [PAUL, PETRA]


def test_wished_parties_are_asked_one_after_the_other() -> None:
    net = network([partner(PAUL), partner(PETRA), partner(OTTO)])
    assert order_of(rank(net, first=(PETRA, PAUL))) == [PETRA]
    assert order_of(rank(net, first=(PETRA, PAUL), refused={PETRA: "declined"})) == [PAUL]
    assert order_of(rank(net, first=(PETRA,), refused={PETRA: "declined"})) == order_of(
        rank(net, refused={PETRA: "x"})
    )


def test_a_wished_party_that_cannot_be_asked_is_told_also_from_elsewhere() -> None:
    areas = [AreaRule(PETRA, "DE", "country")]
    ranking = rank(
        network([partner(PAUL, is_paused=True), partner(PETRA), partner(OTTO)], areas),
        first=(PAUL, UUID(int=77)),
    )
    assert order_of(ranking) == [PETRA]
    assert reasons_of(ranking) == {PAUL: ("paused",)}
    assert ranking.counts == {"paused": 1, "outside_area": 1}
