"""Between the tap on *accept* and the enquiry, once: what is agreed; agreeing and accepting are one tap."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
