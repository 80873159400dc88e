"""How long ranking takes with 5,000 partners: one lead alone, and a lead in a batch of 200 (medians)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

from staffel.rules.network import AreaRule, Bidder, Network
from staffel.rules.places import load_places, place_of
from staffel.rules.rankings import Order
from staffel.rules.routing import Ask, Load, Round, candidates, chosen, rank_parties
from staffel.rules.worktime import WorkCalendar, hours_from_text

PARTNERS = 5_000
LEADS = 200
ORDERS: tuple[Order, ...] = ("nearest", "load", "mix")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DICE = Random(1)
CODES = [
    code for code in load_places("DE").codes if (place := place_of("DE", code)) and place.matched == "exact"
]
HOURS = hours_from_text("Mo-Fr 08:00-12:00 13:00-17:00")


def party_id(number: int) -> UUID:
    return UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + number)


def bidder(number: int) -> Bidder:
    place = place_of("DE", DICE.choice(CODES))
    assert place is not None
    return Bidder(
        id=party_id(number),
        kind="partner",
        name=f"Partner {number}",
        is_active=DICE.random() < 0.97,
        is_reachable=True,
        calendar=WorkCalendar(timezone="Europe/Berlin", hours=HOURS, country="DE", region=place.region),
        country="DE",
        latitude=place.latitude,
        longitude=place.longitude,
        tags=frozenset(DICE.sample(["pv", "heat", "roof", "service"], 2)),
        languages=frozenset({"de"}),
        capacity_open=20,
    )


def realistic_areas(parties: list[Bidder]) -> list[AreaRule]:
    """A few two-digit prefixes, ranges and circles of 30 to 80 km: some 30 to 90 cover a code."""
    areas = []
    for party in parties:
        digits = DICE.choice(CODES)
        kind = DICE.choice(["prefix", "range", "radius"])
        if kind == "radius":
            areas.append(
                AreaRule(
                    party.id,
                    "DE",
                    "radius",
                    latitude=party.latitude,
                    longitude=party.longitude,
                    radius_km=DICE.uniform(30, 80),
                )
            )
        elif kind == "prefix":
            areas += [
                AreaRule(party.id, "DE", "prefix", digits[:3]),
                AreaRule(party.id, "DE", "prefix", digits[:2]),
            ]
        else:
            areas.append(AreaRule(party.id, "DE", "range", digits[:3], f"{min(999, int(digits[:3]) + 9):03}"))
    return areas


def nasty_areas(parties: list[Bidder]) -> list[AreaRule]:
    """About 200 cover every code: each has four of a hundred two-digit prefixes."""
    return [
        AreaRule(party.id, "DE", "prefix", f"{prefix:02}")
        for party in parties
        for prefix in DICE.sample(range(100), 4)
    ]


def ask(number: int) -> Ask:
    place = place_of("DE", DICE.choice(CODES))
    assert place is not None
    return Ask(
        lead_id=party_id(10**6 + number),
        country="DE",
        postal_code=place.code,
        latitude=place.latitude,
        longitude=place.longitude,
        temperature="hot",
        language="de",
        answers={"kind": "pv"},
    )


def milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def route(one: Ask, round_: Round, network: Network, loads: Mapping[UUID, Load], now: datetime) -> object:
    ranking = rank_parties(one, round_, network, loads, seed=one.lead_id.int, now=now)
    return chosen(ranking, round_, temperature=one.temperature, now=now, network=network)


def measure(name: str, order: Order, network: Network, loads: Mapping[UUID, Load]) -> None:
    round_ = Round(
        "bench", order=order, mix={"nearest": 1, "load": 2, "waiting": 1}, tag_from="kind", same_language=True
    )
    asks = [ask(number) for number in range(LEADS)]
    reached = median(len(candidates(one, round_, network)) for one in asks)
    # A moment of its own for each lead: nothing is remembered from the one before.
    moments = [NOW.replace(microsecond=at) for at in range(1, LEADS + 1)]
    alone = [
        milliseconds(partial(route, one, round_, network, loads, now))
        for one, now in zip(asks, moments, strict=True)
    ]
    batch = [milliseconds(partial(route, one, round_, network, loads, NOW)) for one in asks]
    print(
        f"{name:10} {order:8} {reached:5.0f} candidates   alone {median(alone):6.3f} ms"
        f"   in a batch {median(batch):6.3f} ms a lead"
    )


def main() -> None:
    parties = [bidder(number) for number in range(PARTNERS)]
    loads = {
        party.id: Load(DICE.randrange(8), DICE.randrange(3), 1, 3, NOW.replace(minute=DICE.randrange(60)))
        for party in parties
    }
    for name, areas in (("realistic", realistic_areas(parties)), ("nasty", nasty_areas(parties))):
        start = perf_counter()
        network = Network.of(parties, areas)
        built = (perf_counter() - start) * 1000
        print(f"{name:10} network of {len(parties)} parties and {len(areas)} areas built in {built:.0f} ms")
        for order in ORDERS:
            measure(name, order, network, loads)


if __name__ == "__main__":
    main()
