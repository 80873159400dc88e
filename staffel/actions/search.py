"""What the case writes beside a new or corrected lead, so that the list finds and sorts it."""

from collections.abc import Collection
from typing import Final

from staffel.models import Lead
from staffel.rules.finding import found_under

FOUND_BY: Final = frozenset({"first_name", "last_name", "company", "place", "postal_code", "email", "phone"})


def search_columns(lead: Lead, changed: Collection[str]) -> dict[str, str]:
    """The values of `Lead.search` and `Lead.name_key` for a new lead, or where a column that they follow has
    changed; nothing otherwise."""
    if not lead._state.adding and FOUND_BY.isdisjoint(changed):
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
    return {"search": search, "name_key": name_key}
