"""Today: what waits, who is responsible, whose turn it is and until when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.access import decides
from staffel.queries.directory import directory
from staffel.queries.tracks import tracks
from staffel.queries.waiting import Filters, waiting_today
from staffel.web.members import for_members


@require_safe
@for_members
def today(request: HttpRequest, member: Membership) -> HttpResponse:
    """The page, or for htmx the part of it that refreshes itself. A partner's home is its portal."""
    if member.party.kind == PartyKind.PARTNER:
        return redirect("portal")
    book, now = directory(), timezone.now()
    filters = Filters.of(request.GET)
    found = waiting_today(member, filters, book=book, now=now)
    context = {
        "page": "today",
        "now": now,
        "today": found,
        "tracks": tracks([row.lead for row in found.page.rows], member=member, book=book, now=now),
        "filters": filters,
        "installation": book.installation,
        "halted": [
            *(c for c in book.campaigns.values() if c.halted_at),
            *(m for m in book.markets.values() if m.halted_at),
        ],
        "decides": decides(member),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "_today.html" if is_fragment else "today.html", context)
