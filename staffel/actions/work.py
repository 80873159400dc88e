"""What whoever works a lead reports: attempts, contact, appointment, quote, won, lost, given back."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage, lay_on_desk
from staffel.actions.case import Case, open_case
from staffel.actions.consents import withdraw_all
from staffel.actions.mandates import end_mandate, enter_step, promise_step
from staffel.actions.points import earn
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.models import Activity, Mandate, Note
from staffel.queries.gates import open_to_close
from staffel.rules import states
from staffel.rules.attempts import next_attempt
from staffel.rules.forms import incomplete
from staffel.rules.points import FIRST_CONTACT, OUTCOME
from staffel.rules.refused import Refused
from staffel.rules.taps import told_late

NOT_YOURS: Final = "This enquiry is not with you any more."


def held_mandate(case: Case, *, mandate_id: UUID | None) -> Mandate:
    """The open mandate; refused (`mandate_over`) when it is not the one the caller means."""
    mandate = case.mandate
    if mandate is None or (mandate_id is not None and mandate.id != mandate_id):
        raise Refused("mandate_over", NOT_YOURS)
    return mandate


def _activity(
    case: Case,
    kind: str,
    *,
    at: datetime,
    note: Note | None,
    due_at: datetime | None = None,
    amount: Decimal | None = None,
) -> None:
    mandate = case.mandate
    assert mandate is not None
    case.batch.add(
        Activity(
            lead=case.lead,
            mandate=mandate,
            party_id=mandate.party_id,
            member_id=case.actor.member_id,
            kind=kind,
            at=at,
            due_at=due_at,
            amount=amount,
            currency=case.lead.currency if amount is not None else "",
            note=note,
        )
    )


@repeated
def report_attempt(
    lead_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    text: str = "",
    at: datetime | None = None,
) -> datetime:
    """Not reached. Returns the proposed time of the next attempt, at another time of day. The step's deadline stays.
    `at`: when it was tried (default now). Refused: `mandate_over`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = held_mandate(case, mandate_id=mandate_id)
        tried_at = at or now
        calendar = case.book.calendars[mandate.party_id]
        pause = timedelta(hours=case.policy.attempt_pause_hours)
        next_at = next_attempt(tried_at, attempts=mandate.attempts + 1, pause=pause, calendar=calendar)
        note = case.note(text, at=at)
        case.change(mandate, attempts=mandate.attempts + 1)
        case.change(case.lead, attempted_at=case.lead.attempted_at or tried_at)
        _activity(case, "attempt", at=tried_at, note=note, due_at=next_at)
        case.enter(
            "activity.attempt", mandate=mandate, note=note, next_at=next_at, attempts=mandate.attempts,
            tapped_at=told_late(at, now=now),
        )  # fmt: skip
        return next_at


@repeated
def report_contact(
    lead_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    text: str = "",
    at: datetime | None = None,
) -> None:
    """Spoke with the prospect. The first time it is the first contact. Refused: `mandate_over`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        held_mandate(case, mandate_id=mandate_id)
        note = case.note(text, at=at)
        _contact(case, at=at or now, note=note)
        enter_step(case, "contacted")


def _contact(case: Case, *, at: datetime, note: Note | None) -> None:
    mandate, lead = case.mandate, case.lead
    assert mandate is not None
    is_first = mandate.contacted_at is None
    case.change(mandate, contacted_at=mandate.contacted_at or at)
    case.change(lead, contacted_at=lead.contacted_at or at, attempted_at=lead.attempted_at or at)
    _activity(case, "contact", at=at, note=note)
    case.enter("activity.contact", mandate=mandate, note=note, tapped_at=told_late(at, now=case.now))
    if is_first and lead.deadline_at and at <= lead.deadline_at:
        earn(case, mandate, FIRST_CONTACT)


@repeated
def report_appointment(
    lead_id: UUID,
    *,
    due_at: datetime,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    text: str = "",
    at: datetime | None = None,
) -> None:
    """An appointment is agreed for `due_at`; who agrees one has spoken with the prospect (`at`, default now). The step's
    limit runs from the appointment. Refused: `mandate_over`; `appointment_far` when it lies beyond the policy's longest follow-up."""
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = held_mandate(case, mandate_id=mandate_id)
        if due_at > now + timedelta(days=case.policy.follow_up_longest_days):
            raise Refused(
                "appointment_far", "This appointment is too far ahead. Please check the year.", field="due_at"
            )
        note = case.note(text, at=at)
        if mandate.contacted_at is None:
            _contact(case, at=at or now, note=None)
        _activity(case, "appointment", at=at or now, note=note, due_at=due_at)
        case.enter(
            "activity.appointment",
            mandate=mandate,
            note=note,
            due_at=due_at,
            tapped_at=told_late(at, now=now),
        )
        enter_step(case, "appointment")
        promise_step(case, since=due_at)


@repeated
def report_quote(
    lead_id: UUID,
    *,
    amount: Decimal | None,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    text: str = "",
    at: datetime | None = None,
) -> None:
    """A quote of this net amount is with the prospect (since `at`, default now). Refused: `mandate_over`, `amount_negative`."""
    _check_amount(amount)
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = held_mandate(case, mandate_id=mandate_id)
        note = case.note(text, at=at)
        if mandate.contacted_at is None:
            _contact(case, at=at or now, note=None)
        if amount is not None:
            case.change(case.lead, expected_amount=amount)
        _activity(case, "quote", at=at or now, note=note, amount=amount)
        case.enter(
            "activity.quote", mandate=mandate, note=note, amount=amount, currency=case.lead.currency,
            tapped_at=told_late(at, now=now),
        )  # fmt: skip
        enter_step(case, "quote")


def _check_amount(amount: Decimal | None) -> None:
    if amount is not None and amount < 0:
        raise Refused("amount_negative", "The value must not be negative.", field="amount")


@repeated
def win_lead(
    lead_id: UUID,
    *,
    amount: Decimal | None,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    text: str = "",
    currency: str = "",
    at: datetime | None = None,
) -> None:
    """The prospect has bought, for this net amount; whoever bought was spoken with, and it ends then (`at`, default now). Refused:
    `mandate_over`, `amount_negative`, `incomplete`."""
    _check_amount(amount)
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = held_mandate(case, mandate_id=mandate_id)
        check_answers(case)
        if mandate.contacted_at is None:
            _contact(case, at=at or now, note=None)
        case.change(case.lead, won_amount=amount, currency=currency or case.lead.currency)
        finish(case, "won", note=case.note(text, at=at), at=at)
        earn(case, mandate, OUTCOME)


@repeated
def lose_lead(
    lead_id: UUID,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    text: str = "",
    at: datetime | None = None,
) -> None:
    """The deal is lost (since `at`, default now), for one of the listed reasons. *Not reachable* only after the policy's number of attempts.
    Refused: `mandate_over`, `reason_unknown`, `attempts_missing`, `incomplete` when the prospect was spoken with."""
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = held_mandate(case, mandate_id=mandate_id)
        chosen = case.reasons.chosen("lost", reason)
        if reason == "not_reachable" and mandate.attempts < case.policy.attempts:
            raise Refused(
                "attempts_missing",
                f"Please try {case.policy.attempts} times, at different times of day, before you close it as not reachable.",
                attempts=mandate.attempts,
                needed=case.policy.attempts,
            )
        outcome = chosen.outcome or "lost"
        if outcome == "lost" and mandate.contacted_at:
            check_answers(case)  # of whom nobody has spoken with, nobody knows
        finish(case, outcome, reason=reason, note=case.note(text, at=at), at=at)
        if mandate.contacted_at:
            earn(case, mandate, OUTCOME)  # of whom nobody has spoken with, nothing was worked to its end


def check_answers(case: Case) -> None:
    """Step: what must be known before a lead is won or lost is known. Refused: `incomplete`."""
    if missing := open_to_close(case.lead, book=case.book):
        raise incomplete(missing)


def finish(
    case: Case, outcome: str, *, reason: str = "", note: Note | None = None, at: datetime | None = None
) -> None:
    """Step: the lead ends with this outcome (since `at`, default now); nobody holds it any more. Who has withdrawn its enquiry permits nothing more,
    whoever has noted it."""
    if outcome == "withdrawn":
        withdraw_all(case)
    if case.mandate:
        end_mandate(case, outcome, reason=reason)
    case.move(states.CLOSED, outcome=outcome, reason=reason, closed_at=at or case.now)
    lead = case.lead
    amount = lead.won_amount if outcome == "won" else None
    case.enter(
        "lead.closed", note=note, outcome=outcome, reason=reason or None, amount=amount,
        currency=lead.currency if amount is not None else None, tapped_at=told_late(at, now=case.now),
    )  # fmt: skip


@repeated
def give_back(
    lead_id: UUID, *, reason: str, actor: Actor, now: datetime, mandate_id: UUID | None = None, text: str = ""
) -> None:
    """The holder gives the lead back; what follows is the reason's: the next partner, the desk, or the end.
    Refused: `mandate_over`, `reason_unknown`, `give_back_late` when the reason's hours are over."""
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = held_mandate(case, mandate_id=mandate_id)
        chosen = case.reasons.chosen("give_back", reason)
        if chosen.within_hours is not None and now > mandate.started_at + timedelta(
            hours=chosen.within_hours
        ):
            raise Refused(
                "give_back_late",
                f"This reason can be given within {chosen.within_hours} hours. Please choose another or ask the desk.",
                hours=chosen.within_hours,
            )
        note = case.note(text)
        case.enter(
            "mandate.given_back", mandate=mandate, party_id=mandate.party_id, note=note, party=mandate.party_id,
            reason=reason,
        )  # fmt: skip
        end_mandate(case, "given_back", reason=reason)
        if chosen.follows == "close":
            finish(case, chosen.outcome or "disqualified", reason=reason)
        elif chosen.follows == "desk":
            came_back(case)
            lay_on_desk(case, f"given_back_{reason}"[:40])
        else:
            came_back(case)
            search_again(case)


def came_back(case: Case) -> None:
    """Step: the lead is the desk's again; this is counted, so that ping-pong is stopped. Nobody's own any more."""
    case.move(states.BROKERING, desk_returns=case.lead.desk_returns + 1, accepted_at=None, is_own=False)


def search_again(case: Case) -> None:
    """Step: a new brokerage, with the current rules and without those who had the lead."""
    begin_brokerage(case)
    ask_next([case])


def take_back(case: Case, *, reason: str, outcome: str = "taken_back") -> None:
    """Step of the clock and the desk: the lead leaves its holder, who is told, and is offered on."""
    mandate = case.mandate
    assert mandate is not None
    party_id = mandate.party_id
    case.enter("mandate.taken_back", mandate=mandate, party_id=party_id, party=party_id, reason=reason)
    end_mandate(case, outcome, reason=reason)
    case.tell("mandate.taken_back", case.book.recipients(party_id, at=case.now), mandate=mandate)
    came_back(case)


@repeated
def pass_on(
    lead_id: UUID, *, member_id: UUID, actor: Actor, now: datetime, mandate_id: UUID | None = None
) -> None:
    """Inside the firm another person takes the lead over. Refused: `mandate_over`, `member_unknown`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        pass_to(case, member_id, mandate_id=mandate_id)


def pass_to(case: Case, member_id: UUID | None, *, mandate_id: UUID | None = None) -> None:
    """Step: this person of the firm works the lead. Refused: `mandate_over`, `member_unknown`."""
    mandate = held_mandate(case, mandate_id=mandate_id)
    if member_id not in {member.id for member in case.book.members.get(mandate.party_id, ())}:
        raise Refused("member_unknown", "This person does not belong to your firm.", field="member")
    case.change(mandate, member_id=member_id)
    case.enter("mandate.passed_on", mandate=mandate, member=member_id)


@repeated
def add_note(
    lead_id: UUID,
    *,
    text: str,
    actor: Actor,
    now: datetime,
    is_internal: bool = False,
    at: datetime | None = None,
) -> UUID:
    """Keep a note on the lead, written at `at` (default now). Refused: `text_missing`. Returns its id."""
    if not text.strip():
        raise Refused("text_missing", "The note is empty.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        note = case.note(text, is_internal=is_internal, at=at)
        assert note is not None
        case.enter("note.added", note=note, tapped_at=told_late(at, now=now))
        return note.id
