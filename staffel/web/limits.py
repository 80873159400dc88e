"""Holds back who tries many secrets or looks up many people: counted in the shared cache, so over all processes."""

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from staffel.models import Membership

WRONG_AT_MOST: Final = 20
LOOKS_AT_MOST: Final = 240  # more than anybody enters in that time
WITHIN_SECONDS: Final = 600
# Pages whose address or form is a secret; a wrong one is a 404, a wrong code a 422.
GUARDED: Final = ("/l/", "/p/", "/join/", "/set-up")
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
            _count(key)
        return response


def looks_too_often(member: Membership) -> bool:
    """Counts one look for people that match what is typed; true beyond LOOKS_AT_MOST of them by this member within
    WITHIN_SECONDS."""
    return _count(f"looked:{member.id}:{int(time.time()) // WITHIN_SECONDS}") > LOOKS_AT_MOST


def sent_from_here(request: HttpRequest) -> int:
    """Counts one enquiry of the public form from this address; how many there were within WITHIN_SECONDS."""
    return _count(f"sent:{client_address(request)}:{int(time.time()) // WITHIN_SECONDS}")


def _count(key: str) -> int:
    """One more; it is forgotten WITHIN_SECONDS after the last one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key]
        )  # none is counted as another
        count = int(cache.get(key, 0)) + 1  # `incr` would keep it as long as anything else in the cache
        cache.set(key, count, WITHIN_SECONDS)
        return count


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
