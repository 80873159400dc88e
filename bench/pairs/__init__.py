"""Pairs of enquiries with the truth beside them: is it one person or are they two? What rules.duplicates is judged by.

`tuned` is what the rule may be tuned on; `held_out` has other names, towns and dice and is only judged. Both were written
before the rule, but for two rare kinds that came while it was written, and know nothing of how it decides.
"""

from bench.pairs.hard import HARD
from bench.pairs.kinds import Pair, made_pairs
from bench.pairs.names import HELD_OUT, TUNED

__all__ = ["Pair", "held_out", "tuned"]


def tuned() -> list[Pair]:
    """The pairs to work with, and the cases written by hand."""
    return [*made_pairs(TUNED, seed="tuned"), *HARD]


def held_out() -> list[Pair]:
    """The pairs nobody tunes on."""
    return made_pairs(HELD_OUT, seed="held out")
