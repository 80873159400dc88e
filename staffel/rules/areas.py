"""Which areas cover a place: an index by country, code, prefix, range and circle, never a scan."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Final, Generic, Literal, TypeVar
from uuid import UUID

from staffel.rules.globe import Circles, Vector, vector
from staffel.rules.places import canonical_code, distance_m, load_places, located_code

AreaKind = Literal["country", "code", "prefix", "range", "radius"]
T = TypeVar("T")

_AFTER_ALL: Final = "\x7f"  # sorts after every digit and letter: prefix + this is the end of the prefix


@dataclass(frozen=True, slots=True)
class AreaRule:
    """One area of one party.

    `country`: ISO 3166-1 alpha-2; "" only for a circle that may cross borders. `first`: the code or prefix, or the range's start;
    `last`: the range's end, with everything that begins with it. A circle: decimal degrees and kilometres.
    `product`: "" is every product. `is_exclusive`: while the party is active, no other is asked there.
    """

    party_id: UUID
    country: str
    kind: AreaKind
    first: str = ""
    last: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    product: str = ""
    is_exclusive: bool = False

    def span(self) -> tuple[str, str] | None:
        """The canonical codes it covers, from (inclusive) to (exclusive); None for a circle."""
        first, last = canonical_code(self.country, self.first), canonical_code(self.country, self.last)
        match self.kind:
            case "country":
                return "", _AFTER_ALL
            case "code" | "prefix":
                return first, first + _AFTER_ALL
            case "range":
                return first, last + _AFTER_ALL
            case "radius":
                return None

    def circle(self) -> tuple[float, float, float] | None:
        """Latitude, longitude and metres; None for other kinds and circles that are not fully known."""
        if self.kind != "radius" or self.latitude is None or self.longitude is None or self.radius_km is None:
            return None
        return self.latitude, self.longitude, self.radius_km * 1000


class Spans(Generic[T]):
    """Things over intervals of codes, as a segment tree: each is filed at a few nodes, a code asks one path to the root."""

    def __init__(self, things: Sequence[tuple[str, str, T]]) -> None:
        self._edges = sorted({edge for start, end, _ in things for edge in (start, end)})
        self._nodes: dict[int, list[T]] = defaultdict(list)
        for start, end, thing in things:
            self._file(bisect_left(self._edges, start), bisect_left(self._edges, end), thing)

    def _file(self, left: int, right: int, thing: T) -> None:
        left, right = left + len(self._edges), right + len(self._edges)
        while left < right:
            if left & 1:
                self._nodes[left].append(thing)
                left += 1
            if right & 1:
                right -= 1
                self._nodes[right].append(thing)
            left, right = left // 2, right // 2

    def at(self, code: str) -> Iterator[T]:
        node = bisect_right(self._edges, code) - 1
        if node < 0:
            return
        node += len(self._edges)
        while node:
            yield from self._nodes.get(node, ())
            node //= 2


class _Country(Generic[T]):
    def __init__(self, filed: Sequence[tuple[AreaRule, T]]) -> None:
        self._prefixes: dict[str, list[T]] = defaultdict(list)
        self._codes: dict[str, list[T]] = defaultdict(list)
        ranges = []
        for area, thing in filed:
            span = area.span()
            if span is None or (area.kind != "country" and not span[0]):
                continue  # a forgotten code must not become the whole country
            if area.kind == "range":
                ranges.append((*span, thing))
            else:
                (self._codes if area.kind == "code" else self._prefixes)[span[0]].append(thing)
        self._ranges = Spans(ranges)

    def at(self, country: str, code: str) -> Iterator[T]:
        for length in range(len(code) + 1):
            yield from self._prefixes.get(code[:length], ())
        for written in {code, located_code(country, code)}:
            yield from self._codes.get(written, ())
        yield from self._ranges.at(code)


class AreaIndex(Generic[T]):
    """Things filed by their areas."""

    def __init__(self, filed: Iterable[tuple[AreaRule, T]]) -> None:
        by_country: dict[str, list[tuple[AreaRule, T]]] = defaultdict(list)
        self._circles: dict[str, Circles[T]] = defaultdict(Circles)
        for area, thing in filed:
            if (circle := area.circle()) is not None:
                self._circles[area.country].add(thing, vector(*circle[:2]), circle[2])
            else:
                by_country[area.country].append((area, thing))
        self._countries = {country: _Country(areas) for country, areas in by_country.items()}

    def at(self, country: str, code: str, point: Vector | None) -> Iterator[T]:
        """What covers the canonical code or the point; the same thing may come more than once."""
        if country in self._countries:
            yield from self._countries[country].at(country, code)
        if point is not None:
            for bounds in {country, ""} & self._circles.keys():
                yield from self._circles[bounds].around(point)


@dataclass(frozen=True, slots=True)
class AreaConflict:
    """Two exclusive areas of different parties that cover the same place for the same product."""

    one: AreaRule
    other: AreaRule


def overlapping_exclusive_areas(areas: Iterable[AreaRule]) -> list[AreaConflict]:
    """The pairs that cannot both be exclusive, to be refused before they are stored. An area without a product is for every product.

    Codes are compared as written; a circle covers the known postal codes (centroids) that lie in it.
    """
    exclusive = [area for area in areas if area.is_exclusive]
    circles = [area for area in exclusive if area.circle() is not None]
    pairs = chain(
        _overlapping_spans(exclusive),
        (pair for pair in combinations(circles, 2) if _circles_meet(*pair)),
        ((one, other) for one in circles for other in exclusive if _circle_meets_span(one, other)),
    )
    return [AreaConflict(one, other) for one, other in pairs if _rival(one, other)]


def _rival(one: AreaRule, other: AreaRule) -> bool:
    return one.party_id != other.party_id and (
        "" in {one.product, other.product} or one.product == other.product
    )


def _overlapping_spans(areas: Sequence[AreaRule]) -> Iterator[tuple[AreaRule, AreaRule]]:
    spans = [
        (area.country, *span, number)
        for number, area in enumerate(areas)
        if (span := area.span()) is not None
    ]
    running: list[tuple[str, str, str, int]] = []
    for entry in sorted(spans):
        country, start, _, number = entry
        running = [before for before in running if before[0] == country and before[2] > start]
        for before in running:
            yield areas[before[3]], areas[number]
        running.append(entry)


def _circles_meet(one: AreaRule, other: AreaRule) -> bool:
    (latitude1, longitude1, metres1), (latitude2, longitude2, metres2) = (
        one.circle() or _NOWHERE,
        other.circle() or _NOWHERE,
    )
    if one.country != other.country and one.country and other.country:
        return False
    return distance_m(latitude1, longitude1, latitude2, longitude2) < metres1 + metres2


_NOWHERE: Final = (0.0, 0.0, 0.0)


def _circle_meets_span(circle: AreaRule, area: AreaRule) -> bool:
    span, (latitude, longitude, metres) = area.span(), circle.circle() or _NOWHERE
    if span is None or circle.country not in {"", area.country}:
        return False
    rows = load_places(area.country).between(*span)
    return any(distance_m(latitude, longitude, row.latitude, row.longitude) <= metres for row in rows)
