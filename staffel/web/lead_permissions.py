"""What a lead's prospect permits, for every page that shows the lead."""

from datetime import datetime
from typing import Any

from staffel.models import Lead
from staffel.queries.consents import consent_texts, heard_in, permissions_of
from staffel.queries.directory import Directory


def permissions_context(lead: Lead, *, book: Directory, now: datetime) -> dict[str, Any]:
    """The permissions with their grounds, whether the lead waits for a consent, and the texts to be read out, in the
    prospect's language. One query."""
    return {
        "permitted": permissions_of(lead, book=book),
        "has_asked": book.editions[lead.campaign_version_id].body.by_enquiry,
        "awaits_consent": lead.desk_reason == "consent_missing",
        "consent_texts": list(consent_texts(book=book, language=heard_in(lead, book=book), now=now).values()),
    }
