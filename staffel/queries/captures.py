"""What a lead was at the moment it was captured: the same answer however often and however late it is asked for."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

# The entry holds the lead as the case that captured it left it, so nothing needs to be stored for a repeated request.
SQL: Final = """
SELECT lead.number, entry.status, party.name, party.kind, COALESCE(known.deadline_at, entry.deadline_at),
       (SELECT count(*) FROM offer WHERE offer.lead_id = lead.id AND offer.offered_at = entry.at),
       own.id IS NULL, own.problems, known.lead_id
FROM lead JOIN entry ON entry.lead_id = lead.id AND entry.kind = 'lead.captured'
LEFT JOIN entry joined ON joined.lead_id = lead.id AND joined.kind = 'lead.joined' AND joined.at = entry.at
LEFT JOIN entry known ON known.lead_id = (joined.data ->> 'lead')::uuid AND known.at = entry.at
    AND known.kind = 'lead.asked_again' AND known.data ->> 'lead' = lead.id::text
LEFT JOIN party ON party.id = COALESCE(known.holder_id, entry.holder_id)
LEFT JOIN submission own ON own.lead_id = lead.id AND own.door = %s AND own.key = %s
WHERE lead.id = %s
"""


@dataclass(frozen=True, slots=True)
class Capture:
    """`offers`: how many were made at once. `was_known`: it came before by another door or key. `problems`: what was
    noted about the submission, as stored. `joined_to`: the open lead of the same person, whose holder and deadline these
    are."""

    number: int
    status: str
    holder_name: str
    holder_kind: str
    deadline_at: datetime | None
    offers: int
    was_known: bool
    problems: tuple[dict[str, Any], ...]
    joined_to: UUID | None = None


def capture_of(lead_id: UUID, *, door: str, key: str) -> Capture:
    """The capture of a lead, as it answers the arrival with this key behind this door. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [door, key, lead_id])
        number, status, name, kind, deadline_at, offers, was_known, problems, joined_to = cursor.fetchone()
    return Capture(
        number, status, name or "", kind or "", deadline_at, offers, was_known, _parsed(problems), joined_to
    )


def _parsed(problems: Any) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(problems) if isinstance(problems, str) else problems or ())
