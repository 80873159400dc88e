"""How a German word sounds, and whether two words are one with a slip of the fingers or of the ear."""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

_NO_LETTER: Final = re.compile(r"[^a-z]")
_RUN: Final = re.compile(r"(.)\1+")
_ALWAYS: Final = dict.fromkeys("aeijouy", "0") | {
    "b": "1", "f": "3", "v": "3", "w": "3", "g": "4", "k": "4", "q": "4", "l": "5", "m": "6", "n": "6", "r": "7", "s": "8",
    "z": "8", "h": "",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """The Kölner Phonetik (H. J. Postel, 1969) of a folded word: "meyer", "maier" and "mayr" are "67". A word without
    Latin letters stands for itself."""
    letters = _NO_LETTER.sub("", word)
    if not letters:
        return word
    codes = "".join(
        _code(before, letter, after)
        for before, letter, after in zip(f" {letters}", letters, f"{letters[1:]} ", strict=False)
    )
    short = _RUN.sub(r"\1", codes)
    return short[:1] + short[1:].replace("0", "")


def _code(before: str, letter: str, after: str) -> str:
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after in "csz" else "2"
    if letter == "x":
        return "8" if before in "ckq" else "48"
    if letter == "c":
        is_hard = after in ("ahkloqrux" if before == " " else "ahkoqux")
        return "4" if is_hard and before not in "sz" else "8"
    return _ALWAYS[letter]


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, changed or swapped with the next, at most four."""
    return int(OSA.distance(one, other, score_cutoff=3))


def are_alike(one: str, other: str) -> bool:
    """Whether one word may be the other with a slip: one in short words, two in long ones; or it sounds like it. The first
    letter is seldom wrong: Becker and Wecker are two names."""
    if one == other:
        return True
    shorter, longer = sorted((len(one), len(other)))
    if shorter < 3 or longer < 4 or one[0] != other[0]:
        return False
    if slips(one, other) <= (2 if shorter >= 8 else 1):
        return True
    return len(sound(one)) >= 2 and sound(one) == sound(other) and slips(one, other) <= 3
