"""What the vendor says of itself on every mail and link page, and where mail goes until Staffel is live."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import bump, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Installation
from staffel.rules.names import parse_email
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused

FIELDS: Final = ("vendor", "sender", "contact", "imprint", "redirect_to")
ADDRESSES: Final = frozenset({"sender", "redirect_to"})
CONTACT_AT_MOST: Final = 300


@repeated
def change_vendor(values: Mapping[str, str], *, actor: Actor, now: datetime) -> None:
    """Set some of FIELDS. Refused: `not_set_up`; `vendor_missing` for an empty name, `email_unreadable`,
    `contact_long`, each with its field."""
    _check(values)
    with open_batch(actor=actor, now=now) as batch:
        row = Installation.objects.select_for_update(no_key=True).get()
        changed = [name for name in FIELDS if name in values and getattr(row, name) != values[name].strip()]
        for name in changed:
            setattr(row, name, values[name].strip())
        row.save(update_fields=changed)
        if changed:
            party_entry(batch, batch.book.default_desk.id, "vendor.changed", fields=changed)
            bump()


def _check(values: Mapping[str, str]) -> None:
    if not values.get("vendor", "-").strip():
        raise Refused("vendor_missing", "Your company needs a name.", field="vendor")
    if len(values.get("contact", "")) > CONTACT_AT_MOST:
        raise Refused("contact_long", f"At most {CONTACT_AT_MOST} characters.", field="contact")
    for name in ADDRESSES & values.keys():
        try:
            parse_email(values[name])
        except Unreadable as error:
            raise Refused("email_unreadable", f"{name}: {error}", field=name) from None
