"""A file of leads through `staffel import leads`: read, checked, captured, routed and offered, start to end."""

import subprocess
from pathlib import Path
from time import perf_counter

from bench.enquiries import write_file
from bench.home import ROOT, program
from bench.results import Line, Results

AT_LEAST = 1_000.0


def measure(results: Results, folder: Path, *, rows: int, runs: int) -> None:
    both = tuple(_rate(folder, f"both{run}", rows, processes=2) for run in range(runs))
    results.add(Line("import", f"{rows:,} rows, 2 processes, whole command", "leads/s", both, aim=AT_LEAST))
    alone = tuple(_rate(folder, f"alone{run}", rows, processes=1) for run in range(runs))
    results.add(Line("import", f"{rows:,} rows, 1 process, whole command", "leads/s", alone))
    ratios = tuple(two / one for two, one in zip(both, alone, strict=True))
    results.add(Line("import", "2 processes for each lead of 1", "", ratios))


def _rate(folder: Path, name: str, rows: int, *, processes: int) -> float:
    """Leads a second. Raises unless every row became a lead and nearly every lead an offer."""
    from staffel.models import Lead, Offer

    file = folder / f"{name}.csv"
    write_file(file, name, rows)
    leads, offers = Lead.objects.count(), Offer.objects.count()
    begun = perf_counter()
    command = ["import", "leads", str(file), "--as", "new", "--yes", "--json", "--processes", str(processes)]
    done = subprocess.run(
        [program("staffel"), *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    took = perf_counter() - begun
    made, offered = Lead.objects.count() - leads, Offer.objects.count() - offers
    if done.returncode or made != rows or offered < 0.95 * rows:
        raise RuntimeError(
            f"{made} leads and {offered} offers of {rows} rows\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return made / took
