"""An installation of its own for a test: a data directory, a port, and the `staffel up` that runs on them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from staffel.embedded import EmbeddedServer, processes_in, stop


class Installation:
    """A data directory and a port of its own, and the `staffel up` that runs on them."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.port = free_port()
        self.log = folder / "log"
        self.started: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "STAFFEL_HOME": str(self.home),
            "STAFFEL_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
        }

    def up(self) -> subprocess.Popen[bytes]:
        self.log.write_text("")
        with self.log.open("a") as log:  # what an `up` that was killed has left writes to it too
            process = subprocess.Popen(
                [sys.executable, "-m", "staffel", "up", "--empty"],
                env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        until(lambda: "Ctrl-C stops" in self.log.read_text(), within=180, what=self.log.read_text)
        return process

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Another `staffel` command beside it; what it says goes to the log `commands`."""
        with self.log.with_name("commands").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "staffel", *arguments],
                env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def command(self, *arguments: str) -> str:
        """What another `staffel` command prints; it has to succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "staffel", *arguments],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What is in its database."""
        with psycopg.connect(EmbeddedServer(self.home).url) as connection:
            return connection.execute(query.encode()).fetchall()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> list[int]:
        """Every process of this installation but the server's."""
        mark = f"STAFFEL_HOME={self.home}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def kill(self) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait(timeout=10)

    def server_processes(self) -> list[int]:
        return processes_in(EmbeddedServer(self.home).data)

    def postmaster(self) -> int:
        return int((EmbeddedServer(self.home).data / "postmaster.pid").read_text().split()[0])

    def child_of(self, parent: int, command: str) -> int:
        for pid in self.processes():
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            parent_of_pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent_of_pid == parent and command.encode() in line:
                return pid
        raise AssertionError(f"no {command} below {parent}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(is_so: Callable[[], bool], *, within: float, what: Callable[[], object] = lambda: "") -> None:
    ends = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < ends, what()
        time.sleep(0.1)


@contextmanager
def installed() -> Iterator[Installation]:
    """A fresh one; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(dir=os.environ["STAFFEL_TEST_RUN"]))
    folder.chmod(0o755)
    installation = Installation(folder)
    with ExitStack() as after:
        after.callback(shutil.rmtree, folder)
        after.callback(lambda: stop(EmbeddedServer(installation.home)))
        after.callback(installation.kill)
        yield installation
