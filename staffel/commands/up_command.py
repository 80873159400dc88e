"""`staffel up`: everything on this machine under one parent."""

import errno
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from threading import Event

import click
from django.conf import settings
from django.db import connections

from staffel.commands.children import Child, stop
from staffel.commands.database import database
from staffel.commands.demo_mark import clear_unfinished_demo
from staffel.commands.migrate_command import migrate
from staffel.commands.welcome import welcome
from staffel.embedded import EmbeddedError, only_one, processes_in, start
from staffel.models.parties import Party

PORT_FREE_WITHIN_SECONDS = 15.0  # what a killed predecessor needs to notice
ANSWER_WITHIN_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.2
LOOK_AT_SERVER_EVERY_SECONDS = 2.0


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--empty", is_flag=True, help="Begin without the demonstration network.")
def command(host: str, port: int, empty: bool) -> None:
    """Start everything: database, tables, web and worker. Ctrl-C stops it, the data stays.

    The first start loads a demonstration network to look around in; `--empty` begins without one. The data
    directory is STAFFEL_HOME. With DATABASE_URL set, that database is used and none is started.
    """
    os.environ["HOST"], os.environ["PORT"] = host, str(port)
    if not os.environ.get("STAFFEL_URL"):
        settings.STAFFEL_URL = f"http://127.0.0.1:{port}"  # the settings were read before `--port`
    with only_one(settings.STAFFEL_HOME):
        _wait_for_port(host, port)
        if settings.IS_EMBEDDED:
            click.echo(f"Staffel keeps its data in {settings.STAFFEL_HOME}.")
        with database():
            migrate()
            if clear_unfinished_demo():
                click.echo("The demonstration was not loaded to its end; it was cleared away.")
            if not empty:
                _load_demo_once()
            connections.close_all()
            with _asked_to_stop() as stopping:
                _run(host, port, stopping=stopping)
    click.echo("Stopped.")


def _load_demo_once() -> None:
    if find_spec("staffel.demo") and not Party.objects.exists():
        import_module("staffel.commands.demo_command").load_demo_with_progress()


def _wait_for_port(host: str, port: int) -> None:
    ends = time.monotonic() + PORT_FREE_WITHIN_SECONDS
    while not _is_free(host, port):
        if time.monotonic() > ends:
            raise click.UsageError(
                f"Another program listens on {host}:{port}. Choose another port: PORT={port + 1}"
            )
        time.sleep(LOOK_EVERY_SECONDS)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise click.UsageError(f"Cannot listen on {host}:{port}: {error.strerror}") from None
    return True


def _run(host: str, port: int, *, stopping: Event) -> None:
    children = [Child("web", ["web"]), Child("worker", ["worker"])]
    try:
        _say_when_it_answers(host, port, children, stopping=stopping)
        look_at_server = 0.0
        while not stopping.wait(LOOK_EVERY_SECONDS):
            if time.monotonic() > look_at_server:
                _restart_server_if_gone()
                look_at_server = time.monotonic() + LOOK_AT_SERVER_EVERY_SECONDS
            for child in children:
                child.look(say=_say)
    finally:
        click.echo("Stopping ...")
        stop(children)


def _restart_server_if_gone() -> None:
    if not settings.IS_EMBEDDED or processes_in(settings.EMBEDDED.data):
        return
    _say("PostgreSQL is gone, starting it again")
    try:
        start(settings.EMBEDDED)
    except EmbeddedError as error:
        _say(str(error))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _say_when_it_answers(host: str, port: int, children: list[Child], *, stopping: Event) -> None:
    ends = time.monotonic() + ANSWER_WITHIN_SECONDS
    while time.monotonic() < ends and not stopping.wait(LOOK_EVERY_SECONDS):
        for child in children:
            child.look(say=_say)
        if _answers(host, port):
            click.echo(welcome())
            return
    if not stopping.is_set():
        click.echo(
            f"The pages do not answer after {ANSWER_WITHIN_SECONDS:.0f} seconds; still trying.", err=True
        )


def _answers(host: str, port: int) -> bool:
    request = urllib.request.Request(
        f"http://{_reachable(host)}:{port}/healthz", headers={"Host": "localhost"}
    )
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310 our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


@contextmanager
def _asked_to_stop() -> Iterator[Event]:
    """An event that Ctrl-C, SIGTERM and a closed terminal set; before and after they end us in the usual way."""
    stopping = Event()
    before = {kind: signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for kind, handler in before.items():
        if kind != signal.SIGHUP or handler is not signal.SIG_IGN:  # nohup asks us to outlive the terminal
            signal.signal(kind, lambda *_: stopping.set())
    try:
        yield stopping
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
