"""What became of the leads that one's own agency or partner once held: a list, and each one's own part."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries import access
from staffel.queries.directory import directory
from staffel.queries.followed import followed, followed_history, followed_page
from staffel.web.members import for_members


@require_safe
@for_members
def followed_leads(request: HttpRequest, member: Membership) -> HttpResponse:
    """The list, the latest enquiry first; 404 for the vendor's own people, who have the list of leads."""
    if member.party.kind == PartyKind.DESK:
        raise Http404("no such list")
    if member.party.kind == PartyKind.PARTNER:
        return redirect("portal-closed")
    found = followed_page(member, after=request.GET.get("after", ""), book=directory())
    return render(request, "followed.html", {"page": "leads", "found": found})


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
