"""The kinds of pairs, each made many times by dice that always fall alike."""

from dataclasses import dataclass
from random import Random
from typing import Final

from bench.pairs.names import Names
from bench.pairs.one_person import SAME
from bench.pairs.people import Town
from bench.pairs.two_people import DIFFERENT
from staffel.rules.prospects import Prospect

EACH: Final = 90
# Of a thousand enquiries hardly one; what they say does not tell them apart.
RARE: Final = {"father_and_son": 15, "family_half_named": 15, "namesakes_at_one_firm": 15}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two enquiries. `is_same`: one person has asked twice."""

    kind: str
    one: Prospect
    other: Prospect
    is_same: bool


def made_pairs(names: Names, *, seed: str) -> list[Pair]:
    """EACH pairs of every kind, the rare ones fewer."""
    pairs = []
    for is_same, kinds in ((True, SAME), (False, DIFFERENT)):
        for kind, make in kinds.items():
            chance = Random(f"{seed}/{kind}")
            town = Town(names, chance)
            for _ in range(RARE.get(kind, EACH)):
                one, other = make(town, chance)
                if chance.random() < 0.5:
                    one, other = other, one
                pairs.append(Pair(kind, one, other, is_same))
    return pairs
