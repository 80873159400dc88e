"""Who acts: a member in one of its memberships, somebody by a link, a key, a device, a prospect, or the system."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from staffel.models import Membership


@dataclass(frozen=True, slots=True)
class Actor:
    kind: str
    member_id: UUID | None = None
    party_id: UUID | None = None


SYSTEM: Final = Actor("system")


def acting(member: Membership | None) -> Actor:
    """This member, in what a job does for it later; the system for None."""
    return Actor("member", member.id, member.party_id) if member else SYSTEM
