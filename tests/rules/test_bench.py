"""A market tried out: whose turn comes when, as long as nobody wants the lead."""

from datetime import timedelta
from uuid import UUID

from staffel.rules.bench import Heat, reached, tried
from staffel.rules.routing import Load, Round
from tests.rules.cast import AUGSBURG, BERLIN, MONDAY_NOON, OTTO, PAUL, PETRA, TOM, ask, network, partner

NET = network([partner(PAUL), partner(PETRA, AUGSBURG), partner(OTTO, BERLIN), partner(TOM, is_paused=True)])


def waves(heat: Heat) -> list[tuple[UUID, int]]:
    return [(turn.party.party_id, turn.wave) for turn in heat.turns]


def test_rounds_ask_in_turn_and_nobody_twice() -> None:
    rounds = (Round("near", limit=1), Round("all", reach="anywhere", at_once=2))
    first, second = tried(ask(), rounds, NET, {}, seed=1, max_offers=5, now=MONDAY_NOON)
    assert waves(first) == [(PAUL, 1)]
    assert waves(second) == [(PETRA, 1), (OTTO, 1)]
    assert second.ranking.counts["asked"] == 1
    assert second.ranking.counts["paused"] == 1


def test_those_at_once_are_one_wave_and_the_next_move_up() -> None:
    (heat,) = tried(
        ask(), [Round("all", reach="anywhere", at_once=2)], NET, {}, seed=1, max_offers=5, now=MONDAY_NOON
    )
    assert waves(heat) == [(PAUL, 1), (PETRA, 1), (OTTO, 2)]


def test_the_policy_ends_it_before_the_rounds_do() -> None:
    rounds = [Round("all", reach="anywhere", at_once=2), Round("again", reach="anywhere")]
    heats = tried(ask(), rounds, NET, {}, seed=1, max_offers=2, now=MONDAY_NOON)
    assert [len(heat.turns) for heat in heats] == [2, 0]


def test_a_hot_lead_at_night_waits_for_whoever_opens_next() -> None:
    night = MONDAY_NOON + timedelta(hours=11)
    (heat,) = tried(ask(temperature="hot"), [Round("all")], NET, {}, seed=1, max_offers=1, now=night)
    assert heat.turns[0].starts_at == night + timedelta(hours=10)


def test_who_is_full_is_not_asked_and_the_nearest_of_the_others_comes_first() -> None:
    net = network([partner(OTTO, BERLIN, capacity_open=1), partner(PAUL, capacity_open=1)])
    loads = {PAUL: Load(open_mandates=1), OTTO: Load(open_mandates=1)}
    (heat,) = tried(ask(), [Round("all")], net, loads, seed=1, max_offers=3, now=MONDAY_NOON)
    assert waves(heat) == []
    assert [one.seat.id for one in heat.ranking.rejections] == [PAUL, OTTO]


def test_loads_are_needed_of_all_whom_a_round_reaches() -> None:
    rounds = [Round("near", reach="distance", within_km=100), Round("far", reach="distance", within_km=1)]
    assert reached(ask(), rounds, NET) == {PAUL, PETRA, TOM}
