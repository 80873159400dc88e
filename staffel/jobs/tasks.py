"""The tasks by name, each a line or two. Every one is safe to run twice."""

from django.utils import timezone
from procrastinate import Blueprint, JobContext

from staffel.actions.known_keys import key_leads as write_keys
from staffel.actions.summaries import promise_summaries as promise
from staffel.jobs import deliveries, imports
from staffel.jobs.bounces import read_what_came_back
from staffel.models import Installation
from staffel.rules.jobs import (
    FORGET_FINISHED_JOBS,
    KEPT_WITHIN,
    KEY_LEADS,
    PROMISE_SUMMARIES,
    READ_BOUNCES,
    RELEASE_DAILY,
    RESCUE_STALLED_JOBS,
    STALLED_WITHIN,
    SWEEP_DELIVERIES,
    RunImport,
    SendDueDeliveries,
)

tasks = Blueprint()


@tasks.task(name=SendDueDeliveries.name)
def send_due_deliveries() -> None:
    """Woken by a case that has written deliveries."""
    deliveries.send_until_none_is_due()


@tasks.task(name=RunImport.name)
def run_import(import_id: str) -> None:
    """A file was uploaded and is to be taken in."""
    imports.take_in(import_id)


@tasks.periodic(cron=RELEASE_DAILY.cron)
@tasks.task(name=RELEASE_DAILY.name, queueing_lock=RELEASE_DAILY.name)
def release_daily(timestamp: int) -> None:  # noqa: ARG001
    """Releases the held leads that are due today."""
    if Installation.objects.exists():
        imports.release_what_is_due()


# A queueing lock is right here and wrong in an action: a second sweep waiting behind the first has no use.
@tasks.periodic(cron=SWEEP_DELIVERIES.cron)
@tasks.task(name=SWEEP_DELIVERIES.name, queueing_lock=SWEEP_DELIVERIES.name)
def sweep_deliveries(timestamp: int) -> None:  # noqa: ARG001 Procrastinate passes it
    """Sends what a lost wake-up left behind, and what became due by time alone."""
    deliveries.send_until_none_is_due()


@tasks.periodic(cron=RESCUE_STALLED_JOBS.cron)
@tasks.task(name=RESCUE_STALLED_JOBS.name, queueing_lock=RESCUE_STALLED_JOBS.name, pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Puts the jobs of dead workers back into the queue: Procrastinate sees them but leaves them lying."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_WITHIN.total_seconds()):
        await manager.retry_job(job)


@tasks.periodic(cron=FORGET_FINISHED_JOBS.cron)
@tasks.task(name=FORGET_FINISHED_JOBS.name, queueing_lock=FORGET_FINISHED_JOBS.name, pass_context=True)
async def forget_finished_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Deletes jobs that ended more than a day ago, however they ended; the log has their errors."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=int(KEPT_WITHIN.total_seconds() // 3600),
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@tasks.periodic(cron=PROMISE_SUMMARIES.cron)
@tasks.task(name=PROMISE_SUMMARIES.name, queueing_lock=PROMISE_SUMMARIES.name)
def promise_summaries(timestamp: int) -> None:  # noqa: ARG001
    """Today by mail, at the beginning of each party's own working day."""
    if Installation.objects.exists():
        promise(now=timezone.now())


@tasks.periodic(cron=KEY_LEADS.cron)
@tasks.task(name=KEY_LEADS.name, queueing_lock=KEY_LEADS.name)
def key_leads(timestamp: int) -> None:  # noqa: ARG001
    """Catches up with leads from before an update, by which no person could be known again."""
    while Installation.objects.exists() and write_keys():
        pass


@tasks.periodic(cron=READ_BOUNCES.cron)
@tasks.task(name=READ_BOUNCES.name, queueing_lock=READ_BOUNCES.name, lock=READ_BOUNCES.name)
def read_bounces(timestamp: int) -> None:  # noqa: ARG001
    """Notices which mails came back."""
    read_what_came_back()
