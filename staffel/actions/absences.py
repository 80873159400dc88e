"""Absence never freezes a lead: it is entered, and when it begins, offers end and leads move on."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage
from staffel.actions.case import Batch, Case, lock_leads, open_batch
from staffel.actions.parties import bump, check_own_member, end_offers_of, lock_parties, party_entry
from staffel.actions.qualifying import ask_what_is_missing
from staffel.actions.repeats import repeated
from staffel.actions.work import take_back
from staffel.models import Absence, Lead, Mandate
from staffel.rules import states
from staffel.rules.refused import Refused


@repeated
def enter_absence(
    party_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    now: datetime,
    member_id: UUID | None = None,
    stand_in_id: UUID | None = None,
) -> UUID:
    """A party (or one person of it) is away in [starts_at, ends_at). Begins at once when it has started already.
    Refused: `absence_reversed`, `absence_over`, `stand_in_unknown`. Returns its id; `leads_touched` says what it means for leads."""
    if ends_at <= starts_at:
        raise Refused("absence_reversed", "The absence must end after it begins.", field="ends_at")
    if ends_at <= now:
        raise Refused("absence_over", "This absence is over already.", field="ends_at")
    with open_batch(actor=actor, now=now) as batch:
        lock_parties([party_id])
        check_own_member(batch, party_id, stand_in_id)
        absence = Absence.objects.create(
            party_id=party_id,
            member_id=member_id,
            stand_in_id=stand_in_id,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        party_entry(
            batch, party_id, "absence.entered", starts_at=starts_at, ends_at=ends_at, member=member_id
        )
        bump()
    if starts_at <= now:
        begin_absence(absence.id, actor=actor, now=now)
    return absence.id


def leads_touched(party_id: UUID, *, starts_at: datetime, ends_at: datetime) -> list[Lead]:
    """The leads in work whose deadline falls into the absence: for these somebody must be found, or they go on."""
    return list(
        Lead.objects.filter(
            mandates__party_id=party_id,
            mandates__ended_at=None,
            deadline_at__gte=starts_at,
            deadline_at__lt=ends_at,
        ).order_by("deadline_at")
    )


def due_absences(now: datetime) -> list[UUID]:
    """The absences that have started and whose beginning is not carried out yet, oldest first."""
    due = Absence.objects.filter(begun_at=None, starts_at__lte=now).order_by("starts_at")
    return list(due.values_list("id", flat=True)[:100])


@repeated
def begin_absence(absence_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The absence begins: the party's open offers end at once and go to the next; leads whose deadline passes while it
    is away, with nobody standing in, are taken back and offered on. A single person's leads go to its stand-in."""
    with open_batch(actor=actor, now=now) as batch:
        absence = Absence.objects.select_for_update(no_key=True).get(id=absence_id)
        if absence.begun_at is not None:
            return
        Absence.objects.filter(id=absence_id).update(begun_at=now)
        if absence.member_id:
            _hand_to_stand_in(batch, absence)
            return
        handed: list[Case] = []

        def hand_on() -> list[Case]:
            handed.extend(_handed_on(batch, absence))
            return handed

        end_offers_of(
            batch,
            absence.party_id,
            reason="absent",
            first=lambda: _lock(absence.party_id),
            also=hand_on,
        )
        party_entry(batch, absence.party_id, "absence.begun", leads=len(handed))


def _lock(party_id: UUID) -> None:
    lock_parties([party_id])


def _handed_on(batch: Batch, absence: Absence) -> list[Case]:
    """The leads that leave the absent party; those that look for a partner are not asked for yet."""
    if absence.stand_in_id or batch.book.parties[absence.party_id].stand_in_id:
        return []
    frozen = [case for case in batch.cases.values() if _is_frozen(case, absence)]
    for case in frozen:
        if case.mandate:
            take_back(case, reason="absent", outcome="absent")
            begin_brokerage(case)
        elif not ask_what_is_missing(case):
            begin_brokerage(case)
    return frozen


def _is_frozen(case: Case, absence: Absence) -> bool:
    """Whether the absent party works or qualifies the lead and its deadline passes meanwhile. A desk that qualifies has
    nobody to hand on to: its ladder climbs."""
    lead = case.lead
    is_working = case.mandate is not None and case.mandate.party_id == absence.party_id
    is_qualifying = lead.status == states.QUALIFYING and lead.holder_id == absence.party_id != lead.desk_id
    in_between = lead.deadline_at is not None and absence.starts_at <= lead.deadline_at < absence.ends_at
    return in_between and (is_working or is_qualifying)


def _hand_to_stand_in(batch: Batch, absence: Absence) -> None:
    """Inside the firm: its stand-in takes over what the absent person works; without one it is the whole firm's."""
    ids = Mandate.objects.filter(member_id=absence.member_id, ended_at=None).values_list("lead_id", flat=True)
    for case in lock_leads(batch, Lead.objects.filter(id__in=list(ids))):
        mandate = case.mandate
        if mandate and mandate.member_id == absence.member_id:
            case.change(mandate, member_id=absence.stand_in_id)
            case.enter("mandate.passed_on", mandate=mandate, member=absence.stand_in_id)
