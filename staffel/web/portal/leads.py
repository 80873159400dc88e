"""The portal of a partner that is logged in: what it is asked, its leads by what is due, and each of their pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.access import Handed
from staffel.queries.directory import Directory, directory
from staffel.queries.followed import followed_page
from staffel.queries.own_leads import Asked, asked, count_asked, own_leads
from staffel.queries.points import sums
from staffel.queries.process import own_process
from staffel.queries.rewards import has_points
from staffel.web.members import for_members
from staffel.web.portal.appointments import calendar_file
from staffel.web.portal.choices import carer_of, decline_reasons
from staffel.web.portal.doors import Door, door_logged_in
from staffel.web.portal.enquiry import (
    answered,
    contact_at,
    enquiry_page,
    file_at,
    is_answer,
)
from staffel.web.portal.pauses import pauses
from staffel.web.times import urgency_between

SHOWN_AT_HOME = frozenset({"overdue", "today"})


def check_partner(member: Membership) -> None:
    """Raises Http404 for everybody who is no partner's member: the portal does not exist for them."""
    if member.party.kind != PartyKind.PARTNER:
        raise Http404("no portal")


@require_safe
@for_members
def portal(request: HttpRequest, member: Membership) -> HttpResponse:
    """The home: new enquiries first, then what is due of one's own."""
    check_partner(member)
    book, now = directory(), timezone.now()
    found = asked(member, book=book, now=now)
    own = own_leads(member, book=book, now=now)
    context = {
        "page": "portal",
        "now": now,
        "vendor": book.installation,
        "cards": [_card(one, member, book=book, now=now) for one in found],
        "pauses": pauses(now=now),
        "groups": [group for group in own.groups if not found or group[0] in SHOWN_AT_HOME],
        "own_count": own.count,
        "points": sums(member.party_id, now=now) if has_points(book, now=now) else None,
        "needs_agreement": own.needs_agreement,
        "is_resting": _is_resting(member, book=book, now=now),
        "carer": carer_of(member),
    }
    return render(request, "portal/home.html", context)


def _is_resting(member: Membership, *, book: Directory, now: datetime) -> bool:
    """Whether the firm takes no enquiries now: a pause or an absence."""
    bidder = book.network.bidders.get(member.party_id)
    return bidder is not None and (bidder.is_paused_at(now) or bidder.is_absent_at(now))


def _card(one: Asked, member: Membership, *, book: Directory, now: datetime) -> dict[str, Any]:
    offer = one.offer
    return {
        "asked": one,
        "teaser": one.teaser,
        "door": Door(Handed(member, offer.lead, offer, None)),
        "urgency": urgency_between(offer.window_starts_at, offer.window_ends_at, now=now),
        "reasons": decline_reasons(offer, book=book),
    }


@require_safe
@for_members
def leads(request: HttpRequest, member: Membership) -> HttpResponse:
    """All that the firm works, by what is due; those that the search finds."""
    check_partner(member)
    book, now = directory(), timezone.now()
    wanted = request.GET.get("q", "")[:160].replace("\0", "").strip()
    found = own_leads(member, book=book, now=now, wanted=wanted, after=request.GET.get("after", "")[:120])
    context = {
        "page": "portal-leads",
        "now": now,
        "vendor": book.installation,
        "found": found,
        "groups": found.groups,
        "needs_agreement": found.needs_agreement,
        "wanted": wanted,
        "has_points": has_points(book, now=now),
        "asked_count": count_asked(member),
    }
    return render(request, "portal/leads.html", context)


@require_safe
@for_members
def closed(request: HttpRequest, member: Membership) -> HttpResponse:
    """What the firm had: how its own work ended, and what became of it; without contact data."""
    check_partner(member)
    book, now = directory(), timezone.now()
    found = followed_page(member, after=request.GET.get("after", ""), book=book)
    context = {
        "page": "portal-leads",
        "now": now,
        "has_points": has_points(book, now=now),
        "vendor": book.installation,
        "found": found,
        "asked_count": count_asked(member),
    }
    return render(request, "portal/closed.html", context)


@require_safe
@for_members
def lead(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """The enquiry as the link shows it; 404 for a stranger's."""
    return enquiry_page(request, _door(member, lead_id), now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def answer(request: HttpRequest, member: Membership, lead_id: UUID, act: str) -> HttpResponse:
    """As the link's `answer`, for whoever is logged in."""
    door = _door(member, lead_id)
    if not is_answer(act):
        raise Http404("no such act")
    if request.method != "POST":
        return redirect(door.page)
    return answered(request, door, act, now=timezone.now())


@require_safe
@for_members
def appointment(_request: HttpRequest, member: Membership, lead_id: UUID, activity_id: UUID) -> HttpResponse:
    """An appointment of the enquiry as a calendar file."""
    return calendar_file(_door(member, lead_id), activity_id, now=timezone.now())


@require_safe
@for_members
def contact_card(_request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """The prospect as a vCard, for the telephone's address book."""
    return contact_at(_door(member, lead_id))


@require_safe
@for_members
def file(_request: HttpRequest, member: Membership, lead_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file at the enquiry, as far as it is shared."""
    return file_at(_door(member, lead_id), attachment_id)


@require_safe
@for_members
def expected(request: HttpRequest, member: Membership) -> HttpResponse:
    """What is expected of the firm, by the versions that hold now."""
    check_partner(member)
    book, now = directory(), timezone.now()
    process = own_process(member, book=book, language=translation.get_language() or "en", now=now)
    context = {"page": "portal-firm", "vendor": book.installation, "process": process}
    return render(request, "portal/process.html", context)


def _door(member: Membership, lead_id: UUID) -> Door:
    """Raises Http404 where the member's party has nothing to do with the lead, or is no partner."""
    door = door_logged_in(member, lead_id)
    if door is None:
        raise Http404("no such lead")
    return door
