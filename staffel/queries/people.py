"""People and how they stand: members of a party, who is invited, and whom somebody may manage."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from staffel.models import Membership, Party, PartyKind, Role
from staffel.rules.people import member_state

# Acts for its party: has not ended, and has answered its invitation where it got one.
ACTING: Final = Q(is_active=True, person__is_active=True, declined_at=None) & (
    Q(invited_at=None) | Q(joined_at__isnull=False)
)
INVITED: Final = Q(
    is_active=True, person__is_active=True, declined_at=None, invited_at__isnull=False, joined_at=None
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One member in a list, with its state (rules.people.member_state)."""

    member: Membership
    state: str

    @property
    def is_open(self) -> bool:
        return self.state != "ended"


def standing_of(member: Membership) -> Standing:
    """How this member stands; its party and person are read already."""
    party = member.party
    state = member_state(
        is_active=member.is_active and member.person.is_active,
        invited_at=member.invited_at,
        joined_at=member.joined_at,
        declined_at=member.declined_at,
        party_state=party.state,
        is_paused=party.is_paused or party.paused_until is not None,
    )
    return Standing(member, state)


def members_of(party_id: UUID) -> list[Standing]:
    """All of a party's people, who acts first and who has ended last. One query."""
    found = Membership.objects.filter(party_id=party_id).select_related("person", "party")
    rows = [standing_of(member) for member in found]
    return sorted(
        rows, key=lambda row: (RANK.index(row.state), row.member.person.name.casefold(), row.member.id)
    )


RANK: Final = ("active", "paused", "invited", "declined", "ended")


def managed_parties(member: Membership) -> QuerySet[Party]:
    """The parties whose people this member may invite, change and end: the administrator's are all, the desk's are
    agencies and partners, a partner's manager has its own firm. None for everybody else."""
    if member.party.kind == PartyKind.DESK and member.role == Role.ADMINISTRATOR:
        return Party.objects.all()
    if member.party.kind == PartyKind.DESK and member.role == Role.DESK:
        return Party.objects.exclude(kind=PartyKind.DESK)
    if member.role == Role.PARTNER_MANAGER:
        return Party.objects.filter(id=member.party_id)
    return Party.objects.none()
