"""Where a postal code lies, and how far two points are apart.

Positions: GeoNames (CC BY 4.0), see staffel/data/README.md. The table is read once per country, when it is first asked for.
"""

import csv
import gzip
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median
from typing import Final, Literal, NamedTuple

from staffel.rules.regions import region_code

TABLE: Final = Path(__file__).parent.parent / "data" / "postal_codes.csv.gz"
EARTH_RADIUS_M: Final = 6_371_008.8
SHORTEST_PREFIX: Final = 2

_LETTERED = frozenset({"AD", "CA", "GB", "GG", "GI", "IE", "IM", "JE", "MT"})
_OUTWARD = frozenset({"GB", "GG", "IM", "JE"})
_KNOWN_LENGTH = {"CA": 3, "FR": 5, "IE": 3, "MT": 3, "NL": 4, "PT": 4, "US": 5}
_OTHER_CHARACTERS = re.compile(r"[^0-9A-Z]+")
_COUNTRY_LETTERS = re.compile(r"^[A-Z]{1,3}(?=[0-9])")

# German codes of large recipients: the source names their states in English, or gives the recipient as the place.
_FOREIGN_STATES = frozenset(
    {
        "Bavaria",
        "Lower Saxony",
        "Saxony",
        "Saxony-Anhalt",
        "Thuringia",
        "Mecklenburg-Western Pomerania",
        "Land Berlin",
    }
)
_RECIPIENT = re.compile(
    r"^(?!(?:Freiamt|Freigericht|Linsengericht)$).*(?:"
    r"GmbH|mbH|&|/o |\be\. ?V\b"
    r"|\b(?:AG|KG|OHG|SE|BKK|AOK|HUK|IHK|DAK|BG|DB|Abt|Agentur|Amazon|Deutsche[rsn]?|Hochschule|Magistrat|Möbel|Post|Postbank"
    r"|Stadtwerke|Universität|Versand|Werke|Zentrale)\b"
    r"|(?:[Aa]mt|[Aa]nstalt|[Bb]ank|[Ee]innahme|[Gg]enossenschaft|[Gg]ericht|[Gg]esellschaft|[Kk]asse|[Kk]linik|[Kk]liniken"
    r"|[Kk]linikum|[Kk]rankenhaus|[Mm]inisterium|[Rr]undfunk|[Ss]chule|[Ss]ervice|[Vv]erlag|[Vv]ersicherung|[Vv]ertrieb"
    r"|[Vv]erwaltung)\b)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A postal code's centre (decimal degrees, WGS 84). `region` is a code of the `holidays` package, "" when unknown.

    `matched`: "exact" is this very code; "prefix" is the median of the known codes that share its longest prefix,
    with their name only where several agree on it.
    """

    country: str
    code: str
    place: str
    region: str
    latitude: float
    longitude: float
    matched: Literal["exact", "prefix"]


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    region: str
    latitude: float
    longitude: float
    is_recipient: bool


def canonical_code(country: str, postal_code: str) -> str:
    """Digits and upper-case letters only, without a country's letters in front: "D-80 331" is "80331", "1011 ab" is "1011AB"."""
    code = _OTHER_CHARACTERS.sub("", postal_code.upper())
    return code if country in _LETTERED else _COUNTRY_LETTERS.sub("", code)


def located_code(country: str, code: str) -> str:
    """The part of a canonical code by which places are known: "1011AB" (NL) is "1011", "SW1A1AA" (GB) is "SW1A"."""
    if country in _OUTWARD:
        return code[:-3] if len(code) > 4 else code
    return code[: _KNOWN_LENGTH.get(country, len(code))]


@lru_cache(maxsize=20_000)
def place_of(country: str, postal_code: str) -> Place | None:
    """Where the code of an ISO 3166-1 alpha-2 country lies; None for unknown countries and codes that share no two characters."""
    code = canonical_code(country, postal_code)
    known = load_places(country)
    wanted = located_code(country, code)
    row = known.row(wanted)
    if row is not None and not row.is_recipient:
        return Place(country, code, row.place, row.region, row.latitude, row.longitude, "exact")
    for length in range(len(wanted), SHORTEST_PREFIX - 1, -1):
        neighbours = [row for row in known.rows(wanted[:length]) if not row.is_recipient]
        if neighbours:
            return _middle(country, code, neighbours)
    return None


@lru_cache(maxsize=20_000)
def is_unknown_code(country: str, postal_code: str) -> bool:
    """Whether the table has the country but not this very code; of a country that it lacks nobody can tell."""
    known = load_places(country)
    wanted = located_code(country, canonical_code(country, postal_code))
    return bool(known.codes) and known.row(wanted) is None


def _middle(country: str, code: str, rows: Sequence[_Row]) -> Place:
    names = {row.place for row in rows}
    regions = Counter(row.region for row in rows)
    return Place(
        country=country,
        code=code,
        place=names.pop() if len(names) == 1 < len(rows) else "",
        region=max(sorted(regions), key=regions.__getitem__),
        latitude=median(row.latitude for row in rows),
        longitude=median(row.longitude for row in rows),
        matched="prefix",
    )


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """One country's rows, sorted by code and parsed only when asked for: 11,000 codes take 2 MB."""

    country: str
    codes: Sequence[str]
    lines: Sequence[bytes]

    def row(self, code: str) -> _Row | None:
        at = bisect_left(self.codes, code)
        return self._parsed(at) if code and at < len(self.codes) and self.codes[at] == code else None

    def rows(self, prefix: str) -> Iterator[_Row]:
        return self.between(prefix, prefix + "\x7f")

    def between(self, first: str, end: str) -> Iterator[_Row]:
        return map(self._parsed, range(bisect_left(self.codes, first), bisect_left(self.codes, end)))

    def _parsed(self, at: int) -> _Row:
        _, _, place, region, latitude, longitude = next(csv.reader([self.lines[at].decode()]))
        return _Row(
            place=place,
            region=region_code(self.country, region),
            latitude=float(latitude),
            longitude=float(longitude),
            is_recipient=self.country == "DE"
            and (region in _FOREIGN_STATES or bool(_RECIPIENT.search(place))),
        )


@lru_cache(maxsize=64)
def load_places(country: str) -> KnownPlaces:
    """Read one country from the shipped table (the only file a rule reads); empty for a country that is not in it."""
    mark = f"{country},"
    rows = []
    for line in _lines_of(country):
        written = line[len(mark) : line.index(b",", len(mark))].decode()
        rows.append((located_code(country, canonical_code(country, written)), line))
    rows.sort()
    return KnownPlaces(country, [code for code, _ in rows], [line for _, line in rows])


class Spot(NamedTuple):
    """A known code with its place and centre in decimal degrees."""

    code: str
    place: str
    latitude: float
    longitude: float


@lru_cache(maxsize=8)
def spots(country: str) -> tuple[Spot, ...]:
    """Every known code of a country in order, without those of large recipients; read once, a few MB."""
    known = load_places(country)
    rows = zip(known.codes, known.rows(""), strict=True)
    return tuple(
        Spot(code, row.place, row.latitude, row.longitude) for code, row in rows if not row.is_recipient
    )


@lru_cache(maxsize=4096)
def place_near(country: str, latitude: float, longitude: float) -> Spot | None:
    """The known code whose centre is nearest; None for a country that is not in the table."""
    narrower = cos(radians(latitude))

    def away(spot: Spot) -> float:
        return (spot.latitude - latitude) ** 2 + ((spot.longitude - longitude) * narrower) ** 2

    return min(spots(country), key=away, default=None)


def _lines_of(country: str) -> list[bytes]:
    text = bytearray()
    with gzip.open(TABLE, "rb") as table:
        while chunk := table.read(1 << 18):
            text += chunk
            # The table is sorted: what follows the country need not be unpacked.
            if text[text.rfind(b"\n") + 1 :][:2] > country.encode():
                break
    mark = f"\n{country},".encode()
    start, last = text.find(mark), text.rfind(mark)
    return bytes(text[start + 1 : text.index(b"\n", last + 1)]).split(b"\n") if start >= 0 else []


def distance_m(latitude1: float, longitude1: float, latitude2: float, longitude2: float) -> float:
    """Metres along the great circle between two points in decimal degrees.

    Haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68, 1984) with the mean radius of the Earth of
    WGS 84 (IUGG, 6,371,008.8 m); within 0.6 % of the ellipsoid.
    """
    phi1, phi2 = radians(latitude1), radians(latitude2)
    half = sin((phi2 - phi1) / 2) ** 2
    half += cos(phi1) * cos(phi2) * sin(radians(longitude2 - longitude1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))
