"""Absence never freezes a lead: it is entered, and when it begins, offers end and leads move on."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage
from staffel.actions.case import Batch, Case, open_batch, repeated
from staffel.actions.parties import bump, end_offers_of, lock_parties, party_entry
from staffel.actions.searching import ask_next
from staffel.actions.work import take_back
from staffel.models import Absence, Lead, Mandate
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
    Refused: `absence_reversed`, `absence_over`. Returns its id; `leads_touched` says what it means for leads."""
    if ends_at <= starts_at:
        raise Refused("absence_reversed", "The absence must end after it begins.", field="ends_at")
    if ends_at <= now:
        raise Refused("absence_over", "This absence is over already.", field="ends_at")
    with open_batch(actor=actor, now=now) as batch:
        lock_parties([party_id])
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
            _hand_to_stand_in(absence)
            return
        end_offers_of(batch, absence.party_id, reason="absent", first=lambda: _lock(absence.party_id))
        moved = _hand_on(batch, absence)
        party_entry(batch, absence.party_id, "absence.begun", leads=moved)


def _lock(party_id: UUID) -> None:
    lock_parties([party_id])


def _hand_on(batch: Batch, absence: Absence) -> int:
    if absence.stand_in_id:
        return 0
    frozen = [case for case in batch.cases.values() if _is_frozen(case, absence)]
    for case in frozen:
        take_back(case, reason="absent", outcome="absent")
        begin_brokerage(case)
    ask_next(frozen)
    return len(frozen)


def _is_frozen(case: Case, absence: Absence) -> bool:
    mandate, deadline = case.mandate, case.lead.deadline_at
    return bool(
        mandate
        and mandate.party_id == absence.party_id
        and deadline
        and absence.starts_at <= deadline < absence.ends_at
    )


def _hand_to_stand_in(absence: Absence) -> None:
    Mandate.objects.filter(member_id=absence.member_id, ended_at=None).update(member_id=absence.stand_in_id)
