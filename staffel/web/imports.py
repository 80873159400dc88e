"""Imports in the browser: upload a file, look at what it would do, take it in, and release what is held."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffel.actions import releases, uploads
from staffel.actions.arrivals import Unread
from staffel.actions.import_previews import preview_of
from staffel.actions.uploads import Chosen
from staffel.models import Import, ImportState, Membership
from staffel.queries.directory import directory
from staffel.queries.import_words import IMPORT_KINDS
from staffel.queries.labels import DESK_REASONS, field_label, label
from staffel.queries.uploads import held_of, imports, released_of, still_held, visible_import
from staffel.rules.problems import Problem
from staffel.rules.refused import Refused
from staffel.rules.tables import Table
from staffel.web.columns import columns_chosen, columns_read, fields_of
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words
from staffel.web.sentences import sentence

SHOWN: Final = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def import_files(request: HttpRequest, member: Membership) -> HttpResponse:
    """The imports there were, and the form to upload a file. 422 with the reason for a file that cannot be read; 404
    for everybody but the desk and the administrator."""
    found, after = imports(member, request.GET.dict())
    error = ""
    if request.method == "POST":
        try:
            return redirect("import", _kept(request, member))
        except Refused as refused:
            error = in_words(refused)
    context = {"page": "imports", "now": timezone.now(), "rows": found, "after": after, "kinds": IMPORT_KINDS}
    context["still_held"] = still_held([row.id for row in found if row.mode == "held"])
    context |= {"error": error, "kind": request.POST.get("kind") or request.GET.get("kind") or "leads"}
    return render(request, "imports.html", context, status=422 if error else 200)


def _kept(request: HttpRequest, member: Membership) -> UUID:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("file_missing", "Please choose a file.", field="file")
    if (file.size or 0) > uploads.LARGEST:
        raise Refused("upload_large", "This file is too large.", megabytes=uploads.LARGEST // 1024 // 1024)
    return uploads.keep_upload(
        request.POST.get("kind", ""), filename=file.name or "", content=file.read(), actor=actor_of(member),
        now=timezone.now(),
    )  # fmt: skip


@require_safe
@for_members
def one_import(request: HttpRequest, member: Membership, import_id: UUID) -> HttpResponse:
    """A file that was uploaded, with what it would do as the address says (`mode`, `campaign`, `column-…`); once it is
    begun its progress, then its result. htmx gets the part that changes."""
    found = visible_import(member, import_id)
    return _page(request, found)


def _page(request: HttpRequest, found: Import, *, refused: Refused | None = None) -> HttpResponse:
    status = 422 if refused else 200
    said = in_words(refused) if refused else ""
    if found.state == ImportState.READY:
        context = _prepared(request, found)
        context["error"] = said or context["error"]
        template = "_import_preview.html" if _is_for(request, "preview") else "import.html"
        return render(request, template, context, status=status)
    template = "_import_progress.html" if _is_for(request, "progress") else "import_done.html"
    return render(request, template, {**_done(found), "error": said}, status=status)


def _is_for(request: HttpRequest, element: str) -> bool:
    return request.headers.get("HX-Target") == element and "HX-History-Restore-Request" not in request.headers


def _prepared(request: HttpRequest, found: Import) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    table = uploads.table_of(found)
    chosen = _chosen(asked, found, table)
    preview, error = None, ""
    try:
        preview = preview_of(found, chosen, now=timezone.now())
    except Refused as refused:
        error = in_words(refused)
    book = directory()
    return {
        "page": "imports",
        "source_import": found,
        "chosen": chosen,
        "columns": columns_read(table, found.kind, chosen.columns),
        "keeps_rest": found.kind == "leads",
        "fields": fields_of(found.kind),
        "campaigns": sorted(book.campaigns.values(), key=lambda row: row.name),
        "installation": book.installation,
        "preview": preview,
        "unread": _lines(preview.unread if preview else ()),
        "remarks": [(_sentence(one.problem), one) for one in (preview.remarks if preview else ())],
        "error": error,
    }


def _chosen(asked: QueryDict, found: Import, table: Table) -> Chosen:
    """What the form says; where it says nothing yet, what the headers seem to be."""
    columns = columns_chosen(asked, table, found.mapping)
    default = next((one.key for one in directory().campaigns.values() if one.is_default), "")
    return Chosen(
        columns=columns,
        mode=asked.get("mode", "held") if found.kind == "leads" else "",
        campaign=asked.get("campaign", default),
        source=asked.get("source", "").strip()[:80],
    )


def _lines(unread: Sequence[Unread]) -> list[tuple[int | None, list[str]]]:
    return [
        (row.line, [_sentence(problem) for problem in row.problems if problem.is_blocking])
        for row in unread[:SHOWN]
    ]


def _sentence(problem: Problem) -> str:
    said = sentence(problem)
    return f"{field_label(problem.field)}: {said}" if problem.field else said


def _done(found: Import) -> dict[str, Any]:
    is_held = found.kind == "leads" and found.mode == "held" and found.state == ImportState.DONE
    held = held_of(found.id).count() if is_held else 0
    released = released_of(found.id) if is_held else None
    waiting = found.counts.get("waiting", {})
    if released and released.count:
        waiting = {code: count for code, count in waiting.items() if code != "held"}  # said as it is now
    return {
        "page": "imports",
        "now": timezone.now(),
        "source_import": found,
        "percent": round(100 * found.done / found.total) if found.total else 0,
        "held": held,
        "released": released,
        "of_all": held + (released.count if released else 0),
        "most_a_day": releases.MOST_A_DAY,
        "waiting": [(label(DESK_REASONS, code), count) for code, count in waiting.items()],
    }


@require_POST
@for_members
def import_act(request: HttpRequest, member: Membership, import_id: UUID, act: str) -> HttpResponse:
    """`begin`, `again`, `discard`, `daily` (a `count`), `stop`; 422 with the reason where it is not possible."""
    found = visible_import(member, import_id)
    try:
        if act == "begin":
            uploads.begin_upload(
                found.id, _chosen(request.POST, found, uploads.table_of(found)), now=timezone.now()
            )
        elif act == "again":
            uploads.begin_again(found.id, now=timezone.now())
        elif act == "discard":
            uploads.discard_upload(found.id)
            messages.success(request, _("The file was thrown away. Nothing was taken in."))
            return redirect("imports")
        elif act == "daily":
            releases.release_every_day(found.id, count=_count(request), actor=actor_of(member))
        elif act == "stop":
            releases.stop_releasing(found.id)
        else:
            raise Http404("no such act")
    except Refused as refused:
        return _page(request, visible_import(member, import_id), refused=refused)
    return redirect("import", found.id)


def _count(request: HttpRequest) -> int:
    typed = request.POST.get("count", "").strip()
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
