"""What the prospect says itself, by its own link: that somebody has called, that nobody has, that it wants no more."""

from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage, end_brokerage, withdraw_offers
from staffel.actions.case import Case, open_case, open_cases
from staffel.actions.consents import heed, withdraw
from staffel.actions.mandates import ask_prospect, promise_step
from staffel.actions.qualifying import ask_what_is_missing
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import finish
from staffel.models import Entry, Lead
from staffel.queries.together import together_with
from staffel.rules import states
from staffel.rules.refused import Refused

PROSPECT: Final = Actor("prospect")
WITHDRAWN: Final = "withdrawn"


@repeated
def confirm_contact(lead_id: UUID, *, now: datetime) -> None:
    """The prospect says that somebody has called. Twice is once."""
    with open_case(lead_id, actor=PROSPECT, now=now) as case:
        if case.mandate and not _said_since(case, "prospect.confirmed"):
            case.change(case.lead, denied_at=None)
            case.enter("prospect.confirmed", mandate=case.mandate, party_id=case.mandate.party_id)


@repeated
def deny_contact(lead_id: UUID, *, now: datetime, text: str = "") -> None:
    """The prospect says that nobody has called: it contradicts a contact that was reported, the desk and the holder are
    told, and the time for the first contact begins again. Where none was reported the missed deadline stays missed."""
    with open_case(lead_id, actor=PROSPECT, now=now) as case:
        contradict(case, "prospect.denied", text=text)


@repeated
def complain_for(lead_id: UUID, *, text: str, actor: Actor, now: datetime) -> None:
    """The desk notes that the customer has complained, with the effect of its own *no*. Refused: `reason_missing`,
    `not_in_work`."""
    if not text.strip():
        raise Refused("reason_missing", "Please say what the customer complains about.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        if case.mandate is None:
            raise Refused("not_in_work", "Nobody works this lead.")
        contradict(case, "lead.complained", text=text)


def contradict(case: Case, kind: str, *, text: str) -> None:
    """Step: somebody says that nobody has called."""
    lead, mandate = case.lead, case.mandate
    party_id = mandate.party_id if mandate else None
    case.change(lead, denied_at=case.now)
    case.enter(kind, mandate=mandate, party_id=party_id, note=case.note(text))
    if mandate and mandate.contacted_at:
        _begin_again(case)
    told = {lead.desk_id, party_id} - {None, case.actor.party_id}
    for one in sorted(told, key=str):
        assert one is not None
        case.tell("prospect.denied", case.book.recipients(one, at=case.now), mandate=mandate)


def _begin_again(case: Case) -> None:
    """The first contact is still to come."""
    mandate = case.mandate
    assert mandate is not None
    first = case.pipeline.steps[0].key
    case.change(mandate, contacted_at=None, step=first, step_at=case.now)
    case.change(case.lead, contacted_at=None)
    case.enter("mandate.step", mandate=mandate, step=first)
    promise_step(case)
    ask_prospect(case)


@repeated
def withdraw_enquiry(lead_id: UUID, *, now: datetime, text: str = "") -> None:
    """The prospect wants nothing more: all that it has allowed ends, with the enquiries that were joined to this one too,
    the lead is closed as withdrawn, and whoever was asked or works it is told not to call. Twice is once."""
    ids = list(Lead.objects.filter(id__in=together_with(lead_id)).values_list("id", flat=True))
    with open_cases(ids, actor=PROSPECT, now=now) as cases:
        for case in cases:
            withdraw(case)
        case = next(one for one in cases if one.lead.id == lead_id)
        if case.lead.status == states.CLOSED:
            return
        withdraw_offers(case, reason="closed")
        end_brokerage(case, "withdrawn", reason="closed")
        if case.mandate:
            members = case.book.recipients(case.mandate.party_id, at=now)
            case.tell("lead.closed", members, mandate=case.mandate)
        finish(case, "withdrawn", reason=WITHDRAWN, note=case.note(text))


@repeated
def withdraw_permission(lead_id: UUID, purpose: str, *, now: datetime) -> None:
    """The prospect permits this purpose no more, by none of its enquiries that were joined, and wants its enquiry answered
    all the same. Whoever works it or is asked for it is told, and the desk; an agency that was to call gives it to the
    desk. Twice is once."""
    ids = list(Lead.objects.filter(id__in=together_with(lead_id)).values_list("id", flat=True))
    with open_cases(ids, actor=PROSPECT, now=now) as cases:
        ended = [case for case in cases if withdraw(case, [purpose])]
        case = next(one for one in cases if one.lead.id == lead_id)
        if not ended or not case.lead.is_open:
            return
        told = {case.lead.desk_id, case.lead.holder_id, *(offer.party_id for offer in case.open_offers)} - {
            None
        }
        heed(case)
        _leave_agency(case)
        for one in sorted(told, key=str):
            assert one is not None
            case.tell("consent.withdrawn", case.book.recipients(one, at=now), mandate=case.mandate)


def _leave_agency(case: Case) -> None:
    """An agency that may not call can do nothing for the lead."""
    lead = case.lead
    if lead.status != states.QUALIFYING or lead.may_call or lead.holder_id == lead.desk_id:
        return
    if not ask_what_is_missing(case):
        begin_brokerage(case)
        ask_next([case])


def _said_since(case: Case, kind: str) -> bool:
    """Whether the prospect has said it already, of whoever works the lead now."""
    assert case.mandate is not None
    return Entry.objects.filter(lead=case.lead, kind=kind, mandate=case.mandate).exists()
