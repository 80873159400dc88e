"""Where a message leads: partners get a link that needs no login, the vendor's own people the lead's page."""

from uuid import UUID

from django.conf import settings

from staffel.actions.links import Purpose, link_for, token
from staffel.channels.facts import Facts
from staffel.models import Delivery, Lead


def url_for(lead: Lead, delivery: Delivery, facts: Facts) -> str:
    """The address behind the button, for this delivery's member alone; "" where there is nothing to open any more."""
    party_id = delivery.to.party_id
    if delivery.kind == "question.asked" and delivery.to.party.kind != "desk":
        return _link("question", UUID(delivery.data["note"]), delivery, facts)
    if delivery.to.party.kind != "partner":
        return f"{settings.STAFFEL_URL}/leads/{lead.id}"
    mandate = facts.mandates.get(lead.id)
    if delivery.offer_id:
        return _link("offer", delivery.offer_id, delivery, facts)
    if mandate and mandate.party_id == party_id:
        return _link("mandate", mandate.id, delivery, facts)
    return ""


def join_url(delivery: Delivery, facts: Facts) -> str:
    """Where the delivery's member answers its invitation."""
    link = link_for("invitation", delivery.to.id, delivery.to.id, now=facts.now)
    return f"{settings.STAFFEL_URL}/join/{token(link)}"


def _link(purpose: Purpose, subject: UUID, delivery: Delivery, facts: Facts) -> str:
    link = link_for(purpose, subject, delivery.to.id, now=facts.now)
    return f"{settings.STAFFEL_URL}/l/{token(link)}"
