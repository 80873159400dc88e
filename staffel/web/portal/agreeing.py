"""Before a firm's first enquiry, once: what is agreed. Agreeing and accepting are one tap; what was placed by hand opens."""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from staffel.queries.agreements import what_is_agreed
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from staffel.web.portal.beside import beside
from staffel.web.portal.choices import carer_of, give_back_reasons
from staffel.web.portal.doors import Door
from staffel.web.portal.situations import situation
from staffel.web.refusals import in_words

POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ACCEPTABLE: Final = frozenset({"offered", "late"})


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


def agreeing_first(
    request: HttpRequest, door: Door, *, now: datetime, refused: Refused | None = None
) -> HttpResponse | None:
    """The page that comes before a firm's first acceptance; None where it need not: the firm has agreed, has just read
    it (`seen`), or there is nothing to accept any more."""
    if (request.POST.get("seen") and refused is None) or not door.handed.needs_agreement:
        return None
    if situation(door.handed) not in ACCEPTABLE:
        return None
    return agreement_page(request, door, now=now, refused=refused)


def agreement_page(
    request: HttpRequest, door: Door, *, now: datetime, refused: Refused | None = None, act: str = ""
) -> HttpResponse:
    """What is agreed, and one button: where an offer can be accepted it does that too. Whoever got the enquiry without
    being asked may also give it back; nothing of the prospect stands here."""
    book, language = directory(), translation.get_language() or "en"
    state = situation(door.handed)
    context = {
        "page": "portal",
        "door": door,
        "vendor": book.installation,
        "switched": door.switched,
        "once": secrets.token_urlsafe(9),
        "agreed": what_is_agreed(door.handed.member, book=book, language=language, now=now),
        "situation": state,
        "act": act,
        "typed": request.POST if refused else {},
        "give_back_reasons": give_back_reasons(door.handed, book=book, now=now)
        if state == "agreeing"
        else [],
        "carer": carer_of(door.handed.member),
        "error": in_words(refused) if refused else "",
        "beside": beside(act, refused, request.POST),
    }
    return render(request, "portal/agree.html", context, status=422 if refused else 200)
