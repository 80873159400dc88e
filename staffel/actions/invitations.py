"""Invites people by mail, and takes their answer: accepted with what is agreed, or declined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from staffel.actions import messages
from staffel.actions.actors import Actor
from staffel.actions.agreements import keep_agreement
from staffel.actions.case import Batch, open_batch
from staffel.actions.links import end_link, open_link
from staffel.actions.parties import bump, lock_parties, party_entry
from staffel.actions.people import Wishes, set_wishes
from staffel.actions.repeats import repeated
from staffel.models import Membership, Party, PartyState, Person
from staffel.queries.handed import must_agree
from staffel.queries.people import INVITED, standing_of
from staffel.rules.names import parse_email
from staffel.rules.people import INVITATION_HOLDS, may_have_role
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whom to invite into which party, as what. `language`: of the mail, where the person is new here."""

    party_id: UUID
    email: str
    name: str
    role: str
    language: str = "de"
    phone: str = ""


@repeated
def invite(wanted: Invitation, *, actor: Actor, now: datetime) -> UUID:
    """Invite somebody by mail. Refused: `email_unreadable`, `name_missing`, `role_unfit`, `party_missing`,
    `member_there` when this person acts in the party already."""
    with open_batch(actor=actor, now=now) as batch:
        return invite_in(batch, wanted)


@repeated
def invite_all(wanted: Sequence[Invitation], *, actor: Actor, now: datetime) -> int:
    """Invite many in one go; refused as `invite` for the first that cannot be, and then nobody is. Returns how many."""
    with open_batch(actor=actor, now=now) as batch:
        for one in wanted:
            invite_in(batch, one)
        return len(wanted)


def invite_in(batch: Batch, wanted: Invitation) -> UUID:
    """Step: as `invite`, inside a case. A firm that had declined or left is invited again by it."""
    address = checked_address(wanted.email)
    if not wanted.name.strip():
        raise Refused("person_name_missing", "Please give the person's name.", field="name")
    party = next(iter(lock_parties([wanted.party_id])), None)
    if party is None:
        raise Refused("party_missing", "This party does not exist.", field="party")
    if not may_have_role(party.kind, wanted.role):
        raise Refused("role_unfit", f"Nobody in a {party.kind} has the role {wanted.role}.", field="role")
    person = Person.objects.filter(email=address).first() or Person.objects.create_user(
        address, None, name=wanted.name.strip(), language=wanted.language
    )
    member = _member(person, party, wanted)
    if party.state in {PartyState.DECLINED, PartyState.ENDED}:
        _set_state(party, PartyState.INVITED)
    _send(batch, member)
    party_entry(batch, party.id, "member.invited", member=member.id, role=member.role)
    bump()
    return member.id


def checked_address(text: str) -> str:
    """The e-mail address in the form in which it is a name here. Refused: `email_unreadable`."""
    try:
        return parse_email(text).lower()
    except Unreadable:
        shown = text.strip()[:80]
        raise Refused(
            "email_unreadable", f"“{shown}” is no e-mail address.", field="email", value=shown
        ) from None


def _member(person: Person, party: Party, wanted: Invitation) -> Membership:
    own = Membership.objects.filter(person=person, party=party).select_related("person", "party")
    if any(standing_of(one).state in {"active", "paused"} for one in own):
        raise Refused("member_there", "This person is a member already.", field="email", name=str(person))
    member = next((one for one in own if one.role == wanted.role), None) or Membership(
        person=person, party=party, role=wanted.role
    )
    for other in own:
        if other.id != member.id and other.is_active:
            Membership.objects.filter(id=other.id).update(is_active=False)
    member.is_active, member.declined_at, member.joined_at = True, None, None
    member.phone = wanted.phone or member.phone
    return member


def _send(batch: Batch, member: Membership) -> None:
    member.invited_at = batch.now
    member.save()
    open_link("invitation", member.id, member.id, until=batch.now + INVITATION_HOLDS, now=batch.now)
    by = {"by": str(batch.actor.member_id)} if batch.actor.member_id else {}
    messages.tell("invitation", [member], batch=batch, **by)


@repeated
def resend_invitation(member_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The mail once more, and the invitation holds anew. Refused: `not_invited`."""
    with open_batch(actor=actor, now=now) as batch:
        member = _invited(member_id)
        _send(batch, member)
        party_entry(batch, member.party_id, "member.invited", member=member.id, role=member.role)


@repeated
def resend_invitations(member_ids: Sequence[UUID], *, actor: Actor, now: datetime) -> int:
    """As `resend_invitation` for many; whoever has answered meanwhile is left out. Returns how many."""
    with open_batch(actor=actor, now=now) as batch:
        found = Membership.objects.filter(INVITED, id__in=member_ids)
        lock_parties(sorted(set(found.values_list("party_id", flat=True))))
        members = list(found.select_related("person", "party").order_by("id"))
        for member in members:
            _send(batch, member)
            party_entry(batch, member.party_id, "member.invited", member=member.id, role=member.role)
        return len(members)


@repeated
def revoke_invitation(member_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The invitation is taken back; its link opens nothing any more. A firm that was only invited ends with its last
    invitation. Refused: `not_invited`."""
    with open_batch(actor=actor, now=now) as batch:
        member = _invited(member_id)
        Membership.objects.filter(id=member.id).update(is_active=False)
        end_link("invitation", member.id, member.id, now=now)
        party_entry(batch, member.party_id, "member.revoked", member=member.id)
        if member.party.state == PartyState.INVITED and not _others(member):
            _set_state(member.party, PartyState.ENDED, ended_at=now)
        bump()


@repeated
def accept_invitation(
    member_id: UUID, wishes: Wishes, *, read_in: str, seen: str, actor: Actor, now: datetime
) -> None:
    """The person joins with its wishes and agrees, where something is to be agreed, to the text whose digest is `seen`;
    with the first of its people a firm takes part. Refused: `not_invited`, `agreement_changed`."""
    with open_batch(actor=actor, now=now) as batch:
        member = _invited(member_id)
        if must_agree(member):
            keep_agreement(batch, member, language=read_in, seen=seen)
        set_wishes(member, wishes, country=member.party.country)
        member.joined_at = now
        member.save()
        if member.party.state == PartyState.INVITED:
            _set_state(member.party, PartyState.ACTIVE)
        party_entry(batch, member.party_id, "member.joined", member=member.id)
        bump()


@repeated
def decline_invitation(member_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The person does not want to. Where nobody else of an invited firm is in or asked, the firm has declined.
    Refused: `not_invited`."""
    with open_batch(actor=actor, now=now) as batch:
        member = _invited(member_id)
        Membership.objects.filter(id=member.id).update(declined_at=now)
        if member.party.state == PartyState.INVITED and not _others(member):
            _set_state(member.party, PartyState.DECLINED)
        party_entry(batch, member.party_id, "member.declined", member=member.id)
        bump()


def _invited(member_id: UUID) -> Membership:
    """The member with its party locked; refused (`not_invited`) unless its invitation is open."""
    found = Membership.objects.filter(INVITED, id=member_id).values_list("party_id", flat=True).first()
    if found is not None:
        lock_parties([found])
        member = Membership.objects.filter(INVITED, id=member_id).select_related("person", "party").first()
        if member is not None:
            return member
    raise Refused("not_invited", "This invitation is not open any more.")


def _others(member: Membership) -> bool:
    """Whether somebody else of the party acts for it or is invited."""
    others = Membership.objects.filter(party_id=member.party_id, is_active=True, declined_at=None)
    return others.exclude(Q(id=member.id)).exists()


def _set_state(party: Party, state: str, *, ended_at: datetime | None = None) -> None:
    party.state, party.ended_at = state, ended_at
    party.save(update_fields=["state", "ended_at"])
