"""`staffel up`: starts everything, stops everything, and leaves nothing behind however it ends."""

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
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from staffel.embedded import EmbeddedServer, processes_in, stop

pytestmark = pytest.mark.long


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
        with self.log.open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "staffel", "up", "--empty"],
                env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        until(lambda: "Ctrl-C stops" in self.log.read_text(), within=60, what=self.log.read_text)
        return process

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
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
            os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait(timeout=10)

    def server_processes(self) -> list[int]:
        return processes_in(EmbeddedServer(self.home).data)

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


@pytest.fixture
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(dir=os.environ["STAFFEL_TEST_RUN"]))
    folder.chmod(0o755)
    installation = Installation(folder)
    with ExitStack() as after:
        after.callback(shutil.rmtree, folder)
        after.callback(lambda: stop(EmbeddedServer(installation.home)))
        after.callback(installation.kill)
        yield installation


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_an_interrupt_stops_everything(
    installation: Installation, kind: signal.Signals
) -> None:
    process = installation.up()
    assert installation.answers()
    assert f"http://127.0.0.1:{installation.port}" in installation.log.read_text()
    process.send_signal(kind)
    assert process.wait(timeout=30) == 0
    assert installation.processes() == []
    assert installation.server_processes() == []


def test_a_second_up_on_the_same_home_is_refused(installation: Installation) -> None:
    installation.up()
    second = subprocess.run(
        [sys.executable, "-m", "staffel", "up"],
        env=installation.environment,
        capture_output=True,
        check=False,
    )
    assert second.returncode == 2
    assert b"already runs on" in second.stderr
    assert installation.answers()


def test_a_port_that_is_taken_is_named(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "staffel", "up"],
            env=installation.environment,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    assert b"Another program listens" in done.stderr


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_killed_child_is_started_again(installation: Installation, command: str) -> None:
    process = installation.up()
    killed = installation.child_of(process.pid, command)
    os.kill(killed, signal.SIGKILL)
    until(lambda: "starting it again" in installation.log.read_text(), within=10)
    until(lambda: killed not in installation.processes(), within=10)
    until(installation.answers, within=30, what=installation.log.read_text)
    until(lambda: is_child(installation, process.pid, command), within=30, what=installation.log.read_text)


def is_child(installation: Installation, parent: int, command: str) -> bool:
    try:
        return bool(installation.child_of(parent, command))
    except (AssertionError, OSError):
        return False


def test_a_killed_parent_leaves_nothing_behind_and_the_next_start_works(installation: Installation) -> None:
    process = installation.up()
    process.kill()
    process.wait()
    until(lambda: installation.processes() == [], within=30, what=installation.processes)
    installation.up()
    assert installation.answers()


def test_the_next_start_works_at_once_after_a_kill_of_parent_and_server(installation: Installation) -> None:
    process = installation.up()
    data = EmbeddedServer(installation.home).data
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    process.kill()
    process.wait()
    installation.up()
    assert installation.answers()


def test_a_killed_server_under_a_running_up_comes_back(installation: Installation) -> None:
    installation.up()
    data = EmbeddedServer(installation.home).data
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until(lambda: not installation.answers(), within=10)
    until(installation.answers, within=60, what=installation.log.read_text)


def test_the_job_of_a_dead_worker_is_done_within_a_minute(installation: Installation) -> None:
    installation.up()
    with psycopg.connect(EmbeddedServer(installation.home).url, autocommit=True) as connection:
        connection.execute(
            """WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)
                 VALUES (now() - interval '1 minute') RETURNING id)
               INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)
               SELECT 'default', 'send_due_deliveries', '{}', 'doing', id FROM dead"""
        )

        def is_done() -> bool:
            row = connection.execute(
                "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'send_due_deliveries'"
            ).fetchone()
            return row == ("succeeded",)

        until(is_done, within=60, what=installation.log.read_text)
