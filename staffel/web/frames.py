"""What stands around a page that is the house's and the portal's alike: the frame of whoever asks."""

from typing import Any

from staffel.models import Membership, PartyKind
from staffel.queries.directory import known_installation


def frame_of(member: Membership) -> dict[str, Any]:
    """For a template that extends `frame`: the house with its menu, or a partner's portal."""
    if member.party.kind == PartyKind.PARTNER:
        return {"frame": "portal/base.html", "vendor": known_installation()}
    return {"frame": "base.html"}
