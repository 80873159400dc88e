"""Unclear arrivals: what came in and could not be read, with the reasons and the raw data."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, Submission
from staffel.queries.unclear import unclear_submissions
from staffel.web.members import for_members


@require_safe
@for_members
def intake(request: HttpRequest, member: Membership) -> HttpResponse:
    """The list, newest first; for the desk and the administrator, 404 for others."""
    found, after = unclear_submissions(member, request.GET.dict())
    rows = [(row, [_sentence(problem) for problem in row.problems], _raw(row)) for row in found]
    return render(
        request, "intake.html", {"page": "intake", "now": timezone.now(), "rows": rows, "after": after}
    )


def _sentence(problem: Any) -> str:
    """A stored problem in the reader's language; whatever else was stored is shown as it is."""
    if not isinstance(problem, Mapping) or "message" not in problem:
        return str(problem)
    try:
        said = _(problem["message"]) % dict(problem.get("details") or {})
    except (KeyError, ValueError, TypeError):
        said = str(problem["message"])
    return f"{problem['field']}: {said}" if problem.get("field") else said


def _raw(row: Submission) -> list[tuple[str, str]]:
    if isinstance(row.payload, Mapping):
        return [(str(key), str(value)) for key, value in row.payload.items() if value not in (None, "")]
    return [("", str(row.payload))]
