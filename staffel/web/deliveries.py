"""The log of deliveries, one delivery with its attempts and the mail as it was kept, and what sends it again."""

from collections import Counter
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffel.actions.links import token
from staffel.actions.sending import resend, resend_failed, switch_mail_on
from staffel.models import BounceMailbox, Delivery, Membership, PartyKind, Role
from staffel.queries.access import administers
from staffel.queries.delivery_log import (
    AT_ONCE,
    LogFilters,
    delivery_log,
    failed_deliveries,
    links_in,
    switched_off,
    visible_delivery,
)
from staffel.queries.delivery_words import CHANNELS, DELIVERIES, DELIVERY_STATES
from staffel.queries.directory import directory
from staffel.queries.labels import label
from staffel.rules.refused import Refused
from staffel.web.bounces import trouble_words
from staffel.web.fragments import wants_fragment
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words


@require_safe
@for_members
def deliveries(request: HttpRequest, member: Membership) -> HttpResponse:
    """What was sent to whom, newest first; for the desk and the administrator, 404 for others. htmx gets the list."""
    filters, book = LogFilters.of(request.GET.dict()), directory()
    is_fragment = wants_fragment(request)
    context = {
        "page": "deliveries",
        "is_fragment": is_fragment,
        "folded": sum(map(bool, (filters.kind, filters.channel, filters.lead, filters.since, filters.until))),
        "now": timezone.now(),
        "filters": filters,
        "party_name": book.by_key[filters.party].name if filters.party in book.by_key else filters.party,
        "log": delivery_log(member, filters),
        "states": DELIVERY_STATES,
        "kinds": DELIVERIES,
        "channels": CHANNELS,
        **({} if is_fragment else _mailbox(member)),
        "off": [] if is_fragment else switched_off(member),
        "sends_mail": settings.SENDS_MAIL,
        "installation": book.installation,
    }
    return render(request, "_deliveries.html" if is_fragment else "deliveries.html", context)


def _mailbox(member: Membership) -> dict[str, object]:
    row = BounceMailbox.objects.first()
    return {"mailbox": row, "mailbox_trouble": trouble_words(row), "is_administrator": administers(member)}


@require_safe
@for_members
def delivery(request: HttpRequest, member: Membership, delivery_id: UUID) -> HttpResponse:
    """One delivery. The working links are shown to an administrator where nothing has really left the house."""
    return _one(request, member, visible_delivery(member, delivery_id))


def _one(
    request: HttpRequest, member: Membership, found: Delivery, *, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "page": "deliveries",
        "now": timezone.now(),
        "delivery": found,
        "tries": found.tries.order_by("at"),
        "links": addresses_to_try(member, found),
        "error": in_words(refused) if refused else "",
    }
    return render(request, "delivery.html", context, status=422 if refused else 200)


@require_POST
@for_members
def send_again(request: HttpRequest, member: Membership, delivery_id: UUID) -> HttpResponse:
    """The same message once more; 422 where it still waits, or mail to its receiver is switched off."""
    found = visible_delivery(member, delivery_id)
    try:
        new_id = resend(found.id, actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        return _one(request, member, found, refused=refused)
    messages.success(request, _("It is sent again."))
    return redirect("delivery", new_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def send_failed_again(request: HttpRequest, member: Membership) -> HttpResponse:
    """All that have failed and fit the address's filters: says what would be sent, asks once, and sends. 422 when others
    have failed by now than the page has shown (`count`)."""
    filters = LogFilters.of(request.GET.dict())
    failed = failed_deliveries(member, filters)
    error = ""
    if request.method == "POST":
        if request.POST.get("count") == str(len(failed)):
            count = resend_failed([one.id for one in failed], actor=actor_of(member), now=timezone.now())
            words = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count)
            messages.success(request, words % {"count": count})
            return redirect("deliveries")
        error = _("Others have failed by now. Please look again.")
    off = [one for one in failed if one.is_off]
    kinds = Counter(label(DELIVERIES, one.kind) for one in failed if one not in off)
    context = {"page": "deliveries", "count": len(failed), "able": len(failed) - len(off), "off": len(off)}
    context |= {"kinds": kinds.most_common(), "most": AT_ONCE, "filters": filters, "error": error}
    context["state"] = filters.state if filters.state == "returned" else "failed"
    return render(request, "send_again.html", context, status=422 if error else 200)


@require_POST
@for_members
def mail_on(request: HttpRequest, member: Membership, member_id: UUID) -> HttpResponse:
    """Mail to this member is switched on again."""
    wanted = next((one for one in switched_off(member) if one.id == member_id), None)
    if wanted is None:
        raise Http404("mail to this member is on")
    switch_mail_on(wanted.id, actor=actor_of(member), now=timezone.now())
    messages.success(request, _("Mail to %(name)s is on again.") % {"name": wanted.person})
    return redirect("deliveries")


def addresses_to_try(member: Membership, delivery: Delivery) -> list[str]:
    """Where the links of a mail lead, for whoever tries the installation: they let one act as the receiver, so only an
    administrator gets them, and only where the receiver has not got the mail."""
    if member.role != Role.ADMINISTRATOR or not _is_harmless(delivery):
        return []
    return _addresses(delivery)


def _is_harmless(delivery: Delivery) -> bool:
    """Whether nothing has really left the house: without a mail server, in a demonstration, and before *live* what was
    kept or went to the redirect."""
    vendor = directory().installation
    if vendor.is_demo or not settings.SENDS_MAIL:
        return True
    has_got_it = delivery.member is not None and delivery.sent_to == delivery.member.person.email
    return vendor.live_at is None and not has_got_it


def _addresses(delivery: Delivery) -> list[str]:
    if delivery.member is None:
        return [reverse("prospect", args=[token(link)]) for link in links_in(delivery)]
    page = "join" if delivery.kind == "invitation" else "link"
    if found := [reverse(page, args=[token(link)]) for link in links_in(delivery)]:
        return found
    is_inside = delivery.to.party.kind != PartyKind.PARTNER and delivery.lead_id
    return [reverse("lead", args=[delivery.lead_id])] if is_inside else []
