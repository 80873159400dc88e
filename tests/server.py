"""A pytest plugin: one embedded PostgreSQL for the whole run, under xdist too; loaded by `-p tests.server`.

A plugin and not a conftest, because pytest-django reads the settings before any conftest is loaded.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import TextIO

import pytest

from staffel.embedded import EmbeddedServer, prepare, start, stop

# Nothing of a test run has to survive a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "autovacuum_naptime": "10s",
    "max_connections": "200",
}
PREFIX = "staffel-tests-"
_server: EmbeddedServer | None = None
_lock: TextIO | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Name the run's own home and database before the settings are read; xdist's workers inherit both."""
    global _server, _lock
    if "STAFFEL_TEST_RUN" not in os.environ:
        _clear_away_what_killed_runs_left()
        home = Path(tempfile.mkdtemp(prefix=PREFIX))
        home.chmod(0o755)  # as root, another user runs the server and must get in
        _lock = _hold(home / "running")
        os.environ |= {
            "STAFFEL_TEST_RUN": str(home),
            "STAFFEL_HOME": str(home / "home"),
            "STAFFEL_SECRET_KEY": "only-for-tests",
            "STAFFEL_URL": "http://testserver",
        }
        _server = EmbeddedServer(home / "home", settings=FAST)
        if "DATABASE_URL" not in os.environ:
            prepare(_server)
            os.environ["DATABASE_URL"] = _server.url
        else:
            _server = None
    return (yield)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server where this is the process that began the run, and something will be run."""
    if _server is not None and not session.config.option.collectonly:
        start(_server)


def pytest_unconfigure() -> None:
    """Stop the server and remove what the run has made."""
    if _server is not None:
        stop(_server)
    if _lock is not None:
        shutil.rmtree(os.environ["STAFFEL_TEST_RUN"])
        _lock.close()


def _clear_away_what_killed_runs_left() -> None:
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/running"):
        held = _hold(lock) if os.access(lock, os.W_OK) else None
        if held is not None:
            for left in lock.parent.rglob("postmaster.pid"):
                stop(EmbeddedServer(left.parents[2]))  # home/postgres/data/postmaster.pid
            shutil.rmtree(lock.parent)
            held.close()


def _hold(path: Path) -> TextIO | None:
    """The open lock of a run, or None while the run that it belongs to lives; the kernel frees it in any case."""
    lock = path.open("w")
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
