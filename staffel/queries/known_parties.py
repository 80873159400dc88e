"""Which partner a prospect already knows: who won or worked for the same person before."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from staffel.models import Lead

SQL = """
SELECT {column}, mandate.party_id
FROM lead JOIN mandate ON mandate.lead_id = lead.id
WHERE {column} <> '' AND {column} = ANY(%s)
  AND (mandate.outcome = 'won' OR mandate.contacted_at IS NOT NULL)
  AND mandate.outcome NOT IN ('given_back', 'taken_back', 'absent')
ORDER BY mandate.outcome = 'won' DESC, mandate.started_at DESC
"""


def known_parties(leads: Sequence[Lead]) -> dict[UUID, tuple[UUID, ...]]:
    """By lead: the parties that won or had contact with the same e-mail or telephone, winners first. Two queries."""
    by_value: dict[str, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        for column in ("email", "phone"):
            values = list({value for lead in leads if (value := getattr(lead, column))})
            if values:
                cursor.execute(SQL.format(column=f"lead.{column}"), [values])
                for value, party_id in cursor.fetchall():
                    by_value[value].append(party_id)
    found = {}
    for lead in leads:
        parties = dict.fromkeys([*by_value.get(lead.email, ()), *by_value.get(lead.phone, ())])
        if parties:
            found[lead.id] = tuple(parties)
    return found
