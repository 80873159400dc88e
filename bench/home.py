"""A data directory of the bench's own, with the embedded server as in production, gone when the bench ends."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN_SECONDS = 60.0


@contextmanager
def own_home() -> Iterator[Path]:
    """Set up Django on an empty, migrated database of the embedded server with its production settings."""
    home = Path(tempfile.mkdtemp(prefix="staffel-bench-"))
    home.chmod(0o755)  # as root, another user runs the server and must get in
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "STAFFEL_HOME": str(home / "home"),
        "PORT": str(free_port()),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "STAFFEL_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, connections

    from staffel.embedded import running

    try:
        with running(settings.EMBEDDED):  # held, so that a command that ends does not stop it
            call_command("migrate", verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute(
                    "CREATE TABLE bench_row (id uuid PRIMARY KEY, at timestamptz DEFAULT now(), body jsonb)"
                )
            try:
                yield home
            finally:
                connections.close_all()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def program(name: str) -> str:
    """The path of a program that is installed beside this Python."""
    return str(Path(sys.executable).parent / name)


@contextmanager
def web_server() -> Iterator[int]:
    """`staffel web` as in production while we are in here; the port it listens on."""
    port = int(os.environ["PORT"])
    server = subprocess.Popen([program("staffel"), "web"], cwd=ROOT)
    try:
        _wait_until_it_answers(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    ends = monotonic() + START_WITHIN_SECONDS
    while monotonic() < ends:
        if server.poll() is not None:
            raise RuntimeError(f"`staffel web` ended with {server.returncode}")
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError("`staffel web` does not answer")
