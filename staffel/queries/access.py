"""The only way a page, a mail or an endpoint gets a lead: whoever may not see it, for them it does not exist."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from staffel.models import Lead, Mandate, Membership, Offer, PartyKind, Role
from staffel.queries.handed import Handed, handed_by
from staffel.queries.teasers import Contact, Item, Teaser, contact_of, teaser_of

__all__ = [
    "ACTING_ROLES",
    "SEEING_ROLES",
    "Contact",
    "Handed",
    "Item",
    "Teaser",
    "contact_of",
    "decides",
    "exports_contacts",
    "handed_by",
    "listed_leads",
    "may_act",
    "own_mandate",
    "teaser_of",
    "visible_lead",
    "visible_leads",
]  # fmt: skip

SEEING_ROLES = frozenset({Role.ADMINISTRATOR, Role.DESK, Role.MARKETING})
ACTING_ROLES = frozenset({Role.ADMINISTRATOR, Role.DESK})


def visible_leads(member: Membership) -> QuerySet[Lead]:
    """The leads this member may open now. The desk and the administrator: all. Field sales: those that a partner it
    looks after holds or is asked for. Agency and partner: those it holds; who no longer holds a lead sees nothing."""
    if member.party.kind == PartyKind.DESK and member.role in SEEING_ROLES:
        return Lead.objects.all()
    if member.role == Role.FIELD_SALES:
        asked = Offer.objects.filter(party__looked_after_by=member, state="open").values("lead_id")
        return Lead.objects.filter(Q(holder__looked_after_by=member) | Q(id__in=asked))
    return Lead.objects.filter(holder_id=member.party_id)


def listed_leads(member: Membership) -> QuerySet[Lead]:
    """The visible leads for those who have the list of leads: the vendor's own people and the agency. A partner has
    none (its leads reach it by link); raises Http404, as if there were no list."""
    if member.party.kind == PartyKind.PARTNER:
        raise Http404("no list of leads")
    return visible_leads(member)


def exports_contacts(member: Membership) -> bool:
    """Whether a file of leads holds names, addresses and numbers for this member: for all who speak with prospects
    or decide about leads. Marketing measures: it sees one lead's page, and takes no file of contact data away."""
    return member.role != Role.MARKETING


def visible_lead(member: Membership, lead_id: UUID) -> Lead:
    """The lead when this member may open it now; raises Http404 otherwise, as if it did not exist."""
    related = ("campaign", "holder", "desk")
    lead = visible_leads(member).filter(id=lead_id).select_related(*related).first()
    if lead is None:
        raise Http404("no such lead")
    return lead


def decides(member: Membership) -> bool:
    """Whether the member runs the process: the desk and the administrator."""
    return member.party.kind == PartyKind.DESK and member.role in ACTING_ROLES


def own_mandate(member: Membership, lead: Lead) -> Mandate | None:
    """The open mandate where the member's own party works the lead."""
    return Mandate.objects.filter(lead=lead, party_id=member.party_id, ended_at=None).first()


def may_act(member: Membership, lead: Lead) -> bool:
    """Whether this member decides about the lead: the desk and the administrator everywhere, the agency on what it
    holds; field sales and marketing look on."""
    if member.party.kind == PartyKind.DESK:
        return member.role in ACTING_ROLES
    return lead.holder_id == member.party_id
