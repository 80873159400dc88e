"""Calls from the list: take a lead to the telephone, put it back, and report how the call ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from staffel.actions.actors import Actor
from staffel.actions.assessments import cool_unreachable
from staffel.actions.brokerages import begin_brokerage, lay_on_desk
from staffel.actions.case import Case, open_case
from staffel.actions.consents import read_by_now, take_consents
from staffel.actions.corrections import correct
from staffel.actions.follow_ups import set_follow_up
from staffel.actions.mandates import end_mandate, enter_step
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import came_back, finish
from staffel.models import Activity, Note, PartyKind
from staffel.queries.asked_again import is_known_from_others
from staffel.queries.calls import attempts_without_mandate, ends_the_attempts
from staffel.queries.consents import heard_in
from staffel.rules import states
from staffel.rules.attempts import next_attempt
from staffel.rules.calls import TAKEN_FOR
from staffel.rules.consents import GivenConsent
from staffel.rules.deadlines import limit_end
from staffel.rules.reasons import CallResult
from staffel.rules.refused import Refused

ON_THE_TELEPHONE: Final = "telephone"


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How it goes on after a call: when the next attempt is planned, or what followed by itself after the last one that was
    agreed (rules.campaigns.UNREACHABLE)."""

    next_at: datetime | None = None
    gave_up: str = ""


@repeated
def take_call(lead_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The member has the lead on the telephone for 15 minutes, again when it is its own. Refused: `call_over` when the
    lead is not with the member's party; `call_taken` when a colleague has it."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_callable(case)
        case.change(case.lead, taken_by_id=actor.member_id, taken_until=now + TAKEN_FOR)
        case.enter("call.taken", until=now + TAKEN_FOR)


@repeated
def put_back_call(lead_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Nobody called: the lead is free for the colleagues again. Refused: `call_over`, `call_taken`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_callable(case)
        _let_go(case)
        case.enter("call.put_back")


@repeated
def report_call(
    lead_id: UUID,
    *,
    result: str,
    actor: Actor,
    now: datetime,
    text: str = "",
    call_back_at: datetime | None = None,
    is_personal: bool = False,
) -> CallEnd:
    """How the call ended: a result of the lead's reasons. After the policy's number of attempts nobody was reached: what the
    campaign says follows at once. A call back after
    the deadline becomes a follow-up, which needs a reason (`text`); `is_personal`: the member's own, else the team's.
    Refused: `call_over`, `call_taken`, `result_unknown`, `call_back_missing`, `call_back_past`, and as `set_follow_up`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_callable(case)
        chosen = case.reasons.call_result(result)
        if chosen.follows == "call_back":
            _check_call_back(call_back_at, now=now)
        _let_go(case)
        attempts = attempts_of(case) + 1
        is_last = chosen.follows == "again" and _is_last(case, attempts)
        if _begins_to_qualify(case):
            _promise_done(case)
        is_call_back = chosen.follows == "call_back"
        is_later = is_call_back and call_back_at is not None and _is_after_deadline(case, call_back_at)
        note = None if is_later else case.note(text)  # a follow-up keeps its own reason
        planned_at = call_back_at if is_call_back else None if is_last else _next_at(case, chosen, attempts)
        _note_call(case, chosen, note=note, attempts=attempts, planned_at=planned_at)
        match chosen.follows:
            case "reached" if case.mandate:
                enter_step(case, "contacted")
            case "call_back":
                assert planned_at is not None
                _promise_call_back(case, at=planned_at, text=text, is_personal=is_personal)
            case "desk":
                _give_to_desk(case, f"call_{chosen.key}"[:40])
        if is_last:
            return CallEnd(gave_up=_give_up_at_once(case, attempts))
        return CallEnd(planned_at)


@repeated
def answer_on_call(
    lead_id: UUID, key: str, typed: Sequence[str], *, seen: str, actor: Actor, now: datetime, sure: str = ""
) -> None:
    """One answer, as it is given on the telephone: kept at once, and the caller keeps the lead. What was known
    before the call was asked again; that is journaled. Refused: `call_over`, `call_taken`, and as `correct_value`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_callable(case)
        assert actor.party_id is not None
        if seen and is_known_from_others(case.lead, key, party_id=actor.party_id):
            case.enter("question.asked_again", question=key)
        correct(case, key, typed, seen=seen, sure=sure)
        _keep_taken(case)


@repeated
def consent_on_call(lead_id: UUID, *, version: str, actor: Actor, now: datetime) -> None:
    """The prospect agrees on the telephone to being passed on, by the text (its edition) that was read out to it; the
    caller is the proof. Nothing happens where it is permitted already. Refused: `call_over`, `call_taken`,
    `consent_text_changed` where another text holds by now."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_callable(case)
        if case.lead.may_pass_on:
            return
        edition = read_by_now(case, version)
        proof = {"member": str(actor.member_id), "language": heard_in(case.lead, book=case.book)}
        given = GivenConsent(purpose="pass_on", version=edition, at=now, proof=proof)
        take_consents(case, [given], source=ON_THE_TELEPHONE)
        _keep_taken(case)


def _keep_taken(case: Case) -> None:
    """Whoever is on the telephone keeps the lead for as long as it is talked."""
    if case.lead.taken_by_id == case.actor.member_id:
        case.change(case.lead, taken_until=case.now + TAKEN_FOR)


@repeated
def give_up_calling(lead_id: UUID, *, actor: Actor, now: datetime, text: str = "") -> str:
    """After the policy's number of attempts nobody was reached: what follows is the campaign's to say while the lead is
    qualified, else the desk decides. Returns what followed (rules.campaigns.UNREACHABLE). Refused: `call_over`, `call_taken`,
    `attempts_missing`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_callable(case)
        attempts, needed = attempts_of(case), case.policy.attempts
        if attempts < needed:
            raise Refused(
                "attempts_missing",
                f"Please try {needed} times, at different times of day, before you give up.",
                attempts=attempts,
                needed=needed,
            )
        _let_go(case)
        if note := case.note(text):
            case.enter("note.added", note=note)
        return _give_up_at_once(case, attempts)


def _is_last(case: Case, attempts: int) -> bool:
    needed = case.policy.attempts
    return ends_the_attempts(case.lead, attempts=attempts - 1, needed=needed, book=case.book, now=case.now)


def _give_up_at_once(case: Case, attempts: int) -> str:
    follows = give_up(case, attempts=attempts)
    if follows == "cold":
        ask_next([case])
    return follows


def give_up(case: Case, *, attempts: int) -> str:
    """Step: nobody was reached; the campaign says what follows while the lead is qualified, else the desk decides.
    Returns what follows (rules.campaigns.UNREACHABLE): after `cold` the next partner is to be asked."""
    follows = str(case.campaign.unreachable) if case.lead.status == states.QUALIFYING else "desk"
    case.enter("call.given_up", attempts=attempts, follows=follows)
    match follows:
        case "cold":
            cool_unreachable(case)
            begin_brokerage(case)
        case "close":
            finish(case, "disqualified", reason="not_reachable")
        case _:
            _give_to_desk(case, "not_reachable")
    return follows


def _begins_to_qualify(case: Case) -> bool:
    """With the first call; and when the agreed time of a call back has come, for it is not agreed for ever."""
    lead = case.lead
    if lead.deadline_kind == "first_call":
        return True
    if lead.status != states.QUALIFYING or lead.deadline_kind != "follow_up":
        return False
    assert lead.holder_id is not None
    assert lead.deadline_from is not None
    return case.book.parties[lead.holder_id].kind == PartyKind.AGENCY and case.now >= lead.deadline_from


def _promise_done(case: Case) -> None:
    """The agency has called: now it is to be done, counted from when it got the lead, or from when the call back was
    agreed for."""
    lead, policy, temperature = case.lead, case.policy, case.lead.temperature
    assert lead.holder_id is not None
    assert lead.deadline_from is not None
    until = limit_end(
        lead.deadline_from,
        work_minutes=policy.agency_work_minutes[temperature],
        calendar=case.book.calendars[lead.holder_id],
        longest=policy.longest_to_contact(temperature),
    )
    case.promise("qualify", until=until, since=lead.deadline_from)


def _check_callable(case: Case) -> None:
    lead, actor = case.lead, case.actor
    if lead.status not in {states.QUALIFYING, states.WORKING} or lead.holder_id != actor.party_id:
        raise Refused("call_over", "This lead is not on your call list any more.")
    if _is_with_colleague(case):
        raise Refused("call_taken", "A colleague is calling this lead at the moment.")


def check_not_with_colleague(case: Case) -> None:
    """Step: nobody of an agency moves on a lead that a colleague has on the telephone; the desk, whose lead it is, may.
    Refused: `call_taken`."""
    party_id = case.actor.party_id
    is_agency = party_id is not None and case.book.parties[party_id].kind == PartyKind.AGENCY
    if is_agency and _is_with_colleague(case):
        raise Refused("call_taken", "A colleague is calling this lead at the moment.")


def _is_with_colleague(case: Case) -> bool:
    lead = case.lead
    is_taken = lead.taken_until is not None and lead.taken_until > case.now
    return is_taken and lead.taken_by_id not in {None, case.actor.member_id}


def _check_call_back(at: datetime | None, *, now: datetime) -> None:
    if at is None:
        raise Refused("call_back_missing", "When shall we call back?", field="call_back_at")
    if at <= now:
        raise Refused("call_back_past", "This time is over. Please choose a later one.", field="call_back_at")


def _let_go(case: Case) -> None:
    case.change(case.lead, taken_by_id=None, taken_until=None)


def attempts_of(case: Case) -> int:
    """Calls in vain: of the open mandate; before there is one those of the party that has the lead now."""
    if case.mandate:
        return case.mandate.attempts
    return attempts_without_mandate(case.lead)


def _next_at(case: Case, chosen: CallResult, attempts: int) -> datetime | None:
    if chosen.follows != "again":
        return None
    if chosen.again_minutes:
        return case.now + timedelta(minutes=chosen.again_minutes)
    assert case.lead.holder_id is not None
    pause = timedelta(hours=case.policy.attempt_pause_hours)
    calendar = case.book.calendars[case.lead.holder_id]
    return next_attempt(case.now, attempts=attempts, pause=pause, calendar=calendar)


def _note_call(
    case: Case, chosen: CallResult, *, note: Note | None, attempts: int, planned_at: datetime | None
) -> None:
    lead, now, is_reached = case.lead, case.now, chosen.follows == "reached"
    case.change(lead, attempted_at=lead.attempted_at or now)
    if is_reached:
        case.change(lead, contacted_at=lead.contacted_at or now)
    if case.mandate and is_reached:
        case.change(case.mandate, contacted_at=case.mandate.contacted_at or now)
    elif case.mandate:
        case.change(case.mandate, attempts=attempts)
    assert lead.holder_id is not None
    case.batch.add(
        Activity(
            lead=lead,
            mandate=case.mandate,
            party_id=lead.holder_id,
            member_id=case.actor.member_id,
            kind="contact" if is_reached else "attempt",
            at=now,
            due_at=planned_at,
            result=chosen.key,
            note=note,
        )
    )
    if is_reached:
        case.enter("activity.contact", mandate=case.mandate, note=note)
    else:
        case.enter(
            "call.made",
            mandate=case.mandate,
            note=note,
            result=chosen.key,
            attempts=attempts,
            next_at=planned_at,
        )


def _is_after_deadline(case: Case, at: datetime) -> bool:
    assert case.lead.deadline_at is not None
    return at > case.lead.deadline_at


def _promise_call_back(case: Case, *, at: datetime, text: str, is_personal: bool) -> None:
    """Within the deadline it is a plan; after it holder and prospect have agreed on a date."""
    lead = case.lead
    assert lead.holder_id is not None
    member_id = case.actor.member_id if is_personal else None
    if not _is_after_deadline(case, at):
        case.change(lead, follow_up_by_id=member_id)
        return
    zone = ZoneInfo(case.book.calendars[lead.holder_id].timezone)
    set_follow_up(case, on=at.astimezone(zone).date(), at=at, text=text, member_id=member_id)


def _give_to_desk(case: Case, reason: str) -> None:
    if case.mandate:
        end_mandate(case, "given_back", reason=reason)
        came_back(case)
    lay_on_desk(case, reason)
