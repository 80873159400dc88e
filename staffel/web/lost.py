"""What is said when there is no page to show: an unknown address, a form that stood open too long, an error of ours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation

from staffel.models import Installation, Membership, PartyKind
from staffel.web.members import language_of


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """404, in the frame of who asks: the house's with its menu, a partner's portal, or alone for somebody unknown."""
    member: Membership | None = getattr(request, "member", None)
    if member is None:
        return _alone(request, "404.html", status=404)
    is_partner = member.party.kind == PartyKind.PARTNER
    frame = "portal/base.html" if is_partner else "base.html"
    context = {"frame": frame, "vendor": Installation.objects.first() if is_partner else None}
    with translation.override(language_of(request, member)), timezone.override(member.party.timezone):
        return _kept_nowhere(render(request, "404.html", context, status=404))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """400: what was sent cannot be read, or was not meant for this address."""
    return _alone(request, "400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: an error of ours. Asks the database nothing, since that may be what has failed."""
    return _alone(request, "500.html", status=500)


def open_too_long(request: HttpRequest, **_why: object) -> HttpResponse:
    """403: a form whose proof is out of date. The page brings a new one, so that sending once more is enough."""
    get_token(request)
    return _alone(request, "403_csrf.html", status=403)


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
