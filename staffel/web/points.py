"""The ledger of points: a partner's own in the portal, and each partner's for the vendor's own people."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.access import visible_party
from staffel.queries.directory import directory
from staffel.queries.points import ledger, sums
from staffel.queries.rewards import has_points
from staffel.web.members import for_members


@require_safe
@for_members
def own_points(request: HttpRequest, member: Membership) -> HttpResponse:
    """Of the member's own firm. 404 for everybody else, and where there are no points and never were."""
    if member.party.kind != PartyKind.PARTNER:
        raise Http404("no portal")
    return _page(request, member, member.party_id, template="portal/points.html", page="portal-leads")


@require_safe
@for_members
def party_points(request: HttpRequest, member: Membership, party_id: UUID) -> HttpResponse:
    """Of one partner, with the leads that this member may open. 404 for whoever may not see the partner."""
    party = visible_party(member, party_id)
    if party.kind != PartyKind.PARTNER:
        raise Http404("only partners earn points")
    return _page(request, member, party.id, template="party_points.html", page="parties")


def _page(
    request: HttpRequest, member: Membership, party_id: UUID, *, template: str, page: str
) -> HttpResponse:
    """What was earned stays to be read also where the policy rewards nothing any more."""
    book, now = directory(), timezone.now()
    found = ledger(member, party_id, after=request.GET.get("after", "")[:40], book=book)
    is_rewarded = has_points(book, now=now)
    if not is_rewarded and not found.lines:
        raise Http404("no points")
    context = {
        "page": page,
        "now": now,
        "vendor": book.installation,
        "party": book.parties[party_id],
        "found": found,
        "sums": sums(party_id, now=now),
        "has_points": True,
    }
    return render(request, template, context)
