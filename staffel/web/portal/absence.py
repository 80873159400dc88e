"""A firm enters its holiday on the phone: the days first, then each enquiry that falls due meanwhile is asked about."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staffel.models import Membership
from staffel.queries.absences import Reach, reach
from staffel.queries.access import manages_firm
from staffel.queries.directory import Directory, directory
from staffel.rules.refused import Refused
from staffel.web.absences import AbsenceForm, asked_about, enter_as_chosen
from staffel.web.forms import show_refusal
from staffel.web.members import actor_of, for_members
from staffel.web.portal.leads import check_partner


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def absence(request: HttpRequest, member: Membership) -> HttpResponse:
    """A manager enters what is away of the whole firm or of anybody in it, an employee only its own time."""
    check_partner(member)
    book, now = directory(), timezone.now()
    typed = request.POST if request.method == "POST" else request.GET
    form = _form(member, typed if request.method == "POST" or typed.get("first") else None, book=book)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, book=book, now=now)
    found = _reach(form, book=book, now=now)
    try:
        enter_as_chosen(form, found, request.POST, actor=actor_of(member), now=now)
    except Refused as refused:
        if "lead" not in refused.details:
            show_refusal(form, refused)
        return _page(request, form, book=directory(), now=now, refused=refused)
    messages.success(request, _("The absence is entered."))
    return redirect("portal-firm")


def _form(member: Membership, typed: QueryDict | None, *, book: Directory) -> AbsenceForm:
    form = AbsenceForm(typed, party=book.parties[member.party_id], book=book, by=member.id)
    if not manages_firm(member):
        who = form.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [(str(member.id), str(member.person))]
    return form


def _reach(form: AbsenceForm, *, book: Directory, now: datetime) -> Reach:
    return reach(form.party.id, member_id=form.member("who"), away=form.span, book=book, now=now, by=form.by)


def _page(
    request: HttpRequest,
    form: AbsenceForm,
    *,
    book: Directory,
    now: datetime,
    refused: Refused | None = None,
) -> HttpResponse:
    typed = request.POST if request.method == "POST" else request.GET
    knows_days = form.is_bound and (form.is_valid() or refused is not None)
    found = _reach(form, book=book, now=now) if knows_days else None
    context: dict[str, Any] = {
        "page": "portal-firm",
        "now": now,
        "vendor": book.installation,
        "form": form,
        "found": found,
        "asked": asked_about(found, typed, starts_later=form.span[0] > now, refused=refused) if found else [],
    }
    return render(request, "portal/absence.html", context, status=422 if request.method == "POST" else 200)
