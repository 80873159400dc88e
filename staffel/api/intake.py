"""Keeps what other systems sent and nobody could read: a lead is not lost because its sender made a mistake."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from staffel.actions.arrivals import Unread, keep_unread
from staffel.api.bodies import too_large
from staffel.api.problems import ApiProblem, from_validation, problem_answer
from staffel.queries.keys import KnownKey
from staffel.rules.problems import Problem
from staffel.rules.storable import storable

TAKES_LEADS = "post_lead"  # name of the one address whose bodies are leads


def door_of(request: HttpRequest) -> str:
    """The door of the request's key: what was taken through it is known there."""
    key: KnownKey = request.auth  # type: ignore[attr-defined]
    return f"api:{key.id}"


def keep(request: HttpRequest, payload: Mapping[str, Any], problems: Sequence[Problem]) -> bool:
    """Keep a request for repair, once however often it comes. True: it is kept."""
    unread = Unread(key="", payload=payload, problems=tuple(problems))
    keep_unread([unread], door=door_of(request), now=timezone.now())
    return True


def answer_unread(api: NinjaAPI) -> None:
    """Let the API keep bodies that are no JSON, or JSON of the wrong shape."""
    api.add_exception_handler(ValidationError, _wrong_shape)
    api.add_exception_handler(HttpError, _no_json)
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: problem_answer(too_large()))


def _wrong_shape(request: HttpRequest, error: Any) -> HttpResponse:
    problems = from_validation(error)
    kept = _keep_body(request, problems)
    return problem_answer(
        ApiProblem(422, "body_invalid", "This lead could not be read.", problems, is_kept=kept)
    )


def _no_json(request: HttpRequest, error: Any) -> HttpResponse:
    cause = error.__cause__  # what our own reader of bodies raised; ninja wraps it
    if not isinstance(cause, ApiProblem):
        return problem_answer(ApiProblem(error.status_code, "request_invalid", str(error)))
    if cause.code == "body_invalid":
        cause.is_kept = _keep_body(request, [Problem("", cause.detail)])
    return problem_answer(cause)


def _keep_body(request: HttpRequest, problems: Sequence[Problem]) -> bool:
    match = request.resolver_match
    if match is None or match.url_name != TAKES_LEADS or not request.body:
        return False
    return keep(request, _payload(request.body), problems)


def _payload(body: bytes) -> dict[str, Any]:
    """The body as JSON where it is an object, otherwise as text."""
    text = storable(body.decode("utf-8", "replace"))
    try:
        value = storable(json.loads(text, parse_constant=str, parse_float=str))
    except (ValueError, RecursionError):
        return {"body": text}
    return value if isinstance(value, dict) else {"body": text}
