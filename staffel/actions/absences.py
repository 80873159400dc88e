"""Absence never freezes a lead: it is entered, and when it begins, offers end and leads move on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import begin_brokerage
from staffel.actions.case import Batch, Case, lock_leads, open_batch
from staffel.actions.follow_ups import set_follow_up
from staffel.actions.parties import bump, check_own_member, end_offers_of, lock_parties, party_entry
from staffel.actions.qualifying import ask_what_is_missing
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import pass_to, take_back
from staffel.models import Absence, Lead, Mandate
from staffel.queries.absences import stay_of
from staffel.rules import states
from staffel.rules.absences import falls_into
from staffel.rules.calendars import Span
from staffel.rules.refused import Refused


@dataclass(frozen=True, slots=True)
class LeadChoice:
    """What becomes of one lead while somebody is away. `act`: colleague (`member_id` takes it over), hand_on (the next
    partner is asked at once), keep (its deadline moves behind the return), follow_up (`on` was agreed with the
    prospect, `text` says why). A lead without a choice goes on by itself when the absence begins."""

    lead_id: UUID
    act: Literal["colleague", "hand_on", "keep", "follow_up"]
    member_id: UUID | None = None
    on: date | None = None
    text: str = ""


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
    choices: Collection[LeadChoice] = (),
) -> UUID:
    """A party (or one person of it) is away in [starts_at, ends_at). `choices` are carried out with it, all or nothing;
    leads that have gone meanwhile are left alone. A colleague that is chosen stands in where nobody else does. Begins at
    once when it has started already. Returns its id; `queries.absences.reach` says what it means for leads.
    Refused: `absence_reversed`, `absence_over`, `stand_in_unknown`, `member_unknown`, `lead_cannot_stay`, `lead_own`
    (handed on by anybody but the partner that captured it), and as `agree_follow_up`; with `lead` where it is about one."""
    if ends_at <= starts_at:
        raise Refused("absence_reversed", "The absence must end after it begins.", field="ends_at")
    if ends_at <= now:
        raise Refused("absence_over", "This absence is over already.", field="ends_at")
    taking_over = next((one.member_id for one in choices if one.act == "colleague"), None)
    with open_batch(actor=actor, now=now) as batch:
        check_own_member(batch, party_id, stand_in_id)
        _check_person(batch, party_id, member_id, stand_in_id=stand_in_id)
        _carry_out(batch, party_id, choices, away=(starts_at, ends_at))
        lock_parties([party_id])
        absence = Absence.objects.create(
            party_id=party_id,
            member_id=member_id,
            stand_in_id=stand_in_id or taking_over,
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


def _check_person(batch: Batch, party_id: UUID, member_id: UUID | None, *, stand_in_id: UUID | None) -> None:
    if member_id is None:
        return
    if member_id not in {member.id for member in batch.book.members.get(party_id, ())}:
        raise Refused("member_unknown", "This person does not belong to your firm.", field="member")
    if member_id == stand_in_id:
        raise Refused("stand_in_unknown", "Nobody stands in for themselves.", field="stand_in")


def _carry_out(batch: Batch, party_id: UUID, choices: Collection[LeadChoice], *, away: Span) -> None:
    by_lead = {choice.lead_id: choice for choice in choices}
    cases = lock_leads(batch, Lead.objects.filter(id__in=by_lead)) if by_lead else []
    handed = []
    for case in cases:
        if case.lead.holder_id != party_id:
            continue
        choice = by_lead[case.lead.id]
        try:
            _decide(case, choice, away=away)
        except Refused as refused:
            refused.details["lead"] = str(case.lead.id)
            raise
        if choice.act == "hand_on":
            handed.append(case)
    if handed:
        ask_next(handed, locking=[party_id])


def _decide(case: Case, choice: LeadChoice, *, away: Span) -> None:
    match choice.act:
        case "colleague":
            pass_to(case, choice.member_id)
        case "hand_on":
            if case.mandate is None:
                raise Refused("mandate_over", "This enquiry is not with you any more.")
            if case.lead.is_own and case.actor.party_id != case.mandate.party_id:
                raise Refused("lead_own", "The partner captured this lead itself. Only it can give it back.")
            take_back(case, reason="absent", outcome="absent")
            begin_brokerage(case)
        case "keep":
            _keep(case, away)
        case "follow_up":
            if choice.on is None:
                raise Refused("date_unreadable", "Please choose a date.", field="on")
            set_follow_up(
                case, on=choice.on, text=choice.text, mandate_id=case.mandate.id if case.mandate else None
            )


def _keep(case: Case, away: Span) -> None:
    """The lead stays with whoever will be away: the time it has left is given after the return."""
    found = stay_of(case.lead, case.mandate, away, policy=case.policy, book=case.book)
    if found.until is None:
        raise Refused(
            "lead_cannot_stay", f"This lead cannot wait until the return: {found.why_not}.", why=found.why_not
        )
    lead, extensions = case.lead, case.lead.extensions
    case.promise(lead.deadline_kind, until=found.until, since=lead.deadline_from)
    case.change(lead, extensions=extensions)
    case.enter(
        "deadline.kept",
        mandate=case.mandate,
        party_id=case.lead.holder_id,
        party=case.lead.holder_id,
        until=found.until,
    )


@repeated
def shorten_absence(absence_id: UUID, *, ends_at: datetime, actor: Actor, now: datetime) -> None:
    """Back earlier than entered; before its beginning it is struck out. Refused: `absence_over` when it has ended,
    `absence_longer` when it would end later (enter another one: then its leads are asked about)."""
    with open_batch(actor=actor, now=now) as batch:
        found = Absence.objects.filter(id=absence_id).select_for_update(no_key=True).first()
        if found is None or found.ends_at <= now:
            raise Refused("absence_over", "This absence is over already.", field="ends_at")
        if ends_at > found.ends_at:
            raise Refused(
                "absence_longer", "Enter another absence for the time after this one.", field="ends_at"
            )
        lock_parties([found.party_id])
        if ends_at <= found.starts_at:
            found.delete()
            party_entry(
                batch,
                found.party_id,
                "absence.cancelled",
                starts_at=found.starts_at,
                ends_at=found.ends_at,
                member=found.member_id,
            )
        else:
            found.ends_at = max(ends_at, now)
            found.save(update_fields=["ends_at"])
            party_entry(
                batch,
                found.party_id,
                "absence.shortened",
                starts_at=found.starts_at,
                ends_at=found.ends_at,
                member=found.member_id,
            )
        bump()


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
    is_working = (
        case.mandate is not None and case.mandate.party_id == absence.party_id and not lead.is_own
    )  # a partner's own lead is nobody's to hand on: its ladder climbs
    is_qualifying = lead.status == states.QUALIFYING and lead.holder_id == absence.party_id != lead.desk_id
    in_between = falls_into(lead.deadline_at, (absence.starts_at, absence.ends_at))
    return in_between and (is_working or is_qualifying)


def _hand_to_stand_in(batch: Batch, absence: Absence) -> None:
    """Inside the firm: its stand-in takes over what the absent person works and what falls due meanwhile; without one it
    is the whole firm's."""
    ids = Mandate.objects.filter(member_id=absence.member_id, ended_at=None).values_list("lead_id", flat=True)
    for case in lock_leads(batch, Lead.objects.filter(id__in=list(ids))):
        mandate = case.mandate
        in_between = falls_into(case.lead.deadline_at, (absence.starts_at, absence.ends_at))
        if mandate and mandate.member_id == absence.member_id and in_between:
            case.change(mandate, member_id=absence.stand_in_id)
            case.enter("mandate.passed_on", mandate=mandate, member=absence.stand_in_id)
