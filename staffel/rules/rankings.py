"""The words of routing: what is asked for, what a round demands, and what came out of it for whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final, Literal, NamedTuple
from uuid import UUID

from staffel.rules.globe import Vector, ground_between
from staffel.rules.network import Seat

Reach = Literal["area", "distance", "anywhere"]
Order = Literal["nearest", "load", "waiting", "mix"]
OpenNow = Literal["hot", "always", "never"]

STORED_IN_FULL: Final = 20


@dataclass(frozen=True, slots=True)
class Ask:
    """A lead that looks for a party. `refused`: a party's reason why it is out ("declined", "gave_back", "lost", "taken_back",
    "asked"); `excluded`: by the prospect; `first`: wished by or already known to the prospect, in this order."""

    lead_id: UUID
    country: str
    postal_code: str
    latitude: float | None = None
    longitude: float | None = None
    product: str = ""
    language: str = ""
    temperature: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    excluded: frozenset[UUID] = frozenset()
    refused: Mapping[UUID, str] = field(default_factory=dict)
    first: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What a party has at this moment. `today` and `this_week`: offers in its own time zone that count for its daily and weekly limit."""

    open_mandates: int = 0
    open_offers: int = 0
    today: int = 0
    this_week: int = 0
    last_offered_at: datetime | None = None

    @property
    def on_hand(self) -> int:
        """What counts against the capacity at a time: an open offer reserves a place."""
        return self.open_mandates + self.open_offers

    def without_mandates(self, count: int) -> "Load":
        """What is left when so many of the open mandates end: what was taken today and this week stays taken."""
        return replace(self, open_mandates=self.open_mandates - count)

    def without_offers(self, count: int) -> "Load":
        """What is left when so many of the open offers end: each gives its place back."""
        return replace(
            self,
            open_offers=self.open_offers - count,
            today=self.today - count,
            this_week=self.this_week - count,
        )


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a market. `desks` names exactly who is asked, wherever they are; otherwise `kinds`, `reach`, `tags` (all of them),
    `tag_from` (the question whose answer names one more) and the language decide. `window`: minutes by temperature, overrides policy."""

    key: str
    kinds: tuple[str, ...] = ("partner",)
    desks: tuple[UUID, ...] = ()
    reach: Reach = "area"
    within_km: float | None = None
    tags: tuple[str, ...] = ()
    tag_from: str = ""
    same_language: bool = False
    order: Order = "nearest"
    mix: Mapping[str, float] = field(default_factory=dict)
    at_once: int = 1
    limit: int | None = None
    window: Mapping[str, int] | None = None
    open_now: OpenNow = "hot"


class Considered(NamedTuple):
    """One party and what was found. No reasons: it is eligible, and `place` 1 is asked first. `load` is the one compared:
    open mandates by weight, raised for somebody back from an absence. (A tuple, because hundreds are made per lead.)"""

    party_id: UUID
    reasons: tuple[str, ...]
    distance_m: int | None
    place: int | None
    load: float
    is_open: bool


class Rejection(NamedTuple):
    """Somebody who is not eligible, as found; made into a `Considered` only when somebody looks."""

    seat: Seat
    reasons: tuple[str, ...]
    load: Load
    is_open: bool


@dataclass(frozen=True)  # without slots, for the cached property
class Ranking:
    """Who is eligible, best first; who is not, with reasons; and how many for each reason, far-away parties only counted.

    `rejections` and `point` (of the lead) are what `rejected` is made from, when it is first read: most rankings are never opened.
    """

    ordered: tuple[Considered, ...]
    rejections: Sequence[Rejection]
    counts: Mapping[str, int]
    point: Vector | None

    @cached_property
    def rejected(self) -> tuple[Considered, ...]:
        return tuple(
            Considered(
                party_id=seat.id,
                reasons=reasons,
                distance_m=ground_between(seat.point, self.point),
                place=None,
                load=load.open_mandates / seat.weight,
                is_open=is_open,
            )
            for seat, reasons, load, is_open in self.rejections
        )

    def found(self, party_id: UUID) -> Considered:
        """An eligible party; those who are asked stand near the front."""
        return next(one for one in self.ordered if one.party_id == party_id)

    def stored(self) -> dict[str, object]:
        """For JSON: the 20 best in full with reasons, all others as counts per reason ("ranked_lower": eligible, further down)."""
        full = self.ordered[:STORED_IN_FULL]
        if len(full) < STORED_IN_FULL:
            full += self.rejected[: STORED_IN_FULL - len(full)]
        rest = Counter(self.counts)
        rest.subtract(reason for one in full for reason in one.reasons)
        rest["ranked_lower"] = max(0, len(self.ordered) - STORED_IN_FULL)
        return {
            "considered": [_stored(one) for one in full],
            "eligible": len(self.ordered),
            "others": {reason: count for reason, count in sorted(rest.items()) if count > 0},
        }


def _stored(one: Considered) -> dict[str, object]:
    return {
        "party_id": str(one.party_id),
        "reasons": list(one.reasons),
        "distance_m": one.distance_m,
        "place": one.place,
        "load": round(one.load, 4),
        "is_open": one.is_open,
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked now, and when each one's window starts (UTC). Nobody: the round has no one to ask."""

    parties: tuple[UUID, ...] = ()
    starts_at: Mapping[UUID, datetime] = field(default_factory=dict)
