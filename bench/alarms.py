"""The clock: due warnings and expiries a second, and how long it takes to see that nothing is due."""

from datetime import datetime, timedelta
from time import perf_counter

from bench.past import capture
from bench.results import Line, Results

AT_LEAST = 1_000.0
AT_MOST_MS = 5.0
LOOKS = 200

QUIET = "UPDATE lead SET wake_at = %s WHERE status <> 'closed'"
# Most of the window of these leads' offers is over.
NEARLY_OVER = """
UPDATE offer SET window_starts_at = %s, window_ends_at = %s WHERE state = 'open' AND lead_id = ANY(%s)
"""
DUE = "UPDATE lead SET wake_at = %s WHERE status = 'brokering' AND id = ANY(%s)"


def measure(results: Results, *, leads: int, runs: int, now: datetime) -> None:
    """Each run warns of offers, then lets them expire, so that the next partner is asked."""
    warned, expired = [], []
    for run in range(runs):
        ids = capture(f"clock{run}{now.timestamp()}", leads, now=now)
        later = now + timedelta(minutes=2)
        _execute(QUIET, [now + timedelta(days=30)])
        _execute(NEARLY_OVER, [now - timedelta(days=10), now + timedelta(minutes=1), ids])
        _execute(DUE, [now, ids])
        warned.append(_rate(now))
        _execute(DUE, [later, ids])
        expired.append(_rate(later))
    results.add(Line("clock", "due warnings", "alarms/s", tuple(warned), aim=AT_LEAST))
    results.add(
        Line("clock", "due expiries, the next partner asked", "alarms/s", tuple(expired), aim=AT_LEAST)
    )


def _rate(now: datetime) -> float:
    from staffel.actions.clock import run_due

    begun = perf_counter()
    run = run_due(now)
    if run.failed:
        raise RuntimeError(f"{run.failed} alarms failed")
    return run.leads / (perf_counter() - begun)


def measure_idle(results: Results, *, leads: int, now: datetime) -> None:
    """Nothing due among so many open leads; the rows are copies of one, with alarms over the coming weeks."""
    from staffel.actions.clock import run_due

    _copy_open_leads(leads, now=now)
    _execute(QUIET.replace("status <> 'closed'", "wake_at < %s"), [now + timedelta(days=1)] * 2)
    _execute("VACUUM ANALYZE lead", [])
    times = []
    for _ in range(LOOKS):
        begun = perf_counter()
        run = run_due(now)
        times.append((perf_counter() - begun) * 1000)
        if run.leads:
            raise RuntimeError("something was due")
    results.add(Line("clock", f"nothing due among {leads:,} open leads", "ms", tuple(times), aim=AT_MOST_MS))


def _copy_open_leads(count: int, *, now: datetime) -> None:
    from staffel.models import Lead

    own = {
        "id": "uuidv7()",
        "number": "nextval('lead_number')",
        "source_key": "''",
        "email": "'copy' || n || '@example.org'",
        "phone": "'+4930' || n",
        "wake_at": "%s::timestamptz + interval '1 day' + n * interval '2 seconds'",
    }
    names = [str(field.column) for field in Lead._meta.concrete_fields]
    values = [own.get(name, f"kept.{name}") for name in names]
    _execute(
        f"INSERT INTO lead ({', '.join(names)}) SELECT {', '.join(values)} FROM generate_series(1, %s) AS n,"
        " (SELECT * FROM lead WHERE status = 'brokering' LIMIT 1) AS kept",
        [now, count],
    )


def _execute(statement: str, values: list[object]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
