"""Steps of a mandate: it begins, goes on to a step of its pipeline, and ends."""

from datetime import datetime, timedelta
from uuid import UUID

from staffel.actions.case import Case
from staffel.models import Mandate, Offer
from staffel.rules import states
from staffel.rules.deadlines import limit_end


def begin_mandate(
    case: Case, party_id: UUID, *, at: datetime, offer: Offer | None = None, step: str = ""
) -> Mandate:
    """The party holds the lead from `at` on and works it, from the pipeline's first step (or `step`)."""
    pipeline = case.book.current("pipeline", case.campaign.pipeline, at=case.now)
    body = pipeline.body
    is_by_member = case.actor.party_id == party_id
    mandate = Mandate(
        lead=case.lead,
        party_id=party_id,
        member_id=case.actor.member_id if is_by_member else None,
        offer=offer,
        pipeline_version_id=pipeline.id,
        policy_version_id=case.book.current("policy", case.campaign.policy, at=case.now).id,
        step=step if body.has(step) else body.steps[0].key,
        step_at=case.now,
        started_at=at,
        is_own=case.lead.is_own,
    )
    case.mandates.append(mandate)
    case.batch.add(mandate)
    case.move(states.WORKING, holder_id=party_id, accepted_at=at)
    case.enter(
        "mandate.started", mandate=mandate, offer=offer, party_id=party_id, party=party_id, step=mandate.step,
        temperature=case.lead.temperature,
    )  # fmt: skip
    promise_step(case)
    _tell_prospect(case, mandate)
    return mandate


def _tell_prospect(case: Case, mandate: Mandate) -> None:
    """Who will call, once the acceptance can no longer be taken back; and, when the time for the first contact is over,
    whether somebody has."""
    if mandate.is_own:
        return
    settled = case.now + timedelta(minutes=case.policy.undo_minutes)
    case.tell_prospect("prospect.accepted", mandate=mandate, due_at=settled)
    ask_prospect(case)


def ask_prospect(case: Case) -> None:
    """Step: when the time for the first contact is over, the prospect is asked whether somebody has called."""
    if case.campaign.asks_prospect:
        case.tell_prospect("prospect.asked", mandate=case.mandate, due_at=case.lead.deadline_at)


def enter_step(case: Case, step: str) -> None:
    """Go on to this step; where the pipeline lacks it, stay. Its limit begins now."""
    mandate = case.mandate
    assert mandate is not None
    if case.pipeline.has(step) and case.pipeline.position(step) >= case.pipeline.position(mandate.step):
        if step != mandate.step:
            case.enter("mandate.step", mandate=mandate, step=step)
        case.change(mandate, step=step, step_at=case.now)
    promise_step(case)


def promise_step(case: Case, *, since: datetime | None = None) -> None:
    """The limit of the current step, from now (or `since`, an appointment): before the first contact with its longest
    wall-clock time, so that no calendar freezes the lead."""
    mandate, temperature = case.mandate, case.lead.temperature
    assert mandate is not None
    start = max(since or case.now, case.now)
    until = limit_end(
        start,
        work_minutes=case.step.limit_work_minutes[temperature],
        calendar=case.book.calendars[mandate.party_id],
        longest=None if mandate.contacted_at else case.policy.longest_to_contact(temperature),
    )
    case.promise("step", until=until, since=start)


def end_mandate(case: Case, outcome: str, *, reason: str = "") -> Mandate:
    """The party no longer works the lead; the caller says where the lead goes."""
    mandate = case.mandate
    assert mandate is not None
    case.change(mandate, ended_at=case.now, outcome=outcome, reason=reason)
    case.enter(
        "mandate.ended", mandate=mandate, party_id=mandate.party_id, party=mandate.party_id, outcome=outcome,
        reason=reason or None,
    )  # fmt: skip
    return mandate
