"""Changes what somebody may do in a party, and ends it: whom it looked after passes on, no lead stays in its name."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from staffel.actions.actors import Actor
from staffel.actions.case import Batch, lock_leads, open_batch
from staffel.actions.links import end_link
from staffel.actions.parties import bump, lock_parties, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Lead, Membership, Party, Role
from staffel.queries.people import ACTING, may_look_after
from staffel.rules.people import may_have_role
from staffel.rules.refused import Refused


@repeated
def change_role(member_id: UUID, role: str, *, actor: Actor, now: datetime) -> None:
    """Somebody has another role in its party from now on. Refused: `role_unfit`, `role_taken`, `member_ended`,
    `last_administrator`, `last_manager`."""
    with open_batch(actor=actor, now=now) as batch:
        member = _member(member_id)
        if not may_have_role(member.party.kind, role):
            raise Refused("role_unfit", f"Nobody in a {member.party.kind} has the role {role}.", field="role")
        if role == member.role:
            return
        if Membership.objects.filter(person=member.person, party=member.party, role=role).exists():
            raise Refused("role_taken", "This person has that role here already.", field="role")
        _check_not_last(member, actor=actor)
        Membership.objects.filter(id=member.id).update(role=role)
        party_entry(batch, member.party_id, "member.changed", member=member.id, role=role)
        bump()


@repeated
def end_member(member_id: UUID, *, passed_to: UUID | None, actor: Actor, now: datetime) -> int:
    """Somebody leaves its party: no pages, mails and links any more. The partners it looks after pass to `passed_to`,
    or to nobody; its firm's leads stay with the firm, without a name. Refused: `member_ended`, `last_administrator`,
    `last_manager`, `successor_unknown`. Returns how many partners passed on."""
    with open_batch(actor=actor, now=now) as batch:
        member = _member(member_id)
        _check_not_last(member, actor=actor)
        if passed_to is not None and passed_to not in {one.id for one in may_look_after(but=member)}:
            raise Refused("successor_unknown", "This person cannot look after partners.", field="passed_to")
        _take_name_off_leads(batch, member)
        touched = Party.objects.filter(Q(looked_after_by=member) | Q(stand_in=member))
        lock_parties([*touched.values_list("id", flat=True), member.party_id])
        count = Party.objects.filter(looked_after_by=member).update(looked_after_by_id=passed_to)
        Party.objects.filter(stand_in=member).update(stand_in=None)
        Membership.objects.filter(id=member.id).update(is_active=False)
        end_link("invitation", member.id, member.id, now=now)
        party_entry(
            batch, member.party_id, "member.ended", member=member.id, passed_to=passed_to, parties=count
        )
        bump()
        return count


def _member(member_id: UUID) -> Membership:
    found = Membership.objects.filter(id=member_id, is_active=True).select_related("person", "party").first()
    if found is None:
        raise Refused("member_ended", "This person has ended here already.")
    return found


def _check_not_last(member: Membership, *, actor: Actor) -> None:
    """Somebody must be able to let people in. A firm cannot leave itself without a manager; the vendor can, where
    somebody has to be shut out at once, and invites another."""
    if member.role == Role.ADMINISTRATOR and _is_last(member, Q()):
        raise Refused("last_administrator", "The last administrator cannot go.", field="role")
    is_own_firm = member.role == Role.PARTNER_MANAGER and actor.party_id == member.party_id
    if is_own_firm and _is_last(member, Q(party_id=member.party_id)):
        raise Refused("last_manager", "The last manager of a firm cannot go.", field="role")


def _is_last(member: Membership, among: Q) -> bool:
    """Whether nobody else in its role acts; who does is locked, so that two cannot end each other."""
    acting = Membership.objects.filter(ACTING, among, role=member.role).order_by("id")
    return {one.id for one in acting.select_for_update(no_key=True, of=("self",))} == {member.id}


def _take_name_off_leads(batch: Batch, member: Membership) -> None:
    held = Lead.objects.filter(mandates__member=member, mandates__ended_at=None).distinct()
    ids = list(held.values_list("id", flat=True))
    for case in lock_leads(batch, Lead.objects.filter(id__in=ids)) if ids else ():
        if case.mandate is not None and case.mandate.member_id == member.id:
            case.change(case.mandate, member_id=None)
