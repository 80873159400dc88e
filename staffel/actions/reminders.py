"""Makes one message of several: after an outage one combined reminder goes out, not five."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from staffel.models import Delivery

COMBINED: Final = frozenset({"deadline.missed", "deadline.warned", "lead.on_desk", "lead.qualifying"})


def combined(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The deliveries of one case: reminders of one kind to one member by one channel become the first of
    them, which names all leads."""
    kept: list[Delivery] = []
    first: dict[tuple[str, UUID, str], Delivery] = {}
    for delivery in deliveries:
        if delivery.kind not in COMBINED:
            kept.append(delivery)
            continue
        leading = first.setdefault((delivery.kind, delivery.to.id, delivery.channel), delivery)
        if leading is delivery:
            kept.append(delivery)
        elif delivery.lead_id and leading.lead_id and delivery.lead_id != leading.lead_id:
            leading.leads = [*(leading.leads or [leading.lead_id]), delivery.lead_id]
    return kept
