"""The public form of a campaign: a page without login where somebody asks, also from the vendor's own website."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from staffel.actions.public_forms import keep_enquiry, take_enquiry
from staffel.models import Campaign
from staffel.models.ids import new_id
from staffel.queries.directory import Directory, directory
from staffel.rules.arrivals import digest
from staffel.rules.problems import Problem
from staffel.rules.public_forms import KEPT_AT_MOST, TRAP, suspicion
from staffel.rules.refused import Refused
from staffel.rules.spans import after_hours
from staffel.rules.storable import storable
from staffel.web.forms import show_refusal
from staffel.web.limits import sent_from_here
from staffel.web.portal.links import closed
from staffel.web.public_fields import PublicForm

LARGEST: Final = 40 * 1024 * 1024  # bytes of one request with its files
SALT: Final = "staffel.public_form"


# Nobody is logged in here, and no cookie is read or set: there is no ambient authority that another site could borrow,
# so a CSRF token would protect nothing. It would only lock out the form on the vendor's own website, which has none.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def public_form(request: HttpRequest, key: str) -> HttpResponse:
    """The form; a POST takes the enquiry in, once however often it is sent. 422 with all that was typed where something
    is missing or cannot be read; what is refused is kept for the desk. 404 for an unknown campaign."""
    is_large = request.method == "POST" and _length(request) > LARGEST  # asked before anything of it is read
    language = translation.get_language_from_request(request) if is_large else language_of(request)
    with translation.override(language):
        book, now = directory(), timezone.now()
        campaign = book.campaigns.get(key)
        if campaign is None:
            return closed(_page(request, "public/lost.html", {}, book=book, language=language, status=404))
        if is_large:
            return closed(_page(request, "public/large.html", {}, book=book, language=language, status=413))
        with timezone.override(ZoneInfo(book.installation.timezone)):
            return closed(_answered(request, campaign, book=book, now=now, language=language))


def language_of(request: HttpRequest) -> str:
    """What the address or the form says, else the browser's."""
    known = dict(settings.LANGUAGES)
    for given in (request.POST if request.method == "POST" else request.GET, request.GET):
        if given.get("language", "") in known:
            return given["language"]
    return translation.get_language_from_request(request)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LARGEST + 1


def _answered(
    request: HttpRequest, campaign: Campaign, *, book: Directory, now: datetime, language: str
) -> HttpResponse:
    if request.GET.get("done") in DONE and request.method != "POST":
        context = {
            "campaign": campaign,
            "done": request.GET["done"],
            **_what_follows(campaign, book, now, language),
        }
        return _page(request, "public/done.html", context, book=book, language=language)
    form = PublicForm(request, campaign=campaign, book=book, now=now, language=language)
    if request.method != "POST":
        return _shown(request, form)
    return _taken(request, form)


DONE: Final = ("taken", "kept")


def _taken(request: HttpRequest, form: PublicForm) -> HttpResponse:
    nonce, age = _opened(request.POST.get("ticket", ""))
    payload = storable(form.kept_payload())
    key = nonce or f"content:{digest(sorted(payload.items()))}"
    sent = sent_from_here(request)
    doubt = suspicion(
        trap=request.POST.get(TRAP, ""), age=age, is_from_page="Origin" in request.headers, sent=sent
    )
    if doubt is not None:
        if sent <= KEPT_AT_MOST and not form.is_empty:
            keep_enquiry(key, payload, [doubt], now=form.now)
        # a program that fell into the trap learns nothing from the answer
        return _done(form, "taken" if request.POST.get(TRAP) else "kept")
    new, files = form.public_enquiry(key=key), form.read_files()
    try:
        if new is not None and not form.errors:
            take_enquiry(new, files, now=form.now)
            return _done(form, "taken")
    except Refused as refused:
        show_refusal(form, refused)
    if not form.is_empty:
        keep_enquiry(key, payload, _problems(form), now=form.now)
    return _shown(request, form, status=422)


def _problems(form: PublicForm) -> list[Problem]:
    """What stands beside the fields, for the desk."""
    return form.blocking + [
        Problem("" if name == "__all__" else name, "Not taken: this was missing or could not be read.")
        for name in form.errors
        if name not in {one.field for one in form.blocking}
    ]


def _done(form: PublicForm, what: str) -> HttpResponse:
    page = reverse("public-form", args=[form.campaign.key])
    return HttpResponseRedirect(f"{page}?done={what}&language={form.language}")


def _opened(ticket: str) -> tuple[str, timedelta | None]:
    """The page's own number and how long ago it was opened; nothing where the form stands on another website."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        nonce = str(UUID(signer.unsign(ticket)))
        made = signing.b62_decode(ticket.rsplit(":", 2)[-2])
    except (ValueError, IndexError, signing.BadSignature):
        return "", None
    return nonce, timedelta(seconds=max(0.0, timezone.now().timestamp() - made))


def _shown(request: HttpRequest, form: PublicForm, *, status: int = 200) -> HttpResponse:
    ticket = request.POST.get("ticket", "")
    if not _opened(ticket)[0]:
        ticket = signing.TimestampSigner(salt=SALT).sign(str(new_id()))
    context = {
        "campaign": form.campaign,
        "form": form,
        "ticket": ticket,
        "trap": TRAP,
        "had_files": bool(request.FILES) and status == 422,
        **_what_follows(form.campaign, form.book, form.now, form.language),
    }
    return _page(request, "public/form.html", context, book=form.book, language=form.language, status=status)


def _what_follows(campaign: Campaign, book: Directory, now: datetime, language: str) -> dict[str, Any]:
    """By when somebody gets in touch as a rule, and whether a mail confirms it."""
    body = book.current("campaign", campaign.key, at=now).body
    policy = book.current("policy", body.policy, at=now).body
    hours = (
        policy.longest_to_accept_hours[body.temperature] + policy.longest_to_contact_hours[body.temperature]
    )
    return {"within": after_hours(hours, language), "writes": body.tells_prospect}


def _page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    book: Directory,
    language: str,
    status: int = 200,
) -> HttpResponse:
    other = "en" if language == "de" else "de"
    query = request.GET.copy()
    query["language"] = other
    context |= {
        "vendor": book.installation, "language": language, "other": other, "other_url": f"?{query.urlencode()}",
        "title": _("Your enquiry"),
    }  # fmt: skip
    return render(request, template, context, status=status)
