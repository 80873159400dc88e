"""The names of the background jobs, their arguments, and when the periodic ones are due.

Only actions/case.py defers; `jobs/tasks.py` has a task for every name here, and a test compares both ways.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SendDueDeliveries:
    """Deliveries were written and are due now: wake the sender. One job a case, not one a delivery."""

    name: ClassVar[str] = "send_due_deliveries"


@dataclass(frozen=True, slots=True)
class RunImport:
    """A file was uploaded and looked at: take it in. Goes on where a killed worker has stopped."""

    name: ClassVar[str] = "run_import"
    import_id: str


DeferredJob = SendDueDeliveries | RunImport  # every job that an action may defer


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A job that is due again and again; `cron` has the seconds LAST."""

    name: str
    cron: str


SWEEP_DELIVERIES = PeriodicJob("sweep_deliveries", "* * * * * */5")
RESCUE_STALLED_JOBS = PeriodicJob("rescue_stalled_jobs", "* * * * * */10")
FORGET_FINISHED_JOBS = PeriodicJob("forget_finished_jobs", "17 * * * *")
RELEASE_DAILY = PeriodicJob("release_daily", "*/5 * * * *")
PROMISE_SUMMARIES = PeriodicJob("promise_summaries", "*/5 * * * *")
KEY_LEADS = PeriodicJob("key_leads", "* * * * *")
READ_BOUNCES = PeriodicJob("read_bounces", "*/3 * * * *")
PERIODIC_JOBS = (
    SWEEP_DELIVERIES,
    RESCUE_STALLED_JOBS,
    FORGET_FINISHED_JOBS,
    RELEASE_DAILY,
    PROMISE_SUMMARIES,
    KEY_LEADS,
    READ_BOUNCES,
)

# A worker that was silent for longer is dead and its jobs are done again by another.
HEARTBEAT_WITHIN = timedelta(seconds=3)
STALLED_WITHIN = timedelta(seconds=10)
POLL_WITHIN = timedelta(seconds=1)
KEPT_WITHIN = timedelta(days=1)
