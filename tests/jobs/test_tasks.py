"""The jobs' names and the tasks agree."""

import inspect
from dataclasses import fields
from typing import get_args

from procrastinate.contrib.django import app as deferring_app

from staffel.jobs.tasks import tasks
from staffel.jobs.worker import worker_app
from staffel.rules.jobs import PERIODIC_JOBS, RESCUE_STALLED_JOBS, SWEEP_DELIVERIES, DeferredJob

DEFERRED = get_args(DeferredJob) or (DeferredJob,)


def test_every_named_job_has_a_task_and_every_task_a_name() -> None:
    named = {job.name for job in DEFERRED} | {job.name for job in PERIODIC_JOBS}
    assert set(tasks.tasks) == named


def test_deferred_jobs_hand_over_exactly_the_arguments_their_tasks_take() -> None:
    for job in DEFERRED:
        takes = list(inspect.signature(tasks.tasks[job.name].func).parameters)
        assert takes == [field.name for field in fields(job)]


def test_periodic_jobs_run_when_the_rules_say() -> None:
    due = {task.task.name: task.cron for task in tasks.periodic_registry.periodic_tasks.values()}
    assert due == {job.name: job.cron for job in PERIODIC_JOBS}


def test_the_sweep_comes_every_five_seconds_and_the_rescue_every_ten() -> None:
    assert pause(SWEEP_DELIVERIES.name) == 5
    assert pause(RESCUE_STALLED_JOBS.name) == 10


def pause(name: str) -> float:
    crons = [
        task.croniter for task in tasks.periodic_registry.periodic_tasks.values() if task.task.name == name
    ]
    crons[0].set_current(start_time=1_700_000_000)
    first = crons[0].get_next(ret_type=float)
    return float(crons[0].get_next(ret_type=float) - first)


def test_the_worker_leaves_the_app_that_actions_defer_with_alone() -> None:
    before = deferring_app.connector
    assert worker_app().connector is not before
    assert deferring_app.connector is before
