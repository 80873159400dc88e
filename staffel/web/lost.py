"""What is said when there is no page to show: an unknown address, a form that stood open too long, an error of ours."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation

from staffel.models import Membership
from staffel.web.fragments import wants_fragment
from staffel.web.frames import frame_of
from staffel.web.members import acting_member, language_of


class SayNotAllowed:
    """An address that only takes what a form sends was opened (after a login, from the history), or the other way round:
    Django's empty 405 gets a page. A part of a page and the API keep theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_empty = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not is_empty or request.path.startswith("/api/") or wants_fragment(request):
            return response
        said = _in_its_frame(request, "405.html", status=405)
        said["Allow"] = response["Allow"]
        return said


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """404, in the frame of who asks."""
    return _in_its_frame(request, "404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """403: this person may not do that."""
    return _in_its_frame(request, "403.html", status=403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read, or was not meant for this address. 413: it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return _alone(request, "413.html", status=413)
    return _alone(request, "400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: an error of ours. Asks the database nothing, since that may be what has failed."""
    return _alone(request, "500.html", status=500)


def open_too_long(request: HttpRequest, **_why: object) -> HttpResponse:
    """403: a form whose proof is out of date. The page brings a new one, so that sending once more is enough."""
    get_token(request)
    return _alone(request, "403_csrf.html", status=403)


def _in_its_frame(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """The house's with its menu, a partner's portal, or alone for somebody unknown."""
    member: Membership | None = getattr(request, "member", None)
    user = getattr(request, "user", None)  # missing where the refusal came before anybody was looked up
    if member is None and user is not None and user.is_authenticated:
        member = acting_member(request)
    if member is None:
        return _alone(request, template, status=status)
    request.member = member  # type: ignore[attr-defined]
    with translation.override(language_of(request, member)), timezone.override(member.party.timezone):
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        return _kept_nowhere(render(request, template, frame_of(member), status=status))


def _alone(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """Without the database: in the language of the cookie, else of the browser."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language_from_request(request)
    with translation.override(language):
        return _kept_nowhere(HttpResponse(render_to_string(template, {"frame": "alone.html"}), status=status))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
