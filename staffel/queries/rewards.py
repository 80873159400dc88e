"""What working a lead earns, in one line: said to a partner before it accepts, and while it works it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.models import Lead, PartyKind
from staffel.queries import labels
from staffel.queries.directory import Directory
from staffel.rules.points import is_worth_more, rewards, rewards_any
from staffel.rules.policies import Policy

EACH: Final[Mapping[str, Promise]] = {
    "first_contact": gettext_lazy("%(points)d for the first contact in time"),
    "outcome": gettext_lazy("%(points)d for the reported outcome"),
}


def has_points(book: Directory, *, now: datetime) -> bool:
    """Whether any policy that holds now rewards anything: else no page speaks of points. No query."""
    for (kind, _key), editions in book.published.items():
        current = next((one for one in editions if one.valid_from <= now), None)
        if kind == "policy" and current and rewards_any(current.body):
            return True
    return False


def promised(lead: Lead, party_id: UUID, *, book: Directory, now: datetime) -> str:
    """What this party earns with the lead if it accepts now, in the active language; "" for nothing. No query."""
    if lead.is_test or book.parties[party_id].kind != PartyKind.PARTNER:
        return ""
    campaign = book.editions[lead.campaign_version_id].body
    policy: Policy = book.current("policy", campaign.policy, at=now).body
    words = in_words(rewards(policy, lead.temperature))
    if not words or not is_worth_more(policy, lead.temperature):
        return words
    hot = labels.label(labels.TEMPERATURES, lead.temperature)
    return _("%(points)s, because the enquiry is %(temperature)s") % {"points": words, "temperature": hot}


def in_words(earned: Mapping[str, int]) -> str:
    """Points by act: "40 each for the first contact in time and the reported outcome"."""
    if len(earned) > 1 and len(set(earned.values())) == 1:
        same = _("%(points)d each for the first contact in time and the reported outcome")
        return same % {"points": next(iter(earned.values()))}
    return ", ".join(str(EACH[act]) % {"points": points} for act, points in earned.items())
