"""KPIS asked_again: leads returned or called again for a fact that was missing or already on file, of those offered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from staffel.models import Correction, Lead
from staffel.queries.happened import ASKED_AGAIN, first_offered
from staffel.queries.values import raw_value
from staffel.rules.forms import is_answered


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
    leads = Lead.objects.filter(first_offered(since, until), is_test=False)
    found = leads.aggregate(
        offered=Count("id"),
        on_file=Count("id", filter=ASKED_AGAIN["on-file"](since, until)),
        missing=Count("id", filter=ASKED_AGAIN["missing"](since, until)),
        either=Count("id", filter=ASKED_AGAIN["asked-again"](since, until)),
    )
    return AskedAgain(**found)


def is_known_from_others(lead: Lead, key: str, *, party_id: UUID) -> bool:
    """Whether a fact is on file, and not because the party itself has typed it: who corrects its own answer asks nobody
    again. One query where it is on file."""
    if not is_answered(raw_value(lead, key)):
        return False
    return not Correction.objects.filter(lead=lead, field=key[:80], party_id=party_id).exists()
