"""Which handouts stand: what a prospect has, and what is on its way to it."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from staffel.models import DeliveryState, Handout, Material

# The mail that should have brought it did not arrive, or never leaves.
NEVER_CAME: Final = (DeliveryState.FAILED, DeliveryState.RETURNED, DeliveryState.DROPPED)


def standing_handouts() -> QuerySet[Handout]:
    """Neither struck off, nor mailed in vain."""
    return Handout.objects.filter(cancelled_at=None).exclude(delivery__state__in=NEVER_CAME)


def handed_to(lead_ids: Collection[UUID]) -> dict[UUID, tuple[Material, ...]]:
    """By lead what its prospect has or was promised, by it or by the enquiries that were joined to it; each material
    once, in its order of giving. One query, none without leads."""
    if not lead_ids:
        return {}
    rows = standing_handouts().filter(Q(lead_id__in=lead_ids) | Q(lead__joined_to_id__in=lead_ids))
    found: dict[UUID, dict[str, Material]] = {}
    for row in (
        rows.select_related("material", "lead")
        .only("material__key", "material__title", "lead__joined_to_id")
        .order_by("id")
    ):
        joined_to = row.lead.joined_to_id
        known = joined_to if joined_to and joined_to in lead_ids else row.lead_id
        found.setdefault(known, {}).setdefault(row.material.key, row.material)
    return {lead_id: tuple(materials.values()) for lead_id, materials in found.items()}
