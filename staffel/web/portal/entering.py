"""A partner's own lead: what it has found itself, kept where all its leads are; nobody else is asked for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from staffel.actions.leads import capture_own_lead
from staffel.models import Membership, PartyKind
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from staffel.web.entering import campaign_of, kept_aside, nonce_after, nonce_of, taken_lead
from staffel.web.forms import show_refusal
from staffel.web.lead_form import LeadForm, edition_asked
from staffel.web.members import actor_of, for_members


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def own_lead(request: HttpRequest, member: Membership) -> HttpResponse:
    """The campaign's form in the portal; a POST takes the lead in, once, and the partner works it from then on. 422
    with what was typed where something cannot be read. 404 for everybody but partners."""
    if member.party.kind != PartyKind.PARTNER:
        raise Http404("only for partners")
    book, now = directory(), timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    campaign = campaign_of(given.get("campaign", ""), book=book)
    form = LeadForm(
        request.POST if request.method == "POST" else None,
        campaign=campaign,
        book=book,
        now=now,
        is_brief=True,
        edition=edition_asked(given, campaign, book=book),
    )
    nonce = nonce_of(request)
    if request.method == "POST":
        new = form.enquiry(key=nonce, as_typed=request.POST.get("as_typed") == "1")
        try:
            if new is not None:
                captured = capture_own_lead(new, door=f"portal:{member.id}", actor=actor_of(member), now=now)
                return redirect(f"{reverse('own-lead')}?done={captured.lead_id}")
        except Refused as refused:
            show_refusal(form, refused)
            nonce = nonce_after(request, refused)
    context = {
        "page": "own-lead",
        "language": get_language(),
        "vendor": book.installation,
        "form": form,
        "kept": kept_aside(request, form),
        "taken": taken_lead(request, member, book=book),
        "nonce": nonce,
    }
    return render(request, "portal/new.html", context, status=422 if form.errors else 200)
