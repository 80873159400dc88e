"""The ledger of points, read from the journal: what a mandate has earned, a party's sum, and its lines, newest first."""

from dataclasses import dataclass
from uuid import UUID

from staffel.models import Entry
from staffel.rules.points import KINDS, standing


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal says of a mandate: how hot the lead was when it began, "" where that was not kept yet, and by act what
    stands of its points."""

    temperature: str
    standing: dict[str, int]


def kept_of(lead_id: UUID, mandate_id: UUID) -> Kept:
    """Of this mandate of the lead. One query."""
    told = Entry.objects.filter(lead_id=lead_id, mandate_id=mandate_id, kind__in=("mandate.started", *KINDS))
    found = list(told.values_list("kind", "data"))
    begun = next((str(data.get("temperature", "")) for kind, data in found if kind not in KINDS), "")
    return Kept(begun, standing((kind, data) for kind, data in found if kind in KINDS))
