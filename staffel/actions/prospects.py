"""What the prospect says, by its own link or to somebody who notes it: that somebody has called, that nobody has, that it
wants no more."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage, end_brokerage, withdraw_offers
from staffel.actions.case import Case, open_case, open_cases
from staffel.actions.consents import heed, read_by_now, take_consents, withdraw, withdraw_all
from staffel.actions.mandates import ask_prospect, promise_step
from staffel.actions.points import give_again, take_back_points
from staffel.actions.qualifying import ask_what_is_missing
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import NOT_YOURS, finish
from staffel.models import Lead, Mandate
from staffel.queries.prospects import answerable, has_confirmed, is_asked, last_answer, may_answer
from staffel.queries.together import stands_for, together_with
from staffel.rules import states
from staffel.rules.clock import WARNED
from staffel.rules.consents import PURPOSES, GivenConsent
from staffel.rules.refused import Refused
from staffel.rules.taps import told_late

PROSPECT: Final = Actor("prospect")
WITHDRAWN: Final = "withdrawn"
OWN_PAGE: Final = "prospect"


@repeated
def confirm_contact(lead_id: UUID, *, now: datetime) -> None:
    """The prospect says that somebody has called, also before anybody has reported it: then its holder, whose time is over,
    is asked to report, and has that time once more. Twice is once."""
    with open_case(lead_id, actor=PROSPECT, now=now) as case:
        mandate = _answerable(case)
        said = last_answer(case.lead, mandate)
        is_known = said is not None and said.kind == "prospect.confirmed"
        if mandate and may_answer(case.lead, book=case.book) and not is_known:
            is_first = not has_confirmed(case.lead, mandate)
            denied_at = case.lead.denied_at
            case.change(case.lead, denied_at=None)
            case.enter("prospect.confirmed", mandate=mandate, party_id=mandate.party_id)
            give_again(case, mandate, denied_at=denied_at)
            if is_first and mandate.ended_at is None:
                _ask_to_report(case, mandate)


def _ask_to_report(case: Case, mandate: Mandate) -> None:
    """Step: who has called without saying so does not lose the lead for it; the time that was missed begins again."""
    lead = case.lead
    is_missed = lead.deadline_at is not None and lead.deadline_at <= case.now
    if mandate.contacted_at or lead.deadline_kind != "step" or not is_missed:
        return
    promise_step(case)
    case.change(lead, rung=WARNED)
    case.enter("deadline.warned", mandate=mandate, party_id=mandate.party_id, kind="step", step=mandate.step)
    case.tell("deadline.warned", case.book.recipients(mandate.party_id, at=case.now), mandate=mandate)


@repeated
def deny_contact(lead_id: UUID, *, now: datetime, text: str = "") -> bool:
    """The prospect says that nobody has called: it contradicts a contact that was reported, the desk and the holder are
    told, and the time for the first contact begins again. Where none was reported the missed deadline stays missed; where
    the reported contact has ended the mandate or the lead, the desk is told and nothing begins. Once for each contact that
    was reported or missed; of what is said besides only the words are kept. Returns whether it counts."""
    with open_case(lead_id, actor=PROSPECT, now=now) as case:
        mandate = _answerable(case)
        said = last_answer(case.lead, mandate)
        if mandate and is_asked(case.lead, mandate, said, book=case.book, now=now):
            contradict(case, mandate, "prospect.denied", text=text)
            return True
        if note := case.note(text):
            case.enter("note.added", note=note)
        return False


@repeated
def complain_for(lead_id: UUID, *, text: str, actor: Actor, now: datetime) -> None:
    """The desk notes that the customer has complained, with the effect of its own *no*, also of who had the lead last and
    reported a contact. Refused: `reason_missing`, `nobody_worked`."""
    if not text.strip():
        raise Refused("reason_missing", "Please say what the customer complains about.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = _answerable(case)
        if mandate is None:
            raise Refused(
                "nobody_worked", "Nobody works this lead, and nobody has reported a contact of late."
            )
        contradict(case, mandate, "lead.complained", text=text)


def contradict(case: Case, mandate: Mandate, kind: str, *, text: str) -> None:
    """Step: somebody says that nobody has called. Who has the lead no more is not told: nothing is to be done by it."""
    lead = case.lead
    case.change(lead, denied_at=case.now)
    case.enter(kind, mandate=mandate, party_id=mandate.party_id, note=case.note(text))
    take_back_points(case, mandate)
    holder_id = mandate.party_id if mandate.ended_at is None else None
    if holder_id and mandate.contacted_at:
        _begin_again(case)
    told = {lead.desk_id, holder_id} - {None, case.actor.party_id}
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
    with open_cases(_one_with(lead_id), actor=PROSPECT, now=now) as cases:
        for case in cases:
            withdraw(case)
        case = next(one for one in cases if one.lead.id == lead_id)
        withdraw_all(case)
        if case.lead.status == states.CLOSED:
            return
        withdraw_offers(case, reason="closed")
        end_brokerage(case, "withdrawn", reason="closed")
        if case.mandate:
            members = case.book.recipients(case.mandate.party_id, at=now)
            case.tell("lead.closed", members, mandate=case.mandate)
        finish(case, "withdrawn", reason=WITHDRAWN, note=case.note(text))


@repeated
def permit_passing_on(lead_id: UUID, *, version: str, now: datetime) -> None:
    """The prospect agrees on its own page to being passed on, by the text (its edition) that stood there; a lead that has
    waited for it goes on by itself. Nothing happens where it is permitted already, or over. Refused:
    `consent_text_changed` where another text holds by now."""
    with open_case(lead_id, actor=PROSPECT, now=now) as case:
        if case.lead.may_pass_on or not case.lead.is_open:
            return
        given = GivenConsent(purpose="pass_on", version=read_by_now(case, version), at=now)
        take_consents(case, [given], source=OWN_PAGE)


@repeated
def withdraw_permission(lead_id: UUID, purpose: str, *, now: datetime) -> None:
    """The prospect permits this purpose no more, by none of its enquiries that were joined, and wants its enquiry answered
    all the same. Whoever works it or is asked for it is told, and the desk; an agency that was to call gives it to the
    desk. Twice is once."""
    with open_cases(_one_with(lead_id), actor=PROSPECT, now=now) as cases:
        _permit_no_more(cases, lead_id, [purpose])


@repeated
def record_withdrawal(
    lead_id: UUID,
    purposes: Collection[str],
    *,
    text: str,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Somebody was told (at `at`, default now), on the telephone or by a letter, that the prospect permits these purposes no more: `text` says how.
    The effect is that of the prospect's own word, also for a lead that has ended. `mandate_id`: only while this mandate is
    open. Refused: `withdrawal_missing`, `said_how_missing`, `lead_erased`, `mandate_over`."""
    wanted = [purpose for purpose in PURPOSES if purpose in purposes]
    if not wanted:
        raise Refused("withdrawal_missing", "Please say what is permitted no more.", field="purposes")
    if not text.strip():
        raise Refused("said_how_missing", "Please say how the prospect said so.", field="text")
    lead_id = stands_for(lead_id)
    with open_cases(_one_with(lead_id), actor=actor, now=now) as cases:
        case = next(one for one in cases if one.lead.id == lead_id)
        if case.lead.erased_at:
            raise Refused("lead_erased", "This lead's data was erased.")
        if mandate_id is not None and (case.mandate is None or case.mandate.id != mandate_id):
            raise Refused("mandate_over", NOT_YOURS)
        is_partner = actor.party_id is not None and case.book.parties[actor.party_id].kind == "partner"
        note = case.note(text, is_internal=not is_partner, at=at)
        case.enter("note.added", note=note, tapped_at=told_late(at, now=now))
        _permit_no_more(cases, lead_id, wanted, at=at)


def _one_with(lead_id: UUID) -> list[UUID]:
    return list(Lead.objects.filter(id__in=together_with(lead_id)).values_list("id", flat=True))


def _permit_no_more(
    cases: Sequence[Case], lead_id: UUID, purposes: Collection[str], *, at: datetime | None = None
) -> None:
    """Step: of this lead and of those that were joined to it."""
    ended = [case for case in cases if withdraw(case, purposes, at=at)]
    case = next(one for one in cases if one.lead.id == lead_id)
    if not ended or not case.lead.is_open:
        return
    asked = {offer.party_id for offer in case.open_offers}
    told = {case.lead.desk_id, case.lead.holder_id, *asked} - {None, case.actor.party_id}
    heed(case)
    _leave_agency(case)
    for one in sorted(told, key=str):
        assert one is not None
        case.tell("consent.withdrawn", case.book.recipients(one, at=case.now), mandate=case.mandate)


def _leave_agency(case: Case) -> None:
    """An agency that may not call can do nothing for the lead."""
    lead = case.lead
    if lead.status != states.QUALIFYING or lead.may_call or lead.holder_id == lead.desk_id:
        return
    if not ask_what_is_missing(case):
        begin_brokerage(case)
        ask_next([case])


def _answerable(case: Case) -> Mandate | None:
    """Of whom the prospect can say that somebody has called, under the lock of the case."""
    return answerable(case.mandates, book=case.book, now=case.now)
