"""The capture app: its page, its service worker, its manifest, what it keeps for the day, and a token for what it sends."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, Person
from staffel.queries.directory import directory
from staffel.queries.fairs import kept_setup
from staffel.web.entering import check_enters
from staffel.web.manifests import manifest_answer
from staffel.web.members import for_members, language_of, memberships
from staffel.web.workers import worker_answer, worker_text

FILES: Final = (
    "portal.css", "capture/capture.css", "vendor/idb-8.0.4.umd.js", "vendor/zxing-reader-3.1.4.js",
    "vendor/zxing-reader-3.1.4.wasm", "portal/shrink.js", "capture/kept.js", "capture/app.js", "capture/asked.js",
    "capture/fields.js", "capture/form.js", "capture/list.js", "capture/scan.js", "capture/cards.js", "capture/start.js",
)  # fmt: skip
IMPORTS: Final = ("vendor/idb-8.0.4.umd.js", "capture/kept.js")
WORKER: Final = "capture/worker.js"
# The reader of QR codes is compiled code; nothing else on these pages may be evaluated.
reads_codes = csp_update({"script-src": ["'wasm-unsafe-eval'"]})


@require_safe
@reads_codes
@for_members
def capture(request: HttpRequest, member: Membership) -> HttpResponse:
    """The app, for whoever enters leads; from the second visit on its service worker brings the kept page instead. 404
    for partners."""
    check_enters(member)
    return _page(request)


@require_safe
@reads_codes
def page(request: HttpRequest) -> HttpResponse:
    """The same page as the device keeps it: in the reader's language, with nothing of anybody's in it."""
    member = next(iter(memberships(request.user)), None) if isinstance(request.user, Person) else None
    language = language_of(request, member) if member else translation.get_language()
    with translation.override(language):
        response = _page(request)
    response["Cache-Control"] = "no-cache"
    return response


def _page(request: HttpRequest) -> HttpResponse:
    return render(request, "capture/app.html", {"page": "capture", "vendor": directory().installation})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the app."""
    return worker_answer(_worker(), scope=reverse("capture"))


@cache
def _worker() -> str:
    return worker_text(
        WORKER, page=reverse("capture-page"), files=FILES, imports=IMPORTS, templates="capture"
    )


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """The installable app."""
    name = _("Fair capture %(vendor)s") % {"vendor": directory().installation.vendor}
    return manifest_answer(home=reverse("capture"), name=name, short_name=_("Fair"))


def for_devices(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An answer for the app's scripts: 401 for nobody and 404 for whoever enters no leads, instead of a page."""
    inside = for_members(view)

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "login"}, status=401, headers={"Cache-Control": "no-store"})
        return inside(request, *args, **kwargs)

    return answer


@require_safe
@for_devices
def setup(_request: HttpRequest, member: Membership) -> HttpResponse:
    """What the device keeps for the day: events, questions, colleagues, materials, texts of consent."""
    check_enters(member)
    language = translation.get_language() or "en"
    return JsonResponse(kept_setup(member, book=directory(), language=language, now=timezone.now()))


@require_safe
@for_devices
def token(request: HttpRequest, member: Membership) -> HttpResponse:
    """Who is logged in, and a fresh token for the posts of a page that is old."""
    check_enters(member)
    return JsonResponse({"member": str(member.id), "token": get_token(request)})
