"""What routing knows of the parties: one immutable snapshot, indexed by where they work and where they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from uuid import UUID

from staffel.rules.areas import AreaConflict, AreaIndex, AreaKind, AreaRule, overlapping_exclusive_areas
from staffel.rules.globe import Points, Vector, ground_m, vector, vector_or_none
from staffel.rules.places import canonical_code
from staffel.rules.worktime import WorkCalendar, is_open, next_opening

__all__ = [
    "AreaConflict",
    "AreaKind",
    "AreaRule",
    "Bidder",
    "Network",
    "PartyKind",
    "Seat",
    "Skills",
    "Standing",
    "overlapping_exclusive_areas",
]

PLACES_KEPT: Final = 2_000
PartyKind = Literal["desk", "agency", "partner"]


@dataclass(frozen=True, slots=True)
class Bidder:
    """A party that may be asked. `has_people`: somebody acts for it, who is invited does not yet; `is_reachable`: a message
    gets to one of them. Positions in decimal degrees; capacities None = unlimited; `weight` 1.0 is a normal share."""

    id: UUID
    kind: PartyKind
    name: str
    is_active: bool
    is_reachable: bool
    calendar: WorkCalendar
    is_paused: bool = False
    paused_until: datetime | None = None
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    capacity_open: int | None = None
    capacity_day: int | None = None
    capacity_week: int | None = None
    weight: float = 1.0
    has_people: bool = True

    def is_absent_at(self, now: datetime) -> bool:
        absences = self.calendar.absences
        return bool(absences) and any(start <= now < end for start, end in absences)

    def is_paused_at(self, now: datetime) -> bool:
        return self.is_paused or (self.paused_until is not None and now < self.paused_until)

    def returned_at(self, now: datetime) -> datetime | None:
        """The end of the last absence that is over, UTC; None when there was none."""
        absences = self.calendar.absences
        return max((end for _, end in absences if end <= now), default=None) if absences else None


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """A bidder in one snapshot, with what is worked out once. Compared by identity: it is looked up hundreds of times a lead."""

    bidder: Bidder
    id: UUID
    weight: float
    key: bytes
    point: Vector | None
    hours: WorkCalendar  # its calendar without absences, the same object for all who work alike
    is_limited: bool


class Skills(NamedTuple):
    """What a party must have: all these tags, and the language unless it is ""."""

    tags: frozenset[str] = frozenset()
    language: str = ""


class Standing(NamedTuple):
    """What holds for a party at one moment for any lead that demands the same skills: why it cannot be asked, whether it is at work."""

    reasons: tuple[str, ...]
    is_open: bool
    returned_at: datetime | None


def _seat(bidder: Bidder, alike: dict[WorkCalendar, WorkCalendar]) -> Seat:
    if bidder.weight <= 0:
        raise ValueError(f"The weight of {bidder.name} is {bidder.weight}; it must be above zero.")
    hours = replace(bidder.calendar, absences=())
    limits = (bidder.capacity_open, bidder.capacity_day, bidder.capacity_week)
    return Seat(
        bidder=bidder,
        id=bidder.id,
        weight=bidder.weight,
        key=bidder.id.bytes,
        point=vector_or_none(bidder.latitude, bidder.longitude),
        hours=alike.setdefault(hours, hours),
        is_limited=limits != (None, None, None),
    )


class Network:
    """The parties and their areas at one moment of configuration. Build it with `Network.of`, keep it, share it between threads."""

    def __init__(self, seats: Sequence[Seat], areas: Iterable[AreaRule]) -> None:
        self._seats: dict[UUID, Seat] = {seat.id: seat for seat in seats}
        self.bidders: Mapping[UUID, Bidder] = MappingProxyType({seat.id: seat.bidder for seat in seats})
        self._areas = AreaIndex(
            (area, (self._seats[area.party_id], area.product, area.is_exclusive))
            for area in areas
            if area.party_id in self._seats
        )
        self._points = Points((seat, seat.point) for seat in seats if seat.point is not None)
        self._covering: dict[tuple[str, str, Vector | None, str], dict[Seat, bool]] = {}
        self._kinds: dict[str, list[Seat]] = defaultdict(list)
        for seat in seats:
            self._kinds[seat.bidder.kind].append(seat)
        # Replaced whole, so that threads may share the network.
        self._moment = _Moment(datetime.min.replace(tzinfo=UTC))

    @classmethod
    def of(cls, bidders: Iterable[Bidder], areas: Iterable[AreaRule]) -> "Network":
        """Refuses a weight that is not above zero. Areas of parties that are not among the bidders are left out."""
        alike: dict[WorkCalendar, WorkCalendar] = {}
        return cls([_seat(bidder, alike) for bidder in bidders], areas)

    def in_area(
        self, country: str, postal_code: str, latitude: float | None, longitude: float | None, product: str
    ) -> dict[UUID, bool]:
        """The parties whose areas cover the place for that product; True: by an exclusive area."""
        point = vector_or_none(latitude, longitude)
        covering = self.seats_in_area(country, canonical_code(country, postal_code), point, product)
        return {seat.id: is_exclusive for seat, is_exclusive in covering.items()}

    def within(self, latitude: float, longitude: float, metres: float) -> dict[UUID, float]:
        """The parties located at most so far away, with their distance in metres."""
        point = vector(latitude, longitude)
        return {
            seat.id: ground_m(seat.point, point)
            for seat in self.seats_within(point, metres)
            if seat.point is not None
        }

    def seat(self, party_id: UUID) -> Seat | None:
        return self._seats.get(party_id)

    def seats_of(self, kinds: Iterable[str]) -> list[Seat]:
        return [seat for kind in kinds for seat in self._kinds.get(kind, ())]

    def count_of(self, kinds: Iterable[str]) -> int:
        return sum(len(self._kinds.get(kind, ())) for kind in kinds)

    def seats_within(self, point: Vector, metres: float) -> list[Seat]:
        return self._points.within(point, metres)

    def seats_in_area(self, country: str, code: str, point: Vector | None, product: str) -> dict[Seat, bool]:
        """As `in_area`, for a canonical code and a vector. Kept for the last places that were asked about: a lead asks
        twice, an import often. Not to be changed."""
        place = (country, code, point, product)
        found = self._covering.get(place)
        if found is None:
            found = {}
            for seat, only, is_exclusive in self._areas.at(country, code, point):
                if not only or only == product:
                    found[seat] = found.get(seat, False) or is_exclusive
            if len(self._covering) >= PLACES_KEPT:
                self._covering.clear()
            self._covering[place] = found
        return found

    def standings(self, seats: Iterable[Seat], skills: Skills, now: datetime) -> dict[Seat, Standing]:
        """What holds for these at `now` where those skills are demanded; may contain more."""
        moment = self._moment
        if moment.now != now:
            moment = self._moment = _Moment(now)
        known = moment.standings[skills]
        for seat in seats:
            if seat not in known:
                known[seat] = moment.standing(seat, skills)
        return known


class _Moment:
    """What was found out about one `now`: a batch of leads asks the same of the same parties again and again."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.standings: dict[Skills, dict[Seat, Standing]] = defaultdict(dict)
        self._open: dict[int, bool] = {}
        self._opening: dict[int, datetime | None] = {}

    def standing(self, seat: Seat, skills: Skills) -> Standing:
        bidder = seat.bidder
        is_absent = bidder.is_absent_at(self.now)
        reasons = (
            ("inactive", not bidder.is_active),
            ("nobody_in", bidder.is_active and not bidder.has_people),
            ("unreachable", bidder.has_people and not bidder.is_reachable),
            ("absent", is_absent),
            ("absent_soon", not is_absent and self._leaves_before_work(seat)),
            ("paused", bidder.is_paused_at(self.now)),
            ("tag_missing", not skills.tags <= bidder.tags),
            ("language", bool(skills.language) and skills.language not in bidder.languages),
        )
        return Standing(
            reasons=tuple([reason for reason, holds in reasons if holds]),
            is_open=not is_absent and self._is_open(seat.hours),
            returned_at=bidder.returned_at(self.now),
        )

    def _leaves_before_work(self, seat: Seat) -> bool:
        """Whether an absence lies over the party's next opening: what it is offered until then ends with the absence's
        beginning, before it has worked a minute. At work now, it never does."""
        coming = [away for away in seat.bidder.calendar.absences if away[0] > self.now]
        if not coming or self._is_open(seat.hours):
            return False
        opens = self._opens_at(seat.hours)
        return opens is not None and any(start <= opens < end for start, end in coming)

    def _opens_at(self, hours: WorkCalendar) -> datetime | None:
        if id(hours) not in self._opening:
            self._opening[id(hours)] = next_opening(self.now, hours)
        return self._opening[id(hours)]

    def _is_open(self, hours: WorkCalendar) -> bool:
        found = self._open.get(id(hours))
        if found is None:
            found = self._open[id(hours)] = is_open(self.now, hours)
        return found
