"""Gives materials to prospects, by hand, by mail and by letter, and remembers what each has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from staffel.actions.actors import Actor
from staffel.actions.case import Case, lock_leads, open_batch, open_case, open_cases
from staffel.actions.repeats import repeated
from staffel.actions.work import NOT_YOURS
from staffel.models import Delivery, Handout, Lead, Material, Repeats
from staffel.queries.consents import refuses_mail
from staffel.queries.handouts import standing_handouts
from staffel.queries.materials import enquiries_of, lacking
from staffel.rules.handouts import PROMISED, Giving, Had, check_way, had_before
from staffel.rules.refused import Refused


@dataclass(frozen=True, slots=True)
class GivenOut:
    """What was given or promised now, and what was not because the prospect has it and must not get it twice."""

    given: tuple[UUID, ...] = ()
    blocked: tuple[UUID, ...] = ()


@repeated
def hand_out(
    lead_id: UUID,
    material_ids: Sequence[UUID],
    *,
    way: str,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    is_again: bool = False,
    mandate_id: UUID | None = None,
    activity_id: UUID | None = None,
) -> GivenOut:
    """The prospect gets these materials: at once (`at`, default now), or by mail or letter as soon as that leaves. What it
    has already is given again only when `is_again` says so, and never where the material forbids it: that is noted and
    left out. `mandate_id`: only while this mandate is open; `activity_id`: what it was given with. Refused, and then
    nothing is given: `materials_missing`, `material_unknown`, `material_again` with what it has, `lead_erased`,
    `mandate_over`, and as rules.handouts."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_mandate(case, mandate_id)
        return hand(case, material_ids, way=way, at=at, is_again=is_again, activity_id=activity_id)


@repeated
def record_handed(
    lead_id: UUID,
    material_ids: Sequence[UUID],
    *,
    way: str,
    actor: Actor,
    now: datetime,
    at: datetime,
    mandate_id: UUID | None = None,
    activity_id: UUID | None = None,
) -> None:
    """The prospect has got these materials in its hands at `at`, of the catalogue as it was then: what has happened is kept,
    also where it had them before and must not get them twice; the line in the history says so. Refused: as `hand_out`,
    apart from what it had."""
    with open_case(lead_id, actor=actor, now=now) as case:
        _check_mandate(case, mandate_id)
        had = _had(case.lead)
        for one in _checked(case, material_ids, way=way, at=at):
            row = _give(case, one, way=way, at=at, is_repeat=had_before(one, had) is not None, delivery=None)
            row.activity_id = activity_id


def _check_mandate(case: Case, mandate_id: UUID | None) -> None:
    if mandate_id is not None and (case.mandate is None or case.mandate.id != mandate_id):
        raise Refused("mandate_over", NOT_YOURS)


def hand(
    case: Case,
    material_ids: Sequence[UUID],
    *,
    way: str,
    at: datetime | None = None,
    is_again: bool = False,
    activity_id: UUID | None = None,
) -> GivenOut:
    """Step: as `hand_out`."""
    givings = _checked(case, material_ids, way=way, at=at or case.now)
    had = _had(case.lead)
    blocked = [one for one in givings if one.forbids_again and had_before(one, had)]
    again = [one for one in givings if one not in blocked and had_before(one, had)]
    if again and not is_again:
        titles = ", ".join(one.title for one in again)
        raise Refused(
            "material_again", f"The prospect has it already: {titles}.", field="again", titles=titles
        )
    for one in blocked:
        case.enter("handout.blocked", material=one.material_id, way=way)
    given = [one for one in givings if one not in blocked]
    delivery = _mail(case, given) if way == "mail" and given else None
    for one in given:
        row = _give(case, one, way=way, at=at or case.now, is_repeat=one in again, delivery=delivery)
        row.activity_id = activity_id
    return GivenOut(tuple(one.material_id for one in given), tuple(one.material_id for one in blocked))


def _checked(case: Case, material_ids: Sequence[UUID], *, way: str, at: datetime) -> list[Giving]:
    if case.lead.erased_at:
        raise Refused("lead_erased", "This lead's data was erased.")
    if way in PROMISED and case.lead.outcome == "withdrawn":
        raise Refused(
            "enquiry_withdrawn", "The prospect has withdrawn its enquiry: nothing is sent.", field="way"
        )
    givings = _givings(material_ids, at=at)
    has_mail = way == "mail" and may_mail(case.lead)
    for giving in givings:
        check_way(giving, way, has_mail=has_mail, has_address=_has_address(case.lead))
    return givings


def may_mail(lead: Lead) -> bool:
    """Whether the lead's prospect may be sent what was promised to it: it gave an address and has withdrawn nothing that
    permits mails. What nobody asked for needs consent (`Lead.may_mail`)."""
    return bool(lead.email) and lead.outcome != "withdrawn" and (lead.may_mail or not refuses_mail(lead.id))


def _has_address(lead: Lead) -> bool:
    return bool(lead.street and lead.postal_code and lead.place)


def _givings(material_ids: Sequence[UUID], *, at: datetime) -> list[Giving]:
    """Of the catalogue as it was at `at`: a phone or a stand may say so only after the next edition has come."""
    if not material_ids:
        raise Refused("materials_missing", "Please choose what is given.", field="materials")
    was_there = Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
    rows = Material.objects.filter(was_there).defer("content").in_bulk(list(material_ids))
    if len(rows) < len(set(material_ids)):
        raise Refused("material_unknown", "This material is not in the catalogue.", field="materials")
    return [
        Giving(row.id, row.title, row.is_paper, bool(row.size), row.repeats == Repeats.FORBID)
        for row in (rows[one] for one in dict.fromkeys(material_ids))
    ]


def _had(lead: Lead) -> list[Had]:
    """Also by other enquiries of the same person."""
    of_person = standing_handouts().filter(lead__in=enquiries_of(lead).values("id"))
    rows = of_person.values_list("material_id", "at", "promised_at")
    return [Had(material_id, at or promised_at) for material_id, at, promised_at in rows]


def _mail(case: Case, given: Sequence[Giving]) -> Delivery | None:
    """One mail for all that is sent now."""
    ids = [str(one.material_id) for one in given]
    return case.tell_prospect("prospect.materials", is_wanted=True, data={"materials": ids})


def _give(
    case: Case, giving: Giving, *, way: str, at: datetime, is_repeat: bool, delivery: Delivery | None
) -> Handout:
    is_promised = way in PROMISED
    row = Handout(
        lead=case.lead,
        material_id=giving.material_id,
        way=way,
        promised_at=at,
        at=None if is_promised else at,
        member_id=case.actor.member_id,
        party_id=case.actor.party_id,
        delivery=delivery,
        is_repeat=is_repeat,
    )
    case.batch.add(row)
    if is_promised:
        case.enter("handout.promised", material=giving.material_id, way=way, repeat=is_repeat or None)
    else:
        forbidden = (is_repeat and giving.forbids_again) or None
        case.enter(
            "handout.given",
            material=giving.material_id,
            way=way,
            repeat=is_repeat or None,
            forbidden=forbidden,
        )
    return row


@repeated
def tick_off(handout_ids: Collection[UUID], *, actor: Actor, now: datetime) -> int:
    """These letters are in the post. What was ticked or cancelled before is left alone. Returns how many."""
    waiting = Handout.objects.filter(id__in=handout_ids, way="letter", at=None, cancelled_at=None)
    with open_batch(actor=actor, now=now) as batch:
        lock_leads(batch, Lead.objects.filter(id__in=waiting.values("lead_id")))
        rows = list(waiting.all())
        for row in rows:
            case = batch.cases[row.lead_id]
            case.change(row, at=now)
            case.enter("handout.given", material=row.material_id, way="letter", repeat=row.is_repeat or None)
        return len(rows)


@repeated
def cancel_handout(handout_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A letter that was promised is not sent. Refused: `handout_gone` when it has left or was cancelled."""
    row = Handout.objects.filter(id=handout_id).first()
    if row is None:
        raise Refused("handout_gone", "This letter has left, or was struck off.")
    with open_case(row.lead_id, actor=actor, now=now) as case:
        row.refresh_from_db()
        if row.way != "letter" or row.at or row.cancelled_at:
            raise Refused("handout_gone", "This letter has left, or was struck off.")
        case.change(row, cancelled_at=now)
        case.enter("handout.cancelled", material=row.material_id, way=row.way)


@repeated
def send_to_all(lead_ids: Collection[UUID], material_id: UUID, *, actor: Actor, now: datetime) -> int:
    """Mail the material to those of these leads that lack it and have consented to mails. Returns how many got it."""
    (giving,) = _givings([material_id], at=now)
    if not giving.has_file:
        raise Refused("material_not_mailed", f"{giving.title} is on paper only.", title=giving.title)
    with open_cases(lead_ids, actor=actor, now=now) as cases:
        without_it = set(
            lacking(Lead.objects.filter(id__in=lead_ids), material_id).values_list("id", flat=True)
        )
        reached = [one for one in cases if one.lead.id in without_it and one.lead.email and one.lead.may_mail]
        for case in reached:
            _give(case, giving, way="mail", at=now, is_repeat=False, delivery=_mail(case, [giving]))
        return len(reached)
