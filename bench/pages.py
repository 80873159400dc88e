"""`make bench-pages`: how long the pages take to answer in a large network, measured in the server's own process.

python -m bench.pages [--times 10] [--runs 15] [--json FILE]. 100,000 leads, 5,000 partners and more than 500,000 entries;
`--times 10` makes ten times as many leads.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bench.copies import copy_leads
from bench.home import own_home
from bench.network import stored_network
from bench.past import make_past
from bench.results import Line, Results

if TYPE_CHECKING:
    from django.test import Client

SEEDS = 10_000  # captured by the real action; the others are their copies
COPIES = 9
AIM_MS = 100.0
FIGURES_MS = 300.0  # a statement is read now and then, and counts all leads of its period


def main() -> None:
    chosen = _arguments()
    results = Results(is_quick=False)
    with own_home():
        make_data(results, times=chosen.times)
        measure(results, runs=chosen.runs)
    results.write(chosen.json)
    print(f"\n{results.markdown()}\n\nAll runs: {chosen.json}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="Times the pages.")
    parser.add_argument("--times", type=int, default=1, help="so many times 100,000 leads")
    parser.add_argument("--runs", type=int, default=15, help="so many runs of each page")
    parser.add_argument(
        "--json", type=Path, default=Path("bench-results.json"), help="where the runs are written"
    )
    return parser.parse_args()


def make_data(results: Results, *, times: int) -> None:
    """An installation with so many times 100,000 leads and their whole journal."""
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from staffel.models import Entry, Lead, Party

    begun, now = perf_counter(), timezone.now()
    stored_network(now=now - timedelta(days=120))
    make_past(SEEDS, now=now, leaves_open=True)
    copy_leads((COPIES + 1) * times - 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    what = f"{Lead.objects.count():,} leads, {Party.objects.count():,} parties, {Entry.objects.count():,} entries made"
    results.add(Line("data", what, "s", (perf_counter() - begun,)))


def measure(results: Results, *, runs: int) -> None:
    """Every page as often, beside the smallest answer that the server can give."""
    for name, client, path in _pages():
        for _ in range(2):
            client.get(path)
        times = tuple(_milliseconds(client, path) for _ in range(runs))
        results.add(Line("pages", name, "ms", times, aim=_aim(path)))


def _aim(path: str) -> float | None:
    if path == "/healthz":
        return None
    return FIGURES_MS if path.startswith("/figures/") else AIM_MS


def _milliseconds(client: "Client", path: str) -> float:
    begun = perf_counter()
    response = client.get(path)
    taken = (perf_counter() - begun) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return taken


def _pages() -> Iterator[tuple[str, "Client", str]]:
    from django.db.models import Count
    from django.test import Client

    from staffel.models import Lead, Membership

    desk, field_sales, partner, nobody = (Client(headers={"host": "localhost"}) for _ in range(4))
    desk.force_login(Membership.objects.get(person__email="ada@example.com").person)
    field_sales.force_login(Membership.objects.get(person__email="falk@example.com").person)
    busiest = (
        Lead.objects.filter(status="working")
        .values("holder")
        .annotate(count=Count("id"))
        .order_by("-count")
        .first()
    )
    assert busiest is not None, "somebody works leads"
    worked = Lead.objects.filter(status="working", holder=busiest["holder"]).order_by("deadline_at")[0]
    closed = Lead.objects.filter(status="closed").order_by("-number")[0]
    partner.force_login(Membership.objects.filter(party=busiest["holder"])[0].person)
    yield "the smallest answer, /healthz", nobody, "/healthz"
    yield "Today", desk, "/"
    yield "Today, overdue", desk, "/?overdue=1"
    yield "Today, the week", desk, "/today/week"
    yield "Today of field sales", field_sales, "/"
    yield "Leads, newest first", desk, "/leads"
    yield "Leads, a name", desk, "/leads?q=Schneider"
    yield "Leads, the end of a number", desk, f"/leads?q={worked.phone[-5:]}"
    yield "Leads, by name", desk, "/leads?sort=name"
    yield "Leads, overdue by deadline", desk, "/leads?time=overdue&sort=deadline"
    yield "Leads, of one holder", desk, f"/leads?holder={worked.holder.key}"
    yield "Leads, closed in 30 days", desk, "/leads?event=closed&period=30"
    yield "Leads of field sales", field_sales, "/leads"
    yield "Asked once, 90 days", desk, "/figures/asked-once"
    yield "Asked once, 365 days", desk, "/figures/asked-once?period=365"
    yield "Lead, in work", desk, f"/leads/{worked.id}"
    yield "Lead, closed", desk, f"/leads/{closed.id}"
    yield "Log of deliveries", desk, "/deliveries"
    yield "Call list", desk, "/calls"
    yield "Partners", desk, "/partners"
    yield "A partner", desk, f"/partners/{worked.holder_id}"
    yield "Portal, the busiest partner", partner, "/portal"
    yield "Portal, its leads", partner, "/portal/leads"
    yield "Portal, one lead", partner, f"/portal/leads/{worked.id}"


if __name__ == "__main__":
    main()
