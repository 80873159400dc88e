"""Reads what a batch of deliveries speaks of, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from staffel.models import Delivery, Installation, Lead, Mandate
from staffel.queries.directory import Directory, directory


@dataclass(frozen=True, slots=True)
class Facts:
    """`mandates`: the open ones, by lead."""

    now: datetime
    book: Directory
    installation: Installation
    deliveries: Sequence[Delivery]
    leads: Mapping[UUID, Lead]
    mandates: Mapping[UUID, Mandate]

    def leads_of(self, delivery: Delivery) -> list[Lead]:
        """The leads a delivery speaks of, most urgent first."""
        leads = [self.leads[lead_id] for lead_id in _lead_ids(delivery)]
        return sorted(leads, key=lambda lead: lead.deadline_at or self.now)


def read_facts(delivery_ids: Collection[UUID], *, now: datetime) -> Facts:
    """The facts around these deliveries, as they are now: a message is never rendered from old ones."""
    found = Delivery.objects.filter(id__in=delivery_ids).order_by("due_at", "id")
    deliveries = list(found.select_related("member__person", "member__party", "offer__brokerage", "mandate"))
    lead_ids = {lead_id for delivery in deliveries for lead_id in _lead_ids(delivery)}
    mandates = Mandate.objects.filter(lead_id__in=lead_ids, ended_at=None)
    return Facts(
        now=now,
        book=directory(),
        installation=Installation.objects.get(),
        deliveries=deliveries,
        leads=Lead.objects.in_bulk(lead_ids),
        mandates={mandate.lead_id: mandate for mandate in mandates},
    )


def _lead_ids(delivery: Delivery) -> list[UUID]:
    return delivery.leads or ([delivery.lead_id] if delivery.lead_id else [])
