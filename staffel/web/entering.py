"""A new lead by hand: the campaign's form on one screen, with the leads that match what is being typed beside it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staffel.actions.leads import capture_lead
from staffel.models import Campaign, Lead, Membership
from staffel.models.ids import new_id
from staffel.queries.access import visible_leads
from staffel.queries.directory import Directory, directory
from staffel.queries.matches import matching_leads
from staffel.queries.placings import what_became_of
from staffel.rules.countries import parse_country
from staffel.rules.places import place_of
from staffel.rules.postal_codes import parse_postal_code
from staffel.rules.problems import Unreadable
from staffel.rules.prospects import Prospect, unknown_code
from staffel.rules.refused import Refused
from staffel.web.forms import show_refusal
from staffel.web.lead_form import EDITION, LeadForm, edition_asked
from staffel.web.limits import WITHIN_SECONDS, looks_too_often
from staffel.web.members import actor_of, for_members
from staffel.web.menu import HOUSE, VENDOR
from staffel.web.sentences import sentence

LOOKED_FOR: Final = frozenset(Prospect.__dataclass_fields__)


def check_enters(member: Membership) -> None:
    """Raises Http404 unless the member enters leads for the vendor: its own people and the agency."""
    if member.party.kind == "partner" or member.role not in HOUSE:
        raise Http404("not for this member")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def new_lead(request: HttpRequest, member: Membership) -> HttpResponse:
    """The empty form, with what became of the lead entered last (`?done=`); a POST takes the lead in, once however
    often it is sent. 422 with what was typed where something cannot be read. 404 for partners."""
    check_enters(member)
    book, now = directory(), timezone.now()
    if request.method != "POST":
        campaign = campaign_of(request.GET.get("campaign", ""), book=book)
        form = made_form(None, member, campaign, book=book, now=now)
        return _page(request, form, taken=taken_lead(request, member, book=book))
    form = made_form(
        request.POST, member, campaign_of(request.POST.get("campaign", ""), book=book), book=book, now=now
    )
    new = form.enquiry(key=nonce_of(request), as_typed=request.POST.get("as_typed") == "1")
    if new is None:
        return _page(request, form)
    try:
        captured = capture_lead(new, door=f"page:{member.id}", actor=actor_of(member), now=now)
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, form, nonce=nonce_after(request, refused))
    return redirect(f"{reverse('new-lead')}?done={captured.lead_id}&campaign={form.campaign.key}")


@require_POST
@for_members
def new_lead_fields(request: HttpRequest, member: Membership) -> HttpResponse:
    """The fields of another campaign's form, with what was typed so far; changes nothing."""
    check_enters(member)
    book, now = directory(), timezone.now()
    campaign = campaign_of(request.POST.get("campaign", ""), book=book)
    form = made_form(None, member, campaign, book=book, now=now, initial=typed_so_far(request))
    return render(request, "_entered_fields.html", {"form": form, "kept": kept_aside(request, form)})


@require_POST
@for_members
def known_leads(request: HttpRequest, member: Membership) -> HttpResponse:
    """The leads that match what is being typed, as a fragment; changes nothing. A POST, so that no address book of
    telephone numbers ends up in logs. 429 with a word for whoever looks too often; the lead is taken in all the same."""
    if member.party.kind != "partner":
        check_enters(member)
    if looks_too_often(member):
        return _looked_enough(request)
    book, now = directory(), timezone.now()
    given = {name: request.POST.get(name, "")[:200].replace("\0", "") for name in LOOKED_FOR}
    typed = Prospect(**{**given, "country": _country(given["country"], home=book.installation.country)})
    campaign = campaign_of(request.POST.get("campaign", ""), book=book)
    body = book.current("campaign", campaign.key, at=now).body
    matches = matching_leads(member, typed, body, book=book, now=now)
    return render(request, "_matches.html", {"matches": matches, "is_asked": any(given.values())})


def _country(text: str, *, home: str) -> str:
    """The country (ISO) that is typed; the vendor's own where none is, or none can be read."""
    try:
        return parse_country(text) if text.strip() else home
    except Unreadable:
        return home


@require_POST
@for_members
def place_of_code(request: HttpRequest, member: Membership) -> HttpResponse:  # noqa: ARG001 - for whoever is logged in
    """The place of the postal code that is being typed, in a sentence, or that the code is not known; nothing while it is
    none yet. Changes nothing; a POST, so that nobody's address ends up in logs."""
    book = directory()
    code, country = (request.POST.get(name, "")[:60].replace("\0", "") for name in ("postal_code", "country"))
    try:
        home = parse_country(country) if country.strip() else book.installation.country
        read = parse_postal_code(code, home) if code.strip() else ""
    except Unreadable:
        return HttpResponse("")  # it is said when the form is sent
    if doubts := unknown_code(read, home):
        return HttpResponse(format_html('<b class="wrong-because">{}</b>', sentence(doubts[0])))
    found = place_of(home, read) if read else None
    if found is None or found.matched != "exact":
        return HttpResponse("")
    words = _("%(place)s, where nothing is typed here.") % {"place": found.place}
    return HttpResponse(escape(words))


def _looked_enough(request: HttpRequest) -> HttpResponse:
    response = render(request, "_matches.html", {"minutes": WITHIN_SECONDS // 60}, status=429)
    response["Retry-After"] = str(WITHIN_SECONDS)
    return response


def campaign_of(key: str, *, book: Directory) -> Campaign:
    """The campaign that was chosen, else the default one."""
    chosen = book.campaigns.get(key) or next((one for one in book.campaigns.values() if one.is_default), None)
    if chosen is None:
        raise Http404("no campaign yet")
    return chosen


def made_form(
    data: Any, member: Membership, campaign: Campaign, *, book: Directory, now: datetime, initial: Any = None
) -> LeadForm:
    """The form as this member has it, in the edition that the page has asked: only the vendor's own people name a wished
    partner."""
    edition = edition_asked(data, campaign, book=book) if data else None
    form = LeadForm(data, campaign=campaign, book=book, now=now, initial=initial, edition=edition)
    if member.role not in VENDOR:
        del form.fields["about_party"]
    return form


def typed_so_far(request: HttpRequest) -> dict[str, Any]:
    """Every value that was sent, for a form that shows them again."""
    lists = ((key, request.POST.getlist(key)) for key in request.POST)
    return {key: values if len(values) > 1 else values[0] for key, values in lists}


def kept_aside(request: HttpRequest, form: LeadForm) -> list[tuple[str, str]]:
    """What was typed into fields that this form lacks: it goes along hidden, and is there again when one goes back."""
    left_out = {*form.fields, "csrfmiddlewaretoken", "nonce", "as_typed", "campaign", EDITION}
    return [
        (key, value)
        for key in request.POST
        if key not in left_out
        for value in request.POST.getlist(key)
        if value
    ]


def nonce_of(request: HttpRequest) -> str:
    """What makes one page of the form one lead."""
    try:
        return str(UUID(request.POST.get("nonce", "")))
    except ValueError:
        return str(new_id())


def nonce_after(request: HttpRequest, refused: Refused) -> str:
    """The page's nonce; a new one where the page was sent before with somebody else in it: sent again it is another
    lead."""
    return str(new_id()) if refused.code == "key_reused" else nonce_of(request)


def taken_lead(request: HttpRequest, member: Membership, *, book: Directory) -> dict[str, Any] | None:
    """The lead that was entered last and what became of it; a link only for whoever may open it."""
    try:
        wanted = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    own_door = f"{'portal' if member.party.kind == 'partner' else 'page'}:{member.id}"
    lead = Lead.objects.filter(id=wanted, submissions__door=own_door).first()
    if lead is None:
        return None
    is_visible = visible_leads(member).filter(id=lead.id).exists()
    return {"lead": lead, "said": what_became_of(lead, book=book), "is_visible": is_visible}


def _page(
    request: HttpRequest, form: LeadForm, *, taken: dict[str, Any] | None = None, nonce: str = ""
) -> HttpResponse:
    context = {
        "page": "new-lead",
        "form": form,
        "kept": kept_aside(request, form),
        "taken": taken,
        "campaigns": sorted(form.book.campaigns.values(), key=lambda one: one.name),
        "nonce": nonce or nonce_of(request),
    }
    return render(request, "new_lead.html", context, status=422 if form.errors else 200)
