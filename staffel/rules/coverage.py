"""Where in a country nobody works, or only one, and where two work: counted by postal codes, not by ground."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field
from itertools import product as pairs_of
from typing import Final
from uuid import UUID

from staffel.rules.areas import AreaIndex, AreaRule
from staffel.rules.globe import vector
from staffel.rules.places import spots

REGION_DIGITS: Final = 2
NAMED: Final = 3


@dataclass(slots=True)
class Region:
    """The codes that begin with the same two signs. `nobody`, `one`: how many of `codes` nobody or only one party
    covers; `named`: some of the places without anybody."""

    key: str
    codes: int = 0
    nobody: int = 0
    one: int = 0
    named: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`open_codes`: those that nobody covers. `shared`: pairs of parties with how many codes both cover."""

    country: str
    regions: tuple[Region, ...]
    open_codes: frozenset[str]
    shared: Counter[tuple[UUID, UUID]]

    @property
    def codes(self) -> int:
        return sum(region.codes for region in self.regions)

    @property
    def empty(self) -> tuple[Region, ...]:
        """The regions with codes that nobody covers, the emptiest first."""
        found = [region for region in self.regions if region.nobody]
        return tuple(sorted(found, key=lambda region: (-region.nobody, region.key)))

    @property
    def thin(self) -> tuple[Region, ...]:
        """The other regions with codes that only one covers, the thinnest first."""
        found = [region for region in self.regions if region.one and not region.nobody]
        return tuple(sorted(found, key=lambda region: (-region.one, region.key)))


def coverage(
    country: str,
    areas: Iterable[AreaRule],
    *,
    active: Set[UUID],
    product: str = "",
    looked_at: Collection[UUID] = (),
) -> Coverage:
    """How the active parties cover a country for a product ("" is any). `looked_at`: of these the shared codes are
    counted, for areas that are for the same product."""
    index = AreaIndex(
        (area, (area.party_id, area.product))
        for area in areas
        if area.party_id in active and (not product or area.product in {"", product})
    )
    regions: dict[str, Region] = {}
    open_codes, shared, wanted = set(), Counter[tuple[UUID, UUID]](), set(looked_at)
    for spot in spots(country):
        region = regions.setdefault(spot.code[:REGION_DIGITS], Region(spot.code[:REGION_DIGITS]))
        region.codes += 1
        found = set(index.at(country, spot.code, vector(spot.latitude, spot.longitude)))
        parties = {party_id for party_id, _ in found}
        if not parties:
            open_codes.add(spot.code)
            region.nobody += 1
            if len(region.named) < NAMED:
                region.named.append(f"{spot.code} {spot.place}".strip())
        elif len(parties) == 1:
            region.one += 1
        elif parties & wanted:
            shared.update(_pairs(found, wanted))
    return Coverage(country, tuple(regions[key] for key in sorted(regions)), frozenset(open_codes), shared)


def _pairs(found: set[tuple[UUID, str]], wanted: set[UUID]) -> set[tuple[UUID, UUID]]:
    """The pairs that are asked for the same lead here, each once, in order."""
    products: dict[UUID, set[str]] = defaultdict(set)
    for party_id, product in found:
        products[party_id].add(product)
    return {
        (min(one, other), max(one, other))
        for one, other in pairs_of(wanted & products.keys(), products)
        if one != other and _meet(products[one], products[other])
    }


def _meet(one: set[str], other: set[str]) -> bool:
    return "" in one or "" in other or bool(one & other)
