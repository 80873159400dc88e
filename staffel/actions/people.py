"""Gives people their memberships: who may act for which party, in which role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.contrib.auth.hashers import make_password

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import bump
from staffel.actions.repeats import repeated
from staffel.models import Membership, Person
from staffel.rules.phones import telephone
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody who shall act for a party. `email` is stripped and in lower case."""

    party_id: UUID
    email: str
    name: str
    role: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody sets for itself when it joins. `password` "" : it works by links alone."""

    name: str
    language: str
    phone: str = ""
    password: str = ""
    wants_daily_mail: bool = True
    wants_push: bool = True
    sms_for: str = "urgent"
    quiet_from: time | None = None
    quiet_to: time | None = None


def add_member(
    party_id: UUID,
    *,
    email: str,
    name: str,
    role: str,
    phone: str = "",
    language: str = "de",
    password: str | None = None,
) -> Membership:
    """The person with this e-mail address (made when it is new) acts for the party in this role. The same once more
    changes nothing."""
    address = email.strip().lower()
    person = Person.objects.filter(email=address).first()
    if person is None:
        person = Person.objects.create_user(address, password, name=name, language=language)
    member, is_new = Membership.objects.get_or_create(
        person=person, party_id=party_id, role=role, defaults={"phone": phone}
    )
    if is_new:
        bump()
    return member


@repeated
def change_account(member_id: UUID, wishes: Wishes, *, actor: Actor, now: datetime) -> None:
    """What somebody sets for itself, in one of its memberships. Refused: `phone_unreadable`."""
    with open_batch(actor=actor, now=now):
        member = Membership.objects.select_related("person", "party").get(id=member_id)
        set_wishes(member, wishes, country=member.party.country)
        member.save()
        bump()


def set_wishes(member: Membership, wishes: Wishes, *, country: str) -> None:
    """Step: what somebody set for itself, on the person (saved) and on the membership (the caller saves it). Refused:
    `phone_unreadable`."""
    person = member.person
    person.name, person.language = wishes.name.strip() or person.name, wishes.language
    if wishes.password:
        person.set_password(wishes.password)
    person.save()
    member.phone = _number(wishes.phone, country=country)
    for name in ("wants_daily_mail", "wants_push", "sms_for", "quiet_from", "quiet_to"):
        setattr(member, name, getattr(wishes, name))


def set_password(person: Person, password: str) -> None:
    """A new password, checked by the form; the person's sessions end."""
    person.set_password(password)
    person.save(update_fields=["password"])


def _number(text: str, *, country: str) -> str:
    """As it is stored; "" for none. Refused: `phone_unreadable`."""
    if not text.strip():
        return ""
    try:
        return telephone(text, country)
    except Unreadable:
        raise Refused(
            "phone_unreadable", "This is no telephone number.", field="phone", value=text.strip()[:40]
        ) from None


def add_members(wanted: Sequence[NewMember]) -> int:
    """As `add_member`, for thousands, without passwords: a few statements for any number. Who acts for the party in
    whatever role already is left alone. Returns how many memberships are new; the caller bumps."""
    emails = {one.email for one in wanted}
    people = {person.email: person for person in Person.objects.filter(email__in=emails)}
    newcomers: dict[str, Person] = {}
    for one in wanted:
        if one.email not in people and one.email not in newcomers:
            newcomers[one.email] = Person(
                email=one.email, name=one.name, language=one.language, password=make_password(None)
            )
    Person.objects.bulk_create(newcomers.values())
    people |= newcomers
    acting = set(Membership.objects.filter(person__email__in=emails).values_list("person__email", "party_id"))
    memberships = {
        (one.email, one.party_id): Membership(person=people[one.email], party_id=one.party_id, role=one.role)
        for one in wanted
        if (one.email, one.party_id) not in acting
    }
    Membership.objects.bulk_create(memberships.values())
    return len(memberships)
