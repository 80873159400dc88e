"""The script of a call: one question after the other, each answer kept at once, whatever becomes of the line."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.calls import answer_on_call, consent_on_call
from staffel.models import Lead, Membership
from staffel.queries.calls import callable_lead
from staffel.queries.directory import directory
from staffel.queries.values import value_of
from staffel.rules.refused import Refused
from staffel.web.calls import Place, call_page
from staffel.web.fragments import wants_fragment
from staffel.web.lead_values import editing
from staffel.web.members import actor_of, for_members


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def call_answer(request: HttpRequest, member: Membership, lead_id: UUID, key: str) -> HttpResponse:
    """The question (GET), and its answer (POST): then the next one. A refusal keeps what was typed (422); where somebody
    else was quicker both values are shown (409). 404 when the lead is not on the member's list, and for what it does not
    have."""
    lead = callable_lead(member, lead_id)
    value = value_of(lead, key, member=member, book=directory())
    if value is None or value.is_fixed or lead.status != "qualifying":
        raise Http404("no such question")
    if request.method == "POST":
        return _answer(request, member, lead, key)
    return _show(request, member, lead, Place(at=key))


def _answer(request: HttpRequest, member: Membership, lead: Lead, key: str) -> HttpResponse:
    typed, seen = request.POST.getlist("value"), request.POST.get("seen", "").replace("\r\n", "\n")
    try:
        sure, now = request.POST.get("sure", ""), timezone.now()
        answer_on_call(lead.id, key, typed, seen=seen, actor=actor_of(member), now=now, sure=sure)
    except Refused as refused:
        edit = editing(member, lead, key, typed, seen, refused)
        fresh = callable_lead(member, lead.id)
        place, is_part = Place(at=key, edit=edit), wants_fragment(request)
        response = call_page(request, member, fresh, place=place, is_part=is_part)
        response.status_code = 409 if edit.is_conflict else 422
        return response
    return _show(request, member, callable_lead(member, lead.id), Place(after=key))


@require_POST
@for_members
def call_consent(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """What the prospect said to the text that was read out: *yes* is kept, after *no* the page says what follows. 409 with
    the new text where another holds by now. 404 when the lead is not on the member's list or not being qualified."""
    lead, said = callable_lead(member, lead_id), request.POST.get("consents", "")
    if lead.status != "qualifying" or said not in {"yes", "no"}:
        raise Http404("no such answer")
    if said == "yes":
        try:
            version = request.POST.get("version", "")
            consent_on_call(lead.id, version=version, actor=actor_of(member), now=timezone.now())
        except Refused as refused:
            place = Place(consent="ask", changed=refused)
            response = call_page(request, member, lead, place=place, is_part=wants_fragment(request))
            response.status_code = 409
            return response
    return _show(request, member, callable_lead(member, lead_id), Place(consent=said))


def _show(request: HttpRequest, member: Membership, lead: Lead, place: Place) -> HttpResponse:
    query = {"reached": "1", "at": place.at, "after": place.after, "consent": place.consent}
    address = f"{reverse('call', args=[lead.id])}?{urlencode({k: v for k, v in query.items() if v})}"
    if not wants_fragment(request):
        return redirect(f"{address}#script")
    response = call_page(request, member, lead, place=place, is_part=True)
    response["HX-Replace-Url"] = address  # who loads the page again goes on here
    return response
