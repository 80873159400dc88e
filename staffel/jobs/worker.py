"""The worker: runs the jobs and lets the clock tick beside them."""

from threading import Event, Thread
from typing import cast

from procrastinate.contrib.django import app as deferring_app
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.django_connector import DjangoConnector

from staffel.jobs.clock import tick_until
from staffel.jobs.tasks import tasks
from staffel.rules.jobs import HEARTBEAT_WITHIN, POLL_WITHIN, STALLED_WITHIN

JOBS_AT_ONCE = 3  # two senders waiting for a mail server, and the housekeeping
STOP_WITHIN_SECONDS = 10.0


def worker_app() -> DjangoApp:
    """The app that runs the jobs, apart from the one that actions defer with.

    Procrastinate's own command swaps the connector of the shared app instead; an action in a job, or the clock,
    would then defer outside of its own transaction.
    """
    connector = cast(DjangoConnector, deferring_app.connector).get_worker_connector()
    app = DjangoApp(connector=connector)
    app.add_tasks_from(tasks, namespace="")
    return app


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; running jobs get ten seconds to end, a cut-off one is done again later."""
    stopped = Event()
    clock = Thread(target=tick_until, args=(stopped,), name="clock")
    clock.start()
    try:
        worker_app().run_worker(
            concurrency=JOBS_AT_ONCE,
            update_heartbeat_interval=HEARTBEAT_WITHIN.total_seconds(),
            stalled_worker_timeout=STALLED_WITHIN.total_seconds(),
            fetch_job_polling_interval=POLL_WITHIN.total_seconds(),
            shutdown_graceful_timeout=STOP_WITHIN_SECONDS,
        )
    finally:
        stopped.set()
        clock.join()
