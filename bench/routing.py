"""How long ranking takes with 5,000 partners: one lead alone, and a lead in a batch of 200."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from statistics import median
from time import perf_counter
from uuid import UUID

from bench.network import CODES, DICE, PARTNERS, bidder, nasty_areas, party_id, realistic_areas
from bench.results import Line, Results
from staffel.rules.network import Network
from staffel.rules.places import place_of
from staffel.rules.rankings import Order
from staffel.rules.routing import Ask, Load, Round, candidates, chosen, rank_parties

LEADS = 200
ALONE_MS, IN_A_BATCH_MS = 2.0, 0.4
ORDERS: tuple[Order, ...] = ("nearest", "load", "mix")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


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


def measure(results: Results, *, runs: int) -> None:
    parties = [bidder(number) for number in range(PARTNERS)]
    loads = {
        party.id: Load(DICE.randrange(8), DICE.randrange(3), 1, 3, NOW.replace(minute=DICE.randrange(60)))
        for party in parties
    }
    for name, areas in (("realistic", realistic_areas(parties)), ("nasty", nasty_areas(parties))):
        network = Network.of(parties, areas)
        for order in ORDERS:
            _measure(results, name, order, network, loads, runs=runs)


def _measure(
    results: Results, name: str, order: Order, network: Network, loads: Mapping[UUID, Load], *, runs: int
) -> None:
    round_ = Round(
        "bench", order=order, mix={"nearest": 1, "load": 2, "waiting": 1}, tag_from="kind", same_language=True
    )
    asks = [ask(number) for number in range(LEADS)]
    reached = f"{median(len(candidates(one, round_, network)) for one in asks):.0f} candidates"
    alone, batch = [], []
    for run in range(runs):
        # A moment of its own for each lead: nothing is remembered from the one before.
        moments = [NOW.replace(minute=run, microsecond=at) for at in range(1, LEADS + 1)]
        pairs = zip(asks, moments, strict=True)
        alone.append(
            median(milliseconds(partial(route, one, round_, network, loads, at)) for one, at in pairs)
        )
        together = NOW.replace(minute=run)
        batch.append(
            median(milliseconds(partial(route, one, round_, network, loads, together)) for one in asks)
        )
    what = f"{name} network, {order}"
    results.add(Line("routing", f"{what}, alone", "ms", tuple(alone), aim=ALONE_MS, note=reached))
    results.add(
        Line("routing", f"{what}, in a batch", "ms a lead", tuple(batch), aim=IN_A_BATCH_MS, note=reached)
    )
