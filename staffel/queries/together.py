"""Enquiries of one person that were joined: which they are, and in which of them the others live on."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from staffel.models import Lead

# Of each of these leads (`of`) itself and all that were joined to it, to those, and so on.
TOGETHER: Final = """
WITH RECURSIVE together(of, id) AS (
    SELECT id, id FROM lead WHERE id = ANY(%s::uuid[])
    UNION SELECT together.of, lead.id FROM lead JOIN together ON lead.joined_to_id = together.id
)
SELECT of, id FROM together
"""


def together_with(lead_id: UUID) -> RawSQL:
    """The ids of this lead and of all enquiries that were joined to it, for `id__in`."""
    return RawSQL(f"SELECT id FROM ({TOGETHER}) AS found", [[lead_id]])  # noqa: S608, S611 - our own


def together_by_lead(lead_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Of each of these leads its own id and those of all enquiries that were joined to it. One query."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [list(lead_ids)])
        for of, lead_id in cursor.fetchall():
            found[of].append(lead_id)
    return dict(found)


def times_asked_again(lead_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many enquiries were joined to each of these leads. One query."""
    return {of: len(found) - 1 for of, found in together_by_lead(lead_ids).items()}


def stands_for(lead_id: UUID) -> UUID:
    """The lead in which this enquiry lives on: itself, or the one that it was joined to in the end."""
    rows = Lead.objects.filter(id=lead_id).values_list("joined_to_id", flat=True)
    while known_id := rows.first():
        lead_id, rows = known_id, Lead.objects.filter(id=known_id).values_list("joined_to_id", flat=True)
    return lead_id


# Of these leads themselves, and those in which they live on.
ONWARD: Final = """
WITH RECURSIVE onward(id, joined_to_id) AS (
    SELECT id, joined_to_id FROM lead WHERE id = ANY(%s::uuid[])
    UNION SELECT lead.id, lead.joined_to_id FROM lead JOIN onward ON lead.id = onward.joined_to_id
)
SELECT id FROM onward
"""


def joined_from(lead_ids: Iterable[UUID]) -> RawSQL:
    """The ids of these leads and of all that they were joined to, for `id__in`: of each of those, `together_with` holds
    one of these."""
    return RawSQL(f"SELECT id FROM ({ONWARD}) AS found", [list(lead_ids)])  # noqa: S608, S611 - our own
