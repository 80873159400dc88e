"""Promises a message that speaks of no lead: written with the entries of its case, sent afterwards like every other."""

from collections.abc import Collection
from typing import Any

from staffel.actions.case import Batch
from staffel.models import Delivery, Membership


def tell(kind: str, members: Collection[Membership], *, batch: Batch, **data: Any) -> None:
    """Step: a message of this kind to each of these members; `data` holds ids, codes and times only."""
    for member in members:
        batch.add(Delivery(kind=kind, member=member, data=data, created_at=batch.now, due_at=batch.now))
