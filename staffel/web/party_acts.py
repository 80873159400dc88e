"""What can be done with a party: entered, edited, paused, ended and activated, and notes about it."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions import new_parties, party_notes
from staffel.actions import parties as actions
from staffel.models import Membership, Party, Role
from staffel.queries.access import decides, may_care_for, may_change, visible_party
from staffel.queries.directory import directory
from staffel.queries.labels import KINDS
from staffel.queries.partner_words import partner_words
from staffel.queries.party_leads import ending
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.parties import notes_of, party_shown
from staffel.web.party_forms import CapacityForm, EndForm, NoteForm, PartyForm, PauseForm
from staffel.web.refusals import in_words

FORMS: Final[dict[str, type[forms.Form]]] = {"capacity": CapacityForm, "pause": PauseForm, "note": NoteForm}


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def party_new(request: HttpRequest, member: Membership) -> HttpResponse:
    """A new partner; agencies and desks are the administrator's. 404 for whoever does not decide."""
    if not decides(member):
        raise Http404("not for this member")
    kinds = KINDS if member.role == Role.ADMINISTRATOR else {"partner": KINDS["partner"]}
    kind = request.POST.get("kind", request.GET.get("kind", "partner"))
    if kind not in kinds:
        raise Http404("not for this member")
    form = PartyForm(request.POST if request.method == "POST" else None, book=directory())
    is_invited = request.POST.get("invited") == "1"
    if form.is_bound and form.is_valid():
        try:
            made = new_parties.create_party(
                form.values(),
                kind=kind,
                key=form.cleaned_data["key"],
                is_invited=is_invited,
                actor=actor_of(member),
                now=timezone.now(),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Entered. Next: a person, and an area."))
            return redirect("party", made)
    context = {
        "title": _("New %(partner)s") % partner_words(),
        "kinds": kinds if len(kinds) > 1 else {},
        "kind": kind,
        "is_invited": is_invited,
        "back": reverse("parties"),
    }
    return _form_page(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def party_edit(request: HttpRequest, member: Membership, party_id: UUID) -> HttpResponse:
    """A party's own data. 404 for whoever does not decide about it."""
    party = _own(member, party_id, may_change)
    form = PartyForm(request.POST if request.method == "POST" else None, book=directory(), party=party)
    if form.is_bound and form.is_valid():
        try:
            actions.change_party(party.id, form.changed_values(), actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("party", party.id)
    context = {
        "title": _("Edit %(name)s") % {"name": party.name},
        "party": party,
        "back": reverse("party", args=[party.id]),
    }
    return _form_page(request, form, context)


def _form_page(request: HttpRequest, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    shown = {"page": "parties", "form": form, **context}
    return render(request, "party_edit.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def party_end(request: HttpRequest, member: Membership, party_id: UUID) -> HttpResponse:
    """Shows what happens to the party's leads, asks why, and ends it."""
    party = _own(member, party_id, may_change)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            leads = actions.end_party(
                party.id, actor=actor_of(member), now=timezone.now(), text=form.cleaned_data["text"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said = ngettext(
                "Ended. %(n)d lead is on the desk now.", "Ended. %(n)d leads are on the desk now.", leads
            )
            messages.success(request, said % {"n": leads})
            return redirect("party", party.id)
    context = {
        "page": "parties",
        "party": party,
        "form": form,
        "ending": ending(party, book=directory()),
    }
    return render(request, "party_end.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_members
def party_act(request: HttpRequest, member: Membership, party_id: UUID, act: str) -> HttpResponse:
    """`pause`, `resume`, `capacity`, `note`, `note-done` for whoever cares for the party, `activate` for who decides
    about it. A refusal is shown on its page with what was typed."""
    if act not in ACTS:
        raise Http404("no such act")
    party = _own(member, party_id, may_change if act == "activate" else may_care_for)
    form = FORMS[act](request.POST) if act in FORMS else None
    if form is not None and not form.is_valid():
        return party_shown(request, member, party, act=act, form=form)
    try:
        said = ACTS[act](request, member, party, form)
    except Refused as refused:
        if form is None:
            return party_shown(request, member, party, act=act, error=in_words(refused))
        show_refusal(form, refused)
        return party_shown(request, member, party, act=act, form=form)
    messages.success(request, said)
    if request.POST.get("back") == "today":
        return redirect("today")
    return redirect("party", party.id)


def _own(member: Membership, party_id: UUID, may: Callable[[Membership, Party], bool]) -> Party:
    party = visible_party(member, party_id)
    if not may(member, party):
        raise Http404("not for this member")
    return party


def _pause(_request: HttpRequest, member: Membership, party: Party, form: forms.Form | None) -> str:
    assert isinstance(form, PauseForm)
    until, now = form.ends_at(party.timezone), timezone.now()
    if until is not None and until <= now:
        raise Refused("follow_up_past", "Please choose a date after today.", field="until")
    ended = actions.pause_party(party.id, until=until, actor=actor_of(member), now=now)
    said = ngettext(
        "Paused. %(n)d open offer went to the next one.",
        "Paused. %(n)d open offers went to the next ones.",
        ended,
    )
    return said % {"n": ended}


def _resume(_request: HttpRequest, member: Membership, party: Party, _form: forms.Form | None) -> str:
    actions.resume_party(party.id, actor=actor_of(member), now=timezone.now())
    return _("The pause is over.")


def _capacity(_request: HttpRequest, member: Membership, party: Party, form: forms.Form | None) -> str:
    assert form is not None
    actions.change_party(party.id, form.cleaned_data, actor=actor_of(member), now=timezone.now())
    return _("Saved.")


def _note(_request: HttpRequest, member: Membership, party: Party, form: forms.Form | None) -> str:
    assert form is not None
    party_notes.add_party_note(party.id, **form.cleaned_data, actor=actor_of(member), now=timezone.now())
    return _("The note is kept.")


def _note_done(request: HttpRequest, member: Membership, party: Party, _form: forms.Form | None) -> str:
    note = next((one for one in notes_of(party) if str(one.id) == request.POST.get("note")), None)
    if note is None:
        raise Http404("no such note")
    party_notes.finish_party_note(note.id, actor=actor_of(member), now=timezone.now())
    return _("Done: the note about %(party)s.") % {"party": party.name}


def _activate(_request: HttpRequest, member: Membership, party: Party, _form: forms.Form | None) -> str:
    actions.activate_party(party.id, actor=actor_of(member), now=timezone.now())
    if not directory().network.bidders[party.id].has_people:
        return _("Active; it is asked as soon as somebody of the firm has accepted the invitation.")
    return _("Active: it is asked from now on.")


ACTS: Final[dict[str, Callable[[HttpRequest, Membership, Party, forms.Form | None], str]]] = {
    "pause": _pause,
    "resume": _resume,
    "capacity": _capacity,
    "note": _note,
    "note-done": _note_done,
    "activate": _activate,
}
