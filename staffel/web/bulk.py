"""Many leads at once: what would happen is said before, then it is done in parts, and what was refused is named."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from staffel.actions.bulk import Change, Done, change_leads, expected
from staffel.models import Lead, Membership
from staffel.models.ids import new_id
from staffel.queries.access import decides, visible_leads
from staffel.queries.considered import parties_named
from staffel.queries.directory import Directory, directory
from staffel.queries.labels import TEMPERATURES, reason_label
from staffel.queries.lead_filters import LeadFilters
from staffel.queries.leads import found_leads
from staffel.queries.partner_words import worded
from staffel.queries.tracks import tracks
from staffel.rules.reasons import REASON_KINDS, Reason, Reasons
from staffel.rules.refused import Refused
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words

MOST: Final = 1_000  # leads at once: more are a second go, which begins with what is left
PART: Final = 100  # leads a case: nobody waits long for a lead that is locked here
ACTS: Final[dict[str, Promise]] = {
    "release": _l("Release"),
    "place": worded(_l("Place with %(a_partner)s")),
    "offer": _l("Offer by a market"),
    "close": _l("Sort out and close"),
    "temperature": _l("Set the temperature"),
    "test": _l("Mark as test leads"),
    "real": _l("Not test leads any more"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What the parts so far have come to; it goes from part to part through the page."""

    total: int = 0
    changed: int = 0
    refused: int = 0
    offers: int = 0
    mails: int = 0
    on_desk: int = 0

    @classmethod
    def of(cls, typed: QueryDict) -> "Tally":
        def number(name: str) -> int:
            value = typed.get(f"sum_{name}", "")
            return int(value) if value.isdecimal() and len(value) < 8 else 0

        return cls(*(number(name) for name in ("total", "changed", "refused", "offers", "mails", "on_desk")))

    def plus(self, done: Done) -> "Tally":
        return Tally(
            self.total,
            self.changed + len(done.changed),
            self.refused + len(done.refused),
            self.offers + done.offers,
            self.mails + done.mails,
            self.on_desk + sum(done.on_desk.values()) + done.incomplete,
        )

    @property
    def done(self) -> int:
        return self.changed + self.refused


@dataclass(frozen=True, slots=True)
class Group:
    """Leads that are refused for one reason, in words."""

    why: str
    leads: tuple[Lead, ...]


@require_POST
@for_members
def preview(request: HttpRequest, member: Membership) -> HttpResponse:
    """For the desk and the administrator, 404 for others: what would happen to the chosen leads (`lead`, or `all` that
    fit the filters of the address, at most MOST, or `leads` as this page holds them). Changes nothing."""
    if not decides(member):
        raise Http404("not for this member")
    lead_ids, is_cut = _chosen(request, member)
    return _preview(request, member, lead_ids, is_cut=is_cut)


@require_POST
@for_members
def carry_out(request: HttpRequest, member: Membership) -> HttpResponse:
    """One part of the work: the first PART of `leads`; the page goes on with the rest by itself. What cannot be done at
    all is shown above the preview with status 422. 404 for whom it is not."""
    if not decides(member):
        raise Http404("not for this member")
    lead_ids, now = _held_by_page(request, member), timezone.now()
    part, rest = lead_ids[:PART], lead_ids[PART:]
    try:
        change, once = _change(request.POST), f"{request.POST.get('run', '')[:40]}:{len(lead_ids)}"
        done = change_leads(part, change, once=once, actor=actor_of(member), now=now)
    except Refused as refused:
        return _preview(request, member, lead_ids, refused=refused)
    context = {
        "page": "leads",
        "word": ACTS[change.act],
        "change": change,
        "typed": request.POST,
        "tally": Tally.of(request.POST).plus(done),
        "rest": _written(rest),
        "rest_count": len(rest),
        "run": request.POST.get("run", ""),
        **_refusals(done.refused, member=member, book=directory(), now=now),
        "is_first": not Tally.of(request.POST).done,
    }
    template = "_bulk_done.html" if request.headers.get("HX-Request") == "true" else "bulk_done.html"
    return render(request, template, context)


def _preview(
    request: HttpRequest,
    member: Membership,
    lead_ids: Sequence[UUID],
    *,
    is_cut: bool = False,
    refused: Refused | None = None,
) -> HttpResponse:
    """Without an answer to what the act needs there is nothing to expect yet; then the page asks for it."""
    book, now = directory(), timezone.now()
    found: Done | None = None
    is_asked = "asked" in request.POST or request.POST.get("act") in {"release", "offer", "test", "real"}
    if lead_ids and is_asked and not refused:
        try:
            change = _change(request.POST)
            found = expected(lead_ids, change, actor=actor_of(member), now=now)
        except Refused as why:
            refused = why
    reasons = _reasons_of(lead_ids, book=book, now=now)
    context = {
        "page": "leads",
        "act": request.POST.get("act", ""),
        "acts": ACTS,
        "typed": request.POST,
        "count": len(lead_ids),
        "is_cut": is_cut,
        "most": MOST,
        "ids": _written(lead_ids),
        "run": new_id().hex,
        "back": f"?{request.GET.urlencode()}" if request.GET else "",
        "expected": found,
        "desk_reasons": [(reason_label(code, reasons), n) for code, n in found.on_desk.items()]
        if found
        else [],
        **_refusals(found.refused if found else (), member=member, book=book, now=now),
        "refused": in_words(refused) if refused else "",
        "refused_field": refused.details.get("field", "") if refused else "",
        **_choices(reasons, book=book),
    }
    return render(request, "bulk.html", context, status=422 if refused else 200)


def _reasons_of(lead_ids: Sequence[UUID], *, book: Directory, now: datetime) -> Reasons:
    """All reasons of the campaigns of these leads, the first campaign's words for a key; a lead whose campaign does not have
    the chosen one is refused by name. One query."""
    versions = Lead.objects.filter(id__in=lead_ids).values_list("campaign_version_id", flat=True)
    names = {book.editions[version].body.reasons for version in versions.order_by().distinct()} or {"default"}
    lists: list[Reasons] = [
        book.current("reasons", name, at=now).body for name in sorted(names, key=lambda one: one != "default")
    ]
    of = {
        kind: {one.key: one for found in reversed(lists) for one in found.of(kind)} for kind in REASON_KINDS
    }
    calls = {one.key: one for found in reversed(lists) for one in found.calls}
    return Reasons(**{kind: tuple(found.values()) for kind, found in of.items()}, calls=tuple(calls.values()))


def _choices(reasons: Reasons, *, book: Directory) -> dict[str, Any]:
    language = (translation.get_language() or "en")[:2]

    def shown(reason: Reason) -> tuple[str, str]:
        return reason.key, reason.labels.get(language) or reason.labels["en"]

    return {
        "markets": sorted(book.markets.values(), key=lambda market: market.name),
        "reasons": [shown(reason) for reason in reasons.disqualify],
        "temperatures": TEMPERATURES,
        "installation": book.installation,
    }


def _change(typed: QueryDict) -> Change:
    """Refused: `act_unknown`, `party_missing`, `party_ambiguous`."""
    act = typed.get("act", "")
    if act not in ACTS:
        raise Refused("act_unknown", "Please choose what is to be done.", field="act")
    return Change(
        act=act,
        party_id=_party(typed.get("party", "")) if act == "place" else None,
        market=typed.get("market", ""),
        reason=typed.get("reason", ""),
        temperature=typed.get("temperature", ""),
        text=typed.get("text", "")[:4000],
    )


def _party(text: str) -> UUID:
    found = parties_named(text, book=directory())
    if not found:
        raise Refused("party_missing", "Please choose a partner from the list.", field="party")
    if len(found) > 1:
        names = ", ".join(f"{party.name} ({party.key})" for party in found[:8])
        raise Refused("party_ambiguous", f"Several partners fit: {names}.", names=names, field="party")
    return found[0].id


def _chosen(request: HttpRequest, member: Membership) -> tuple[list[UUID], bool]:
    """The leads that are meant, in the order of the list, and whether there would be more than MOST."""
    if request.POST.get("all") == "1":
        filters = LeadFilters.of(request.GET.dict())
        leads = found_leads(member, filters, book=directory(), now=timezone.now())
        found = list(leads.values_list("id", flat=True)[: MOST + 1])
        return found[:MOST], len(found) > MOST
    if "leads" in request.POST:
        return _held_by_page(request, member), False
    return _seen(request.POST.getlist("lead"), member), False


def _held_by_page(request: HttpRequest, member: Membership) -> list[UUID]:
    return _seen(request.POST.get("leads", "").split(","), member)


def _seen(written: Iterable[str], member: Membership) -> list[UUID]:
    """Of these keys the leads that this member sees, in their order, each once; what is no key is left out."""
    wanted: dict[UUID, None] = {}
    for one in written:
        try:
            wanted[UUID(one)] = None
        except ValueError:
            continue
    seen = set(visible_leads(member).filter(id__in=list(wanted)[:MOST]).values_list("id", flat=True))
    return [lead_id for lead_id in wanted if lead_id in seen]


def _written(lead_ids: Iterable[UUID]) -> str:
    return ",".join(lead_id.hex for lead_id in lead_ids)


def _refusals(
    refused: Sequence[tuple[UUID, Refused]], *, member: Membership, book: Directory, now: datetime
) -> dict[str, Any]:
    """The refused leads by what is said about them, the most frequent first, and their tracks."""
    leads = Lead.objects.defer("search").in_bulk([lead_id for lead_id, _ in refused])
    by_words: dict[str, list[Lead]] = defaultdict(list)
    for lead_id, why in refused:
        by_words[in_words(why)].append(leads[lead_id])
    groups = [Group(words, tuple(found)) for words, found in by_words.items()]
    return {
        "refusals": sorted(groups, key=lambda one: -len(one.leads)),
        "tracks": tracks(list(leads.values()), member=member, book=book, now=now),
    }
