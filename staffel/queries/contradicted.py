"""The figure `contradicted`: how often a reported contact is denied by the prospect."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

ANSWERED = """
SELECT count(*) FILTER (WHERE answer.kind <> 'prospect.confirmed'), count(*)
FROM entry answer
WHERE answer.kind IN ('prospect.confirmed', 'prospect.denied', 'lead.complained')
  AND answer.at >= %s AND answer.at < %s
  AND EXISTS (SELECT FROM activity WHERE activity.lead_id = answer.lead_id
              AND activity.mandate_id = answer.mandate_id AND activity.kind = 'contact' AND activity.at <= answer.at)
"""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """`denied` of the `answered`: reported contacts about which the prospect has answered, or complained."""

    denied: int
    answered: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nobody has answered."""
        return self.denied / self.answered if self.answered else None


def contradicted(*, since: datetime, until: datetime) -> Contradicted:
    """Of the answers from `since` until before `until`, those to a contact that had been reported before; a customer's
    complaint that the desk has noted counts as a *no*. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, [since, until])
        denied, answered = cursor.fetchone()
    return Contradicted(denied, answered)
