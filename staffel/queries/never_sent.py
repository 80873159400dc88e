"""What was promised before mail reached its receivers and never came to them: open offers, leads placed, invitations."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from staffel.models import Delivery, DeliveryState, Mandate, Membership, Offer, OfferState
from staffel.queries.directory import Directory
from staffel.queries.people import INVITED

SHOWN = 50  # of each kind in the preview
OWN_ADDRESS = Q(sent_to=F("member__person__email"))
# It only stands in our log, or somebody else has got it: the redirect.
KEPT_FROM_THEM = Q(state=DeliveryState.KEPT) | (Q(state=DeliveryState.SENT) & ~OWN_ADDRESS)
# It has come to its receiver, or is on its way; what has failed stands in the log of deliveries and is sent from there.
TOLD = Q(state__in=(DeliveryState.WAITING, DeliveryState.FAILED)) | (
    Q(state=DeliveryState.SENT) & OWN_ADDRESS
)


@dataclass(frozen=True, slots=True)
class NeverSent:
    """What can be sent now, with the first of each for a look, and what is left out: `over`, offers that have ended
    meanwhile; `tests`, open offers of test leads."""

    offers: int
    placed: int
    invitations: int
    over: int
    tests: int
    first_offers: tuple[Offer, ...]
    first_placed: tuple[Mandate, ...]
    first_invited: tuple[Membership, ...]

    @property
    def others(self) -> int:
        """All that is no offer."""
        return self.placed + self.invitations

    @property
    def rest(self) -> int:
        """How many are not shown."""
        shown = len(self.first_offers) + len(self.first_placed) + len(self.first_invited)
        return self.offers + self.others - shown

    def __bool__(self) -> bool:
        return bool(self.offers or self.others)


def never_sent(*, book: Directory) -> NeverSent | None:
    """None where nothing would leave anyway: without a mail server, and in a demonstration. A few queries, from what
    is open."""
    if not settings.SENDS_MAIL or book.installation.is_demo:
        return None
    offers, placed, invited = unsent_offers(), unsent_placings(), unsent_invitations()
    people = invited.select_related("person", "party").order_by("party__name", "id")
    return NeverSent(
        offers=offers.count(),
        placed=placed.count(),
        invitations=invited.count(),
        over=_over().count() if book.installation.live_at is None else 0,
        tests=_unsent_offers().filter(lead__is_test=True).count(),
        first_offers=tuple(offers.select_related("lead", "party").order_by("offered_at", "id")[:SHOWN]),
        first_placed=tuple(placed.select_related("lead", "party").order_by("started_at", "id")[:SHOWN]),
        first_invited=tuple(people[:SHOWN]),
    )


def unsent_offers() -> QuerySet[Offer]:
    """Open offers nobody in the party asked could know of, without those of test leads."""
    return _unsent_offers().filter(lead__is_test=False)


def unsent_placings() -> QuerySet[Mandate]:
    """Leads placed with a party by hand, in work with it, and nobody there was told."""
    mails = Delivery.objects.filter(kind="lead.placed", lead=OuterRef("lead_id"), mandate=OuterRef("id"))
    placed = Mandate.objects.filter(ended_at=None, offer=None, contacted_at=None, lead__is_test=False)
    return placed.filter(Exists(mails.filter(KEPT_FROM_THEM)), ~Exists(mails.filter(TOLD)))


def unsent_invitations() -> QuerySet[Membership]:
    """Whoever is invited and has not got the mail."""
    mails = Delivery.objects.filter(kind="invitation", member=OuterRef("id"))
    return Membership.objects.filter(INVITED).filter(
        Exists(mails.filter(KEPT_FROM_THEM)), ~Exists(mails.filter(TOLD))
    )


def _unsent_offers() -> QuerySet[Offer]:
    mails = Delivery.objects.filter(kind="offer.made", lead=OuterRef("lead_id"), offer=OuterRef("id"))
    asked = Offer.objects.filter(state=OfferState.OPEN)
    return asked.filter(Exists(mails.filter(KEPT_FROM_THEM)), ~Exists(mails.filter(TOLD)))


def _over() -> QuerySet[Offer]:
    """Offers that ended without an answer before anybody could know of them."""
    mails = Delivery.objects.filter(KEPT_FROM_THEM, kind="offer.made").values("offer_id")
    return Offer.objects.filter(state__in=(OfferState.EXPIRED, OfferState.WITHDRAWN), id__in=mails)
