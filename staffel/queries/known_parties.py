"""Which partner a prospect already knows: who won or worked for the same person before, or brought it itself."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from staffel.models import Lead

# Two halves, so that each finds its own index.
SQL: Final = """
SELECT value, party_id FROM (
    {email} UNION ALL {phone}
) AS found
ORDER BY is_won DESC, started_at DESC
"""
HALF: Final = """
SELECT {column} AS value, mandate.party_id, mandate.outcome = 'won' AS is_won, mandate.started_at
FROM lead JOIN mandate ON mandate.lead_id = lead.id
WHERE {column} <> '' AND {column} = ANY(%s)
  AND (mandate.outcome = 'won' OR mandate.contacted_at IS NOT NULL OR lead.is_own)
  AND mandate.outcome NOT IN ('given_back', 'taken_back', 'absent')
"""
KNOWN: Final = SQL.format(email=HALF.format(column="lead.email"), phone=HALF.format(column="lead.phone"))


def known_parties(leads: Sequence[Lead]) -> dict[UUID, tuple[UUID, ...]]:
    """By lead: the parties that won, had contact with or brought a lead of the same e-mail or telephone, winners first.
    One query."""
    emails, phones = ({getattr(lead, name) for lead in leads} - {""} for name in ("email", "phone"))
    if not emails and not phones:
        return {}
    by_value: dict[str, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(emails), list(phones)])
        for value, party_id in cursor.fetchall():
            by_value[value].append(party_id)
    found = {}
    for lead in leads:
        parties = dict.fromkeys([*by_value.get(lead.email, ()), *by_value.get(lead.phone, ())])
        if parties:
            found[lead.id] = tuple(parties)
    return found
