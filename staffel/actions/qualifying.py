"""Steps and actions before the market: what is missing is asked, what is held is released."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage
from staffel.actions.calls import attempts_of, check_not_with_colleague, give_up
from staffel.actions.case import Batch, Case, open_batch, open_case
from staffel.actions.corrections import check_open, set_values
from staffel.actions.duplicates import Likeness, known_again, lock_known, lookalikes
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.models import Lead, PartyKind
from staffel.queries.gates import asked_now, open_at
from staffel.rules import states
from staffel.rules.deadlines import limit_end
from staffel.rules.forms import Question, incomplete
from staffel.rules.refused import Refused

BEFORE_AGENCY: Final = "before_agency"
AGENCY_LATE: Final = frozenset({"agency_not_called", "agency_late"})


def missing_for_market(case: Case) -> tuple[Question, ...]:
    """The questions of the lead's own form that its campaign, or the form itself, requires before the market."""
    return open_at(case.lead, "market", book=case.book)


def ask_what_is_missing(case: Case) -> bool:
    """Step: when the market requires more than is known, the lead goes to whom the campaign names, with exactly the
    open questions; where an agency could not begin with so little, or has nobody to reach, the desk asks first, and where nobody
    may call, the desk alone. False: it is complete and does
    not stop here."""
    missing = missing_for_market(case)
    if not missing:
        return False
    holder_id, reason = _qualifier(case), "incomplete"
    is_agency = case.book.parties[holder_id].kind == PartyKind.AGENCY
    if is_agency and not case.lead.may_call:
        holder_id = case.lead.desk_id
    elif is_agency and (first := open_at(case.lead, "agency", book=case.book)):
        holder_id, reason, missing = case.lead.desk_id, BEFORE_AGENCY, first
    elif is_agency and not (case.lead.phone or case.lead.email):  # the photo of a card, say
        holder_id = case.lead.desk_id
    _give(case, holder_id, reason=reason, missing=missing)
    return True


def _give(case: Case, holder_id: UUID, *, reason: str, missing: Collection[Question]) -> None:
    """An agency is to call first, the desk to be done within its own limit; neither longer than the policy's longest."""
    is_agency = case.book.parties[holder_id].kind == PartyKind.AGENCY
    policy, temperature = case.policy, case.lead.temperature
    case.move(states.QUALIFYING, holder_id=holder_id, desk_reason=reason)
    until = limit_end(
        case.now,
        work_minutes=(policy.agency_first_work_minutes if is_agency else policy.desk_work_minutes)[
            temperature
        ],
        calendar=case.book.calendars[holder_id],
        longest=policy.longest_to_accept(temperature),
    )
    case.promise("first_call" if is_agency else "qualify", until=until)
    case.enter("lead.qualifying", open_questions=[question.key for question in missing])
    case.tell("lead.qualifying", case.book.recipients(holder_id, at=case.now))


def hand_back(case: Case) -> bool:
    """Step of the clock: an agency's deadline is missed. A complete lead goes to its market; where the agreed number of
    calls was in vain the campaign says what follows; else it goes once to the campaign's second qualifier, then to its
    desk, with every answer there is. True when a partner is to be asked."""
    lead = case.lead
    late_id = lead.holder_id
    assert late_id is not None
    reason = "agency_not_called" if lead.deadline_kind == "first_call" else "agency_late"
    case.enter("deadline.missed", kind=lead.deadline_kind, rung=1, tell=["holder"])
    case.enter("qualifying.taken_back", party_id=late_id, party=late_id, reason=reason)
    case.tell("mandate.taken_back", case.book.recipients(late_id, at=case.now))
    case.change(lead, taken_by_id=None, taken_until=None)
    missing = missing_for_market(case)
    if not missing:
        begin_brokerage(case)
        return True
    attempts = attempts_of(case)
    if lead.contacted_at is None and attempts >= case.policy.attempts:
        return give_up(case, attempts=attempts) == "cold"
    is_last = lead.desk_reason in AGENCY_LATE or not lead.may_call
    second_id = lead.desk_id if is_last else _second_qualifier(case)
    _give(case, lead.desk_id if second_id == late_id else second_id, reason=reason, missing=missing)
    return False


def _second_qualifier(case: Case) -> UUID:
    return _named(case, case.campaign.second_qualifier)


def _qualifier(case: Case) -> UUID:
    return _named(case, case.campaign.qualifier)


def _named(case: Case, key: str) -> UUID:
    """The party with this key, where it takes leads now; else the market's desk."""
    party = case.book.by_key.get(key)
    return party.id if party and _takes_leads(case, party.id) else case.lead.desk_id


def _takes_leads(case: Case, party_id: UUID) -> bool:
    bidder, now = case.book.network.bidders[party_id], case.now
    return bidder.is_active and not bidder.is_absent_at(now) and not bidder.is_paused_at(now)


def hold_for_release(case: Case) -> None:
    """Step: an imported lead lies on the desk until somebody releases it."""
    until = case.now + timedelta(hours=case.policy.release_longest_hours)
    case.move(states.QUALIFYING, holder_id=case.lead.desk_id, desk_reason="held")
    case.promise("release", until=until)
    case.enter("lead.held")


@repeated
def release_leads(lead_ids: Collection[UUID], *, actor: Actor, now: datetime) -> int:
    """Send held leads on their way: to the market, or to whoever answers what is missing. Others are left alone.
    Returns how many went."""
    with open_batch(actor=actor, now=now) as batch:
        cases, alike = lock_to_release(batch, lead_ids)
        held = [case for case in cases if case.lead.deadline_kind == "release"]
        for case in held:
            let_go(case)
        send_to_market(known_again(batch, held, alike))
        return len(held)


def lock_to_release(batch: Batch, lead_ids: Collection[UUID]) -> tuple[list[Case], list[Likeness]]:
    """The cases of these leads, locked together with those that they may be joined to, and whom they resemble."""
    held = Lead.objects.filter(id__in=lead_ids, deadline_kind="release").order_by("number")
    alike = lookalikes(batch, list(held))
    return lock_known(batch, alike, others=lead_ids), alike


def let_go(case: Case) -> None:
    """Step: a held lead is let go; `send_to_market` sends it on its way. Refused: `not_held`."""
    if case.lead.deadline_kind != "release":
        raise Refused("not_held", "This lead is not held: it has been released already.")
    case.enter("lead.released")


def send_to_market(cases: Collection[Case]) -> None:
    """Step: place these leads; an incomplete one is completed before."""
    for case in cases:
        if not ask_what_is_missing(case):
            begin_brokerage(case)
    ask_next(list(cases))


@repeated
def qualify_lead(lead_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Hand a qualified lead to its market; or, where the desk has asked what the agency needs to begin, to the agency.
    Refused: `not_qualifying`; `call_taken` while a colleague of the agency telephones; `incomplete` with the open questions and their labels by language."""
    with open_case(lead_id, actor=actor, now=now) as case:
        if case.lead.status != states.QUALIFYING:
            raise Refused("not_qualifying", "This lead is not waiting to be qualified.")
        check_not_with_colleague(case)
        if case.lead.desk_reason == BEFORE_AGENCY and not open_at(case.lead, "agency", book=case.book):
            if ask_what_is_missing(case):
                return
        elif missing := _open_now(case):
            raise incomplete(missing)
        case.enter("lead.qualified")
        begin_brokerage(case)
        ask_next([case])


def _open_now(case: Case) -> tuple[Question, ...]:
    """What whoever holds the lead is to answer before it moves on."""
    return open_at(case.lead, asked_now(case.lead), book=case.book)


@repeated
def correct_lead(lead_id: UUID, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Set prospect columns and answers (typed and checked) of an open lead; the old values stay beside them. Refused:
    `lead_closed`, `lead_erased`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        check_open(case)
        set_values(case, values)
