"""`make bench-captures`: what it costs to look whether somebody is known, while a lead is captured among 100,000 others.

python -m bench.captures [--runs 200] [--json FILE]. Captures of three kinds take turns, each in a case of its own: where
the policy looks for nobody, of somebody new, and of somebody who has an open lead and joins it.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.enquiries import enquiries
from bench.home import own_home
from bench.pages import make_data
from bench.results import Line, Results

if TYPE_CHECKING:
    from uuid import UUID

WARM_UP = 10
UNASKED = "nobody-known"  # the campaign whose policy looks for nobody


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.captures", description="Times captures.")
    parser.add_argument("--runs", type=int, default=200, help="so many captures of each kind")
    parser.add_argument(
        "--json", type=Path, default=Path("bench-results.json"), help="where the runs are written"
    )
    chosen = parser.parse_args()
    results = Results(is_quick=False)
    with own_home():
        make_data(results, times=1)
        measure(results, runs=chosen.runs)
    results.write(chosen.json)
    print(f"\n{results.markdown()}\n\nAll runs: {chosen.json}")


def measure(results: Results, *, runs: int) -> None:
    """Each kind as often, in turns, so that a busy machine slows all alike."""
    from staffel.models import Lead

    _without_looking()
    someone = (one.prospect() for one in enquiries("captures", 2 * (runs + WARM_UP)))
    is_open = Lead.objects.exclude(status="closed").exclude(email="").exclude(last_name="")
    known = cycle(list(is_open.order_by("?").values("first_name", "last_name", "email", "phone")[:500]))
    kinds: dict[str, Callable[[], UUID]] = {
        "somebody new, not looked for": lambda: _captured(next(someone), campaign=UNASKED),
        "somebody new": lambda: _captured(next(someone), campaign="default"),
        "somebody known": lambda: _captured(next(known), campaign="default"),
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for run in range(runs + WARM_UP):
        for name, capture in kinds.items():
            begun = perf_counter()
            capture()
            if run >= WARM_UP:
                times[name].append((perf_counter() - begun) * 1000)
    for name, taken in times.items():
        results.add(Line("capture", name, "ms", tuple(taken)))
    ours = Lead.objects.filter(source_key__startswith="capture-")
    joined = ours.filter(outcome="duplicate").count()
    print(f"{joined} of {ours.count()} captures joined a lead")


def _without_looking() -> None:
    from django.utils import timezone

    from staffel.actions.actors import SYSTEM
    from staffel.actions.versions import create_campaign, publish
    from staffel.queries.directory import directory

    now = timezone.now()
    body = directory().current("campaign", "default", at=now).body
    policy = directory().current("policy", body.policy, at=now).body
    publish("policy", UNASKED, replace(policy, same_person_days=0), actor=SYSTEM, now=now)
    create_campaign(UNASKED, name="Bench", body=replace(body, policy=UNASKED), actor=SYSTEM, now=now)


NUMBERS: Iterator[int] = iter(range(10**9))


def _captured(prospect: dict[str, Any], *, campaign: str) -> "UUID":
    from django.utils import timezone

    from staffel.actions.actors import SYSTEM
    from staffel.actions.leads import NewLead, capture_lead

    now, key = timezone.now(), f"capture-{next(NUMBERS)}"
    new = NewLead(
        key=key,
        raw={"key": key},
        asked_at=now,
        prospect=prospect,
        campaign=campaign,
        source="bench",
        source_key=key,
    )
    captured = capture_lead(new, door="bench", actor=SYSTEM, now=now)
    return captured.lead_id


if __name__ == "__main__":
    main()
