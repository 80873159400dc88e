"""KPIS asked_again: leads returned or called again for a fact that was missing or already on file, of those offered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from staffel.models import Correction, Lead
from staffel.queries.values import raw_value
from staffel.rules.forms import is_answered

# Of the leads first offered in the period: what happened to them until `until`.
COUNT: Final = """
WITH offered AS (
    SELECT entry.lead_id, min(entry.at) AS at FROM entry JOIN lead ON lead.id = entry.lead_id AND NOT lead.is_test
    WHERE entry.kind = 'offer.made' AND entry.at < %(until)s GROUP BY 1 HAVING min(entry.at) >= %(since)s
), found AS (
    SELECT EXISTS (SELECT FROM entry WHERE entry.lead_id = offered.lead_id AND entry.at < %(until)s
                   AND entry.kind = 'question.asked_again') AS on_file,
           EXISTS (SELECT FROM entry WHERE entry.lead_id = offered.lead_id AND entry.at < %(until)s
                   AND entry.at > offered.at
                   AND (entry.kind = 'lead.qualifying'
                        OR entry.kind = 'mandate.given_back' AND entry.data ->> 'reason' = 'wrong_number')) AS missing
    FROM offered
)
SELECT count(*), count(*) FILTER (WHERE on_file), count(*) FILTER (WHERE missing),
       count(*) FILTER (WHERE on_file OR missing) FROM found
"""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """Leads. `offered`: first offered in the period; of these `on_file`: somebody asked for what was known; `missing`: it
    came back for what was not; `either`: one of the two, a lead counts once."""

    offered: int
    on_file: int
    missing: int
    either: int

    @property
    def share(self) -> float | None:
        """None where nothing was offered."""
        return self.either / self.offered if self.offered else None


def asked_again(*, since: datetime, until: datetime) -> AskedAgain:
    """Of the leads whose first offer was made from `since` until before `until`, those of which until then

    - somebody answered in a call what was on file already, from another party than the caller's own
      (`question.asked_again`, before or after the offer), or
    - something was missing: after the first offer they were to be qualified once more (`lead.qualifying`), or their
      holder gave them back because the contact data are wrong (`mandate.given_back`, `wrong_number`).

    Each lead counts once, leads that are marked as test in nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"since": since, "until": until})
        return AskedAgain(*cursor.fetchone())


def is_known_from_others(lead: Lead, key: str, *, party_id: UUID) -> bool:
    """Whether a fact is on file, and not because the party itself has typed it: who corrects its own answer asks nobody
    again. One query where it is on file."""
    if not is_answered(raw_value(lead, key)):
        return False
    return not Correction.objects.filter(lead=lead, field=key[:80], party_id=party_id).exists()
