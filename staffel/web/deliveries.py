"""The log of deliveries, and one delivery with its attempts and the mail as it was kept."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from staffel.actions.links import token
from staffel.models import Delivery, Membership, PartyKind, Role
from staffel.queries.delivery_log import delivery_log, links_in, visible_delivery
from staffel.queries.directory import directory
from staffel.queries.labels import DELIVERIES, DELIVERY_STATES
from staffel.web.members import for_members


@require_safe
@for_members
def deliveries(request: HttpRequest, member: Membership) -> HttpResponse:
    """What was sent to whom, newest first; for the desk and the administrator, 404 for others."""
    context = {
        "page": "deliveries",
        "now": timezone.now(),
        "log": delivery_log(member, request.GET.dict()),
        "states": DELIVERY_STATES,
        "kinds": DELIVERIES,
        "sends_mail": settings.SENDS_MAIL,
        "installation": directory().installation,
    }
    return render(request, "deliveries.html", context)


@require_safe
@for_members
def delivery(request: HttpRequest, member: Membership, delivery_id: UUID) -> HttpResponse:
    """One delivery. The working links are shown to an administrator where nothing really leaves the house."""
    found = visible_delivery(member, delivery_id)
    context = {
        "page": "deliveries",
        "now": timezone.now(),
        "delivery": found,
        "tries": found.tries.order_by("at"),
        "links": _addresses(found) if _may_open_links(member) else [],
    }
    return render(request, "delivery.html", context)


def _may_open_links(member: Membership) -> bool:
    """A link lets one act as its receiver: only for administrators, and only where no real partner has it."""
    is_harmless = directory().installation.is_demo or not settings.SENDS_MAIL
    return member.role == Role.ADMINISTRATOR and is_harmless


def _addresses(delivery: Delivery) -> list[str]:
    page = "join" if delivery.kind == "invitation" else "link"
    if found := [reverse(page, args=[token(link)]) for link in links_in(delivery)]:
        return found
    is_inside = delivery.member.party.kind != PartyKind.PARTNER and delivery.lead_id
    return [reverse("lead", args=[delivery.lead_id])] if is_inside else []
