"""Partners: one invited by hand, or many from a file, with a look at what would happen first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.areas import area_shown
from staffel.actions.firms import invite_firms, new_firms
from staffel.actions.imports import begin_import, end_import
from staffel.actions.party_imports import PartyPlan, import_parties, plan_parties
from staffel.models import Membership
from staffel.queries.access import decides
from staffel.queries.directory import directory
from staffel.queries.partner_words import partner_words
from staffel.rules.amounts import parse_positive
from staffel.rules.columns import chosen_mapping, propose_mapping
from staffel.rules.problems import Problem, Unreadable, remarks_of
from staffel.rules.refused import Refused
from staffel.web.columns import columns_chosen, columns_read, fields_of
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.people_files import said
from staffel.web.refusals import in_words
from staffel.web.uploads import Upload, uploaded

SHOWN = 100
FIRM = ("name", "person", "email", "postal_code", "place", "phone", "languages")


class FirmForm(forms.Form):
    """One firm to be invited."""

    name = forms.CharField(label=_l("Firm"), max_length=200)
    person = forms.CharField(label=_l("Contact person"), max_length=200)
    email = forms.CharField(
        label=_l("E-mail"), max_length=254, widget=forms.TextInput(attrs={"type": "email"})
    )
    postal_code = forms.CharField(label=_l("Postal code"), max_length=12)
    place = forms.CharField(label=_l("Place"), max_length=120, required=False)
    phone = forms.CharField(
        label=_l("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    languages = forms.ChoiceField(label=_l("Language"), choices=[("de", _l("German")), ("en", _l("English"))])


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def firms(request: HttpRequest, member: Membership) -> HttpResponse:
    """For the desk and the administrator. POST with a file shows what it would do as its columns (`column-…`)
    and the `radius` are chosen; with `sure` it is done, as `how` says: `invite` each firm, or `take` them in as partners that have agreed already."""
    if not decides(member):
        raise Http404("only for the desk")
    if request.method != "POST":
        return _page(request)
    try:
        upload = uploaded(request, "parties")
    except Refused as refused:
        return _page(request, error=in_words(refused), status=422)
    return _looked_at(request, member, upload)


def _looked_at(request: HttpRequest, member: Membership, upload: Upload) -> HttpResponse:
    """The file as its columns and the radius are chosen; carried out when that is confirmed."""
    proposed = {column.header: column.field for column in upload.mapping.columns}
    chosen = columns_chosen(request.POST, upload.table, proposed)
    asked: dict[str, Any] = {
        "upload": upload,
        "columns": columns_read(upload.table, "parties", chosen),
        "fields": fields_of("parties"),
        "radius": request.POST.get("radius", "").strip()[:10],
        "how": request.POST.get("how", ""),
    }
    try:
        mapping = chosen_mapping(upload.table.headers, "parties", chosen)
        radius = parse_positive(asked["radius"]) if asked["radius"] else None
        plan = plan_parties(upload.rows, mapping, radius_km=radius)
        if request.POST.get("sure") == "1":
            return _carried_out(request, member, replace(upload, mapping=mapping), plan)
    except Unreadable as unreadable:
        said_so = _(unreadable.message) % unreadable.details
        return _page(request, **asked, error=said_so, status=422)
    except Refused as refused:
        return _page(request, **asked, **_preview(plan, mapping.fields), error=in_words(refused), status=422)
    return _page(request, **asked, **_preview(plan, mapping.fields))


@require_POST
@for_members
def invite_firm(request: HttpRequest, member: Membership) -> HttpResponse:
    """Invite one firm; what is wrong stands beside its field."""
    if not decides(member):
        raise Http404("only for the desk")
    form = FirmForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    plan = plan_parties([(1, [form.cleaned_data[name] for name in FIRM])], propose_mapping(FIRM, "parties"))
    for row in plan.unread:
        for problem in row.problems:
            form.add_error(problem.field if problem.field in form.fields else None, said((problem,))[0])
    if form.errors:
        return _page(request, form=form, status=422)
    if not plan.new:
        form.add_error("name", _("This firm is there already."))
        return _page(request, form=form, status=422)
    try:
        invite_firms(plan, actor=actor_of(member), now=timezone.now())
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, form=form, status=422)
    messages.success(request, _("%(name)s is invited.") % {"name": form.cleaned_data["name"]})
    return _back(request)


def _carried_out(request: HttpRequest, member: Membership, upload: Upload, plan: PartyPlan) -> HttpResponse:
    now, actor = timezone.now(), actor_of(member)
    fields = {header: field for field, header in upload.mapping.fields.items()}
    if request.POST.get("how") == "take":
        import_parties(plan, actor=actor, now=now)
        count, changed = len(plan.new), len(plan.changed)
        words = ngettext("%(count)d %(partner)s taken in.", "%(count)d %(partners)s taken in.", count)
    else:
        count, changed = invite_firms(plan, actor=actor, now=now), 0
        words = ngettext("%(count)d firm invited.", "%(count)d firms invited.", count)
    messages.success(request, words % {"count": count, **partner_words()})
    begun = begin_import("parties", mode="", filename=upload.name, source="", mapping=fields, now=now)
    counts = {"new": count, "changed": changed, "unreadable": len(plan.unread)}
    end_import(begun, plan.unread, counts=counts, now=now)  # what could not be read waits for repair
    if left := len(plan.new) - count:
        unasked = ngettext(
            "%(count)d firm has no e-mail address and was left out.",
            "%(count)d firms have no e-mail address and were left out.",
            left,
        )
        messages.warning(request, unasked % {"count": left})
    if plan.unread:
        kept = ngettext(
            "%(count)d line could not be read: it is kept under unclear arrivals.",
            "%(count)d lines could not be read: they are kept under unclear arrivals.",
            len(plan.unread),
        )
        messages.warning(request, kept % {"count": len(plan.unread)})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To where whoever invites came from."""
    return redirect("first-steps" if request.POST.get("from") == "first-steps" else "firms")


def _by_column(problems: Sequence[Problem], headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each problem with the header of its column; "" where the file has no column for it."""
    return [(headers.get(problem.field, ""), words) for problem in problems for words in said((problem,))]


def _preview(plan: PartyPlan, headers: Mapping[str, str]) -> dict[str, Any]:
    asked = {row.line for row in new_firms(plan)}
    return {
        "plan": plan,
        "rows": [(row, [area_shown(one) for one in row.areas.added]) for row in plan.new[:SHOWN]],
        "without_area": sum(not row.areas.added and row.party.kind == "partner" for row in plan.new),
        "needs_name": "name" not in headers,
        "more": max(0, len(plan.new) - SHOWN),
        "invitable": len(asked),
        "unread": [(row.line, _by_column(row.problems, headers)) for row in plan.unread[:SHOWN]],
        "remarks": [
            (words, one) for one in remarks_of(plan.remarks)[:SHOWN] for words in said((one.problem,))
        ],
    }


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    language = directory().installation.language
    context = {
        "page": "people",
        "form": FirmForm(initial={"languages": language}),
        "came_from": request.POST.get("from") or request.GET.get("from", ""),
        **more,
    }
    return render(request, "firms.html", context, status=status)
