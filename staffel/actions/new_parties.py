"""Takes a single new party in: a partner, an agency or another desk, with the hours of an office to begin with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import SETTINGS, bump, check_care, located, party_entry
from staffel.actions.repeats import repeated
from staffel.actions.setup import OFFICE_HOURS
from staffel.models import Party, PartyState
from staffel.queries.directory import Directory
from staffel.rules.columns import slug_of
from staffel.rules.refused import Refused
from staffel.rules.timezones import timezone_of
from staffel.rules.words import sort_key


@repeated
def create_party(
    values: dict[str, Any], *, kind: str, actor: Actor, now: datetime, key: str = "", is_invited: bool = False
) -> UUID:
    """A new party with these values (names in SETTINGS, typed and checked); `key` is made from name and postal code
    where none is given. `is_invited`: it takes part only when somebody of it has agreed. Returns its id. Refused:
    `field_unknown`, `name_missing`, `key_taken`, `care_unknown`."""
    if unknown := set(values) - SETTINGS:
        raise Refused(
            "field_unknown", f"Not a setting of a party: {', '.join(sorted(unknown))}.", field=min(unknown)
        )
    name = str(values.get("name", "")).strip()
    if not name:
        raise Refused("name_missing", "Please give the name of the firm.", field="name")
    with open_batch(actor=actor, now=now) as batch:
        book = batch.book
        check_care(batch, values.get("looked_after_by_id"))
        country = values.get("country") or book.installation.country
        wanted = key or slug_of(f"{name} {values.get('postal_code', '')}")
        if Party.objects.filter(key=wanted).exists():
            raise Refused(
                "key_taken", f"There is a partner with the number {wanted}.", field="key", value=wanted
            )
        found = located(country, values.get("postal_code", ""))
        if values.get("place"):
            found.pop("place", None)
        party = Party.objects.create(
            key=wanted,
            kind=kind,
            state=PartyState.INVITED if is_invited else PartyState.ACTIVE,
            **{**starting_values(book, country), **values, **found, "name": name, "name_key": sort_key(name)},
        )
        party_entry(batch, party.id, "party.changed", fields=["created"])
        bump()
        return party.id


def starting_values(book: Directory, country: str) -> dict[str, Any]:
    """What a new party has where nothing else is said."""
    installation = book.installation
    return {
        "country": country,
        "timezone": timezone_of(country, default=installation.timezone),
        "hours": OFFICE_HOURS,
        "languages": [installation.language],
    }
