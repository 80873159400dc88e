"""The page behind a question's link: the question, what was answered, and room for an answer, without a login."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from staffel.actions.actors import Actor
from staffel.actions.links import link_by_token
from staffel.actions.questions import answer_question
from staffel.actions.receipts import take_once
from staffel.actions.repeats import repeated
from staffel.models import Link
from staffel.queries.directory import directory
from staffel.queries.questions import Asked, asked_by_link
from staffel.rules.refused import Refused
from staffel.web.portal.beside import beside
from staffel.web.refusals import in_words

REPLY = "reply"


def question_page(request: HttpRequest, token: str, *, now: datetime) -> HttpResponse | None:
    """What the link asks; None when it is no question's link. A GET changes nothing."""
    return _answered(request, token, now=now, takes=False)


def question_answered(request: HttpRequest, token: str, act: str, *, now: datetime) -> HttpResponse | None:
    """Takes the answer and goes back to the page; a refusal is shown with what was typed. None when it is no question's
    link, or another act."""
    return _answered(request, token, now=now, takes=request.method == "POST") if act == REPLY else None


def _answered(request: HttpRequest, token: str, *, now: datetime, takes: bool) -> HttpResponse | None:
    link = link_by_token(token, now=now)
    if link is None or not link.of.person.is_active:
        return None
    language = _switched(request) or link.of.person.language
    with translation.override(language), timezone.override(ZoneInfo(link.of.party.timezone)):
        asked = asked_by_link(link, book=directory(), language=language)
        if asked is None:
            return None
        if not takes:
            return _page(request, asked, token)
        try:
            _take(link, asked, request.POST.get("text", ""), once=request.POST.get("once", "")[:40], now=now)
        except Refused as refused:
            return _page(request, asked, token, refused=refused)
        query = f"?language={switched}" if (switched := _switched(request)) else ""
        return HttpResponseRedirect(reverse("link", args=[token]) + query)


@repeated
def _take(link: Link, asked: Asked, text: str, *, once: str, now: datetime) -> None:
    """Once for each page that was shown: a double tap is harmless."""
    actor = Actor("link", link.of.id, link.of.party_id)
    with transaction.atomic():
        if not once or take_once(f"link:{link.id}", once, now=now):
            answer_question(asked.note.id, text=text, actor=actor, now=now)


def _page(request: HttpRequest, asked: Asked, token: str, *, refused: Refused | None = None) -> HttpResponse:
    context = {
        "token": token,
        "asked": asked,
        "vendor": directory().installation,
        "language": translation.get_language(),
        "switched": _switched(request),
        "once": secrets.token_urlsafe(9),
        "error": in_words(refused) if refused else "",
        "beside": beside(REPLY, refused, request.POST),
    }
    return render(request, "portal/question.html", context, status=422 if refused else 200)


def _switched(request: HttpRequest) -> str:
    """What the reader has switched to on this page; "" when nothing."""
    wanted = request.POST.get("language") or request.GET.get("language") or ""
    return wanted if wanted in dict(settings.LANGUAGES) else ""
