"""Reads what a batch of deliveries speaks of, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from staffel.models import Correction, Delivery, Installation, Lead, Mandate, Note, PushSubscription
from staffel.queries.directory import Directory, directory


@dataclass(frozen=True, slots=True)
class Facts:
    """`mandates`: the open ones, by lead. `notes`: the questions and answers that deliveries speak of. `corrections`: of the
    leads whose data was corrected, the oldest first. `browsers`: by member, those that take push; read for push alone."""

    now: datetime
    book: Directory
    installation: Installation
    deliveries: Sequence[Delivery]
    leads: Mapping[UUID, Lead]
    mandates: Mapping[UUID, Mandate]
    notes: Mapping[UUID, Note]
    corrections: Sequence[Correction]
    browsers: Mapping[UUID, Sequence[PushSubscription]]

    @property
    def reaches_people(self) -> bool:
        """Whether push and SMS leave the house: not before the installation is live (there is no redirect for a phone),
        and never in a demonstration, whose people are made up."""
        return self.installation.live_at is not None and not self.installation.is_demo

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
        notes=_notes(deliveries),
        corrections=_corrections(deliveries),
        browsers=_browsers({one.to.id for one in deliveries if one.channel == "push"}),
    )


def _browsers(member_ids: Collection[UUID]) -> Mapping[UUID, Sequence[PushSubscription]]:
    found: dict[UUID, list[PushSubscription]] = defaultdict(list)
    if member_ids:
        for one in PushSubscription.objects.filter(member_id__in=member_ids, ended_at=None).order_by("id"):
            found[one.member_id].append(one)
    return found


def _lead_ids(delivery: Delivery) -> list[UUID]:
    return delivery.leads or ([delivery.lead_id] if delivery.lead_id else [])


def _notes(deliveries: Sequence[Delivery]) -> dict[UUID, Note]:
    wanted = [UUID(one.data["note"]) for one in deliveries if "note" in one.data]
    return Note.objects.select_related("party").in_bulk(wanted) if wanted else {}


def _corrections(deliveries: Sequence[Delivery]) -> list[Correction]:
    wanted = {one.lead_id for one in deliveries if one.lead_id and one.kind == "lead.corrected"}
    return list(Correction.objects.filter(lead_id__in=wanted).order_by("at", "id")) if wanted else []
