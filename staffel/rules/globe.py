"""Which points and circles on the globe are near a point: grids of cells, so that nobody is measured in vain.

Points are kept as vectors in metres from the Earth's centre. Straight lines between them (chords) order like distances along the
ground, need no trigonometry to compare, and know neither poles nor a date line.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from math import asin, ceil, cos, dist, floor, log2, pi, radians, sin
from typing import Final, Generic, TypeVar

from staffel.rules.places import EARTH_RADIUS_M

Vector = tuple[float, float, float]
Cell = tuple[int, ...]
T = TypeVar("T")

POINT_CELL_M: Final = 50_000.0
_DIAMETER_M: Final = (
    2 * EARTH_RADIUS_M * (1 + 1e-12)
)  # a hair more, so that rounding never puts antipodes outside of asin


def vector(latitude: float, longitude: float) -> Vector:
    """The point of decimal degrees as metres from the Earth's centre."""
    phi, lam = radians(latitude), radians(longitude)
    across = EARTH_RADIUS_M * cos(phi)
    return across * cos(lam), across * sin(lam), EARTH_RADIUS_M * sin(phi)


def vector_or_none(latitude: float | None, longitude: float | None) -> Vector | None:
    return None if latitude is None or longitude is None else vector(latitude, longitude)


def ground_m(one: Vector, other: Vector) -> float:
    """Metres along the ground; the same as `places.distance_m`."""
    return _DIAMETER_M * asin(dist(one, other) / _DIAMETER_M)


def ground_between(one: Vector | None, other: Vector | None) -> int | None:
    """Whole metres along the ground; None where either point is unknown."""
    return None if one is None or other is None else round(_DIAMETER_M * asin(dist(one, other) / _DIAMETER_M))


def chord_m(ground: float) -> float:
    """The straight line under so many metres of ground."""
    return 2 * EARTH_RADIUS_M * sin(min(pi, max(0.0, ground) / EARTH_RADIUS_M) / 2)


def _box(centre: Vector, reach: float, size: float) -> list[range]:
    return [range(floor((axis - reach) / size), floor((axis + reach) / size) + 1) for axis in centre]


class Points(Generic[T]):
    """Things at points; `within` finds those near one."""

    def __init__(self, things: Iterable[tuple[T, Vector]]) -> None:
        self._cells: dict[Cell, list[tuple[T, Vector]]] = defaultdict(list)
        for thing, at in things:
            self._cells[tuple(floor(axis / POINT_CELL_M) for axis in at)].append((thing, at))

    def within(self, centre: Vector, metres: float) -> list[T]:
        """The things at most so many metres of ground away, in no particular order."""
        reach = chord_m(metres)
        return [
            thing for cell in self._near(centre, reach) for thing, at in cell if dist(at, centre) <= reach
        ]

    def _near(self, centre: Vector, reach: float) -> Iterator[list[tuple[T, Vector]]]:
        box = _box(centre, reach, POINT_CELL_M)
        if len(box[0]) * len(box[1]) * len(box[2]) > len(self._cells):
            inside = (
                cell
                for at, cell in self._cells.items()
                if all(axis in side for axis, side in zip(at, box, strict=True))
            )
            yield from inside
            return
        for at in product(*box):
            if at in self._cells:
                yield self._cells[at]


class Circles(Generic[T]):
    """Things that reach so far around a point; `around` finds those that reach a point.

    Each circle lies in cells about its own size, so it is filed under a few cells only, however large it is.
    """

    def __init__(self) -> None:
        self._cells: dict[Cell, list[tuple[T, Vector, float]]] = defaultdict(list)
        self._levels: set[int] = set()

    def add(self, thing: T, centre: Vector, metres: float) -> None:
        reach = chord_m(metres)
        level = max(0, ceil(log2(max(reach, 1.0))))
        self._levels.add(level)
        for at in product(*_box(centre, reach, 2.0**level)):
            self._cells[(level, *at)].append((thing, centre, reach))

    def around(self, point: Vector) -> Iterator[T]:
        for level in self._levels:
            size = 2.0**level
            for thing, centre, reach in self._cells.get((level, *(floor(axis / size) for axis in point)), ()):
                if dist(centre, point) <= reach:
                    yield thing
