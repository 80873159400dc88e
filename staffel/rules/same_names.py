"""Whether two names are one person's, however they were written."""

from typing import Final, Literal

from staffel.rules.identities import Identity
from staffel.rules.sounds import are_alike

Level = Literal["", "same", "alike", "first_alike", "part", "relative", "differs"]
Half = Literal["", "same", "alike", "shorter", "initial", "differs"]
ORDER: Final[tuple[Level, ...]] = ("same", "alike", "first_alike", "part", "relative", "differs", "")
FEWEST_LETTERS: Final = 5


def persons(one: Identity, other: Identity) -> Level:
    """ "same"; "alike": a slip in the last name, or one of two last names; "first_alike": a slip in the first name, or
    one of two; "part": the first name is missing or an initial; "relative": the last name agrees and the first does not;
    "differs"; "" where nobody is named. First and last name may have changed places."""
    if not (one.has_name and other.has_name):
        return ""
    levels = [_level(_first(one.first, other.first), _last(one.last, other.last))]
    if one.first and other.first:
        crossed = ((one, other), (other, one))
        levels += [_level(_first(a.first, b.last), _last(a.last, b.first)) for a, b in crossed]
    level = min(levels, key=ORDER.index)
    if level == "differs":
        return level
    are_two = one.salutation and other.salutation and one.salutation != other.salutation and level != "same"
    are_generations = one.generation and other.generation and one.generation != other.generation
    return "relative" if are_two or are_generations else level


def _level(first: Half, last: Half) -> Level:
    if last == "differs" or (not last and first != "same"):
        return "differs"
    if first == "differs":
        return "relative" if last in ("same", "shorter") else "differs"
    if first in ("", "initial") or not last:
        return "part"
    if first in ("alike", "shorter"):
        return "first_alike"
    return "same" if last == "same" else "alike"


def _last(one: tuple[str, ...], other: tuple[str, ...]) -> Half:
    half = _half(one, other)
    if half or not (one and other):
        return half
    return "alike" if are_alike("".join(one), "".join(other)) else "differs"


def _first(one: tuple[str, ...], other: tuple[str, ...]) -> Half:
    half = _half(one, other)
    if half or not (one and other):
        return half
    if (len(one[0]) == 1 or len(other[0]) == 1) and one[0][0] == other[0][0]:
        return "initial"
    return "alike" if _is_first_name_slip("".join(one), "".join(other)) else "differs"


def _half(one: tuple[str, ...], other: tuple[str, ...]) -> Half:
    """ "" also where they are neither the same nor parts of each other."""
    if not (one and other):
        return ""
    if "".join(one) == "".join(other):
        return "same"
    return "shorter" if set(one) < set(other) or set(other) < set(one) else ""


def _is_first_name_slip(one: str, other: str) -> bool:
    """The end of a first name tells women from men (Andrea, Andreas; Christian, Christina): a slip there is none."""
    is_long = min(len(one), len(other)) >= FEWEST_LETTERS
    return is_long and one[-1] == other[-1] and are_alike(one, other)
