"""Reads the facts around leads, in a fixed number of queries however many there are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from staffel.models import Brokerage, Mandate, Offer

if TYPE_CHECKING:
    from staffel.actions.case import Case


def read_around(cases: "Sequence[Case]") -> None:
    """Give each case the brokerages, offers and mandates of its lead, the oldest first: three queries."""
    by_id = {case.lead.id: case for case in cases}
    for brokerage in Brokerage.objects.filter(lead_id__in=by_id).order_by("started_at", "id"):
        by_id[brokerage.lead_id].brokerages.append(brokerage)
    for offer in Offer.objects.filter(lead_id__in=by_id).order_by("id"):
        by_id[offer.lead_id].offers.append(offer)
    for mandate in Mandate.objects.filter(lead_id__in=by_id).order_by("started_at", "id"):
        by_id[mandate.lead_id].mandates.append(mandate)
