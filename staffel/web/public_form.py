"""The public form of a campaign: a page without login where somebody asks, also within the vendor's own website."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.arrivals import campaign_named
from staffel.actions.public_forms import keep_enquiry, take_enquiry
from staffel.models import Campaign
from staffel.models.ids import new_id
from staffel.queries.directory import Directory, Edition, directory
from staffel.rules.arrivals import digest
from staffel.rules.places import is_unknown_code
from staffel.rules.problems import Problem
from staffel.rules.prospects import exact_place
from staffel.rules.public_forms import AT_MOST, KEPT_AT_MOST, LANGUAGE, SWITCH, TICKET, TRAP, doubt, is_of
from staffel.rules.refused import Refused
from staffel.rules.spans import after_hours
from staffel.rules.storable import storable
from staffel.web.forms import show_refusal
from staffel.web.limits import WITHIN_SECONDS, sent_from_here
from staffel.web.portal.links import closed
from staffel.web.public_fields import PublicForm

LARGEST: Final = 40 * 1024 * 1024  # bytes of one request with its files
SALT: Final = "staffel.public_form"
DONE: Final = ("taken", "kept")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is at the door, and what of: the campaign, the language of the page, and the moment."""

    request: HttpRequest
    campaign: Campaign
    book: Directory
    now: datetime
    language: str

    @property
    def is_sent(self) -> bool:
        """Whether something was posted that is to be taken in; else only another language was asked for."""
        return self.request.method == "POST" and not self.request.POST.get(SWITCH)

    @property
    def frame(self) -> dict[str, str]:
        """How the page stands within one of the vendor's website, as it goes on from page to page; empty where it stands
        alone."""
        kept = {"embedded": "1", "theme": "light"}
        found = {name: value for name, value in kept.items() if self.request.GET.get(name) == value}
        return found if "embedded" in found else {}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page says of itself: its own number, how long ago it was opened, and the edition of the form that it asks;
    nothing where it was not opened here."""

    nonce: str = ""
    age: timedelta | None = None
    edition: Edition | None = None


# Nobody is logged in here, and no cookie is read or set: there is no ambient authority that another site could borrow,
# so a CSRF token would protect nothing. It would only lock out the form within the vendor's website, whose browsers
# send no cookie of ours along.
@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def public_form(request: HttpRequest, key: str) -> HttpResponse:
    """The form; a POST takes the enquiry in, once however often it is sent. 422 with all that was typed where something
    is missing or cannot be read; what is refused is kept for the desk, also where a website's form names no campaign of
    ours; to look at that is a 404."""
    is_large = request.method == "POST" and _length(request) > LARGEST  # asked before anything of it is read
    language = translation.get_language_from_request(request) if is_large else language_of(request)
    with translation.override(language):
        book, now = directory(), timezone.now()
        is_stray = key not in book.campaigns and request.method == "POST" and not is_large
        campaign = campaign_named(book, "") if is_stray else book.campaigns.get(key)
        if campaign is None:
            return closed(render(request, "public/lost.html", _frame(request, book, language), status=404))
        with timezone.override(ZoneInfo(book.installation.timezone)):
            visit = Visit(request, campaign, book, now, language)
            if is_large:
                return _closed(visit, _page(visit, "public/large.html", {}, status=413))
            return _closed(visit, _strayed(visit, key) if is_stray else _answered(visit))


@csrf_exempt  # as above
@require_POST
def public_place(request: HttpRequest, key: str) -> HttpResponse:
    """The place of the postal code that is being typed, and whether the code is unknown. Changes nothing; a POST, so that
    nobody's address ends up in logs. 404 for an unknown campaign."""
    book = directory()
    if key not in book.campaigns:
        raise Http404("no such campaign")
    code, country = (request.POST.get(name, "")[:60].replace("\0", "") for name in ("postal_code", "country"))
    home = country.strip() or book.installation.country
    place = exact_place(code, home)
    return closed(
        JsonResponse({"place": place, "is_unknown": not place and is_unknown_code(home, code.strip())})
    )


def language_of(request: HttpRequest) -> str:
    """What was just switched to, else what the address or the form says, else the browser's."""
    known = dict(settings.LANGUAGES)
    posted = request.POST if request.method == "POST" else QueryDict()
    named = (
        posted.get(name) for name in (SWITCH, LANGUAGE, "language")
    )  # the last in a form of the vendor's own
    for given in (*named, request.GET.get("language")):
        if given in known:
            return given
    return translation.get_language_from_request(request)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LARGEST + 1


def _answered(visit: Visit) -> HttpResponse:
    request = visit.request
    if request.method != "POST" and request.GET.get("done") in DONE:
        return _page(visit, "public/done.html", {"done": request.GET["done"], **_what_follows(visit)})
    opened = _opened(request.POST.get(TICKET, ""), book=visit.book)
    form = PublicForm(
        request, campaign=visit.campaign, book=visit.book, now=visit.now, language=visit.language,
        is_sent=visit.is_sent, edition=opened.edition, page=opened.nonce,
    )  # fmt: skip
    if visit.is_sent:
        return _taken(visit, form, opened)
    return _shown(visit, form, opened.nonce)


def _strayed(visit: Visit, key: str) -> HttpResponse:
    """An enquiry to an address that names no campaign, as a website may have it wrong."""
    form = PublicForm(
        visit.request,
        campaign=visit.campaign,
        book=visit.book,
        now=visit.now,
        language=visit.language,
        is_sent=True,
    )
    payload, sent = storable(form.kept_payload()), sent_from_here(visit.request)
    nonce = f"content:{digest(sorted(payload.items()))}"
    if sent > KEPT_AT_MOST:
        return _held_back(visit, form, nonce)
    unknown = Problem(
        "campaign",
        "The form was sent for “%(value)s”: there is no such campaign.",
        {"value": storable(key)[:80]},
    )
    _keep(visit, form, nonce, payload, [unknown], is_flood=sent > AT_MOST)
    return _done(visit, "kept")


def _taken(visit: Visit, form: PublicForm, opened: Opened) -> HttpResponse:
    nonce, age = opened.nonce, opened.age
    request, payload = visit.request, storable(form.kept_payload())
    is_from_site = is_of(request.headers.get("Origin", ""), form.body.sites)
    sent = sent_from_here(request)
    found = doubt(trap=request.POST.get(TRAP, ""), age=age, is_from_site=is_from_site, sent=sent)
    if not nonce:
        nonce = f"content:{digest(sorted(payload.items()))}" if is_from_site else str(new_id())
    if sent > KEPT_AT_MOST:
        return _held_back(visit, form, nonce)
    if found is not None:
        _keep(visit, form, nonce, payload, [found.problem], is_flood=sent > AT_MOST)
        return _done(visit, "kept") if found.is_final else _shown(visit, form, nonce, is_again=True)
    new, files = form.public_enquiry(key=nonce), form.read_files()
    try:
        if new is not None and not form.errors:
            take_enquiry(new, files, now=visit.now)
            return _done(visit, "taken")
    except Refused as refused:
        show_refusal(form, refused)
    _keep(visit, form, nonce, payload, _problems(form))
    return _shown(visit, form, nonce)


def _keep(
    visit: Visit,
    form: PublicForm,
    nonce: str,
    payload: dict[str, Any],
    problems: Sequence[Problem],
    *,
    is_flood: bool = False,
) -> None:
    """For the desk, with its files; of a flood only what was typed, and the names of the files."""
    if not form.is_empty:
        files = [] if is_flood else form.readable_files()
        said = [*problems, *_without_files(visit.request, files)]
        keep_enquiry(nonce, payload, said, files=files, now=visit.now)


def _held_back(visit: Visit, form: PublicForm, nonce: str) -> HttpResponse:
    """Nothing is kept, and the page says so: with all that was typed, to be sent again when the time is over."""
    response = _shown(visit, form, nonce, later=WITHIN_SECONDS // 60)
    response.status_code = 429
    response["Retry-After"] = str(WITHIN_SECONDS)
    return response


def _problems(form: PublicForm) -> list[Problem]:
    """What stands beside the fields, for the desk."""
    return form.blocking + [
        Problem("" if name == "__all__" else name, "Not taken: this was missing or could not be read.")
        for name in form.errors
        if name not in {one.field for one in form.blocking}
    ]


def _without_files(request: HttpRequest, kept: Sequence[tuple[str, bytes]]) -> list[Problem]:
    """Of those that cannot be kept the desk reads that there were some."""
    there = {name for name, _content in kept}
    given = [str(one.name) for key in request.FILES for one in request.FILES.getlist(key)]
    names = ", ".join(name[:120] for name in given if name not in there)
    if not names:
        return []
    return [
        Problem(
            "", "Files came along and were not kept: %(names)s. Please ask for them.", {"names": storable(names)},
            is_blocking=False,
        )
    ]  # fmt: skip


def _done(visit: Visit, what: str) -> HttpResponse:
    query = urlencode({"done": what, "language": visit.language, **visit.frame})
    return HttpResponseRedirect(f"{reverse('public-form', args=[visit.campaign.key])}?{query}")


def _opened(ticket: str, *, book: Directory) -> Opened:
    signer = signing.TimestampSigner(salt=SALT)
    try:
        number, _sep, edition = signer.unsign(ticket).partition(" ")
        nonce = str(UUID(number))
        made = signing.b62_decode(ticket.rsplit(":", 2)[-2])
        asked = book.editions.get(UUID(edition)) if edition else None
    except (ValueError, IndexError, signing.BadSignature):
        return Opened()
    return Opened(nonce, timedelta(seconds=max(0.0, timezone.now().timestamp() - made)), asked)


def _shown(
    visit: Visit, form: PublicForm, nonce: str, *, is_again: bool = False, later: int = 0
) -> HttpResponse:
    """The page; of one that comes back (`is_again`: only to be looked at once more; `later`: in so many minutes) nothing
    typed is lost."""
    ticket = visit.request.POST.get(TICKET, "")
    page = "" if nonce.startswith("content:") else nonce
    if not page or _opened(ticket, book=visit.book).nonce != page:
        number = page or str(new_id())
        ticket = signing.TimestampSigner(salt=SALT).sign(f"{number} {form.edition.id}")
    context = {
        "form": form,
        "ours": {TICKET: ticket, LANGUAGE: visit.language},
        "trap": TRAP,
        "is_again": is_again,
        "later": later,
        "is_preview": visit.request.GET.get("preview") == "1",
        "had_files": bool(visit.request.FILES) and visit.is_sent,
        "files_before": form.files_before(page) if visit.is_sent else [],
        **_what_follows(visit),
    }
    return _page(visit, "public/form.html", context, status=422 if visit.is_sent else 200)


def _what_follows(visit: Visit) -> dict[str, Any]:
    """By when somebody gets in touch as a rule, and whether a mail confirms it."""
    body = visit.book.current("campaign", visit.campaign.key, at=visit.now).body
    policy = visit.book.current("policy", body.policy, at=visit.now).body
    hours = (
        policy.longest_to_accept_hours[body.temperature] + policy.longest_to_contact_hours[body.temperature]
    )
    return {"within": after_hours(hours, visit.language), "writes": body.tells_prospect}


def _page(visit: Visit, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    frame = _frame(visit.request, visit.book, visit.language)
    more = {"campaign": visit.campaign, "embedded": visit.frame, "frame": urlencode(visit.frame), **context}
    return render(visit.request, template, frame | more, status=status)


def _frame(request: HttpRequest, book: Directory, language: str) -> dict[str, Any]:
    """What stands around every page; the other language with the same address."""
    other = "en" if language == "de" else "de"
    query = request.GET.copy()
    query["language"] = other
    return {
        "vendor": book.installation, "language": language, "other": other, "other_url": f"?{query.urlencode()}",
        "title": _("Your enquiry"),
    }  # fmt: skip


def _closed(visit: Visit, response: HttpResponse) -> HttpResponse:
    """As every page behind a secret, but within the campaign's websites it may stand in a frame, and within our own."""
    body = visit.book.current("campaign", visit.campaign.key, at=visit.now).body
    response["Content-Security-Policy"] = " ".join((POLICY, *body.sites))
    return closed(response)
