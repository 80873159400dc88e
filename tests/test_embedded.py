"""The embedded PostgreSQL starts, comes back after every kind of end, and touches nothing that was there before."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from staffel.embedded import (
    LONGEST_SOCKET_PATH,
    SOCKET,
    EmbeddedServer,
    HomeInUse,
    only_one,
    prepare,
    processes_in,
    running,
    start,
    stop,
)

SMALL = {"shared_buffers": "16MB", "fsync": "off"}


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder that every user can enter, as a machine has them."""
    folder = Path(tempfile.mkdtemp(dir=os.environ["STAFFEL_TEST_RUN"]))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(outside: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(outside / "home", settings=SMALL)
    start(server)
    yield server
    stop(server)


def ask(server: EmbeddedServer, query: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def postmaster(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_answers_with_the_settings_that_were_decided(server: EmbeddedServer) -> None:
    assert ask(server, "SELECT current_setting('max_connections')") == "100"
    assert ask(server, "SELECT current_setting('max_wal_size')") == "4GB"
    assert ask(server, "SELECT current_setting('jit')") == "off"
    assert ask(server, "SELECT datlocprovider::text FROM pg_database WHERE datname = 'staffel'") == "b"


def test_nobody_gets_in_without_the_generated_password(server: EmbeddedServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(server.sockets), user="staffel", password="staffel", dbname="staffel")


def test_password_and_socket_are_private(server: EmbeddedServer) -> None:
    assert (server.folder / "password").stat().st_mode & 0o777 == 0o600
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert server.home.stat().st_mode & 0o777 == 0o700


def test_a_second_start_finds_it_running(server: EmbeddedServer) -> None:
    before = postmaster(server)
    start(server)
    assert postmaster(server) == before


def test_data_survives_a_kill_of_the_postmaster(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    os.kill(postmaster(server), signal.SIGKILL)
    start(server)
    assert ask(server, "SELECT number FROM kept") == 42


@pytest.mark.parametrize("owner", [1, os.getpid()], ids=["somebody else's", "our own"])
def test_a_stale_pid_file_with_a_living_number_does_not_mislead(server: EmbeddedServer, owner: int) -> None:
    stop(server)
    (server.data / "postmaster.pid").write_text(
        f"{owner}\n{server.data}\n1700000000\n5432\n{server.sockets}\n\n"
    )
    start(server)
    assert ask(server, "SELECT 1") == 1


def test_stopping_leaves_no_process_and_stopping_twice_is_fine(server: EmbeddedServer) -> None:
    stop(server)
    assert processes_in(server.data) == []
    stop(server)


def test_whoever_leaves_last_stops_it(outside: Path) -> None:
    server = EmbeddedServer(outside / "home", settings=SMALL)
    with running(server):
        with running(server):
            assert server.answers()
        assert server.answers()
    assert processes_in(server.data) == []


def test_a_home_with_a_long_path_gets_its_socket_elsewhere(outside: Path) -> None:
    server = EmbeddedServer(outside / ("long" * 25) / "home", settings=SMALL)
    with running(server):
        assert server.sockets.parent == Path(tempfile.gettempdir())
        assert len(str(server.sockets / SOCKET)) <= LONGEST_SOCKET_PATH
        assert server.sockets.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(server.sockets)


def test_permissions_of_existing_folders_stay_as_they_are() -> None:
    closed = Path(tempfile.mkdtemp(prefix="staffel-closed-"))  # 0700: as root, closed to the server's user
    server = EmbeddedServer(closed, settings=SMALL)
    try:
        before = closed.stat()
        with running(server):
            assert ask(server, "SELECT 1") == 1
        after = closed.stat()
        assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    finally:
        shutil.rmtree(server.folder)
        shutil.rmtree(closed)


def test_only_one_up_holds_a_home(outside: Path) -> None:
    with (
        only_one(outside / "home"),
        pytest.raises(HomeInUse, match=str(os.getpid())),
        only_one(outside / "home"),
    ):
        pass
    with only_one(outside / "home"):
        pass


def test_preparing_makes_the_address_known_and_starts_nothing(outside: Path) -> None:
    server = EmbeddedServer(outside / "home")
    prepare(server)
    first = server.url
    prepare(server)
    assert server.url == first
    assert not server.answers()
