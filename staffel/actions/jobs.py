"""Defers what is done in the background, in the transaction of the caller."""

from dataclasses import asdict
from typing import Final

from django.db import connection
from procrastinate.contrib.django import app

from staffel.rules.jobs import DeferredJob, SendDueDeliveries

# A waiting job finds our deliveries too (or the sweep does); a NOTIFY for each case makes all commits wait for each other.
WAITS: Final = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s)"


def wake_sender() -> None:
    """Something is to be sent."""
    with connection.cursor() as cursor:
        is_waiting = cursor.execute(WAITS, [SendDueDeliveries.name]).fetchone()[0]
    if not is_waiting:
        defer(SendDueDeliveries())


def defer(job: DeferredJob) -> None:
    """Have this done in the background once the transaction of the caller is committed."""
    app.configure_task(job.name).defer(**asdict(job))
