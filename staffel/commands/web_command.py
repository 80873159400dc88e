"""`staffel web`: serves the pages and the API."""

import os

import click
from django.db import connections
from granian.constants import Interfaces
from granian.server import Server

from staffel.commands.database import with_database
from staffel.lifeline import VARIABLE, end_with_parent

THREADS_A_PROCESS = 4  # each keeps a database connection of its own
STOP_WITHIN_SECONDS = 8


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--processes",
    envvar="STAFFEL_WEB_PROCESSES",
    default=lambda: min(os.cpu_count() or 1, 4),
    show_default="one a core, at most 4",
    type=click.IntRange(1, 16),
    help="Server processes; each uses up to 4 database connections.",
)
@with_database
def command(host: str, port: int, processes: int) -> None:
    """Serve the pages and the API with granian."""
    end_with_parent(grace_seconds=STOP_WITHIN_SECONDS + 2)
    os.environ[VARIABLE] = str(os.getpid())  # granian's own processes end with this one
    connections.close_all()  # granian forks: no connection may be shared
    Server(
        "staffel.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS_A_PROCESS,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
        log_enabled=False,
        websockets=False,
    ).serve()
