"""How many are asked at once, and who is at work when a lead is hot."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from staffel.rules.routing import Round, chosen, rank_parties
from tests.rules.cast import (
    AUGSBURG,
    BERLIN,
    MONDAY_NOON,
    OTTO,
    PAUL,
    PETRA,
    ask,
    calendar,
    network,
    order_of,
    partner,
    partners,
    rank,
)

SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)


EARLY = replace(calendar(), hours=(((360, 1020),),) * 5 + ((), ()))


@pytest.mark.parametrize(
    ("round_", "made", "count"),
    [
        (Round("first"), 0, 1),
        (Round("first", at_once=3), 0, 3),
        (Round("first", at_once=9), 0, 5),
        (Round("first", at_once=3, limit=4), 2, 2),
        (Round("first", at_once=3, limit=4), 4, 0),
    ],
)
def test_so_many_are_asked_at_once_as_the_round_allows(round_: Round, made: int, count: int) -> None:
    net = network(partners(5))
    ranking = rank(net, round_)
    choice = chosen(ranking, round_, temperature="warm", now=MONDAY_NOON, network=net, made=made)
    assert list(choice.parties) == order_of(ranking)[:count]
    assert choice.starts_at == dict.fromkeys(choice.parties, MONDAY_NOON)


@pytest.mark.parametrize(
    ("open_now", "temperature", "first"),
    [("hot", "hot", PETRA), ("hot", "warm", PAUL), ("always", "cold", PETRA), ("never", "hot", PAUL)],
)
def test_a_hot_lead_goes_to_who_is_at_work(open_now: str, temperature: str, first: UUID) -> None:
    asleep = replace(calendar(), hours=((),) * 7)
    net = network([partner(PAUL, calendar=asleep), partner(PETRA, AUGSBURG)])
    round_ = Round("first", open_now=open_now)  # type: ignore[arg-type]
    choice = chosen(rank(net, round_), round_, temperature=temperature, now=MONDAY_NOON, network=net)
    assert choice.parties == (first,)
    assert choice.starts_at == {first: MONDAY_NOON}


def test_where_nobody_is_at_work_the_next_to_open_are_asked_from_the_first_opening() -> None:
    net = network([partner(PAUL), partner(PETRA, BERLIN, calendar=EARLY), partner(OTTO, AUGSBURG)])
    round_ = Round("first", at_once=2)
    ranking = rank_parties(ask(), round_, net, {}, seed=1, now=SATURDAY)
    choice = chosen(ranking, round_, temperature="hot", now=SATURDAY, network=net)
    monday_at_six = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert choice.parties == (PETRA, PAUL)
    assert choice.starts_at == {PETRA: monday_at_six, PAUL: monday_at_six}


def test_where_nobody_ever_opens_nobody_is_chosen() -> None:
    net = network([partner(PAUL, calendar=replace(calendar(), hours=((),) * 7))])
    assert chosen(rank(net), Round("first"), temperature="hot", now=MONDAY_NOON, network=net).parties == ()


def test_a_moment_later_the_calendar_is_asked_again() -> None:
    net = network([partner(PAUL)])
    assert rank(net).ordered[0].is_open
    assert not rank(net, now=SATURDAY).ordered[0].is_open
    assert rank(net).ordered[0].is_open
