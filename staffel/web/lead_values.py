"""A lead's data corrected in place: the value becomes a field, and what somebody else wrote meanwhile is shown."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staffel.actions.corrections import correct_value
from staffel.models import Lead, Membership
from staffel.queries.access import house_lead, visible_lead
from staffel.queries.directory import directory
from staffel.queries.values import Value, value_of
from staffel.rules.refused import Refused
from staffel.web.lead_forms import acts_of
from staffel.web.leads import Editing, lead_page
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import doubted_code, in_words


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def lead_value(request: HttpRequest, member: Membership, lead_id: UUID, key: str) -> HttpResponse:
    """The field in place of the value (GET; with `keep` the value again), and its correction (POST). A refusal keeps what
    was typed (422); where somebody else was quicker both values are shown (409). 404 for strangers, for whoever may not
    correct, and for unknown values."""
    lead = house_lead(member, lead_id)
    value = value_of(lead, key, member=member, book=directory())
    if value is None or value.is_fixed or not acts_of(member, lead, is_own=False)["correct"]:
        raise Http404("no such value")
    if request.method == "POST":
        return _correct(request, member, lead, value)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('lead', args=[lead.id])}?edit={key}#{value.anchor}")
    edit = None if "keep" in request.GET else Editing(key)
    return _row(request, lead, value, edit)


def _correct(request: HttpRequest, member: Membership, lead: Lead, value: Value) -> HttpResponse:
    typed, seen = request.POST.getlist("value"), request.POST.get("seen", "").replace("\r\n", "\n")
    try:
        sure, now = request.POST.get("sure", ""), timezone.now()
        correct_value(lead.id, value.key, typed, seen=seen, actor=actor_of(member), now=now, sure=sure)
    except Refused as refused:
        edit = editing(member, lead, value.key, typed, seen, refused)
        fresh = visible_lead(member, lead.id)
        if request.headers.get("HX-Request") != "true":
            return lead_page(request, member, fresh, edit=edit)
        row = value_of(fresh, value.key, member=member, book=directory()) or value
        return _row(request, fresh, row, edit)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('lead', args=[lead.id])}#{value.anchor}")
    said = _("%(field)s corrected.") % {"field": value.label}
    response = lead_page(request, member, visible_lead(member, lead.id), said=said, focus=value.key)
    response["HX-Retarget"] = "#lead"
    response["HX-Reswap"] = "outerHTML"
    return response


def editing(
    member: Membership, lead: Lead, key: str, typed: list[str], seen: str, refused: Refused
) -> Editing:
    """What was typed and why it was refused; where somebody else was quicker, what stands there now."""
    if refused.code != "changed_meanwhile":
        return Editing(key, typed, in_words(refused), seen, doubted=doubted_code(refused))
    stands = value_of(Lead.objects.get(id=lead.id), key, member=member, book=directory())
    last = stands.past[0] if stands and stands.past else None
    by = last.who if last else ""
    return Editing(key, typed, in_words(refused), stands.typed if stands else "", is_conflict=True, by=by)


def _row(request: HttpRequest, lead: Lead, value: Value, edit: Editing | None) -> HttpResponse:
    template = "_value_edit.html" if edit else "_value.html"
    status = 409 if edit and edit.is_conflict else 422 if edit and edit.error else 200
    context = {
        "lead": lead,
        "value": value,
        "edit": edit,
        "may": {"correct": True},
        "now": timezone.now(),
        "focus": "" if edit else value.key,
    }
    return render(request, template, context, status=status)
