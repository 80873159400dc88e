"""Who says how many enquiries a partner firm takes."""

from datetime import datetime

from staffel.models import Membership
from staffel.queries.access import manages_firm
from staffel.queries.directory import Directory
from staffel.rules.policies import Policy


def sets_capacity(member: Membership, *, book: Directory, now: datetime) -> bool:
    """The firm's manager, where the default campaign's policy leaves that to partners."""
    campaign = next((one for one in book.campaigns.values() if one.is_default), None)
    if campaign is None or not manages_firm(member):
        return False
    body = book.current("campaign", campaign.key, at=now).body
    policy: Policy = book.current("policy", body.policy, at=now).body
    return policy.partners_set_capacity
