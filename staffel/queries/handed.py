"""What a link in a mail opens for its member: the offer or mandate it names, and how things stand for its party."""

from dataclasses import dataclass

from staffel.models import Lead, Link, LinkPurpose, Mandate, Membership, Offer


@dataclass(frozen=True, slots=True)
class Handed:
    """`mandate`: the open one of the link's own party, or the last that it had. `works`: it holds the lead now, the
    only state in which contact data may be shown."""

    link: Link
    member: Membership
    lead: Lead
    offer: Offer | None
    mandate: Mandate | None

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
        offer = Offer.objects.filter(id=link.subject, party_id=member.party_id).select_related("lead").first()
        if offer is None:
            return None
        mandate = (
            Mandate.objects.filter(lead=offer.lead, party_id=member.party_id).order_by("-started_at").first()
        )
        return Handed(link, member, offer.lead, offer, mandate)
    found = (
        Mandate.objects.filter(id=link.subject, party_id=member.party_id)
        .select_related("lead", "offer")
        .first()
    )
    return Handed(link, member, found.lead, found.offer, found) if found else None
