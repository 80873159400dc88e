"""The prospect's own page: how its enquiry stands, whether somebody has called, and the way out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from staffel.actions.links import lead_by_token
from staffel.actions.prospects import (
    confirm_contact,
    deny_contact,
    permit_passing_on,
    withdraw_enquiry,
    withdraw_permission,
)
from staffel.models import Lead
from staffel.queries.directory import directory
from staffel.queries.prospects import document_of, own_enquiry
from staffel.queries.together import stands_for
from staffel.rules.refused import Refused
from staffel.web.lead_contacts import download
from staffel.web.portal.links import closed, lost

LONGEST: Final = 2000
DONE: Final = {
    "yes": _("Thank you for your answer."),
    "no": _("Thank you. We will see to it at once."),
    "known": _("Thank you. We have taken note of it."),
    "withdraw": _("Your enquiry is withdrawn. Nobody will call you any more."),
    "permit": _("Thank you. We are now looking for the firm that suits you best."),
    "changed": _("This text has changed meanwhile. Please read it once more."),
    "stop-call": _("Nobody will call you about your enquiry any more."),
    "stop-mail": _("You will get no more e-mails about your enquiry."),
    "stop-text": _("You will get no more text messages."),
}


Act = Callable[[UUID, str, datetime], str]


def _yes(lead_id: UUID, text: str, now: datetime) -> str:  # noqa: ARG001 - all answers are called alike
    confirm_contact(lead_id, now=now)
    return "yes"


def _no(lead_id: UUID, text: str, now: datetime) -> str:
    return "no" if deny_contact(lead_id, now=now, text=text) else "known"


def _withdraw(lead_id: UUID, text: str, now: datetime) -> str:
    withdraw_enquiry(lead_id, now=now, text=text)
    return "withdraw"


def _permit(lead_id: UUID, version: str, now: datetime) -> str:
    try:
        permit_passing_on(lead_id, version=version, now=now)
    except Refused:  # the new text stands on the page
        return "changed"
    return "permit"


def _stops(purpose: str) -> Act:
    def stop(lead_id: UUID, text: str, now: datetime) -> str:  # noqa: ARG001 - all answers are called alike
        withdraw_permission(lead_id, purpose, now=now)
        return f"stop-{purpose}"

    return stop


ACTS: Final[Mapping[str, Act]] = {
    "yes": _yes,
    "no": _no,
    "withdraw": _withdraw,
    "permit": _permit,
    "stop-call": _stops("call"),
    "stop-mail": _stops("mail"),
    "stop-text": _stops("text"),
}


@require_safe
def prospect(request: HttpRequest, token: str) -> HttpResponse:
    """How the enquiry stands. A GET changes nothing: mail scanners open links."""
    now = timezone.now()
    lead_id = _lead_of(token, now=now)
    book = directory()
    if lead_id is None:
        return lost(request)
    language = _language(request, lead_id)
    with translation.override(language), timezone.override(ZoneInfo(book.installation.timezone)):
        enquiry = own_enquiry(lead_id, book=book, language=language, now=now)
        if enquiry is None:
            return lost(request)
        context = {
            "enquiry": enquiry,
            "vendor": book.installation,
            "token": token,
            "language": language,
            "switched": request.GET.get("language", ""),
            "done": DONE.get(request.GET.get("done", ""), ""),
            "now": now,
        }
        return closed(render(request, "prospect.html", context))


# The token in the address is the proof, and no cookie is asked or set: see web.portal.links.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def prospect_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Takes the answer and goes back to the page. A GET (a page loaded again) only goes back."""
    now = timezone.now()
    lead_id = _lead_of(token, now=now)
    if lead_id is None or act not in ACTS or not Lead.objects.filter(id=lead_id, erased_at=None).exists():
        return lost(request)
    page = reverse("prospect", args=[token])
    if request.method != "POST":
        return HttpResponseRedirect(page)
    done = ACTS[act](lead_id, request.POST.get("text", "")[:LONGEST], now)
    switched = request.POST.get("language", "")
    more = f"&language={switched}" if switched in dict(settings.LANGUAGES) else ""
    return closed(HttpResponseRedirect(f"{page}?done={done}{more}"))


def _lead_of(token: str, *, now: datetime) -> UUID | None:
    """The lead behind the link; where it was joined to another, that one: its prospect has one enquiry."""
    lead_id = lead_by_token(token, now=now)
    return stands_for(lead_id) if lead_id else None


def _language(request: HttpRequest, lead_id: UUID) -> str:
    """What the reader has switched to, else the prospect's own, else the browser's."""
    known = dict(settings.LANGUAGES)
    own = Lead.objects.filter(id=lead_id).values_list("language", flat=True).first() or ""
    for wanted in (request.GET.get("language", ""), own[:2]):
        if wanted in known:
            return wanted
    return translation.get_language() or "en"


@require_safe
def prospect_document(request: HttpRequest, token: str, material_id: UUID) -> HttpResponse:
    """A document that was mailed to the prospect."""
    lead_id = _lead_of(token, now=timezone.now())
    found = document_of(lead_id, material_id) if lead_id else None
    if found is None:
        return lost(request)
    return closed(download(bytes(found.content or b""), found.filename, found.content_type))
