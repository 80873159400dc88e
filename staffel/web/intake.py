"""Unclear arrivals: what came in and could not be read, with the reasons and the raw data."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, Submission
from staffel.queries.labels import field_label
from staffel.queries.unclear import unclear_submissions
from staffel.web.members import for_members


@require_safe
@for_members
def intake(request: HttpRequest, member: Membership) -> HttpResponse:
    """The list, newest first; for the desk and the administrator, 404 for others."""
    found, after = unclear_submissions(member, request.GET.dict())
    rows = [(row, [_sentence(problem, row) for problem in row.problems], _raw(row)) for row in found]
    return render(
        request, "intake.html", {"page": "intake", "now": timezone.now(), "rows": rows, "after": after}
    )


def _sentence(problem: Any, row: Submission) -> str:
    """A stored problem in the reader's language; whatever else was stored is shown as it is."""
    if not isinstance(problem, Mapping) or "message" not in problem:
        return str(problem)
    try:
        said = _(problem["message"]) % dict(problem.get("details") or {})
    except (KeyError, ValueError, TypeError):
        said = str(problem["message"])
    return f"{_column(str(problem['field']), row)}: {said}" if problem.get("field") else said


def _column(field: str, row: Submission) -> str:
    """As the file's header names it; without a file, in our words."""
    mapping = row.source_import.mapping if row.source_import else {}
    return next((header for header, known in mapping.items() if known == field), field_label(field))


def _raw(row: Submission) -> list[tuple[str, str]]:
    """What came, by header or by the field's name; the parts of an enquiry that came by the API one by one."""
    if isinstance(row.payload, Mapping):
        return list(_filled(row.payload))
    return [("", str(row.payload))]


def _filled(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in payload.items():
        if isinstance(value, Mapping):
            yield from _filled(value)
        elif value not in (None, ""):
            yield field_label(str(key)), str(value)
