"""The cast as routing sees it, and a few ways to make more of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from staffel.rules.network import AreaRule, Bidder, Network
from staffel.rules.routing import Ask, Load, Ranking, Round, rank_parties
from staffel.rules.worktime import WorkCalendar

MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
NINE_TO_FIVE = (((540, 1020),),) * 5 + ((), ())
MUNICH = (48.137, 11.575)
AUGSBURG = (48.371, 10.898)
BERLIN = (52.517, 13.388)
VERA, TOM, PAUL, PETRA, OTTO = (UUID(int=number) for number in range(1, 6))


def calendar(*absences: tuple[datetime, datetime]) -> WorkCalendar:
    return WorkCalendar(
        timezone="Europe/Berlin", hours=NINE_TO_FIVE, country="DE", region="BY", absences=absences
    )


def partner(party_id: UUID, at: tuple[float, float] | None = MUNICH, **facts: object) -> Bidder:
    latitude, longitude = at or (None, None)
    defaults: dict[str, object] = {
        "kind": "partner",
        "name": f"Partner {party_id.int}",
        "is_active": True,
        "is_reachable": True,
        "calendar": calendar(),
        "country": "DE",
        "languages": frozenset({"de"}),
    }
    return Bidder(id=party_id, latitude=latitude, longitude=longitude, **{**defaults, **facts})  # type: ignore[arg-type]


def partners(count: int, **facts: object) -> list[Bidder]:
    return [partner(UUID(int=100 + number), **facts) for number in range(count)]  # type: ignore[arg-type]


def germany(party_id: UUID, **facts: object) -> AreaRule:
    return AreaRule(party_id, "DE", "country", **facts)  # type: ignore[arg-type]


def network(bidders: Sequence[Bidder], areas: Iterable[AreaRule] | None = None) -> Network:
    """Everybody covers Germany unless areas are given."""
    return Network.of(bidders, [germany(bidder.id) for bidder in bidders] if areas is None else areas)


def ask(**facts: object) -> Ask:
    defaults: dict[str, object] = {
        "lead_id": UUID(int=9_999),
        "country": "DE",
        "postal_code": "80331",
        "latitude": MUNICH[0],
        "longitude": MUNICH[1],
        "language": "de",
        "temperature": "warm",
    }
    return Ask(**{**defaults, **facts})  # type: ignore[arg-type]


def rank(
    net: Network,
    round_: Round | None = None,
    loads: Mapping[UUID, Load] | None = None,
    *,
    seed: int = 7,
    now: datetime = MONDAY_NOON,
    **facts: object,
) -> Ranking:
    return rank_parties(ask(**facts), round_ or Round("first"), net, loads or {}, seed=seed, now=now)


def order_of(ranking: Ranking) -> list[UUID]:
    return [one.party_id for one in ranking.ordered]


def reasons_of(ranking: Ranking) -> dict[UUID, tuple[str, ...]]:
    return {one.party_id: one.reasons for one in ranking.rejected}


def days(number: float) -> timedelta:
    return timedelta(days=number)
