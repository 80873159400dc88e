"""Everything that governs the leads, on pages of one pattern: the list, one thing, its older editions, and its form.

An edition never changes: the form makes the next one, shows the difference, and publishes it. A form carries the number
of the edition it began with; where another was published meanwhile it comes back with all that was typed.
"""

from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffel.actions.versions import check_edition, publish
from staffel.models import Membership
from staffel.queries import editions as found
from staffel.queries.access import edits, reads_setup
from staffel.queries.directory import Directory, Edition, directory
from staffel.queries.sheet_lines import Line, thing_name
from staffel.queries.sheets import changes, sheet
from staffel.rules.policies import TEMPERATURES
from staffel.rules.refused import Refused
from staffel.web.campaign_form import CampaignEditor
from staffel.web.editors import Editor
from staffel.web.folders import FOLDERS, INTROS, TITLES, USED
from staffel.web.form_editor import FormEditor
from staffel.web.market_form import MarketEditor
from staffel.web.members import actor_of, for_members
from staffel.web.naming import NEW_WORDS, name_form
from staffel.web.pipeline_form import PipelineEditor
from staffel.web.policy_form import PolicyEditor
from staffel.web.reasons_form import ReasonsEditor
from staffel.web.refusals import in_words
from staffel.web.text_form import ConsentEditor, TermsEditor, TextEditor

EDITORS: Final[dict[str, type[Editor]]] = {
    "market": MarketEditor,
    "campaign": CampaignEditor,
    "form": FormEditor,
    "policy": PolicyEditor,
    "pipeline": PipelineEditor,
    "reasons": ReasonsEditor,
    "text": TextEditor,
    "terms": TermsEditor,
    "consent": ConsentEditor,
}
BEGINNING: Final = "default"  # in place of a number: as every installation begins


def urls_of(kind: str, key: str) -> dict[str, str]:
    """The addresses of one thing's pages."""
    names = ("page", "edit", "draft")
    return {name: reverse(f"{kind}-{name}", args=[key]) for name in names} | {"list": reverse(FOLDERS[kind])}


@require_safe
@for_members
def things(request: HttpRequest, member: Membership, *, kind: str) -> HttpResponse:
    """All of a kind; 404 for whoever is not the vendor's."""
    if not reads_setup(member):
        raise Http404("not for this member")
    book, now = directory(), timezone.now()
    context = {
        "page": FOLDERS[kind],
        "kind": kind,
        "title": TITLES[kind],
        "intro": INTROS[kind],
        "things": [
            (one, reverse(f"{kind}-page", args=[one.key])) for one in found.things(kind, book=book, now=now)
        ],
        "uses": kind in USED,
        "new_url": reverse(f"{kind}-new") if kind in NEW_WORDS and edits(member, kind) else "",
        "new_word": NEW_WORDS.get(kind, ""),
        "now": now,
    }
    return render(request, "setup/list.html", context)


@require_safe
@for_members
def thing(request: HttpRequest, member: Membership, key: str, *, kind: str) -> HttpResponse:
    """One thing as it holds now, and what changed before; 404 for whoever is not the vendor's. With `edition`: an older one."""
    book, now = directory(), timezone.now()
    edition = _current(member, kind, key, book=book, now=now)
    shown = _older(kind, key, request.GET.get("edition", ""), book=book) or edition
    if request.headers.get("HX-Request") == "true" and kind == "market":
        return render(
            request,
            "setup/_bench.html",
            EDITORS[kind](book, key, now=now, body=shown.body).aside(request.GET),
        )
    past = found.history(kind, key, book=book, now=now)
    context = {
        "kind": kind,
        "edition": shown,
        "is_current": shown == edition,
        "past": past,
        "renamed": found.renamings(kind, key, book=book),
        "began_by": next((one.by for one in past if one.number == shown.version), ""),
        "sections": _sections(found.lines_of(shown, book=book, now=now)),
        "row": book.markets.get(key)
        if kind == "market"
        else book.campaigns.get(key)
        if kind == "campaign"
        else None,
        "name_url": f"{urls_of(kind, key)['page']}/name",
        "name_form": name_form(kind, key, book=book, now=now) if edits(member, kind) else None,
        **_frame(member, kind, key, book=book),
    }
    if kind in EDITORS:
        context |= EDITORS[kind](book, key, now=now, body=shown.body).aside(request.GET)
    return render(request, "setup/thing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit(request: HttpRequest, member: Membership, key: str, *, kind: str) -> HttpResponse:
    """The form of the next edition, its preview, and publishing it, by the button that was pressed (`do`). With
    `edition` it begins with that older one. 404 for whoever does not edit this kind; 409 when it has moved on."""
    book, now = directory(), timezone.now()
    edition = _current(member, kind, key, book=book, now=now)
    if not edits(member, kind):
        raise Http404("not for this member")
    make, latest = EDITORS[kind], found.editions_of(kind, key, book=book)[0].version
    if request.method != "POST":
        wanted = request.GET.get("edition", "")
        start = _older(kind, key, wanted if wanted != BEGINNING else "", book=book) or edition
        body = make.beginning(key) if wanted == BEGINNING else start.body
        return _form(request, member, make(book, key, now=now, body=body), after=latest, was=edition.body)
    do, after = request.POST.get("do", "preview"), _number(request.POST.get("after", "")) or latest
    if do.partition(":")[0] in make.moves:
        try:
            data = make.moved(request.POST, do)
        except Refused as refused:
            editor = make(book, key, now=now, data=request.POST, body=edition.body)
            editor.errors.append(in_words(refused))
            return _form(request, member, editor, after=after, data=request.POST, status=422)
        editor = make(book, key, now=now, data=data, body=edition.body)
        return _form(request, member, editor, after=after, data=data, focus=_focus(do, data))
    editor = make(book, key, now=now, data=request.POST, body=edition.body)
    if do == "edit":
        return _form(request, member, editor, after=after, data=request.POST)
    return _next(request, member, editor, after=after, is_sure=do == "publish")


def _next(
    request: HttpRequest, member: Membership, editor: Editor, *, after: int, is_sure: bool
) -> HttpResponse:
    """What was typed is shown as a difference, or published when that has been seen; else the form with what is wrong."""
    kind, key, now = editor.kind, editor.key, editor.now
    data = request.POST
    if not editor.is_valid():
        return _form(request, member, editor, after=after, data=data, status=422)
    try:
        check_edition(kind, key, editor.body(), book=editor.book)
        if not is_sure:
            return _preview(request, member, editor, after=after)
        publish(kind, key, editor.body(), actor=actor_of(member), now=now, after=after)
    except Refused as refused:
        if refused.code == "edition_moved":
            return _moved_on(request, member, kind, key, after=after)
        editor.show(refused)
        return _form(request, member, editor, after=after, data=data, status=422)
    messages.success(request, _("Published. It holds from now on; what began before keeps its version."))
    return redirect(f"{kind}-page", key)


@require_POST
@for_members
def draft(request: HttpRequest, member: Membership, key: str, *, kind: str) -> HttpResponse:
    """What a form that is being filled in would mean: in words, as a difference, on the bench. Writes nothing."""
    book, now = directory(), timezone.now()
    edition = _current(member, kind, key, book=book, now=now)
    if not edits(member, kind):
        raise Http404("not for this member")
    editor = EDITORS[kind](book, key, now=now, data=request.POST, body=edition.body)
    return render(request, "setup/_live.html", _live(editor, request.POST))


def _form(
    request: HttpRequest,
    member: Membership,
    editor: Editor,
    *,
    after: int,
    data: QueryDict | None = None,
    status: int = 200,
    focus: str = "",
    was: Any = None,
    moved_on: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "kind": editor.kind,
        "editor": editor,
        "after": after,
        "focus": focus,
        "moved_on": moved_on,
        "is_wrong": status == 422,
        **_live(editor, data, was=was),
        **_frame(member, editor.kind, editor.key, book=editor.book),
    }
    if focus:  # a list has changed, and that is all that was asked for
        editor.hush()
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "setup/_editor.html" if is_fragment else "setup/edit.html", context, status=status)


def _live(editor: Editor, data: QueryDict | None, *, was: Any = None) -> dict[str, Any]:
    """What stands beside the form: what is different so far (from `was`, else from what it began with), and what the
    kind itself shows."""
    before = sheet(editor.kind, was or editor.was, book=editor.book, now=editor.now)
    is_whole = data is None or editor.is_valid()
    body = editor.was if data is None else editor.body() if is_whole else None
    after = before if body is None else sheet(editor.kind, body, book=editor.book, now=editor.now)
    return {
        "kind": editor.kind,
        "is_whole": is_whole,
        "changes": changes(before, after),
        **(editor.aside(data) if is_whole else {}),
    }


def _preview(request: HttpRequest, member: Membership, editor: Editor, *, after: int) -> HttpResponse:
    context = {
        "kind": editor.kind,
        "posted": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {"do", "csrfmiddlewaretoken"}
            for value in values
        ],
        **_live(editor, request.POST),
        **_frame(member, editor.kind, editor.key, book=editor.book),
        "after": after,
    }
    return render(request, "setup/preview.html", context)


def _moved_on(request: HttpRequest, member: Membership, kind: str, key: str, *, after: int) -> HttpResponse:
    """Somebody published meanwhile: all that was typed is there, compared with the edition that holds now."""
    book, now = directory(), timezone.now()
    newest = found.editions_of(kind, key, book=book)[0]
    began = _older(kind, key, str(after), book=book) or newest
    said = {
        "number": newest.version,
        "by": found.authors_of(kind, key).get(newest.version, _("Staffel")),
        "changes": changes(*(found.lines_of(one, book=book, now=now) for one in (began, newest))),
    }
    editor = EDITORS[kind](book, key, now=now, data=request.POST, body=newest.body)
    return _form(request, member, editor, after=newest.version, data=request.POST, status=409, moved_on=said)


def _current(member: Membership, kind: str, key: str, *, book: Directory, now: datetime) -> Edition:
    edition = found.current(kind, key, book=book, now=now) if reads_setup(member) else None
    if edition is None:
        raise Http404("no such thing")
    return edition


def _older(kind: str, key: str, number: str, *, book: Directory) -> Edition | None:
    """The edition with this number; 404 for one that is not there, None for none."""
    if not number:
        return None
    wanted = _number(number)
    for edition in found.editions_of(kind, key, book=book):
        if edition.version == wanted:
            return edition
    raise Http404("no such edition")


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _frame(member: Membership, kind: str, key: str, *, book: Directory) -> dict[str, Any]:
    return {
        "page": FOLDERS[kind],
        "title": TITLES[kind],
        "name": thing_name(kind, key, book=book),
        "key": key,
        "urls": urls_of(kind, key),
        "may_edit": edits(member, kind) and kind in EDITORS,
        "now": timezone.now(),
    }


def _sections(lines: tuple[Line, ...]) -> list[tuple[str, list[Line], bool]]:
    """The lines by section; and whether a section is nothing but one value for each temperature."""
    groups = [(section, list(same)) for section, same in groupby(lines, key=lambda line: line.section)]
    return [
        (section, same, [line.key.rpartition(".")[2] for line in same] == [*TEMPERATURES])
        for section, same in groups
    ]


def _focus(do: str, data: QueryDict) -> str:
    """The id of what has the focus after a move: the button that was pressed, the row that is new, or the list."""
    act, _sep, rest = do.partition(":")
    name, _sep, key = rest.partition(":")
    if act in {"add", "set"} and data.getlist(name):
        return f"row-{name}-{data.getlist(name)[-1]}"
    return f"add-{name}" if act == "remove" else f"{act}-{name}-{key}"
