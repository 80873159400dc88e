"""`make bench`: all measures one after the other, a table on the screen and a JSON file.

python -m bench [--quick] [--only routing,import,...] [--json FILE]
"""

import argparse
import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench import alarms, commits, imports, intake, routing
from bench.home import own_home
from bench.network import PARTNERS, stored_network
from bench.past import make_past
from bench.results import Line, Results

PARTS = ("routing", "commits", "import", "api", "clock", "idle")


def main() -> None:
    chosen = _arguments()
    results = Results(is_quick=chosen.quick)
    parts = set(chosen.only.split(","))
    if unknown := parts - set(PARTS):
        sys.exit(f"bench: unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if "routing" in parts:
        routing.measure(results, runs=1 if chosen.quick else 3)
    if parts - {"routing"}:
        with own_home() as home:
            _with_database(results, home, parts, is_quick=chosen.quick)
    results.write(chosen.json)
    print(f"\n{results.markdown()}\n\nAll runs: {chosen.json}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Staffel on this machine.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the data and one run of each")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between them")
    parser.add_argument(
        "--json", type=Path, default=Path("bench-results.json"), help="where the runs are written"
    )
    return parser.parse_args()


def _with_database(results: Results, home: Path, parts: set[str], *, is_quick: bool) -> None:
    from django.utils import timezone

    runs = 1 if is_quick else 3
    _make_data(results, leads=10_000 if is_quick else 100_000, now=timezone.now())
    if "commits" in parts:
        commits.measure(results, runs=runs, seconds=3 if is_quick else 5)
    if "import" in parts:
        imports.measure(results, home, rows=5_000 if is_quick else 20_000, runs=1 if is_quick else 2)
    if "api" in parts:
        intake.measure(results, runs=runs, seconds=4 if is_quick else 8)
    if "clock" in parts:
        alarms.measure(results, leads=1_000 if is_quick else 5_000, runs=runs, now=timezone.now())
    if "idle" in parts:
        alarms.measure_idle(results, leads=100_000 if is_quick else 1_000_000, now=timezone.now())


def _make_data(results: Results, *, leads: int, now: datetime) -> None:
    """5,000 partners, and leads of the last hundred days."""
    stored_network(now=now - timedelta(days=120))
    begun = perf_counter()
    make_past(leads, now=now)
    rate = leads / (perf_counter() - begun)
    what = f"{leads:,} leads captured, offered and closed at {PARTNERS:,} partners"
    results.add(Line("data", what, "leads/s", (rate,)))


if __name__ == "__main__":
    main()
