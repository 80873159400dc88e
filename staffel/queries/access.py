"""The only way a page, a mail or an endpoint gets a lead: whoever may not see it, for them it does not exist."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.http import Http404

from staffel.models import Entry, Lead, Mandate, Membership, Offer, Party, PartyKind, Role
from staffel.queries.handed import Handed, handed_by, handed_to
from staffel.queries.teasers import Contact, Item, Teaser, contact_of, teaser_of
from staffel.queries.urgency import OPEN
from staffel.rules.states import OUTCOMES

__all__ = [
    "ACTING_ROLES",
    "DESK_ACTS",
    "FIELD_SALES_ACTS",
    "SEEING_ROLES",
    "Contact",
    "Handed",
    "Item",
    "Teaser",
    "administers",
    "contact_of",
    "decides",
    "edits",
    "exports_contacts",
    "followed_lead",
    "followed_leads",
    "handed_by",
    "handed_to",
    "house_lead",
    "known_leads",
    "listed_leads",
    "looks_after",
    "looks_after_party",
    "manages_firm",
    "may_act",
    "may_care_for",
    "may_change",
    "may_do",
    "open_leads",
    "own_mandate",
    "reads_setup",
    "teaser_of",
    "visible_lead",
    "visible_leads",
    "visible_parties",
    "visible_party",
    "worked_leads",
]  # fmt: skip

SEEING_ROLES = frozenset({Role.ADMINISTRATOR, Role.DESK, Role.MARKETING})
ACTING_ROLES = frozenset({Role.ADMINISTRATOR, Role.DESK})
# What is not for a holder outside of the vendor's house.
DESK_ACTS = frozenset(
    {
        "release",
        "place",
        "offer",
        "market",
        "take-back",
        "hand-over",
        "extend",
        "close",
        "reopen",
        "assess",
        "complain",
    }
)
# The desk owns the process. Field sales moves what lies with one of its own partners: more time, back to the desk, or
# over to another of them. What the prospect and the holder agree on (follow-ups, results) stays theirs.
FIELD_SALES_ACTS = frozenset({"note", "ask", "attach", "extend", "take-back", "hand-over"})
# The entries with which a party got a lead to hold without a mandate: to ask what is missing.
ENTRUSTED = ("lead.qualifying",)


def visible_leads(member: Membership) -> QuerySet[Lead]:
    """The leads this member may open now. The desk, the administrator and marketing: all. Field sales: those that a
    partner it looks after holds, is asked for, or brought to an end. Agency and partner: those they hold; what becomes
    of the others they follow (`followed_leads`)."""
    if member.party.kind == PartyKind.DESK and member.role in SEEING_ROLES:
        return Lead.objects.all()
    if member.role == Role.FIELD_SALES:
        ended = Mandate.objects.filter(
            _of_own_partner("party", member), outcome__in=OUTCOMES, lead__status="closed"
        )
        return _leads_with(_moving_ids(member).union(ended.values_list("lead_id", flat=True)))
    return Lead.objects.filter(holder_id=member.party_id)


def open_leads(member: Membership) -> QuerySet[Lead]:
    """The visible leads that are open: what partners brought to an end is not even looked for."""
    if member.role == Role.FIELD_SALES:
        return _leads_with(_moving_ids(member)).filter(OPEN)
    return visible_leads(member).filter(OPEN)


def _moving_ids(member: Membership) -> QuerySet[Any, UUID]:
    """The ids of the leads that a partner which this member looks after holds, or is asked for: a union, because each
    part of it has an index."""
    held = Lead.objects.filter(_of_own_partner("holder", member), holder__isnull=False)
    asked = Offer.objects.filter(_of_own_partner("party", member), state="open")
    return held.values_list("id", flat=True).union(asked.values_list("lead_id", flat=True))


class _IsAnyOf(Func):
    """`column = ANY(ARRAY(…))`: PostgreSQL looks the few up first and then goes to each by an index; `column IN (…)` it
    takes for a join, and reads all leads or all open offers for it."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _leads_with(ids: QuerySet[Any, UUID]) -> QuerySet[Lead]:
    return Lead.objects.filter(_IsAnyOf(F("id"), ArraySubquery(ids)))


def _of_own_partner(column: str, member: Membership) -> _IsAnyOf:
    """That the party in this column is one that the member looks after."""
    own = Party.objects.filter(looked_after_by=member).values_list("id", flat=True)
    return _IsAnyOf(F(column), ArraySubquery(own))


def worked_leads(member: Membership) -> QuerySet[Lead]:
    """The leads that the member's own party works at the moment."""
    return Lead.objects.filter(holder_id=member.party_id, status="working")


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


def house_lead(member: Membership, lead_id: UUID) -> Lead:
    """The same for those who have the house's page of a lead. A partner has the portal's: for it this one does not exist,
    whatever it holds."""
    if member.party.kind == PartyKind.PARTNER:
        raise Http404("no such page")
    return visible_lead(member, lead_id)


def decides(member: Membership) -> bool:
    """Whether the member runs the process: the desk and the administrator."""
    return member.party.kind == PartyKind.DESK and member.role in ACTING_ROLES


def administers(member: Membership) -> bool:
    """Whether the member sets the installation up."""
    return member.party.kind == PartyKind.DESK and member.role == Role.ADMINISTRATOR


def reads_setup(member: Membership) -> bool:
    """Whether the member sees what governs the leads (campaigns, markets, policies …): the vendor's own people."""
    return member.party.kind == PartyKind.DESK and member.role in SEEING_ROLES | {Role.FIELD_SALES}


def edits(member: Membership, kind: str) -> bool:
    """Whether the member publishes editions of this kind: the desk and the administrator of every kind, marketing its
    campaigns and forms, and what prospects consent to."""
    if not reads_setup(member):
        return False
    return decides(member) or (kind in {"campaign", "form", "consent"} and member.role == Role.MARKETING)


def own_mandate(member: Membership, lead: Lead) -> Mandate | None:
    """The open mandate where the member's own party works the lead."""
    return Mandate.objects.filter(lead=lead, party_id=member.party_id, ended_at=None).first()


def may_act(member: Membership, lead: Lead) -> bool:
    """Whether this member may do anything about the lead (which acts: `may_do`): the desk and the administrator
    everywhere, field sales where it sees the lead, agency and partner on what they hold. Marketing looks on."""
    return may_do(member, lead, "note")


def may_do(member: Membership, lead: Lead, act: str) -> bool:
    """Whether this act (a name of web.lead_acts) is this member's on a lead that it sees; whether it is legal now, its
    action says. Field sales may note, record what it has handed over and answer the house's questions on all that it sees,
    and move what one of its partners works."""
    if member.party.kind != PartyKind.DESK:
        return lead.holder_id == member.party_id and act not in DESK_ACTS
    if member.role == Role.FIELD_SALES:
        return act in {"note", "reply", "hand-out"} or (act in FIELD_SALES_ACTS and looks_after(member, lead))
    return member.role in ACTING_ROLES


def looks_after(member: Membership, lead: Lead) -> bool:
    """Whether the lead is held by a party that this member looks after."""
    return lead.holder is not None and lead.holder.looked_after_by_id == member.id


def looks_after_party(member: Membership, party_id: UUID) -> bool:
    """Whether this member looks after the party."""
    return Party.objects.filter(id=party_id, looked_after_by=member).exists()


def followed_leads(member: Membership) -> QuerySet[Lead]:
    """The leads that the member's own agency or partner once held and holds no more: it goes on seeing what became of
    them (`queries.followed`), never their pages, contact data or what others wrote. None for the vendor's own people,
    who see more than that."""
    if member.party.kind == PartyKind.DESK:
        return Lead.objects.none()
    had = Mandate.objects.filter(party_id=member.party_id, ended_at__isnull=False).values("lead_id")
    entrusted = Entry.objects.filter(holder_id=member.party_id, kind__in=ENTRUSTED).values("lead_id")
    held = Q(holder_id=member.party_id)
    return Lead.objects.filter(Q(id__in=had) | Q(id__in=entrusted)).exclude(held).filter(erased_at=None)


def followed_lead(member: Membership, lead_id: UUID) -> Lead:
    """The lead when this member's party follows it; raises Http404 otherwise. Show it by `queries.followed` only."""
    lead = followed_leads(member).filter(id=lead_id).first()
    if lead is None:
        raise Http404("no such lead")
    return lead


def known_leads(member: Membership, lead_ids: Collection[UUID]) -> set[UUID]:
    """Of these leads the ones whose page opens for this member: those that it sees, and those that its party once had. One
    query."""
    seen = visible_leads(member).filter(id__in=lead_ids).values_list("id", flat=True)
    if member.party.kind == PartyKind.DESK:
        return set(seen)
    return set(seen.union(followed_leads(member).filter(id__in=lead_ids).values_list("id", flat=True)))


def manages_firm(member: Membership) -> bool:
    """Whether the member decides about its own partner firm: capacity, stand-in and people."""
    return member.party.kind == PartyKind.PARTNER and member.role == Role.PARTNER_MANAGER


def visible_parties(member: Membership) -> QuerySet[Party]:
    """The parties whose pages this member may open: all for the vendor's own people, since whoever speaks with one
    partner is asked about another; none for agencies and partners, who have their portal."""
    return Party.objects.all() if member.party.kind == PartyKind.DESK else Party.objects.none()


def visible_party(member: Membership, party_id: UUID) -> Party:
    """The party when this member may open its page; raises Http404 otherwise, as if it did not exist."""
    related = ("looked_after_by__person", "stand_in__person")
    party = visible_parties(member).filter(id=party_id).select_related(*related).first()
    if party is None:
        raise Http404("no such party")
    return party


def may_change(member: Membership, party: Party) -> bool:
    """Whether this member decides about the party: its data, hours, areas, and whether it goes on. The administrator
    about all, the desk about partners. Where an agency or a desk works is the administrator's matter."""
    if not decides(member):
        return False
    return member.role == Role.ADMINISTRATOR or party.kind == PartyKind.PARTNER


def may_care_for(member: Membership, party: Party) -> bool:
    """Whether this member enters absences, pauses, capacity and notes: who decides about the party, field sales for
    those it looks after, and a desk for itself."""
    if member.party.kind != PartyKind.DESK:
        return False
    is_its_own = member.role == Role.DESK and party.id == member.party_id
    return may_change(member, party) or is_its_own or party.looked_after_by_id == member.id
