"""Today: what waits, who is responsible, whose turn it is and until when."""

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind, PartyNote, Role
from staffel.queries.access import decides, may_care_for
from staffel.queries.agency_week import agency_numbers
from staffel.queries.directory import Directory, directory
from staffel.queries.duplicates import waiting_pairs
from staffel.queries.partner_words import worded
from staffel.queries.party_notes import due_party_notes
from staffel.queries.questions import ALL_LATE, SHOWN, late_questions, unanswered_questions
from staffel.queries.tracks import tracks
from staffel.queries.unclear import unclear_count
from staffel.queries.waiting import Filters, at_partners, numbers, on_desk, waiting_page
from staffel.queries.week import campaign_numbers, week_numbers
from staffel.web.first_steps import begins_with_first_steps
from staffel.web.fragments import wants_fragment
from staffel.web.members import for_members
from staffel.web.next_act import next_act

WEEK: Final[dict[str, Promise]] = {
    "new": _("New"),
    "offered": worded(_("%(Partner)s asked")),
    "placed": _("Placed"),
    "won": _("Won"),
    "own": worded(_("%(Partners)s’ own")),
}
AGENCY_WEEK: Final[dict[str, Promise]] = {
    "new": _("New with you"),
    "reached": _("Reached"),
    "handed_on": _("Handed on"),
    "sorted_out": _("Sorted out"),
}


@require_safe
@for_members
def today(request: HttpRequest, member: Membership) -> HttpResponse:
    """The page, or for htmx the part of it that refreshes itself. A partner's home is its portal."""
    if member.party.kind == PartyKind.PARTNER:
        return redirect("portal")
    book, now = directory(), timezone.now()
    if not request.GET and begins_with_first_steps(request, member, book=book):
        return redirect("first-steps")
    filters = Filters.of(request.GET.dict())
    found = waiting_page(member, filters, book=book, now=now)
    context = {
        "page": "today",
        "now": now,
        "numbers": numbers(member, book=book, now=now),
        "found": found,
        "rows": [(row, next_act(row, member, now=now)) for row in found.rows],
        "tracks": tracks([row.lead for row in found.rows], member=member, book=book, now=now),
        "filters": filters,
        "filtered_holder": _name_of(filters.holder, book=book),
        "decides": decides(member),
        **_aside(member, book=book, now=now, is_all=request.GET.get("questions") == "late"),
    }
    is_fragment = wants_fragment(request)
    return render(request, "_today.html" if is_fragment else "today.html", context)


@require_safe
@for_members
def week(request: HttpRequest, member: Membership) -> HttpResponse:
    """The week in numbers, for marketing its campaigns too: fetched beside the list, because they change slowly and cost
    more than all else on the page. An agency has its own. 404 for partners."""
    if member.party.kind == PartyKind.PARTNER:
        raise Http404("no numbers of the house")
    book, now = directory(), timezone.now()
    is_agency = member.party.kind == PartyKind.AGENCY
    if is_agency:
        rows = [(AGENCY_WEEK[one.key], one) for one in agency_numbers(member, now=now)]
    else:
        rows = [(WEEK[one.key], one) for one in week_numbers(member, book=book, now=now)]
    context: dict[str, Any] = {
        "page": "today",
        "week": rows,
        "week_lists": reverse("followed" if is_agency else "leads"),
    }
    if member.role == Role.MARKETING:
        context["campaigns"] = campaign_numbers(member, book=book, now=now)
    is_fragment = wants_fragment(request)
    return render(request, "_today_week.html" if is_fragment else "today_week.html", context)


def _aside(member: Membership, *, book: Directory, now: datetime, is_all: bool) -> dict[str, Any]:
    """Each role's own part beside the list: the desk what lies there, field sales its partners, both what they wanted to
    come back to and what nobody has answered (`is_all`: each late question, not only the oldest)."""
    if member.role == Role.FIELD_SALES:
        return {
            "own_partners": at_partners(member, book=book, now=now),
            "due_notes": _due_notes(member, now=now),
        }
    if not decides(member):
        return {}
    return {
        "due_notes": _due_notes(member, now=now),
        "late_questions": late_questions(member, book=book, now=now, most=ALL_LATE if is_all else SHOWN),
        "on_desk": on_desk(member, book=book, now=now),
        "unclear": unclear_count(member),
        "alike": waiting_pairs(),
        "questions": unanswered_questions(member),
        "most_questions": SHOWN,
        "installation": book.installation,
        "halted": [
            *(c for c in book.campaigns.values() if c.halted_at),
            *(m for m in book.markets.values() if m.halted_at),
        ],
    }


def _due_notes(member: Membership, *, now: datetime) -> list[tuple[PartyNote, bool]]:
    """Each with whether this member may say that it is done."""
    notes = due_party_notes(member, today=timezone.localdate(now))
    return [(note, may_care_for(member, note.party)) for note in notes]


def _name_of(key: str, *, book: Directory) -> str:
    party = book.by_key.get(key)
    return party.name if party else key
