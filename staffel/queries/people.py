"""People and how they stand: members of a party, who is invited, and whom somebody may manage."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from staffel.models import Delivery, DeliveryState, Membership, Party, PartyKind, PartyState, Role
from staffel.rules.network import Bidder
from staffel.rules.people import member_state

RETURNED_WITHIN: Final = timedelta(days=30)  # later it says little about the address
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
    returned: str = ""  # the error of the latest mail that came back from its address

    @property
    def is_open(self) -> bool:
        return self.state != "ended"


def standing_of(member: Membership, *, returned: str = "") -> Standing:
    """How this member stands; its party and person are read already."""
    party = member.party
    state = member_state(
        is_active=member.is_active and member.person.is_active,
        invited_at=member.invited_at,
        joined_at=member.joined_at,
        declined_at=member.declined_at,
        party_state=party.state,
        is_paused=party.is_paused or (party.paused_until is not None and party.paused_until > timezone.now()),
    )
    return Standing(member, state, returned)


def came_back(members: Collection[Membership]) -> dict[UUID, str]:
    """The error of the latest mail that came back within RETURNED_WITHIN from the address each of these has now, by
    member. One query."""
    since = timezone.now() - RETURNED_WITHIN
    rows = Delivery.objects.filter(member__in=members, state=DeliveryState.RETURNED, created_at__gt=since)
    own = rows.filter(sent_to=F("member__person__email")).order_by("member_id", "-created_at")
    return dict(own.distinct("member_id").values_list("member_id", "error"))


def members_of(party: Party) -> list[Standing]:
    """All of a party's people, who acts first and who has ended last. Two queries."""
    found = list(party.memberships.select_related("person"))
    returned = came_back(found)
    return _sorted([standing_of(member, returned=returned.get(member.id, "")) for member in found])


def left_out(bidder: Bidder, people: Collection[Standing]) -> str:
    """Why an active firm is asked for nothing although nothing else speaks against it: "invited" while none of its people
    has accepted, "nobody" without any, "unreachable" where no message gets to one; else ""."""
    if not bidder.is_active or (bidder.has_people and bidder.is_reachable):
        return ""
    if bidder.has_people:
        return "unreachable"
    return "invited" if any(one.state == "invited" for one in people) else "nobody"


def _sorted(rows: list[Standing]) -> list[Standing]:
    return sorted(
        rows, key=lambda row: (RANK.index(row.state), row.member.person.name.casefold(), row.member.id)
    )


RANK: Final = ("active", "paused", "invited", "declined", "ended")


def administers(member: Membership) -> bool:
    """Whether the member lets people in and sets the installation up."""
    return member.party.kind == PartyKind.DESK and member.role == Role.ADMINISTRATOR


def managed_parties(member: Membership) -> QuerySet[Party]:
    """The parties whose people this member may invite, change and end: the administrator's are all, the desk's are
    agencies and partners, a partner's manager has its own firm. None for everybody else."""
    if administers(member):
        return Party.objects.all()
    if member.party.kind == PartyKind.DESK and member.role == Role.DESK:
        return Party.objects.exclude(kind=PartyKind.DESK)
    if member.role == Role.PARTNER_MANAGER:
        return Party.objects.filter(id=member.party_id)
    return Party.objects.none()


def acting_in(party_ids: list[UUID]) -> frozenset[tuple[str, UUID]]:
    """Who acts for one of these parties already: e-mail address and party. One query."""
    found = Membership.objects.filter(ACTING, party_id__in=party_ids)
    return frozenset(found.values_list("person__email", "party_id"))


def house_parties() -> list[tuple[Party, list[Standing]]]:
    """Every desk and agency that has not ended, with its people; the default desk first. Three queries."""
    kinds = (PartyKind.DESK, PartyKind.AGENCY)
    parties = list(Party.objects.filter(kind__in=kinds).exclude(state=PartyState.ENDED))
    parties.sort(key=lambda party: (not party.is_default_desk, party.kind != PartyKind.DESK, party.name_key))
    rows: dict[UUID, list[Standing]] = {party.id: [] for party in parties}
    members = list(Membership.objects.filter(party__in=parties).select_related("person", "party"))
    returned = came_back(members)
    for member in members:
        rows[member.party_id].append(standing_of(member, returned=returned.get(member.id, "")))
    return [(party, _sorted(rows[party.id])) for party in parties]


def managed_member(member: Membership, member_id: UUID) -> Membership:
    """Somebody whom this member may manage; raises Http404 otherwise, as if there were nobody."""
    found = Membership.objects.filter(id=member_id, party__in=managed_parties(member))
    other = found.select_related("person", "party").first()
    if other is None:
        raise Http404("nobody whom this member manages")
    return other


def looked_after_by(member: Membership) -> list[Party]:
    """The partners that this person looks after and that have not ended, by name."""
    found = Party.objects.filter(looked_after_by=member).exclude(state=PartyState.ENDED)
    return list(found.order_by("name_key", "id"))


def may_look_after(*, but: Membership) -> list[Membership]:
    """Who can look after partners instead: the vendor's people who act, field sales first."""
    found = Membership.objects.filter(ACTING, party__kind=PartyKind.DESK).exclude(id=but.id)
    rows = found.exclude(role=Role.MARKETING).select_related("person", "party")
    return sorted(rows, key=lambda one: (one.role != Role.FIELD_SALES, str(one.person).casefold()))
