"""Switches Web Push on and off for the browser that asks: what it gives as JSON, from static/portal/push.js."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from staffel.actions import push
from staffel.models import Membership
from staffel.rules.refused import Refused
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words


@require_POST
@for_members
def subscribe(request: HttpRequest, member: Membership) -> HttpResponse:
    """`{"endpoint", "keys": {"p256dh", "auth"}}`, as `PushSubscription.toJSON()` gives it. 204; 422 with code and
    message where it cannot be used."""
    given = _given(request)
    keys = given.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    try:
        push.subscribe(
            member,
            endpoint=given.get("endpoint"),
            p256dh=keys.get("p256dh"),
            auth=keys.get("auth"),
            actor=actor_of(member),
            now=timezone.now(),
        )
    except Refused as refused:
        return JsonResponse({"code": refused.code, "message": in_words(refused)}, status=422)
    return HttpResponse(status=204)


@require_POST
@for_members
def unsubscribe(request: HttpRequest, member: Membership) -> HttpResponse:
    """`{"endpoint"}`. 204, also where it was not known: it is told nothing either way."""
    endpoint = _given(request).get("endpoint")
    if isinstance(endpoint, str):
        push.unsubscribe(member, endpoint=endpoint, actor=actor_of(member), now=timezone.now())
    return HttpResponse(status=204)


def _given(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body; {} for anything else, which is refused as unusable."""
    try:
        given = json.loads(request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
