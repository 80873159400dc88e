"""What the vendor says of itself on every page and mail, how it looks, and where mail goes until Staffel is live."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from staffel.actions.actors import Actor
from staffel.actions.case import Batch, open_batch
from staffel.actions.parties import bump, party_entry
from staffel.actions.repeats import repeated
from staffel.models import Installation, Logo
from staffel.rules.colours import parse_colour
from staffel.rules.countries import parse_country
from staffel.rules.files import file_type
from staffel.rules.names import parse_email
from staffel.rules.partner_words import check_partner_words
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused
from staffel.rules.timezones import is_timezone

FIELDS: Final[tuple[str, ...]] = (
    "vendor", "sender", "contact", "imprint", "privacy_url", "redirect_to", "language", "country", "timezone", "colour", "partner_words",
)  # fmt: skip
ADDRESSES: Final = frozenset({"sender", "redirect_to"})
LANGUAGES: Final = ("de", "en")
CONTACT_AT_MOST: Final = 300
LOGO_AT_MOST: Final = 512 * 1024  # bytes
LOGO_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})  # an SVG may run scripts


@repeated
def change_vendor(values: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Set some of FIELDS. Refused: `not_set_up`; `vendor_missing` for an empty name, `email_unreadable`, `contact_long`,
    `language_unknown`, `country_unknown`, `timezone_unknown`, `colour_unreadable`, `partner_words_missing`, each with
    its field."""
    wanted = _checked(values)
    with open_batch(actor=actor, now=now) as batch:
        row = Installation.objects.select_for_update(no_key=True).get()
        changed = [name for name in FIELDS if name in wanted and getattr(row, name) != wanted[name]]
        for name in changed:
            setattr(row, name, wanted[name])
        if changed:
            row.save(update_fields=changed)
            _enter(batch, changed)


@repeated
def set_logo(content: bytes, *, actor: Actor, now: datetime) -> None:
    """Show this picture in the head of every page and mail. Refused: `logo_large` above 512 kB, `logo_unknown` for all
    that is no PNG, JPEG or WebP by its content."""
    if len(content) > LOGO_AT_MOST:
        raise Refused("logo_large", "A logo has at most 512 kB.", field="logo")
    kind = _picture(content)
    with open_batch(actor=actor, now=now) as batch:
        row = Installation.objects.select_for_update(no_key=True).get()
        Logo.objects.update_or_create(id=1, defaults={"content_type": kind, "content": content})
        row.logo_at = now
        row.save(update_fields=["logo_at"])
        _enter(batch, ["logo"])


@repeated
def remove_logo(*, actor: Actor, now: datetime) -> None:
    """The name stands in its place again. Without a logo nothing changes."""
    with open_batch(actor=actor, now=now) as batch:
        row = Installation.objects.select_for_update(no_key=True).get()
        if row.logo_at is None:
            return
        Logo.objects.all().delete()
        row.logo_at = None
        row.save(update_fields=["logo_at"])
        _enter(batch, ["logo"])


def _enter(batch: Batch, fields: list[str]) -> None:
    party_entry(batch, batch.book.default_desk.id, "vendor.changed", fields=fields)
    bump()


def _picture(content: bytes) -> str:
    try:
        kind = file_type(content, filename="logo")
    except Refused:
        kind = ""
    if kind not in LOGO_TYPES:
        raise Refused("logo_unknown", "A logo is a PNG, JPEG or WebP picture.", field="logo")
    return kind


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored."""
    wanted: dict[str, Any] = {
        name: one.strip() if isinstance(one, str) else one for name, one in values.items()
    }
    if not wanted.get("vendor", "-"):
        raise Refused("vendor_missing", "Your company needs a name.", field="vendor")
    if len(wanted.get("contact", "")) > CONTACT_AT_MOST:
        raise Refused("contact_long", f"At most {CONTACT_AT_MOST} characters.", field="contact")
    if wanted.get("language", "de") not in LANGUAGES:
        raise Refused("language_unknown", "German or English.", field="language")
    if not is_timezone(wanted.get("timezone", "UTC")):
        raise Refused("timezone_unknown", "There is no such time zone.", field="timezone")
    for name in ADDRESSES & wanted.keys():
        _read(parse_email, wanted[name], code="email_unreadable", field=name)
    if "country" in wanted:
        wanted["country"] = _read(parse_country, wanted["country"], code="country_unknown", field="country")
    if "colour" in wanted:
        wanted["colour"] = parse_colour(wanted["colour"])
    if "partner_words" in wanted:
        wanted["partner_words"] = check_partner_words(wanted["partner_words"])
    return wanted


def _read(parse: Callable[[str], str], text: str, *, code: str, field: str) -> str:
    try:
        return parse(text)
    except Unreadable as error:
        raise Refused(code, f"{field}: {error}", field=field) from None
