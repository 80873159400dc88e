"""What would leave: the mails and offers that wait, for whoever is about to switch to live."""

from dataclasses import dataclass

from staffel.models import Delivery, Lead, Offer, PartyState
from staffel.queries.directory import Directory


@dataclass(frozen=True, slots=True)
class Leaving:
    """`mails` are waiting in this moment; `offers` are open with partners that have only been told by redirected mail;
    `searching` leads go on being offered; `partners` would be written to from now on."""

    mails: int
    offers: int
    searching: int
    partners: int


def about_to_leave(*, book: Directory) -> Leaving:
    """Three counts, each over a partial index."""
    partners = [
        one for one in book.parties.values() if one.kind == "partner" and one.state == PartyState.ACTIVE
    ]
    return Leaving(
        mails=Delivery.objects.filter(state="waiting").count(),
        offers=Offer.objects.filter(state="open").count(),
        searching=Lead.objects.filter(status="brokering").count(),
        partners=len(partners),
    )
