"""What an enquiry's page offers to choose from: why it is declined, lost or given back, and whom to ask."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import translation

from staffel.models import Membership, Offer
from staffel.queries.directory import Directory
from staffel.queries.handed import Handed
from staffel.queries.timeline import reasons_of
from staffel.rules.reasons import Reason

Choice = tuple[str, str, str]  # key, label in the active language, and what follows


def carer_of(member: Membership) -> Membership | None:
    """Who of the vendor looks after the member's party; None where nobody does any more."""
    carer_id = member.party.looked_after_by_id
    if carer_id is None:
        return None
    return Membership.objects.filter(id=carer_id, is_active=True).select_related("person").first()


def decline_reasons(offer: Offer, *, book: Directory) -> list[Choice]:
    """Why this offer may be declined: key, label in the active language, and what follows."""
    return _shown(reasons_of(offer.lead, book=book).decline)


def lost_reasons(handed: Handed, *, book: Directory) -> list[Choice]:
    """Why the enquiry may be lost; that nobody was reached has its own button."""
    return _shown(one for one in reasons_of(handed.lead, book=book).lost if one.key != "not_reachable")


def give_back_reasons(handed: Handed, *, book: Directory, now: datetime) -> list[Choice]:
    """Why the enquiry may be given back; some of them only at first."""
    assert handed.mandate is not None
    since = handed.mandate.started_at
    return _shown(
        one for one in reasons_of(handed.lead, book=book).give_back if _is_in_time(one, since, now=now)
    )


def _is_in_time(reason: Reason, since: datetime, *, now: datetime) -> bool:
    return reason.within_hours is None or now <= since + timedelta(hours=reason.within_hours)


def _shown(reasons: Iterable[Reason]) -> list[Choice]:
    language = (translation.get_language() or "en")[:2]
    return [(one.key, one.labels.get(language) or one.labels["en"], one.follows) for one in reasons]
