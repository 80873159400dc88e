"""Decides whether a mail to a prospect still stands, and when it may leave."""

from datetime import datetime
from typing import Final

from staffel.channels.facts import Facts
from staffel.models import Delivery, Entry, Handout, Lead, Mandate

MATERIALS: Final = "prospect.materials"
OF_MANDATES: Final = frozenset({"prospect.accepted", "prospect.asked"})
ASKED_AFTER: Final = frozenset({"lost", "disqualified"})


def why_not_to_prospect(delivery: Delivery, facts: Facts) -> str:
    """The reason (a code) why this mail must not be sent any more; "" when it must."""
    lead = prospects_lead(delivery, facts)
    if lead.erased_at:
        return "erased"
    if not lead.email or lead.outcome == "withdrawn":
        return "not_wanted"
    if delivery.kind == MATERIALS:
        return _why_nothing_is_brought(delivery)  # it was asked for, whatever the campaign writes by itself
    if not lead.tells_prospect:
        return "not_wanted"
    if delivery.kind not in OF_MANDATES:
        return ""
    mandate = delivery.mandate
    if mandate is None:
        return "erased"
    is_asked = delivery.kind == "prospect.asked"
    if mandate.ended_at and not (is_asked and _ended_after_contact(lead, mandate)):
        return f"mandate_{mandate.outcome}"
    return _why_not_asked(lead, mandate) if is_asked else ""


def _ended_after_contact(lead: Lead, mandate: Mandate) -> bool:
    """Whether the lead was closed on the word of its holder alone, who has reported a contact: who has bought was called."""
    return mandate.contacted_at is not None and lead.outcome in ASKED_AFTER


def _why_nothing_is_brought(delivery: Delivery) -> str:
    """What was promised can be struck off before it has left."""
    brings = Handout.objects.filter(delivery_id=delivery.id)
    return "not_wanted" if brings.exists() and not brings.filter(cancelled_at=None).exists() else ""


def _why_not_asked(lead: Lead, mandate: Mandate) -> str:
    """Nobody is asked who has answered since this firm works the lead, nor while a date is agreed."""
    if lead.deadline_kind == "follow_up":
        return "deadline_moved_on"
    answers = Entry.objects.filter(lead=lead, kind="prospect.confirmed", at__gte=mandate.started_at)
    return "answered" if answers.exists() else ""


def not_before(delivery: Delivery, facts: Facts) -> datetime | None:
    """Who is asked whether somebody has called is asked when the time for it is over: later where it was extended."""
    if delivery.kind != "prospect.asked" or delivery.mandate is None or delivery.mandate.contacted_at:
        return None
    return prospects_lead(delivery, facts).deadline_at


def prospects_lead(delivery: Delivery, facts: Facts) -> Lead:
    """The lead whose prospect the delivery is for, as it is now."""
    assert delivery.lead_id is not None
    return facts.leads[delivery.lead_id]
