"""The clock's ticking: once a second every due alarm is looked at, in every worker.

A thread beside the jobs and not a periodic job: a tick with nothing due costs one indexed look and leaves no
row behind. Several clocks do no harm, because the leads are taken with SKIP LOCKED.
"""

from threading import Event

import structlog
from django.db import close_old_connections, connection
from django.utils import timezone

from staffel.actions.clock import run_due

TICK_SECONDS = 1.0
PAUSE_AFTER_ERROR_SECONDS = 5.0

log = structlog.get_logger(__name__)


def tick_until(stopped: Event) -> None:
    """Run what is due, again and again, until `stopped` is set. No error ends the clock: it is logged."""
    while not stopped.is_set():
        stopped.wait(_tick())
    connection.close()


def _tick() -> float:
    """Run what is due now; the answer is how many seconds to wait before the next look."""
    close_old_connections()
    try:
        run = run_due(timezone.now())
    except Exception:
        log.exception("the clock failed and goes on")
        connection.close()
        return PAUSE_AFTER_ERROR_SECONDS
    if run.leads:
        log.info("alarms run", leads=run.leads, failed=run.failed)
    return TICK_SECONDS
