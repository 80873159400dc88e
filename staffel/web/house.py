"""What stands around every page: the vendor's colour and logo, what partners are called, and whether mail leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from staffel.models import Installation, Membership
from staffel.queries.access import decides
from staffel.queries.directory import known_installation
from staffel.queries.partner_words import IN_TEMPLATES

register = template.Library()


@dataclass(frozen=True, slots=True)
class House:
    """`css` and `logo` are addresses, "" without an own colour or logo. `halted_at` and `is_live` are for whoever runs the
    process; for others everything is as if it ran."""

    vendor: str = ""
    css: str = ""
    logo: str = ""
    halted_at: datetime | None = None
    is_live: bool = True
    sends_mail: bool = True
    is_demo: bool = False
    redirect_to: str = ""


@register.simple_tag(takes_context=True)
def house(context: dict[str, Any]) -> House:
    """The house as whoever is at the door sees it; nothing special before it is set up."""
    row = known_installation()
    if row is None:
        return House()
    request = context.get("request")
    sees_state = isinstance(request, HttpRequest) and _runs(getattr(request, "member", None))
    return House(
        vendor=row.vendor,
        css=css_url(row),
        logo=logo_url(row),
        halted_at=row.halted_at if sees_state else None,
        is_live=row.live_at is not None or not sees_state,
        is_demo=row.is_demo,
        redirect_to=row.redirect_to,
        sends_mail=settings.SENDS_MAIL or not sees_state,
    )


def _runs(member: Membership | None) -> bool:
    return member is not None and decides(member)


def css_url(row: Installation) -> str:
    """Another address for another colour, so that it can be kept for ever."""
    return f"{reverse('vendor-css')}?v={row.colour[1:]}" if row.colour else ""


def logo_url(row: Installation) -> str:
    return f"{reverse('logo')}?v={row.logo_at:%Y%m%d%H%M%S}" if row.logo_at else ""


def partner_names(request: HttpRequest) -> dict[str, Promise]:  # noqa: ARG001 - as Django calls a context processor
    """What partners are called, ready for every text: `{{ partner }}`, `{{ partners }}`, `{{ Partner }}`, `{{ Partners }}`
    and `{{ a_partner }}`, the latter with the English article."""
    return IN_TEMPLATES
