"""What became of the leads that one's own agency or partner once held: a list, and each one's own part."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries import access
from staffel.queries.agency_week import PERIODS, agency_leads
from staffel.queries.directory import directory
from staffel.queries.followed import followed, followed_history, followed_page, followed_tracks
from staffel.web.members import for_members
from staffel.web.today import AGENCY_WEEK

PERIOD_WORDS: Final[dict[str, Promise]] = {
    "week": pgettext_lazy("period", "this week"),
    "last-week": pgettext_lazy("period", "last week up to the same day and hour"),
}


@require_safe
@for_members
def followed_leads(request: HttpRequest, member: Membership) -> HttpResponse:
    """The list, the latest enquiry first, or what a number of the agency's week counts (`event` and `period`); 404 for the
    vendor's own people, who have the list of leads."""
    if member.party.kind == PartyKind.DESK:
        raise Http404("no such list")
    if member.party.kind == PartyKind.PARTNER:
        return redirect("portal-closed")
    event, code = request.GET.get("event", ""), request.GET.get("period", "")
    leads, said = None, ""
    if event in AGENCY_WEEK and code in PERIODS:
        leads = agency_leads(member, event, code, now=timezone.now())
        said = f"{AGENCY_WEEK[event]}, {PERIOD_WORDS[code]}"
    book = directory()
    found = followed_page(member, after=request.GET.get("after", ""), book=book, leads=leads)
    context = {
        "page": "leads",
        "found": found,
        "tracks": followed_tracks(found.rows, member, book=book, now=timezone.now()),
        "of_week": said,
        "count": leads.count() if leads is not None else 0,
    }
    return render(request, "followed.html", context)


@require_safe
@for_members
def followed_lead(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """One of them: where it is now, and what one's own party did; 404 for everybody else's. A partner sees it in its
    portal."""
    lead, book = access.followed_lead(member, lead_id), directory()
    if member.party.kind == PartyKind.PARTNER:
        return redirect("portal-lead", lead_id)
    context = {
        "page": "leads",
        "now": timezone.now(),
        "lead": followed([lead], member, book=book)[0],
        "story": followed_history(lead, member, book=book),
    }
    return render(request, "followed_lead.html", context)
