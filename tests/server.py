"""A pytest plugin: one embedded PostgreSQL for the whole run, under xdist too; loaded by `-p tests.server`.

A plugin and not a conftest, because pytest-django reads the settings before any conftest is loaded.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

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


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Name the run's own home and database before the settings are read; xdist's workers inherit both."""
    global _server
    if "STAFFEL_TEST_RUN" not in os.environ:
        _clear_away_what_killed_runs_left()
        home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        home.chmod(0o755)  # as root, another user runs the server and must get in
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
        shutil.rmtree(_server.folder)
        shutil.rmtree(os.environ["STAFFEL_TEST_RUN"])


def _clear_away_what_killed_runs_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}[0-9]*-*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", pid).exists() and os.access(folder, os.W_OK):
            stop(EmbeddedServer(folder / "home"))
            shutil.rmtree(folder)
