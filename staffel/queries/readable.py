"""Which entries of a lead's journal a party reads that is not the vendor: its own part, and what is shared with a holder."""

from typing import Final
from uuid import UUID

from django.db.models import Q

from staffel.models import PartyKind

# What a party reads of its own part: what it did, and what was done to it.
PARTNER_KINDS: Final = frozenset(
    {
        "offer.made", "offer.accepted", "offer.declined", "offer.expired", "offer.undone", "mandate.given_back",
        "mandate.taken_back", "qualifying.taken_back", "call.given_up", "mandate.passed_on", "activity.attempt", "activity.contact", "activity.appointment",
        "activity.quote", "call.made", "follow_up.agreed", "deadline.extended", "deadline.extension_asked",
        "deadline.kept", "deadline.renewed", "note.added", "attachment.added", "question.asked", "question.answered", "lead.captured",
        "lead.corrected", "lead.qualifying", "lead.qualified", "lead.closed", "lead.placed",
        "lead.asked_again", "prospect.confirmed", "prospect.denied", "lead.complained", "lead.cooled",
        "points.earned", "points.taken_back",
    }
)  # fmt: skip
# Of these also what others did while the party held the lead: they say nothing of any other party.
HELD_KINDS: Final = frozenset(
    {
        "lead.captured",
        "lead.qualifying",
        "lead.corrected",
        "lead.asked_again",
        "lead.cooled",
        "mandate.passed_on",
        "deadline.extended",
    }
)
# Of these what names a party, or says until when it has the lead: read by that party alone, whoever's act has led to it.
# Whoever declines or gives back is the actor of the offer that goes to the next one.
NAMING_KINDS: Final = frozenset(
    {
        "offer.made",
        "offer.accepted",
        "offer.declined",
        "offer.expired",
        "offer.undone",
        "mandate.given_back",
        "mandate.taken_back",
        "qualifying.taken_back",
        "deadline.kept",
        "deadline.renewed",
        "lead.placed",
        "points.earned",
        "points.taken_back",
    }
)
# What whoever holds the lead reads of its life before: facts about the prospect, and who of the vendor's side has
# spoken with it, or noted what was said. What other partners did with it is not shared.
SHARED_KINDS: Final = frozenset(
    {"lead.captured", "lead.qualified", "lead.corrected", "lead.asked_again", "prospect.mail_returned"}
)
CONTACT_KINDS: Final = frozenset(
    {"activity.attempt", "activity.contact", "activity.appointment", "call.made", "note.added"}
)


def own_part(party_id: UUID) -> Q:
    """What the party did for the lead, and what was done to it while it held it; nothing of any other party."""
    acted = Q(actor_party_id=party_id) & ~Q(kind__in=NAMING_KINDS)
    mine = acted | Q(party_id=party_id) | Q(kind__in=HELD_KINDS, holder_id=party_id)
    return mine & Q(kind__in=PARTNER_KINDS) & _may_read(party_id)


def shared_part(party_id: UUID) -> Q:
    """All that the vendor shares with the party that holds the lead."""
    by_vendor = Q(kind__in=CONTACT_KINDS, actor_party__kind__in=(PartyKind.DESK, PartyKind.AGENCY))
    return own_part(party_id) | (Q(kind__in=SHARED_KINDS) | by_vendor) & _may_read(party_id)


def _may_read(party_id: UUID) -> Q:
    """Without what is internal to the vendor; what the party has typed itself it may read."""
    return Q(note=None) | Q(note__is_internal=False) | Q(note__party_id=party_id)
