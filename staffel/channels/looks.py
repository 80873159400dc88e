"""How a mail looks: the vendor's colour on what is pressed, and its logo above."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from staffel.models import Installation
from staffel.rules.colours import Accent, palette

OURS = Accent("#0b5cad", "#ffffff")


def look_of(vendor: Installation) -> dict[str, Any]:
    """`accent`, and `logo`: its address on our own server, "" without one, and where nobody outside could reach it."""
    return {
        "accent": palette(vendor.colour).light if vendor.colour else OURS,
        "logo": f"{settings.STAFFEL_URL}{reverse('logo')}?v={vendor.logo_at:%Y%m%d%H%M%S}"
        if vendor.logo_at and settings.IS_HTTPS
        else "",
        "vendor": vendor.vendor,
    }
