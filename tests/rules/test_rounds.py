"""Rounds that could never ask anybody are refused, each with its place and field."""

from uuid import UUID

import pytest

from staffel.rules.campaigns import Market
from staffel.rules.rankings import Round
from staffel.rules.rounds import Wrong, wrong_in

DESK = UUID(int=1)


@pytest.mark.parametrize(
    ("round_", "field", "code"),
    [
        (Round("a", at_once=0), "at_once", "round_at_once"),
        (Round("a", at_once=21), "at_once", "round_at_once"),
        (Round("a", limit=0), "limit", "round_limit"),
        (Round("a", reach="distance", within_km=0), "within_km", "round_distance"),
        (Round("a", reach="distance", within_km=2001), "within_km", "round_distance"),
        (Round("a", kinds=()), "kinds", "round_kinds_missing"),
        (Round("a", kinds=("firm",)), "kinds", "round_kinds_missing"),
        (Round("a", desks=(UUID(int=2),)), "desks", "round_desk_unknown"),
        (Round("a", order="mix"), "mix", "round_mix"),
        (Round("a", order="mix", mix={"nearest": -1.0, "load": 2.0}), "mix", "round_mix"),
        (Round("a", order="mix", mix={"height": 1.0}), "mix", "round_mix"),
        (Round("a", window={"hot": 60, "warm": 60}), "window", "round_window"),
        (Round("a", window={"hot": 60, "warm": 60, "cold": 0}), "window", "round_window"),
    ],
)
def test_a_round_that_cannot_be_is_refused_with_its_field(round_: Round, field: str, code: str) -> None:
    assert wrong_in(Market((Round("ok"), round_)), desks={DESK}) == (Wrong(1, field, code),)


def test_rounds_that_can_be_pass() -> None:
    mixed = Round("mixed", order="mix", mix={"nearest": 0.5}, reach="distance", within_km=40)
    assert wrong_in(Market((Round("a"), mixed, Round("own", desks=(DESK,), kinds=()))), desks={DESK}) == ()


def test_no_round_too_many_and_the_same_twice_are_refused() -> None:
    assert wrong_in(Market(), desks=()) == (Wrong(None, "", "rounds_missing"),)
    many = Market(tuple(Round(str(n)) for n in range(13)))
    assert wrong_in(many, desks=()) == (Wrong(None, "", "rounds_many"),)
    assert wrong_in(Market((Round("a"), Round("a"))), desks=()) == (Wrong(1, "key", "round_twice"),)
