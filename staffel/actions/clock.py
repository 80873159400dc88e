"""The clock: takes the leads whose alarm lies in the past, asks the rule again on fresh facts, does what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db.models import QuerySet

from staffel.actions.absences import begin_absence, due_absences
from staffel.actions.actors import SYSTEM
from staffel.actions.assessments import cool
from staffel.actions.brokerages import begin_brokerage, is_halted
from staffel.actions.case import Case, lock_leads, open_batch, open_case
from staffel.actions.offers import expire_offer, warn_offer
from staffel.actions.qualifying import hand_back
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import take_back
from staffel.models import Lead, Membership
from staffel.rules.clock import WARNED, Act, due_acts
from staffel.rules.refused import Refused

BATCH: Final = 100
PUSHED: Final = timedelta(hours=1)  # a lead whose act fails stops only itself
HALTED: Final = timedelta(minutes=5)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ClockRun:
    """How many alarms were looked at; how many of them failed and were pushed an hour ahead, with absences that could
    not begin."""

    leads: int = 0
    failed: int = 0


def run_due(now: datetime, *, limit: int | None = None) -> ClockRun:
    """Do everything that is due at `now`: absences that begin, then leads, a hundred a case, at most `limit` of them.
    Leads that another clock has locked are passed over: it does them."""
    done = 0
    failed = _begin_absences(now)
    while limit is None or done < limit:
        taken, wrong = _run_batch(now)
        done, failed = done + taken, failed + wrong
        if taken < BATCH:
            break
    return ClockRun(done, failed)


def _begin_absences(now: datetime) -> int:
    """How many could not begin; they are tried again at the next tick and stop nothing else."""
    failed = 0
    for absence_id in due_absences(now):
        try:
            begin_absence(absence_id, actor=SYSTEM, now=now)
        except Exception:
            failed += 1
            log.exception("clock.absence_failed", absence=str(absence_id))
    return failed


def _run_batch(now: datetime) -> tuple[int, int]:
    ids = list(_due(now).values_list("id", flat=True)[:BATCH])
    if not ids:
        return 0, 0
    try:
        return _wake_many(now), 0
    except Exception:
        log.exception("clock.batch_failed", leads=len(ids))
        return len(ids), sum(not _wake_alone(lead_id, now) for lead_id in ids)


def _due(now: datetime) -> QuerySet[Lead]:
    return Lead.objects.exclude(status="closed").filter(wake_at__lte=now).order_by("wake_at")


@repeated
def _wake_many(now: datetime) -> int:
    with open_batch(actor=SYSTEM, now=now) as batch:
        cases = lock_leads(batch, _due(now)[:BATCH], skips_locked=True)
        _wake(cases)
        return len(cases)


def _wake_alone(lead_id: UUID, now: datetime) -> bool:
    try:
        _wake_one(lead_id, now)
    except Exception as error:
        log.exception("clock.lead_failed", lead=str(lead_id))
        _push(lead_id, now, error)
        return False
    return True


@repeated
def _wake_one(lead_id: UUID, now: datetime) -> None:
    with open_case(lead_id, actor=SYSTEM, now=now) as case:
        if case.lead.wake_at is not None and case.lead.wake_at <= now:
            _wake([case])


def _push(lead_id: UUID, now: datetime, error: Exception) -> None:
    code = error.code if isinstance(error, Refused) else type(error).__name__
    with open_case(lead_id, actor=SYSTEM, now=now) as case:
        case.pushed_until = now + PUSHED
        case.enter("clock.failed", error=code)


def _wake(cases: Sequence[Case]) -> None:
    """Do what is due in each case; those that need the next partner are served together at the end."""
    searching: dict[UUID, Case] = {}
    for case in cases:
        if is_halted(case) and case.lead.status == "brokering":
            case.pushed_until = case.now + HALTED  # windows stand still
            continue
        if case.brokerage and case.lead.desk_reason == "halted":
            searching[case.lead.id] = (
                case  # it arrived while the halt was ending, and nobody came back for it
            )
            continue
        for act in due_acts(case.standing(), now=case.now):
            if _perform(case, act):
                searching[case.lead.id] = case
        case.was_touched = True
    ask_next(list(searching.values()))


def _perform(case: Case, act: Act) -> bool:
    """Carry out one act. True when the next partner is to be asked."""
    if act.kind == "expire_offer":
        assert act.offer_id is not None
        expire_offer(case, act.offer_id)
        return True
    if act.kind == "warn_offer":
        assert act.offer_id is not None
        warn_offer(case, act.offer_id)
        return False
    if act.kind == "climb":
        _climb(case, act)
        return False
    if act.kind == "cool":
        cool(case)
        return False
    if act.kind == "hand_back":
        return hand_back(case)
    if act.kind == "take_back":
        take_back(case, reason="deadline_missed")
        begin_brokerage(case)
        return True
    return True  # ask_again: a place may be free now


def _climb(case: Case, act: Act) -> None:
    """Warn, or tell those whom the ladder names that the deadline is missed. The deadline itself stays."""
    kind = case.lead.deadline_kind
    step = case.mandate.step if case.mandate and kind == "step" else ""
    case.change(case.lead, rung=act.rung)
    members = told(case, act.tell)
    if act.rung == WARNED:
        case.enter("deadline.warned", kind=kind, step=step)
        case.tell("deadline.warned", members)
    else:
        case.enter("deadline.missed", kind=kind, step=step, rung=act.rung - WARNED, tell=act.tell)
        case.tell("deadline.missed", members)


def told(case: Case, roles: Sequence[str]) -> list[Membership]:
    """The people behind the ladder's roles, each once."""
    lead, book = case.lead, case.book
    holder_id = lead.holder_id or lead.desk_id
    found: dict[UUID, Membership] = {}
    for role in roles:
        members: Sequence[Membership] = ()
        if role == "holder":
            members = book.recipients(holder_id, at=case.now)
        elif role == "desk":
            members = book.recipients(lead.desk_id, at=case.now)
        elif role == "administrator":
            members = book.administrators()
        elif role == "looked_after_by":
            members = _looked_after_by(case, holder_id)
        found |= {member.id: member for member in members}
    return list(found.values())


def _looked_after_by(case: Case, holder_id: UUID) -> list[Membership]:
    wanted = case.book.parties[holder_id].looked_after_by_id
    return [member for team in case.book.members.values() for member in team if member.id == wanted]
