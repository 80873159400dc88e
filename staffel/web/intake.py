"""Unclear arrivals: what came in and could not be read, with the reasons; mended in place, or dismissed."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffel.actions.arrivals import Unread
from staffel.actions.repairs import (
    dismiss_submissions,
    mode_of,
    read_repaired,
    repair_submission,
    restore_submission,
)
from staffel.models import Lead, Membership, Submission
from staffel.queries.attachments import file_of_arrival, files_of_arrival
from staffel.queries.directory import directory
from staffel.queries.import_words import DISMISSALS
from staffel.queries.labels import field_label
from staffel.queries.placings import what_became_of
from staffel.queries.unclear import unclear_ids, unclear_submissions, visible_submission
from staffel.rules.fields import HEADERS
from staffel.rules.refused import Refused
from staffel.web.handouts import promise_words
from staffel.web.lead_contacts import download
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words
from staffel.web.repair_form import RepairForm, came_along, cells_of
from staffel.web.sentences import sentence_of

STATES = {
    "problem": pgettext_lazy("arrivals", "To be settled"),
    "dismissed": pgettext_lazy("arrivals", "Dismissed"),
    "repaired": pgettext_lazy("arrivals", "Taken in"),
}
DOORS = {
    "": _l("All"), "import": _l("Imports"), "api": _l("API"), "form": _l("Public form"), "device": _l("Fair capture"),
}  # fmt: skip


@require_safe
@for_members
def intake(request: HttpRequest, member: Membership) -> HttpResponse:
    """The list, newest first; for the desk and the administrator, 404 for others."""
    return _list(request, member)


def _list(request: HttpRequest, member: Membership, *, error: str = "") -> HttpResponse:
    query = request.GET.dict()
    found, after = unclear_submissions(member, query)
    context = {
        "page": "intake",
        "now": timezone.now(),
        "rows": [(row, sentences(row), _raw(row), _dismissed_as(row)) for row in found],
        "after": after,
        "states": STATES,
        "state": query["state"] if query.get("state") in STATES else "problem",
        "doors": DOORS,
        "reasons": DISMISSALS,
        "error": error,
    }
    return render(request, "intake.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def unclear(request: HttpRequest, member: Membership, submission_id: UUID) -> HttpResponse:
    """One arrival with its form; a POST takes the mended values in as a lead. 422 while something keeps it out, once for
    a slip that was typed just now, and where somebody else has settled it meanwhile."""
    row, now = visible_submission(member, submission_id), timezone.now()
    if not _is_repairable(row):
        return _one(request, row, None)
    is_history, is_row = mode_of(row) == "history", row.source_import is not None
    if request.method != "POST":
        form = RepairForm(cells_of(row), arrived=cells_of(row), is_history=is_history, is_row=is_row)
        form.show(read_repaired(row, cells_of(row)).problems)
        return _one(request, row, form)
    typed = {key: str(value).strip() for key, value in request.POST.items() if key not in LEFT_OUT}
    cells = {key: value for key, value in typed.items() if value}
    form = RepairForm(typed, arrived=cells_of(row), is_history=is_history, is_row=is_row)
    read = read_repaired(row, cells)
    form.show(read.problems)
    if isinstance(read, Unread) or (form.errors and request.POST.get("as_typed") != "1"):
        return _one(request, row, form, status=422)
    try:
        lead_id = repair_submission(row.id, read, actor=actor_of(member), now=now, words=promise_words())
    except Refused as refused:
        return _one(request, visible_submission(member, row.id), form, error=in_words(refused), status=422)
    lead = Lead.objects.get(id=lead_id)
    words = _("Lead %(number)s is taken in.") % {"number": lead.number}
    messages.success(request, f"{words} {what_became_of(lead, book=directory())}")
    return redirect("intake")


@require_safe
@for_members
def file(_request: HttpRequest, member: Membership, submission_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file that came along and is at no lead yet, always to be saved. 404 for strangers."""
    found = file_of_arrival(visible_submission(member, submission_id), attachment_id)
    assert found.content is not None
    return download(bytes(found.content), found.filename, found.content_type)


LEFT_OUT = frozenset({"csrfmiddlewaretoken", "as_typed"})


def _is_repairable(row: Submission) -> bool:
    """Parties and areas are mended in their file: half of one would be wrong."""
    return row.state == "problem" and not row.door.startswith("import:")


def _one(
    request: HttpRequest, row: Submission, form: RepairForm | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "page": "intake",
        "row": row,
        "form": form,
        "problems": sentences(row),
        "remarks": remarks(row),
        "raw": _raw(row),
        "along": came_along(row) if row.state == "problem" else [],
        "files": files_of_arrival(row),
        "dismissed": _dismissed_as(row),
        "reasons": DISMISSALS,
        "error": error,
    }
    return render(request, "unclear.html", context, status=status)


@require_POST
@for_members
def dismiss(request: HttpRequest, member: Membership) -> HttpResponse:
    """Those that were chosen (`ids`), or all that fit the address's filters (`all`), are no leads; 422 without a reason."""
    unclear_ids(member, {})  # 404 for strangers
    ids = unclear_ids(member, request.GET.dict()) if request.POST.get("all") == "1" else _chosen(request)
    try:
        count = dismiss_submissions(
            ids, reason=request.POST.get("reason", ""), actor=actor_of(member), now=timezone.now()
        )
    except Refused as refused:
        return _list(request, member, error=in_words(refused))
    words = ngettext(
        "%(count)d dismissed. It can be taken up again.",
        "%(count)d dismissed. They can be taken up again.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect(f"{reverse('intake')}?state=dismissed" if count == 1 else "intake")


def _chosen(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(one) for one in request.POST.getlist("ids")]
    except ValueError as error:
        raise Http404("no such submission") from error


@require_POST
@for_members
def restore(request: HttpRequest, member: Membership, submission_id: UUID) -> HttpResponse:
    """A dismissed one waits for repair again."""
    row = visible_submission(member, submission_id)
    try:
        restore_submission(row.id, actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        return _one(request, row, None, error=in_words(refused), status=422)
    return redirect("unclear", row.id)


def sentences(row: Submission) -> list[str]:
    """Why it could not be taken in, in the reader's language."""
    return [_sentence(one, row) for one in row.problems if not _is_marked(one, "dismissed", "is_blocking")]


def remarks(row: Submission) -> list[str]:
    """What does not keep it out, and is noted with the lead, in the reader's language."""
    return [_sentence(one, row) for one in row.problems if _is_marked(one, "is_blocking")]


def _is_marked(problem: Any, *names: str) -> bool:
    return isinstance(problem, Mapping) and any(name in problem for name in names)


def _sentence(problem: Any, row: Submission) -> str:
    """A stored problem in the reader's language; whatever else was stored is shown as it is."""
    if not isinstance(problem, Mapping) or "message" not in problem:
        return str(problem)
    try:
        said = sentence_of(problem["message"], problem.get("details") or {})
    except (KeyError, ValueError, TypeError):
        said = str(problem["message"])
    return f"{_column(str(problem['field']), row)}: {said}" if problem.get("field") else said


def _dismissed_as(row: Submission) -> str:
    """The code of the reason for which it was dismissed."""
    marks = [one["dismissed"] for one in row.problems if isinstance(one, Mapping) and "dismissed" in one]
    return str(marks[-1]) if marks else ""


def _column(field: str, row: Submission) -> str:
    """As the file's header names it; without a file, in our words."""
    mapping = row.source_import.mapping if row.source_import else {}
    return next((header for header, known in mapping.items() if known == field), field_label(field))


def _raw(row: Submission) -> list[tuple[str, str]]:
    """What came, by header or by the field's name; the parts of an enquiry that came by the API one by one."""
    if isinstance(row.payload, Mapping):
        mapping = row.source_import.mapping if row.source_import else {}
        order = list(HEADERS["leads"])
        known = {header: order.index(field) for header, field in mapping.items() if field in order}
        return sorted(_filled(row.payload), key=lambda pair: known.get(pair[0], len(order)))
    return [("", str(row.payload))]


def _filled(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in payload.items():
        if isinstance(value, Mapping):
            yield from _filled(value)
        elif isinstance(value, list):
            yield field_label(str(key)), "; ".join(map(_in_line, value))
        elif value not in (None, ""):
            yield field_label(str(key)), str(value)


def _in_line(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(f"{field_label(str(key))}: {one}" for key, one in value.items() if one not in (None, ""))
