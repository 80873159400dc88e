"""What a phone needs to go on without network: the app's manifest, its service worker, the page it shows then, the firm's
leads to keep, and a fresh token for what was reported meanwhile."""

from functools import cache
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from staffel.models import Membership, Person, Temperature
from staffel.queries.directory import directory
from staffel.queries.kept_leads import kept_leads, kept_offers
from staffel.web.manifests import manifest_answer
from staffel.web.members import for_members, language_of, memberships
from staffel.web.portal.answers import TOLD_PARTNERS
from staffel.web.portal.leads import check_partner
from staffel.web.workers import worker_answer, worker_text

# What the page without network is made of; their content makes the version of the service worker.
FILES: Final = (
    "portal.css", "portal/offline.css", "portal.js", "portal/kept.js", "portal/queue.js", "portal/photo.js", "portal/shrink.js", "portal/offline.js",
    "theme.js", "vendor/idb-8.0.4.umd.js",
)  # fmt: skip
WORKER: Final = "portal/worker.js"


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the portal."""
    return worker_answer(_worker(), scope=reverse("portal"))


@cache
def _worker() -> str:
    imports = ("vendor/idb-8.0.4.umd.js", "portal/kept.js")
    return worker_text(WORKER, page=reverse("portal-kept"), files=FILES, imports=imports, templates="portal")


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """The installable app: named after the vendor."""
    vendor = directory().installation.vendor
    short_name = vendor if len(vendor) <= 12 else vendor.split()[0][:12]
    return manifest_answer(home=reverse("portal"), name=vendor, short_name=short_name)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is shown without network: an empty frame in the reader's language, filled on the phone from what it keeps.
    Nothing of anybody's stands in it."""
    member = next(iter(memberships(request.user)), None) if isinstance(request.user, Person) else None
    language = language_of(request, member) if member else translation.get_language()
    with translation.override(language):
        context = {
            "page": "portal-leads",
            "vendor": directory().installation,
            "is_kept": True,
            "temperatures": list(Temperature),
            "withdrawable": TOLD_PARTNERS,
        }
        response = render(request, "portal/kept.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def leads(request: HttpRequest) -> HttpResponseBase:
    """The leads that the member's party works, with contact data, and what it is asked, without, for its phone to keep.
    401 for nobody, so that the phone forgets them."""
    return _leads(request) if request.user.is_authenticated else _nobody()


@for_members
def _leads(_request: HttpRequest, member: Membership) -> HttpResponse:
    check_partner(member)
    language = translation.get_language() or "en"
    book, now = directory(), timezone.now()
    found = kept_leads(member, book=book, language=language, now=now)
    offers = kept_offers(member, book=book, now=now, language=language)
    about = {"member": str(member.id), "language": language, "timezone": member.party.timezone}
    return JsonResponse({**about, "offers": offers, "leads": found})


@require_safe
def token(request: HttpRequest) -> HttpResponseBase:
    """Who is logged in, and a fresh token for the posts of a page that is old. 401 for nobody."""
    return _token(request) if request.user.is_authenticated else _nobody()


@for_members
def _token(request: HttpRequest, member: Membership) -> HttpResponse:
    check_partner(member)
    return JsonResponse({"member": str(member.id), "token": get_token(request)})


def _nobody() -> HttpResponse:
    response = JsonResponse({"code": "login"}, status=401)
    response["Cache-Control"] = "no-store"
    return response
