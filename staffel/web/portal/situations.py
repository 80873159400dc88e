"""What the link's page shows: how the enquiry stands for the party that the link belongs to."""

from typing import Literal

from staffel.models import OfferState, Status
from staffel.queries.access import Handed
from staffel.queries.handed import has_won

Situation = Literal[
    "offered", "late", "agreeing", "working", "declined", "won", "closed", "returned", "withdrawn", "gone"
]


def situation(handed: Handed) -> Situation:
    """Exactly one of the situations; only in "working" may contact data be shown."""
    if handed.works:
        return "working" if handed.reads_contact else "agreeing"
    own, offer, lead = handed.mandate, handed.offer, handed.lead
    if lead.status == Status.CLOSED:
        return "won" if has_won(handed) else "closed"
    if offer is not None and own is not None and own.outcome != "undone" and own.offer_id == offer.id:
        return "returned"
    if offer is None:
        return "returned"
    if offer.state == OfferState.DECLINED:
        return "declined"
    if lead.status != Status.BROKERING:
        return "gone"
    if offer.state == OfferState.OPEN:
        return "offered"
    if offer.state in {OfferState.EXPIRED, OfferState.UNDONE}:
        return "late"
    return "gone" if offer.reason == "accepted_by_other" else "withdrawn"
