"""Gives people their memberships: who may act for which party, in which role."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password

from staffel.actions.parties import bump
from staffel.models import Membership, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody who shall act for a party. `email` is stripped and in lower case."""

    party_id: UUID
    email: str
    name: str
    role: str
    language: str


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
