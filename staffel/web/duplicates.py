"""Leads that may be one person's: the list, two side by side, and what the desk says about them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from staffel.actions.merges import Parted, join_pair, part_pair, tell_apart
from staffel.models import Duplicate, Lead, Membership
from staffel.queries.access import decides
from staffel.queries.directory import directory
from staffel.queries.duplicates import Pair, joined_pairs, open_pairs, pair_of, side_by_side
from staffel.rules.refused import Refused
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words

TAKES = "take."  # before the key of a value: "known" or "new"


@require_safe
@for_members
def duplicates(request: HttpRequest, member: Membership) -> HttpResponse:
    """The pairs that wait to be looked at; for the desk and the administrator, 404 for others."""
    if not decides(member):
        raise Http404("not for this member")
    return _list(request, "open", open_pairs(after=request.GET.get("after", "")))


@require_safe
@for_members
def joined(request: HttpRequest, member: Membership) -> HttpResponse:
    """The pairs that are joined, the latest first, to be parted again; 404 for others than the desk and the administrator."""
    if not decides(member):
        raise Http404("not for this member")
    return _list(request, "joined", joined_pairs(after=request.GET.get("after", "")))


def _list(request: HttpRequest, tab: str, found: tuple[list[Pair], str]) -> HttpResponse:
    pairs, more = found
    context = {"page": "duplicates", "tab": tab, "pairs": pairs, "more": more, "now": timezone.now()}
    return render(request, "duplicates.html", context)


@require_safe
@for_members
def pair(request: HttpRequest, member: Membership, pair_id: UUID) -> HttpResponse:
    """Two leads side by side; 404 for others than the desk and the administrator."""
    return _page(request, member, _pair(member, pair_id))


@require_POST
@for_members
def decide(request: HttpRequest, member: Membership, pair_id: UUID, act: str) -> HttpResponse:
    """`join`, `different` or `part`; refused, the page says why (422) with what was chosen."""
    found, actor, now = _pair(member, pair_id), actor_of(member), timezone.now()
    try:
        if act == "join":
            taken = [
                name.removeprefix(TAKES)
                for name, side in request.POST.items()
                if name.startswith(TAKES) and side == "new"
            ]
            lead_id = join_pair(pair_id, taken=taken, keeper=_keeper(request.POST), actor=actor, now=now)
            said = _("Joined. It can be parted again on this page.")
        elif act == "different":
            tell_apart(pair_id, actor=actor, now=now)
            messages.success(request, _("Noted: two people."))
            return redirect("duplicates")
        elif act == "part":
            parted = part_pair(pair_id, actor=actor, now=now)
            lead_id, said = parted.lead_id, _("Parted. This lead goes on by itself.")
            if parted.stays:
                messages.warning(request, _stays(parted))
        else:
            raise Http404("no such act")
    except Refused as refused:
        return _page(request, member, found, refused=refused)
    messages.success(request, said)
    return redirect("duplicate", pair_id) if act == "join" else redirect("lead", lead_id)


STAYS: Final[Mapping[str, Promise]] = {
    "closed": gettext_lazy(
        "No. %(number)s was closed meanwhile and stays closed. Re-open it where it should go on."
    ),
    "worked_on": gettext_lazy(
        "No. %(number)s was worked on since they were joined and stays with %(holder)s. Please check whether it belongs there; you can hand it over."
    ),
    "no_place": gettext_lazy(
        "No. %(number)s could not go back to whoever worked it before: away, left, or no free place. It is on the desk."
    ),
    "follow_up": gettext_lazy(
        "The deadline of no. %(number)s was changed since they were joined and stays as it is now. Please check the date that was agreed before."
    ),
}


def _stays(parted: Parted) -> str:
    """What the desk is to decide, because somebody has acted on the known lead meanwhile."""
    known = Lead.objects.select_related("holder").get(id=parted.known_id)
    holder = known.holder.name if known.holder else ""
    return str(STAYS[parted.stays]) % {"number": known.number, "holder": holder}


def _keeper(typed: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(typed.get("keeper", ""))
    except ValueError:
        return None


def _pair(member: Membership, pair_id: UUID) -> Pair:
    found = pair_of(pair_id) if decides(member) else None
    if found is None:
        raise Http404("no such pair")
    return found


def _gives_up(row: Duplicate) -> str:
    """The partner that works the enquiry and no longer would: the other lead is its own partner's and stays there."""
    known, lead = row.known, row.lead
    if not known.is_own or lead.status != "working" or lead.holder is None or lead.holder == known.holder:
        return ""
    return lead.holder.name


def _page(
    request: HttpRequest, member: Membership, found: Pair, *, refused: Refused | None = None
) -> HttpResponse:
    row, chosen = found.row, request.POST
    rows = [
        (one, chosen.get(f"{TAKES}{one.key}", one.stays))
        for one in side_by_side(found, member=member, book=directory())
    ]
    holders = {
        one.holder.id: one.holder.name
        for one in (row.known, row.lead)
        if one.status == "working" and one.holder
    }
    context = {
        "page": "duplicates",
        "pair": found,
        "row": row,
        "leads": (row.known, row.lead),
        "differing": [one for one in rows if one[0].differs],
        "same": [one for one, _ in rows if not one.differs],
        "keepers": holders if len(holders) > 1 and not row.known.is_own else {},
        "gives_up": _gives_up(row),
        "keeper": chosen.get("keeper", ""),
        "may_decide": row.state == "open" and row.lead.is_open and row.known.is_open,
        "error": in_words(refused) if refused else "",
        "error_field": refused.details.get("field", "") if refused else "",
        "now": timezone.now(),
    }
    return render(request, "duplicate.html", context, status=422 if refused else 200)
