"""Leads through the API, captured, routed and offered, beside an endpoint of the same server that inserts one row."""

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from bench.client import Driven, Target, drive
from bench.enquiries import enquiries
from bench.home import web_server
from bench.results import Line, Results

AN_EIGHTH = 1 / 8
WARM_UP_SECONDS = 3.0


def measure(results: Results, *, runs: int, seconds: float) -> None:
    from staffel.actions.keys import create_writer_key

    key = create_writer_key("bench")
    with web_server() as port:
        row, leads = Target(port, "/bench/row", key), Target(port, "/api/leads", key)
        bodies = _bodies()
        for target in (row, leads):
            drive(target, bodies, clients=8, seconds=WARM_UP_SECONDS)
        for clients in (1, 8):
            pairs = [
                [drive(target, bodies, clients=clients, seconds=seconds) for target in (row, leads)]
                for _ in range(runs)
            ]
            _add(results, clients, [(one, other) for one, other in pairs])


def _bodies() -> Iterator[dict[str, Any]]:
    """Always new enquiries, without end."""
    batches = (enquiries(f"api{number}", 1_000) for number in count())
    return (one.body() for one in chain.from_iterable(batches))


def _add(results: Results, clients: int, pairs: list[tuple[Driven, Driven]]) -> None:
    who = f"{clients} client{'s' * (clients > 1)}"
    cost = f"the clients take {100 * max(one.cores for one, _ in pairs):.0f} % of a core"
    results.add(Line("API", f"one-row endpoint, {who}", "/s", tuple(row.rate for row, _ in pairs), note=cost))
    results.add(Line("API", f"POST /api/leads, {who}", "leads/s", tuple(leads.rate for _, leads in pairs)))
    ratios = tuple(leads.rate / row.rate for row, leads in pairs)
    results.add(Line("API", f"leads for each row of the one-row endpoint, {who}", "", ratios, aim=AN_EIGHTH))
