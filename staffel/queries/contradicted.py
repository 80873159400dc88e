"""The figure `contradicted`: how often a reported contact is denied by the prospect."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from staffel.queries.happened import DENIALS, answers_about_contacts


@dataclass(frozen=True, slots=True)
class Contradicted:
    """`denied` of the `answered`: reported contacts about which the prospect has answered, or complained."""

    denied: int
    answered: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nobody has answered."""
        return self.denied / self.answered if self.answered else None


def contradicted(*, since: datetime, until: datetime, campaign_id: UUID | None = None) -> Contradicted:
    """Of the answers from `since` until before `until`, those to a contact that had been reported before; a customer's
    complaint that the desk has noted counts as a *no*. Test leads are in nothing. One query."""
    answers = answers_about_contacts(since, until)
    if campaign_id:
        answers = answers.filter(lead__campaign_id=campaign_id)
    found = answers.aggregate(denied=Count("id", filter=Q(kind__in=DENIALS)), answered=Count("id"))
    return Contradicted(**found)
