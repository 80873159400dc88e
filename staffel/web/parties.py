"""The list of partners (agencies, desks), and one of them with everything that belongs to it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from staffel.models import Agreement, Membership, Party, PartyKind, PartyNote, Role
from staffel.queries.absences import absences_of
from staffel.queries.access import may_care_for, may_change, visible_party
from staffel.queries.areas import areas_in_words
from staffel.queries.directory import directory
from staffel.queries.labels import STANDINGS, tag_labels
from staffel.queries.loads import loads
from staffel.queries.parties import PartyFilters, carers, filled, is_silent, party_page, standing, tags_in_use
from staffel.queries.partner_words import PARTNERS
from staffel.queries.party_figures import PERIOD, acceptance, last_acts, offer_response
from staffel.queries.party_history import party_history
from staffel.queries.party_leads import party_leads
from staffel.queries.people import left_out
from staffel.queries.points import sums
from staffel.queries.rewards import has_points
from staffel.queries.tracks import tracks
from staffel.queries.vocabulary import language_name
from staffel.rules.calendars import next_holidays
from staffel.web.fragments import wants_fragment
from staffel.web.members import for_members
from staffel.web.party_forms import DAYS, CapacityForm, NoteForm, PauseForm, hours_text
from staffel.web.people import team_context

STATES: Final = {
    "active": STANDINGS["active"],
    "paused": STANDINGS["paused"],
    "absent": STANDINGS["absent"],
    "full": gettext_lazy("full: no free place"),
    "silent": gettext_lazy("silent for 30 days"),
    "invited": STANDINGS["invited"],
    "declined": STANDINGS["declined"],
    "ended": STANDINGS["ended"],
}
SORTS: Final = {
    "": gettext_lazy("Name"),
    "load": gettext_lazy("Most on hand first"),
    "acceptance": gettext_lazy("Least accepting first"),
    "seen": gettext_lazy("Longest silent first"),
}
KINDS: Final = {
    "partner": PARTNERS,
    "agency": gettext_lazy("Agencies"),
    "desk": gettext_lazy("Desks"),
}


@require_safe
@for_members
def parties(request: HttpRequest, member: Membership) -> HttpResponse:
    """The page, or for htmx the list on it. Field sales begins with those it looks after. 404 for agencies, partners."""
    if member.party.kind != PartyKind.DESK:
        raise Http404("not for this member")
    book, now = directory(), timezone.now()
    query = request.GET.dict()
    if member.role == Role.FIELD_SALES:
        query.setdefault("care", str(member.id))
    filters = PartyFilters.of(query)
    context = {
        "page": "parties",
        "now": now,
        "filters": filters,
        "found": party_page(member, filters, book=book, now=now),
        "states": STATES,
        "sorts": SORTS,
        "kinds": KINDS,
        "kind": filters.kind if filters.kind in KINDS else "partner",
        "carers": carers(book),
        "tags": tags_in_use(book),
        "days": PERIOD.days,
        "may_create": member.role in {Role.ADMINISTRATOR, Role.DESK},
        "is_administrator": member.role == Role.ADMINISTRATOR,
        "own": str(member.id),
        "is_field_sales": member.role == Role.FIELD_SALES,
    }
    is_fragment = wants_fragment(request)
    context |= {"is_fragment": is_fragment, "folded": filters.folded}
    response = render(request, "_parties.html" if is_fragment else "parties.html", context)
    if is_fragment:
        response["HX-Push-Url"] = _address(request)
    return response


def _address(request: HttpRequest) -> str:
    asked = QueryDict(mutable=True)
    for name, value in request.GET.dict().items():
        if value or name == "care":
            asked[name] = str(value)
    return f"{reverse('parties')}?{asked.urlencode()}" if asked else reverse("parties")


@require_safe
@for_members
def party(request: HttpRequest, member: Membership, party_id: UUID) -> HttpResponse:
    """One party, as it stands now. 404 for whoever may not see it."""
    return party_shown(request, member, visible_party(member, party_id))


def party_shown(
    request: HttpRequest,
    member: Membership,
    found: Party,
    *,
    act: str = "",
    form: forms.Form | None = None,
    error: str = "",
) -> HttpResponse:
    """The page of a party; `form` is the one of `act` that was refused, with what was typed."""
    now = timezone.now()
    typed = {act: form} if form else {}
    context = {
        "page": "parties",
        "now": now,
        "party": found,
        "error": error,
        "act": act,
        "may_change": may_change(member, found),
        "may_care": may_care_for(member, found),
        "may_end": may_change(member, found) and not found.is_default_desk,
        "capacity_form": typed.get("capacity")
        or CapacityForm(initial={name: getattr(found, name) for name in CapacityForm.base_fields}),
        "pause_form": typed.get("pause") or PauseForm(),
        "note_form": typed.get("note") or NoteForm(),
        "days": PERIOD.days,
        **_facts(member, found, now=now),
    }
    return render(request, "party.html", context, status=422 if error or form else 200)


def _facts(member: Membership, found: Party, *, now: datetime) -> dict[str, Any]:
    book = directory()
    load = loads([found.id], now=now)[found.id]
    since, seen_at = now - PERIOD, last_acts([found.id])[found.id]
    own_time, names = timezone.localdate(now), tag_labels(book)
    leads = party_leads(member, found, book=book, now=now)
    team = team_context(member, found)
    return {
        "left_out": left_out(book.network.bidders[found.id], team["members"]),
        "standing": standing(found, book.network.bidders[found.id], now=now),
        "load": load,
        "filled": filled(found, load),
        "answer": offer_response([found.id], since=since, book=book, now=now)[found.id],
        "accepted": acceptance([found.id], since=since)[found.id],
        "seen_at": seen_at,
        "points": sums(found.id, now=now) if found.kind == PartyKind.PARTNER and has_points(book, now=now) else None,
        "is_silent": is_silent(found, seen_at, now=now),
        "leads": leads,
        "tracks": tracks([one.lead for one in leads.held], member=member, book=book, now=now),
        **team,
        "areas": areas_in_words(found, names=names),
        "languages": [language_name(one) for one in found.languages],
        "tags": [names.get(tag, tag) for tag in found.tags],
        "hours": [(name, hours_text(found.hours.get(day, ()))) for day, name in DAYS],
        "holidays": next_holidays(found.country, found.region, own_time, language=get_language() or "en"),
        "absences": absences_of(found.id, now=now),
        "notes": notes_of(found),
        "changes": party_history(found.id),
        "agreements": Agreement.objects.filter(party=found).select_related("member__person", "terms").order_by("-agreed_at")[:5],
    }  # fmt: skip


def notes_of(found: Party) -> list[PartyNote]:
    """Open ones with a day first, then the newest; at most 50."""
    rows = PartyNote.objects.filter(party=found).select_related("author__person").order_by("-created_at")[:50]
    return sorted(rows, key=lambda note: note.due_on is None or note.done_at is not None)
