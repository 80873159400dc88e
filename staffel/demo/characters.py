"""How a party behaves: how fast it answers, whether it calls, how often it forgets. Drawn once for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Character:
    """Minutes are medians in working time; the others are shares from 0 to 1. `answers`: of the offers, at all;
    `accepts`: of those answered; `diligent`: of the next steps, without being reminded; `heeds`: of the reminders;
    `wins`: of the decided quotes."""

    answer_minutes: float
    answers: float
    accepts: float
    call_minutes: float
    diligent: float
    heeds: float
    wins: float


EAGER: Final = Character(8, 0.98, 0.9, 35, 0.95, 0.8, 0.62)
STEADY: Final = Character(35, 0.94, 0.82, 100, 0.88, 0.6, 0.52)
SLOW: Final = Character(150, 0.85, 0.74, 330, 0.75, 0.45, 0.42)
CARELESS: Final = Character(15, 0.96, 0.93, 450, 0.5, 0.3, 0.3)
SILENT: Final = Character(300, 0.25, 0.6, 600, 0.6, 0.3, 0.35)
OWN_SALES: Final = Character(20, 0.97, 0.92, 100, 0.92, 0.8, 0.55)

# Of a hundred partners so many behave so: a network as vendors describe theirs.
MIX: Final[Mapping[Character, int]] = {EAGER: 22, STEADY: 40, SLOW: 20, CARELESS: 10, SILENT: 8}


def drawn(count: int, chance: Random) -> list[Character]:
    """The characters of `count` partners, in these shares, shuffled."""
    deck = [character for character, share in MIX.items() for _ in range(share)]
    chance.shuffle(deck)
    return [deck[position % len(deck)] for position in range(count)]


def about(median: float, chance: Random) -> float:
    """A time around this median as people take it: often less, sometimes far more."""
    return chance.lognormvariate(log(median), 0.7)
