"""What the case writes beside a new or corrected lead, so that the list finds and sorts it and its like are known."""

from collections.abc import Collection
from typing import Any, Final

from staffel.models import Lead
from staffel.rules.finding import found_under
from staffel.rules.identities import blocking_keys

FOUND_BY: Final = frozenset({"first_name", "last_name", "company", "place", "postal_code", "email", "phone"})
KNOWN_BY: Final = FOUND_BY | {"country"}
SAYS_NOTHING: Final = "-"  # so that [] is what was not counted yet


def match_keys(lead: Lead, *, home: str) -> list[str]:
    """The value of `Lead.match_keys`. `home`: the country (ISO) that is meant where the lead names none."""
    return sorted(blocking_keys(lead, home=home)) or [SAYS_NOTHING]


def search_columns(lead: Lead, changed: Collection[str], *, home: str) -> dict[str, Any]:
    """The values of `Lead.search`, `Lead.name_key` and `Lead.match_keys` for a new lead, or where a column that they
    follow has changed; nothing otherwise."""
    if not lead._state.adding and KNOWN_BY.isdisjoint(changed):
        return {}
    search, name_key = found_under(
        number=lead.number,
        name=f"{lead.last_name} {lead.first_name}",
        company=lead.company,
        place=lead.place,
        postal_code=lead.postal_code,
        email=lead.email,
        phone=lead.phone,
    )
    return {"search": search, "name_key": name_key, "match_keys": match_keys(lead, home=home)}
