"""Gives people their memberships: who may act for which party, in which role."""

from uuid import UUID

from staffel.actions.parties import bump
from staffel.models import Membership, Person


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
