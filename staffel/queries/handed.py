"""What a party's member is handed of a lead, by a link or logged in: its offer or mandate, and how things stand."""

from dataclasses import dataclass
from uuid import UUID

from staffel.models import Lead, Link, LinkPurpose, Mandate, Membership, Offer, PartyKind


@dataclass(frozen=True, slots=True)
class Handed:
    """`mandate`: the open one of the member's own party, or the last that it had. `works`: it holds the lead now, the
    only state in which contact data may be shown. `link` is None for whoever is logged in."""

    member: Membership
    lead: Lead
    offer: Offer | None
    mandate: Mandate | None
    link: Link | None = None

    @property
    def works(self) -> bool:
        return (
            self.mandate is not None
            and self.mandate.ended_at is None
            and self.lead.holder_id == self.member.party_id
        )


def handed_by(link: Link) -> Handed | None:
    """What the link stands for; None when its subject is not its party's (any more) or does not exist."""
    member = link.member
    if link.purpose == LinkPurpose.OFFER:
        offers = Offer.objects.filter(id=link.subject, party_id=member.party_id)
        offer = offers.select_related("lead", "brokerage").first()
        if offer is None:
            return None
        return Handed(member, offer.lead, offer, _last_mandate(offer.lead_id, member), link)
    found = (
        Mandate.objects.filter(id=link.subject, party_id=member.party_id)
        .select_related("lead", "offer__brokerage")
        .first()
    )
    return Handed(member, found.lead, found.offer, found, link) if found else None


def handed_to(member: Membership, lead_id: UUID) -> Handed | None:
    """The same for a partner's member that is logged in; None for everybody else, and where its party was neither asked
    nor ever worked the lead. Two queries."""
    if member.party.kind != PartyKind.PARTNER:
        return None
    offers = Offer.objects.filter(lead_id=lead_id, party_id=member.party_id)
    offer = offers.select_related("lead", "brokerage").order_by("-offered_at").first()
    mandate = _last_mandate(lead_id, member)
    if mandate and (
        offer is None or (mandate.offer_id != offer.id and mandate.started_at > offer.offered_at)
    ):
        return Handed(member, mandate.lead, mandate.offer, mandate)  # placed by hand, or its own
    return Handed(member, offer.lead, offer, mandate) if offer else None


def _last_mandate(lead_id: UUID, member: Membership) -> Mandate | None:
    found = Mandate.objects.filter(lead_id=lead_id, party_id=member.party_id)
    return found.select_related("lead", "offer__brokerage").order_by("-started_at").first()
