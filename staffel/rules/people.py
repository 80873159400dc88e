"""How somebody stands in a party, which roles a party has, and how long an invitation holds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

INVITATION_HOLDS: Final = timedelta(days=30)

# The first of each is what a new person gets where nothing else is said.
ROLES_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "desk": ("desk", "field_sales", "marketing", "administrator"),
    "agency": ("agency_member",),
    "partner": ("partner_manager", "partner_member"),
}


def may_have_role(kind: str, role: str) -> bool:
    """Whether somebody in a party of this kind can have this role."""
    return role in ROLES_IN[kind]


def member_state(
    *,
    is_active: bool,
    invited_at: datetime | None,
    joined_at: datetime | None,
    declined_at: datetime | None,
    party_state: str = "active",
    is_paused: bool = False,
) -> str:
    """`ended`, `declined`, `invited`, `paused` or `active`: how somebody stands in its party now."""
    if not is_active or party_state == "ended":
        return "ended"
    if declined_at is not None:
        return "declined"
    if invited_at is not None and joined_at is None:
        return "invited"
    return "paused" if is_paused else "active"
