"""The list of leads: search, filters and order stand in the address; for htmx only the list, and as a file."""

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.access import decides
from staffel.queries.directory import Directory, directory
from staffel.queries.lead_filters import LeadFilters
from staffel.queries.leads import found_leads, lead_page
from staffel.queries.tracks import tracks
from staffel.rules.words import normalised
from staffel.web import lead_choices
from staffel.web.bulk import ACTS
from staffel.web.fragments import wants_fragment
from staffel.web.lead_files import MOST_ROWS, csv_of, xlsx_of
from staffel.web.members import for_members

SUGGESTED: Final = 12


@require_safe
@for_members
def leads(request: HttpRequest, member: Membership) -> HttpResponse:
    """The page, or for htmx the list on it, whose address then loses what is empty. A partner is brought to its portal's
    list."""
    if member.party.kind == PartyKind.PARTNER:
        return redirect("portal-leads")
    response = lead_list(request, member)
    if wants_fragment(request):
        response["HX-Push-Url"] = _address(request)
    return response


@require_safe
@for_members
def leads_file(request: HttpRequest, member: Membership, kind: str) -> HttpResponseBase:
    """All leads that fit the filters, as `csv` or `xlsx`. Refused (422): more rows than a spreadsheet may have."""
    book, now = directory(), timezone.now()
    found = found_leads(member, LeadFilters.of(request.GET.dict()), book=book, now=now)
    if kind == "csv":
        return csv_of(found, member, book=book, now=now)
    if kind != "xlsx":
        raise Http404("no such kind of file")
    if found.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        words = _(
            "More than %(most)s leads do not fit into an Excel file. Take the CSV file, or fewer leads."
        )
        return lead_list(request, member, error=words % {"most": MOST_ROWS})
    return xlsx_of(found, member, book=book, now=now)


@require_safe
@for_members
def holders(request: HttpRequest, member: Membership) -> HttpResponse:
    """For the field that names who is responsible: the parties that what was typed may mean, as options. 404 for who
    sees no leads but its own."""
    if member.party.kind != PartyKind.DESK:
        raise Http404("no choice of holders")
    typed = request.GET.get("holder") or request.GET.get("party") or ""
    wanted = normalised(typed[:160])
    names = sorted({party.name for party in directory().parties.values() if wanted in normalised(party.name)})
    return render(request, "_holders.html", {"names": names[:SUGGESTED] if wanted else []})


def lead_list(request: HttpRequest, member: Membership, *, error: str = "") -> HttpResponse:
    """The list as its address asks for; after a refusal with its words, and status 422."""
    book, now = directory(), timezone.now()
    filters = LeadFilters.of(request.GET.dict())
    found = lead_page(member, filters, book=book, now=now)
    context = {
        "page": "leads",
        "now": now,
        "filters": filters,
        "found": found,
        "tracks": tracks([row.lead for row in found.rows], member=member, book=book, now=now),
        "chips": lead_choices.chips(request, filters, book=book),
        "columns": lead_choices.columns(request, filters),
        "error": error,
        "is_fragment": wants_fragment(request),
        "folded": len(filters.asked.keys() - {"q"}),
        "decides": decides(member),
        "bulk_acts": ACTS,
        **_choices(member, book=book, now=now),
    }
    template = "_leads.html" if context["is_fragment"] else "leads.html"
    return render(request, template, context, status=422 if error else 200)


def _choices(member: Membership, *, book: Directory, now: datetime) -> dict[str, Any]:
    """What the filters offer; only the vendor's people choose whose leads they see, since others see their own."""
    campaigns = sorted(book.campaigns.values(), key=lambda campaign: campaign.name)
    return {
        **lead_choices.offered(),
        "campaigns": campaigns,
        "sources": sorted({campaign.source for campaign in campaigns if campaign.source}),
        "chooses_holder": member.party.kind == PartyKind.DESK,
        "today": timezone.localdate(now),
    }


def _address(request: HttpRequest) -> str:
    asked = QueryDict(mutable=True)
    for name, value in request.GET.dict().items():
        if value:
            asked[name] = str(value)
    return f"{reverse('leads')}?{asked.urlencode()}" if asked else reverse("leads")
