"""Holds back who tries many secrets: counted by client address in the shared cache, so over all processes."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

WRONG_AT_MOST: Final = 20
WITHIN_SECONDS: Final = 600
# Pages whose address or form is a secret; a wrong one is a 404, a wrong code a 422.
GUARDED: Final = ("/l/", "/join/", "/set-up")
WRONG: Final = frozenset({404, 422})


class GuardSecrets:
    """After WRONG_AT_MOST wrong tokens or codes an address gets 429 from all of these pages for a while, whatever it
    asks: who guesses must not learn that one was right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(GUARDED):
            return self.get_response(request)
        key = f"wrong:{client_address(request)}"
        if cache.get(key, 0) >= WRONG_AT_MOST:
            return too_many(request)
        response = self.get_response(request)
        if getattr(response, "is_wrong_secret", response.status_code == 404):
            cache.add(key, 0, WITHIN_SECONDS)
            cache.incr(key)
        return response


def client_address(request: HttpRequest) -> str:
    """Who asks. Only what our own proxies wrote is believed: the n-th address from the right of X-Forwarded-For, where
    n is the number of our proxies; what a client writes there itself stands further left."""
    here = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return here
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return told[-settings.TRUSTED_PROXIES] if len(told) >= settings.TRUSTED_PROXIES else here


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many tries: says so, and when it goes on."""
    response = render(request, "429.html", {"minutes": WITHIN_SECONDS // 60}, status=429)
    response["Retry-After"] = str(WITHIN_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
