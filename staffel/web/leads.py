"""A lead's page: who asked for what, what happened, whom the brokerage considered, and what can be done now."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from staffel.models import Lead, Membership, Offer, PartyKind, Role
from staffel.queries.access import contact_of, may_act, may_do, own_mandate, visible_lead
from staffel.queries.considered import brokerages, near_parties
from staffel.queries.directory import Directory, directory
from staffel.queries.labels import deadline_label, reason_label, step_label
from staffel.queries.teasers import temperature_reasons
from staffel.queries.timeline import own_history, reasons_of, timeline
from staffel.queries.tracks import track_of
from staffel.rules.reasons import Reason
from staffel.rules.refused import Refused
from staffel.web.completing import missing_answers
from staffel.web.members import for_members
from staffel.web.refusals import in_words


@require_safe
@for_members
def lead(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """The page of a lead that the member may open, with the form of an act (`?act=`) unfolded; 404 otherwise."""
    return lead_page(request, member, visible_lead(member, lead_id), act=request.GET.get("act", ""))


def lead_page(
    request: HttpRequest, member: Membership, lead: Lead, *, refused: Refused | None = None, act: str = ""
) -> HttpResponse:
    """The page as it stands; after a refusal with its words, what was typed, and status 422."""
    book, now = directory(), timezone.now()
    is_desk = member.party.kind == PartyKind.DESK
    context: dict[str, Any] = {
        "now": now,
        "lead": lead,
        "is_desk": is_desk,
        "contact": contact_of(lead, book=book, language=translation.get_language() or "en"),
        "reasons_for_temperature": temperature_reasons(lead),
        "track": track_of(lead, member=member, book=book, now=now),
        "story": timeline(lead, book=book)
        if is_desk
        else own_history(lead, party_id=member.party_id, book=book),
        "closed_because": reason_label(lead.reason, reasons_of(lead, book=book)) if lead.reason else "",
        "desk_because": reason_label(lead.desk_reason, reasons_of(lead, book=book))
        if lead.desk_reason
        else "",
        "error": in_words(refused) if refused else "",
        "act": act,
        "typed": request.POST if refused else {},
        **_work(member, lead, book=book),
    }
    if is_desk:
        context["brokerages"] = brokerages(lead, book=book)
    return render(request, "lead.html", context, status=422 if refused else 200)


def _work(member: Membership, lead: Lead, *, book: Directory) -> dict[str, Any]:
    """Whose turn it is, and the acts that are legal now for this member."""
    mandate = lead.mandates.filter(ended_at=None).select_related("member__person").first()
    offers = Offer.objects.filter(lead=lead, state="open")
    found: dict[str, Any] = {
        "mandate": mandate,
        "asked": [book.parties[offer.party_id].name for offer in offers],
        "task": deadline_label(lead.deadline_kind),
        "may": {},
    }
    if mandate:
        pipeline = book.editions[mandate.pipeline_version_id].body
        found["step"] = step_label(mandate.step, pipeline)
        found["task"] = deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline)
    if may_act(member, lead):
        found["may"] = _acts(member, lead, is_own=own_mandate(member, lead) is not None)
        found |= _choices(lead, member, book=book)
    return found


def _acts(member: Membership, lead: Lead, *, is_own: bool) -> dict[str, bool]:
    """Which acts are legal now and this member's to do."""
    is_free, is_vendor = lead.status in {"qualifying", "brokering"}, member.party.kind == PartyKind.DESK
    legal = {
        "release": lead.deadline_kind == "release",
        "complete": lead.deadline_kind == "qualify",
        "place": is_free,
        "work": is_free and member.party.kind != PartyKind.PARTNER,
        "report": is_own,
        "follow-up": is_own or (lead.status == "qualifying" and lead.holder_id == member.party_id),
        "more-time": is_own and not is_vendor,
        "take-back": lead.status == "working" and not is_own,
        "hand-over": lead.status == "working" and not is_own,
        "extend": lead.deadline_kind in {"step", "qualify", "follow_up"} and not lead.extensions,
        "close": lead.is_open,
        "reopen": not lead.is_open and lead.erased_at is None,
        "note": True,
    }
    return {act.replace("-", "_"): is_legal and may_do(member, lead, act) for act, is_legal in legal.items()}


def _choices(lead: Lead, member: Membership, *, book: Directory) -> dict[str, Any]:
    reasons = reasons_of(lead, book=book)
    own = member.id if member.role == Role.FIELD_SALES else None
    return {
        "near": near_parties(lead, book=book, looked_after_by=own),
        "markets": sorted(book.markets.values(), key=lambda market: market.name),
        "disqualify_reasons": reasons_shown(reasons.disqualify),
        "lost_reasons": reasons_shown(reasons.lost),
        "give_back_reasons": reasons_shown(reasons.give_back),
        "missing": missing_answers(lead, book=book),
    }


def reasons_shown(reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    """Key and label of each reason, in the active language."""
    language = (translation.get_language() or "en")[:2]
    return [(one.key, one.labels.get(language) or one.labels["en"]) for one in reasons]
