"""Begins a new market, campaign, policy, pipeline or list of reasons from one that is there, and gives another name."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.actors import Actor
from staffel.actions.versions import (
    change_campaign,
    change_market,
    create_campaign,
    create_market,
    publish,
)
from staffel.models import Membership
from staffel.queries import editions as found
from staffel.queries.access import edits
from staffel.queries.directory import Directory, directory
from staffel.queries.vocabulary import desks
from staffel.rules.refused import Refused
from staffel.rules.texts import LANGUAGES
from staffel.web.folders import FOLDERS
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words

NEW_WORDS: Final[dict[str, Promise]] = {
    "market": gettext_lazy("New market"),
    "campaign": gettext_lazy("New campaign"),
    "form": gettext_lazy("New form"),
    "policy": gettext_lazy("New policy"),
    "pipeline": gettext_lazy("New sales pipeline"),
    "reasons": gettext_lazy("New list of reasons"),
}


class NameForm(forms.Form):
    """The name; of a market its desk, of a campaign its source; of a new one what it begins with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)

    def __init__(
        self, *args: Any, kind: str, book: Directory, now: datetime, is_new: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if kind == "market":
            choices = [(str(desk.id), desk.name) for desk in desks(book=book)]
            self.fields["desk"] = forms.ChoiceField(
                label=_("Responsible desk"),
                choices=choices,
                help_text=_("Where its leads lie when nobody wants them."),
            )
        if kind == "campaign":
            self.fields["source"] = forms.CharField(
                label=_("Source"),
                required=False,
                max_length=80,
                help_text=_("Such as website, fair or newsletter."),
            )
        if is_new:
            same = [(one.key, one.name) for one in found.things(kind, book=book, now=now)]
            self.fields["like"] = forms.ChoiceField(
                label=_("Begins as a copy of"), choices=same, help_text=_("You change it on the next page.")
            )


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def begin(request: HttpRequest, member: Membership, *, kind: str) -> HttpResponse:
    """A new one, as a copy of one that is there; then its form. 404 for whoever does not edit this kind."""
    book, now = directory(), timezone.now()
    if not edits(member, kind):
        raise Http404("not for this member")
    form = NameForm(request.POST or None, kind=kind, book=book, now=now, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            key = _begin(kind, form.cleaned_data, book=book, actor=actor_of(member), now=now)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(f"{kind}-edit", key)
    context = {
        "form": form,
        "title": NEW_WORDS[kind],
        "list_url": reverse(FOLDERS[kind]),
        "page": FOLDERS[kind],
    }
    return render(request, "setup/new.html", context, status=422 if form.errors else 200)


def _begin(kind: str, typed: dict[str, Any], *, book: Directory, actor: Actor, now: datetime) -> str:
    """The key of the new one. Refused: as its action does; `thing_exists` for a name that is taken."""
    key = str(slugify(typed["name"]))[:60]
    body = book.current(kind, typed["like"], at=now).body
    if not key or key == "new" or (kind, key) in book.published:
        raise Refused("thing_exists", "There is one with this name.", field="name")
    if kind == "market":
        create_market(key, name=typed["name"], desk_id=UUID(typed["desk"]), body=body, actor=actor, now=now)
    elif kind == "campaign":
        create_campaign(key, name=typed["name"], source=typed["source"], body=body, actor=actor, now=now)
    else:
        if kind == "form":
            body = replace(body, labels=dict.fromkeys(LANGUAGES, typed["name"]))
        publish(kind, key, body, actor=actor, now=now, after=0)
    return key


def name_form(kind: str, key: str, *, book: Directory, now: datetime) -> NameForm | None:
    """The form that gives another name; None for kinds whose name is their key."""
    if kind == "market":
        market = book.markets[key]
        initial = {"name": market.name, "desk": str(market.desk_id)}
    elif kind == "campaign":
        initial = {"name": book.campaigns[key].name, "source": book.campaigns[key].source}
    else:
        return None
    return NameForm(None, initial=initial, kind=kind, book=book, now=now, is_new=False)


@require_POST
@for_members
def rename(request: HttpRequest, member: Membership, key: str, *, kind: str) -> HttpResponse:
    """Another name, desk or source; versions and leads stay as they are. 404 for whoever does not edit this kind."""
    book, now = directory(), timezone.now()
    if not edits(member, kind) or (kind, key) not in book.published:
        raise Http404("not for this member")
    form = NameForm(request.POST, kind=kind, book=book, now=now, is_new=False)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return redirect(f"{kind}-page", key)
    typed, actor = form.cleaned_data, actor_of(member)
    try:
        if kind == "market":
            change_market(key, name=typed["name"], desk_id=UUID(typed["desk"]), actor=actor, now=now)
        else:
            change_campaign(key, name=typed["name"], source=typed["source"], actor=actor, now=now)
    except Refused as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{kind}-page", key)
