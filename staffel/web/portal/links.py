"""The link's page: the enquiry that the link in a mail proves, on a phone, without a login."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from staffel.models import Installation
from staffel.web.portal.appointments import calendar_file
from staffel.web.portal.doors import Door, door_by_link
from staffel.web.portal.enquiry import answered, contact_at, enquiry_page, file_at, is_answer, process_page
from staffel.web.portal.questions import question_answered, question_page

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows how the enquiry stands. A GET changes nothing: mail scanners open links."""
    now = timezone.now()
    door = door_by_link(request, token, now=now)
    if door is None:
        asked = question_page(request, token, now=now)
        return closed(asked) if asked else lost(request)
    with _speaking(door):
        return closed(enquiry_page(request, door, now=now))


# The token in the address is the proof, and no cookie is asked or set: there is no ambient authority that another
# site could borrow, so a CSRF token would protect nothing and lock out mail apps that block cookies.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Does what the button says and goes back to the page; a refusal is shown in words with what was typed. A GET (a
    page loaded again) only goes back."""
    now = timezone.now()
    door = door_by_link(request, token, now=now)
    if door is None or not is_answer(act):
        asked = question_answered(request, token, act, now=now)
        return closed(asked) if asked else lost(request)
    if request.method != "POST":
        return HttpResponseRedirect(door.page)
    with _speaking(door):
        return closed(answered(request, door, act, now=now))


@require_safe
def expected(request: HttpRequest, token: str) -> HttpResponse:
    """What is expected of the link's party, by the versions that its enquiry keeps; nothing of the prospect."""
    now = timezone.now()
    door = door_by_link(request, token, now=now)
    if door is None:
        return lost(request)
    with _speaking(door):
        return closed(process_page(request, door, now=now))


@require_safe
def appointment(request: HttpRequest, token: str, activity_id: UUID) -> HttpResponse:
    """An appointment of the enquiry as a calendar file."""
    now = timezone.now()
    return _fetched(request, token, lambda door: calendar_file(door, activity_id, now=now), now=now)


@require_safe
def contact_card(request: HttpRequest, token: str) -> HttpResponse:
    """The prospect as a vCard, for the telephone's address book."""
    return _fetched(request, token, contact_at, now=timezone.now())


@require_safe
def file(request: HttpRequest, token: str, attachment_id: UUID) -> HttpResponse:
    """A file at the enquiry, as far as it is shared."""
    return _fetched(request, token, lambda door: file_at(door, attachment_id), now=timezone.now())


def _fetched(
    request: HttpRequest, token: str, fetch: Callable[[Door], HttpResponse], *, now: datetime
) -> HttpResponse:
    door = door_by_link(request, token, now=now)
    if door is None:
        return lost(request)
    with _speaking(door):
        try:
            return closed(fetch(door))
        except Http404:
            return lost(request)


class _speaking(translation.override):  # noqa: N801 - a context manager, used as a word
    """The reader's language and the party's time zone."""

    def __init__(self, door: Door) -> None:
        member = door.handed.member
        super().__init__(door.switched or member.person.language)
        self._zone = timezone.override(ZoneInfo(member.party.timezone))

    def __enter__(self) -> None:
        super().__enter__()
        self._zone.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._zone.__exit__(*error)
        super().__exit__(*error)


def lost(request: HttpRequest) -> HttpResponse:
    """Wrong, old and revoked look the same: no hint whether it ever existed. In the browser's language."""
    return closed(render(request, "portal/lost.html", {"vendor": Installation.objects.first()}, status=404))


def closed(response: HttpResponse) -> HttpResponse:
    """What keeps the address secret and the page out of caches, indexes and frames."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    response.headers.setdefault("Content-Security-Policy", POLICY)  # a file has a stricter one
    return response
