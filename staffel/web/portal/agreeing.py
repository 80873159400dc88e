"""Between the tap on *accept* and the enquiry, once: what is agreed; agreeing and accepting are one tap."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from staffel.actions.agreements import agree
from staffel.queries.agreements import needs_agreement, what_is_agreed
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from staffel.web.portal.doors import Door
from staffel.web.refusals import in_words

POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def language_asked(request: HttpRequest) -> str:
    """What the reader has switched to on this page; "" when nothing."""
    wanted = request.POST.get("language") or request.GET.get("language") or ""
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def closed(response: HttpResponse) -> HttpResponse:
    """What keeps an address that is a secret out of caches, indexes, frames and Referers."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = POLICY
    return response


def agreeing_first(request: HttpRequest, door: Door, *, now: datetime) -> HttpResponse | None:
    """The page that comes before a firm's first acceptance; None where the firm has agreed, or does so by this very tap
    (then it is kept)."""
    member, language = door.handed.member, translation.get_language() or "en"
    if not needs_agreement(member):
        return None
    if not (seen := request.POST.get("seen", "")[:40]):
        return _agreement(request, door, now=now)
    try:
        agree(member.id, language=language, seen=seen, actor=door.actor, now=now)
    except Refused as refused:
        return _agreement(request, door, now=now, error=in_words(refused))
    return None


def _agreement(request: HttpRequest, door: Door, *, now: datetime, error: str = "") -> HttpResponse:
    book, language = directory(), translation.get_language() or "en"
    context = {
        "page": "portal",
        "door": door,
        "vendor": book.installation,
        "switched": door.switched,
        "once": secrets.token_urlsafe(9),
        "agreed": what_is_agreed(door.handed.member, book=book, language=language, now=now),
        "error": error,
    }
    return render(request, "portal/agree.html", context, status=422 if error else 200)
