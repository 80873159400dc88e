"""What a party's member is handed of a lead, by a link or logged in: its offer or mandate, and how things stand."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from staffel.models import Agreement, Lead, Link, LinkPurpose, Mandate, Membership, Offer, PartyKind

TRIAL_DOOR: Final = "first-steps"  # by which the lead comes that an administrator tries the installation with


@dataclass(frozen=True, slots=True)
class Handed:
    """`mandate`: the open one of the member's own party, or the last that it had. `link` is None for whoever is logged
    in. `needs_agreement`: the party has never agreed to what is expected of it, and this is about a real person."""

    member: Membership
    lead: Lead
    offer: Offer | None
    mandate: Mandate | None
    link: Link | None = None
    needs_agreement: bool = False

    @property
    def works(self) -> bool:
        """Whether the party holds the lead now."""
        return (
            self.mandate is not None
            and self.mandate.ended_at is None
            and self.lead.holder_id == self.member.party_id
        )

    @property
    def reads_contact(self) -> bool:
        """The only state in which contact data may be shown: it works the lead, and has agreed what it may do with that."""
        return self.works and not self.needs_agreement


def must_agree(member: Membership) -> bool:
    """Agencies and partners agree to something; the vendor's own people need not."""
    return member.party.kind != PartyKind.DESK


def needs_agreement(member: Membership) -> bool:
    """Whether the member's party has never agreed: it is shown what is agreed before it accepts its first lead, or opens
    one that it was given. One query at most."""
    return must_agree(member) and not Agreement.objects.filter(party_id=member.party_id).exists()


def is_trial(lead: Lead) -> bool:
    """Whether it only tries the installation: nobody's data is in it. An administrator may answer it in a partner's
    place, and must not agree to anything in its name by that. A query for a test lead only."""
    return lead.is_test and lead.submissions.filter(door=TRIAL_DOOR).exists()


def handed_by(link: Link) -> Handed | None:
    """What the link stands for; None when its subject is not its party's (any more) or does not exist."""
    member = link.of
    if link.purpose == LinkPurpose.OFFER:
        offers = Offer.objects.filter(id=link.subject, party_id=member.party_id)
        offer = offers.select_related("lead", "brokerage").first()
        if offer is None:
            return None
        return _handed(member, offer.lead, offer, _last_mandate(offer.lead_id, member), link)
    found = (
        Mandate.objects.filter(id=link.subject, party_id=member.party_id)
        .select_related("lead", "offer__brokerage")
        .first()
    )
    return _handed(member, found.lead, found.offer, found, link) if found else None


def handed_to(member: Membership, lead_id: UUID) -> Handed | None:
    """The same for a partner's member that is logged in; None for everybody else, and where its party was neither asked
    nor ever worked the lead. Three queries."""
    if member.party.kind != PartyKind.PARTNER:
        return None
    offers = Offer.objects.filter(lead_id=lead_id, party_id=member.party_id)
    offer = offers.select_related("lead", "brokerage").order_by("-offered_at").first()
    mandate = _last_mandate(lead_id, member)
    if mandate and (
        offer is None or (mandate.offer_id != offer.id and mandate.started_at > offer.offered_at)
    ):
        return _handed(member, mandate.lead, mandate.offer, mandate)  # placed by hand, or its own
    return _handed(member, offer.lead, offer, mandate) if offer else None


def follows(handed: Handed) -> bool:
    """Whether the party held the lead once and holds it no more: it goes on seeing its status and outcome, as in
    `access.followed_leads`."""
    return handed.mandate is not None and not handed.works and handed.lead.erased_at is None


def has_won(handed: Handed) -> bool:
    """Whether the lead is closed as won, and by this mandate: one that was opened again may have been won by another since.
    One query at most."""
    own, lead = handed.mandate, handed.lead
    if own is None or own.outcome != "won" or lead.outcome != "won":
        return False
    won = Mandate.objects.filter(lead=lead, outcome="won").order_by("-ended_at", "-id")
    return won.values_list("id", flat=True).first() == own.id


def _handed(
    member: Membership, lead: Lead, offer: Offer | None, mandate: Mandate | None, link: Link | None = None
) -> Handed:
    must_read_first = needs_agreement(member) and not is_trial(lead)
    return Handed(member, lead, offer, mandate, link, must_read_first)


def _last_mandate(lead_id: UUID, member: Membership) -> Mandate | None:
    found = Mandate.objects.filter(lead_id=lead_id, party_id=member.party_id)
    return found.select_related("lead", "offer__brokerage").order_by("-started_at").first()
