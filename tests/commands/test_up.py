"""`staffel up`: starts everything, stops everything, and leaves nothing behind however it ends."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from staffel.embedded import EmbeddedServer
from tests.installation import Installation, installed, until

pytestmark = pytest.mark.long
LONG = 180  # seconds until a state must have come, on a machine that does much else


@pytest.fixture
def installation() -> Iterator[Installation]:
    with installed() as installation:
        yield installation


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_an_interrupt_stops_everything(
    installation: Installation, kind: signal.Signals
) -> None:
    process = installation.up()
    until(installation.answers, within=LONG, what=installation.log.read_text)
    assert f"http://127.0.0.1:{installation.port}" in installation.log.read_text()
    process.send_signal(kind)
    assert process.wait(timeout=LONG) == 0
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
    until(installation.answers, within=LONG, what=installation.log.read_text)


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
    until(lambda: "starting it again" in installation.log.read_text(), within=LONG)
    until(lambda: killed not in installation.processes(), within=LONG)
    until(installation.answers, within=LONG, what=installation.log.read_text)
    until(lambda: is_child(installation, process.pid, command), within=LONG, what=installation.log.read_text)


def is_child(installation: Installation, parent: int, command: str) -> bool:
    try:
        return bool(installation.child_of(parent, command))
    except (AssertionError, OSError):
        return False


def test_a_killed_parent_leaves_nothing_behind_and_the_next_start_works(installation: Installation) -> None:
    process = installation.up()
    process.kill()
    process.wait()
    until(lambda: installation.processes() == [], within=LONG, what=installation.processes)
    installation.up()
    until(installation.answers, within=LONG, what=installation.log.read_text)


def test_the_next_start_works_at_once_after_a_kill_of_parent_and_server(installation: Installation) -> None:
    process = installation.up()
    os.kill(installation.postmaster(), signal.SIGKILL)
    process.kill()
    process.wait()
    installation.up()
    until(installation.answers, within=LONG, what=installation.log.read_text)


def test_a_killed_server_under_a_running_up_comes_back(installation: Installation) -> None:
    installation.up()
    os.kill(installation.postmaster(), signal.SIGKILL)
    until(lambda: "PostgreSQL is gone" in installation.log.read_text(), within=LONG)
    until(installation.answers, within=LONG, what=installation.log.read_text)


def test_the_job_of_a_dead_worker_is_done_by_another(installation: Installation) -> None:
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

        until(is_done, within=LONG, what=installation.log.read_text)
