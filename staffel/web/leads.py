"""A lead's page: who asked for what, what happened, whom the brokerage considered, and what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from staffel.actions.brokerages import CONSENT_MISSING
from staffel.actions.estimates import why_not, would_go_to
from staffel.models import Attachment, Lead, Mandate, Membership, Offer, Party, PartyKind
from staffel.queries.access import contact_of, decides, exports_contacts, handed_to, house_lead, may_act
from staffel.queries.attachments import attachments_of
from staffel.queries.considered import Attempt, Near, brokerages, parties_named
from staffel.queries.directory import Directory, directory
from staffel.queries.duplicates import asked_again, pairs_of
from staffel.queries.gates import open_to_close
from staffel.queries.labels import WAYS, deadline_label, reason_label, step_label, unnamed
from staffel.queries.source_details import source_details
from staffel.queries.teasers import form_of, ratings_of, temperature_reasons
from staffel.queries.timeline import SHOWN, reasons_of, story_page
from staffel.queries.tracks import track_of
from staffel.queries.values import Value, values_of
from staffel.queries.whose import whose
from staffel.rules.phones import telephone_shown
from staffel.rules.prospects import unknown_code
from staffel.rules.refused import Refused
from staffel.rules.routing import reasons_in_words
from staffel.web.fragments import wants_fragment
from staffel.web.handouts import handing_context
from staffel.web.lead_forms import acts_of, choices_of, has_form
from staffel.web.lead_permissions import permissions_context
from staffel.web.members import for_members
from staffel.web.refusals import doubted_code, in_words
from staffel.web.sentences import sentence

STORIES: Final = {
    "": gettext_lazy("Everything"),
    "people": gettext_lazy("By people"),
    "system": gettext_lazy("By Staffel"),
    "contacts": gettext_lazy("Contacts"),
    "notes": gettext_lazy("Notes and files"),
}
SCALE: Final = ("cold", "warm", "hot")
# What decides where a lead goes: after one of them was corrected the page says where that would be now.
ROUTING: Final = frozenset({"postal_code", "country", "product"})


@dataclass(frozen=True, slots=True)
class Editing:
    """The value that is open for correction: what was typed, what of it is wrong, and `seen`, what stood there when it was
    shown. `by`: who has set another value meanwhile; `doubted`: what is kept when it is sent once more."""

    key: str
    typed: Sequence[str] | None = None
    error: str = ""
    seen: str | None = None
    is_conflict: bool = False
    by: str = ""
    doubted: str = ""


@require_safe
@for_members
def lead(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """The page of a lead that the member may open, or for htmx the part of its history that it asks for; 404 otherwise.
    `act`: the act whose form is open; `edit`: the value that is. A partner is brought to its portal's page."""
    if handed_to(member, lead_id):
        return redirect("portal-lead", lead_id)
    found = house_lead(member, lead_id)
    if request.headers.get("HX-Target") == "story" or "more" in request.GET:
        return _story(request, member, found)
    if request.headers.get("HX-Target") == "why":
        return render(request, "_why.html", {"why": _why(request, member, found)})
    edit = Editing(request.GET["edit"]) if request.GET.get("edit") else None
    return lead_page(request, member, found, act=request.GET.get("act", ""), edit=edit)


def lead_page(
    request: HttpRequest,
    member: Membership,
    lead: Lead,
    *,
    refused: Refused | None = None,
    act: str = "",
    edit: Editing | None = None,
    said: str = "",
    focus: str = "",
) -> HttpResponse:
    """The page as it stands, for htmx its content; after a refusal with its words, what was typed, and status 422, or 409
    where somebody else was quicker. `said`: what was just done; `focus`: the value to go on from."""
    is_fragment = wants_fragment(request)
    found = _context(request, member, lead)
    context = {
        **found,
        "refusal": in_words(refused) if refused else "",
        "refused_field": refused.details.get("field") if refused else "",
        "doubted": doubted_code(refused),
        "in_form": has_form(act, found["may"]),
        "act": act,
        "typed": request.POST if refused else {},
        "edit": edit,
        "said": said,
        "focus": focus,
        "is_fragment": is_fragment,
    }
    is_wrong = refused or (edit and edit.error)
    status = 409 if edit and edit.is_conflict else 422 if is_wrong else 200
    return render(request, "_lead.html" if is_fragment else "lead.html", context, status=status)


def _context(request: HttpRequest, member: Membership, lead: Lead) -> dict[str, Any]:
    book, now = directory(), timezone.now()
    is_desk = member.party.kind == PartyKind.DESK
    who, what = values_of(lead, member=member, book=book)
    reasons = reasons_of(lead, book=book)
    context: dict[str, Any] = {
        "page": "leads",
        "now": now,
        "lead": lead,
        "is_desk": is_desk,
        "taken_by": _caller(lead, member=member, now=now),
        "sees_deliveries": decides(member),
        "contact": contact_of(lead, book=book, language=translation.get_language() or "en"),
        "takes_contact": exports_contacts(member),
        "scale": SCALE,
        "where_unknown": " ".join(map(sentence, unknown_code(lead.postal_code, lead.country))),
        "who": who,
        "what": what,
        "reasons_for_temperature": temperature_reasons(lead, form_of(lead, book=book)),
        "rated": [(_named(one.party, member), one) for one in ratings_of(lead)],
        "track": track_of(lead, member=member, book=book, now=now),
        "came_by": source_details(lead) if is_desk else [],
        "closed_because": reason_label(lead.reason, reasons) if lead.reason else "",
        "desk_because": reason_label(lead.desk_reason, reasons) if lead.desk_reason else "",
        "files": [(_author_of(one, member), one) for one in attachments_of(lead, member=member)],
        "ways": WAYS.items(),
        **permissions_context(lead, book=book, now=now),
        "typed_purposes": request.POST.getlist("purposes"),
        "typed_materials": request.POST.getlist("materials"),
        **handing_context(lead, member),
        **again_context(lead, member, book=book),
        **_told(request, member, lead, book=book),
        **_work(member, lead, book=book),
    }
    closing = {one.key for one in open_to_close(lead, book=book)} if lead.status == "working" else set()
    context["closing_values"] = [one for one in (*who, *what) if one.key in closing]
    context["missing_values"] = [one for one in (*who, *what) if one.key in context.get("missing", ())]
    if is_desk:
        context["brokerages"] = brokerages(lead, book=book)
        context["why"] = _why(request, member, lead)
        context |= _destination(lead, [*who, *what], context, book=book, now=now)
    return context


def _named(party: Party, member: Membership) -> str:
    """By its name for the vendor's own people and itself."""
    is_house = member.party.kind == PartyKind.DESK
    return ("" if is_house else unnamed(party, reader=member.party_id)) or party.name


def _author_of(file: Attachment, member: Membership) -> str:
    """Who has attached it, by name where the member is told that; "" for what came with the enquiry."""
    if file.party is None:
        return str(file.author.person) if file.author else ""
    name = _named(file.party, member)
    return str(file.author.person) if file.author and name == file.party.name else name


def _caller(lead: Lead, *, member: Membership, now: datetime) -> str:
    """Who else has the lead on the telephone; one query, where somebody has."""
    is_taken = lead.taken_until is not None and lead.taken_until > now
    by = lead.taken_by if is_taken and lead.taken_by_id != member.id else None
    if by is None or by.party_id == member.party_id:
        return str(by.person) if by else ""
    name = _named(by.party, member)
    return f"{by.person}, {name}" if name == by.party.name else name


def _story(request: HttpRequest, member: Membership, lead: Lead) -> HttpResponse:
    """The history, filtered or further down; its address is the page's own."""
    template = "_story_lines.html" if "more" in request.GET else "_story.html"
    context = {"lead": lead, "now": timezone.now(), **_told(request, member, lead, book=directory())}
    context["may"] = acts_of(member, lead, is_own=False) if may_act(member, lead) else {}
    return render(request, template, context)


def again_context(lead: Lead, member: Membership, *, book: Directory) -> dict[str, Any]:
    """What was asked again, each with the page on which whoever decides parts it; and whom the lead may be besides."""
    again = asked_again(lead, book=book, language=translation.get_language() or "en")
    pairs = pairs_of(lead) if decides(member) else []
    joined = {pair.row.lead_id: pair for pair in pairs if pair.row.known_id == lead.id}
    shown = {one.lead.id for one in again}
    return {
        "again": [(one, joined.get(one.lead.id)) for one in again],
        "pairs": [pair for pair in pairs if pair.row.lead_id not in shown],
    }


def _why(request: HttpRequest, member: Membership, lead: Lead) -> dict[str, Any] | None:
    """Why a partner that was named is not asked, round by round; None where nobody was named. 404 but for the house."""
    typed = request.GET.get("why", "")
    if member.party.kind != PartyKind.DESK:
        raise Http404("not told whom else it was offered to")
    if not typed.strip():
        return None
    book, language = directory(), translation.get_language() or "en"
    found = parties_named(typed, book=book)
    if len(found) != 1:
        code = "party_ambiguous" if found else "party_missing"
        names = ", ".join(party.name for party in found[:8])
        return {"typed": typed, "error": in_words(Refused(code, code, names=names))}
    standings = [
        {
            "number": one.round,
            "place": one.place,
            "reasons": [reasons_in_words(reason, language) for reason in one.reasons],
            "distance_km": None if one.distance_m is None else max(1, round(one.distance_m / 1000)),
        }
        for one in why_not(lead.id, found[0].id, now=timezone.now())
    ]
    return {"typed": typed, "name": found[0].name, "standings": standings}


def _told(request: HttpRequest, member: Membership, lead: Lead, *, book: Directory) -> dict[str, Any]:
    show = request.GET.get("story", "")
    show = show if show in SHOWN else ""
    party_id = None if member.party.kind == PartyKind.DESK else member.party_id
    told = story_page(lead, book=book, party_id=party_id, show=show, before=request.GET.get("before", ""))
    return {"story": told, "stories": STORIES, "show": show, "own_party": member.party_id}


def _work(member: Membership, lead: Lead, *, book: Directory) -> dict[str, Any]:
    """Who is responsible, whose turn it is, and the acts that are legal now for this member."""
    mandate = lead.mandates.filter(ended_at=None).select_related("member__person").first()
    offers = Offer.objects.filter(lead=lead, state="open")
    found: dict[str, Any] = {
        "mandate": mandate,
        "asked": [book.parties[offer.party_id] for offer in offers],
        "task": deadline_label(lead.deadline_kind),
        "carer": _carer(lead, book=book),
        "holder_phone": _telephone(lead, mandate, book=book),
        "may": {},
    }
    if lead.outcome == "won":
        found["winner"] = whose([lead], book=book)[lead.id].winner
    if mandate:
        pipeline = book.editions[mandate.pipeline_version_id].body
        found["step"] = step_label(mandate.step, pipeline)
        found["task"] = deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline)
    if may_act(member, lead):
        is_own = mandate is not None and mandate.party_id == member.party_id
        found["may"] = acts_of(member, lead, is_own=is_own)
        found["first"] = _likely(found["may"], mandate=mandate, lead=lead)
        found |= choices_of(lead, member, book=book)
        found["may"]["ask"] = found["may"]["ask"] and bool(found["may_be_asked"])
        found |= _closed_way(lead, found["may"], near=found["near"])
    return found


def _closed_way(lead: Lead, may: dict[str, bool], *, near: Sequence[Near]) -> dict[str, Any]:
    """Whether the ways to a partner are closed, because the lead may not be passed on; to another desk they are open."""
    moves = [act for act in ("place", "hand_over") if may[act]]
    is_closed = bool(moves) and not lead.may_pass_on
    if is_closed and not near:
        may |= dict.fromkeys(moves, False)
    return {"lacks_consent": is_closed}


def _telephone(lead: Lead, mandate: Mandate | None, *, book: Directory) -> tuple[str, str] | None:
    """Of the person that has the lead, else of the party: to be dialled, and as it is read."""
    number = (mandate.member.phone if mandate and mandate.member else "") or (
        lead.holder.phone if lead.holder else ""
    )
    return (number, telephone_shown(number, book.installation.country)) if number else None


def _carer(lead: Lead, *, book: Directory) -> Membership | None:
    """Who in the house looks after the holder."""
    cared_by = lead.holder.looked_after_by_id if lead.holder else None
    people = (one for house in book.houses for one in book.members.get(house.id, ()))
    return next((one for one in people if one.id == cared_by), None) if cared_by else None


def _likely(may: dict[str, bool], *, mandate: Mandate | None, lead: Lead) -> str:
    """The one act that is most likely right now: its button is the page's primary one."""
    if may.get("release"):
        return "release"
    lies_without = may.get("place") and not lead.may_pass_on
    if may.get("consent") and (lead.desk_reason == CONSENT_MISSING or lies_without):
        return "consent"
    if may.get("complete"):
        return "complete"
    if may.get("report"):
        return "" if mandate and mandate.contacted_at else "contact"
    if may.get("extend") and mandate and mandate.extension_asked_at:
        return "extend"
    return "place" if may.get("place") and lead.deadline_kind == "place" else ""


def _destination(
    lead: Lead, values: Sequence[Value], context: dict[str, Any], *, book: Directory, now: datetime
) -> dict[str, Any]:
    """After a correction that routing reads: where the lead would go now, and what it would need for that."""
    corrected = [one.past[0].at for one in values if one.key in ROUTING and one.past]
    attempts: list[Attempt] = context["brokerages"]
    mandate = context["mandate"]
    begun = [attempt.started_at for attempt in attempts[:1]] + ([mandate.started_at] if mandate else [])
    if not lead.is_open or not corrected or max(corrected) <= max(begun, default=lead.received_at):
        return {}
    would = would_go_to(lead.id, now=now)
    parties = [book.parties[party_id] for party_id in would.parties]
    has_it = {party.id for party in context["asked"]} or ({lead.holder_id} if mandate else set())
    return {
        "would_go": parties,
        "would_market": book.markets.get(would.market),
        "would_stay": bool(parties) and {party.id for party in parties} <= has_it,
        "would_show": True,
    }
