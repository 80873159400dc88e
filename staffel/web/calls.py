"""The call list, and one lead on the telephone: number, what is known, what is missing, how the call ended, the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from staffel.actions import calls as action
from staffel.actions import desk
from staffel.actions.follow_ups import agree_follow_up
from staffel.actions.repeats import repeated
from staffel.models import Lead, Membership, PartyKind
from staffel.queries.access import contact_of
from staffel.queries.call_ranks import left_to_call, next_to_call
from staffel.queries.calls import (
    MOST,
    attempts_made,
    call_list,
    callable_lead,
    check_calls,
    ends_the_attempts,
)
from staffel.queries.directory import Directory, directory
from staffel.queries.labels import WAYS, call_label, deadline_label
from staffel.queries.scripts import Script, script_of
from staffel.queries.teasers import form_of, temperature_reasons
from staffel.queries.timeline import Line, moment_shown, reasons_of, story_page
from staffel.queries.tracks import tracks
from staffel.rules.campaigns import Campaign
from staffel.rules.reasons import CallResult
from staffel.rules.refused import Refused
from staffel.web.completing import complete, missing_answers
from staffel.web.fragments import wants_fragment
from staffel.web.handouts import handing_context
from staffel.web.lead_forms import reasons_shown
from staffel.web.lead_permissions import permissions_context
from staffel.web.leads import SCALE, Editing, again_context
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words
from staffel.web.typed_values import day_typed, moment_typed

LINES_SHOWN: Final = 8  # of the history: what happened last
CALLERS_WAYS: Final = [(code, WAYS[code]) for code in ("mail", "letter", "by_hand")]
ITSELF: Final = frozenset(
    {"call.taken", "call.put_back"}
)  # what the list itself writes says nothing to a caller


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed when a call ended."""

    member: Membership
    lead: Lead
    typed: Any
    now: datetime
    book: Directory

    @property
    def text(self) -> str:
        return str(self.typed.get("text", ""))[:4000]

    @property
    def is_personal(self) -> bool:
        return bool(self.typed.get("whose") == "mine")

    @property
    def result(self) -> CallResult:
        return reasons_of(self.lead, book=self.book).call_result(self.typed.get("result", ""))


@require_safe
@for_members
def calls(request: HttpRequest, member: Membership) -> HttpResponse:
    """The list in its order, for htmx the part of it that refreshes itself. For the agency and the desk; 404 for others."""
    book, now = directory(), timezone.now()
    found = call_list(member, book=book, now=now)
    leads = [row.lead for row in (*found.due, *found.later)]
    context = {
        "page": "calls",
        "now": now,
        "list": found,
        "most": MOST,
        "tracks": tracks(leads, member=member, book=book, now=now),
    }
    is_fragment = wants_fragment(request)
    return render(request, "_calls.html" if is_fragment else "calls.html", context)


@require_POST
@for_members
def next_one(_request: HttpRequest, member: Membership) -> HttpResponse:
    """Take the first lead that is free, and open it; back to the list when there is none."""
    check_calls(member)
    return _go_on(member)


def _go_on(member: Membership) -> HttpResponseRedirect:
    book, now = directory(), timezone.now()
    while (lead_id := next_to_call(member, book=book, now=now)) is not None:
        try:
            action.take_call(lead_id, actor=actor_of(member), now=now)
        except Refused:  # a colleague was quicker: look again, the list has changed
            now = timezone.now()
            continue
        return redirect("call", lead_id)
    return redirect("calls")


@require_safe
@for_members
def call(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """One lead on the telephone, for htmx what its script shows; 404 when it is not on the member's list."""
    consent = request.GET.get("consent", "")
    place = Place(at=request.GET.get("at", ""), after=request.GET.get("after", ""), consent=consent)
    lead = callable_lead(member, lead_id)
    return call_page(request, member, lead, place=place, is_part=wants_fragment(request))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the script stands: at a question, or after one; `edit`: an answer that was refused. `consent`: behind the
    questions, where it is asked (`ask`) or was answered (`yes`, `no`, `left` out); `changed`: its text was another."""

    at: str = ""
    after: str = ""
    edit: Editing | None = None
    consent: str = ""
    changed: Refused | None = None


def call_page(
    request: HttpRequest,
    member: Membership,
    lead: Lead,
    *,
    refused: Refused | None = None,
    handing: Refused | None = None,
    place: Place | None = None,
    is_part: bool = False,
) -> HttpResponse:
    """The page of one call; `is_part`: what an answer changes of it. `refused`: how the call ended; `handing`: materials."""
    place = place or Place()
    book, now = directory(), timezone.now()
    language = translation.get_language() or "en"
    reasons = reasons_of(lead, book=book)
    is_taken = bool(lead.taken_until and lead.taken_until > now)
    policy = book.current("policy", book.editions[lead.campaign_version_id].body.policy, at=now).body
    attempts = attempts_made(lead)
    script = _script(member, lead, place, book=book, now=now) if lead.status == "qualifying" else None
    context = {
        "page": "calls",
        "now": now,
        "lead": lead,
        "left": left_to_call(member, without=lead.id, book=book, now=now),
        "is_mine": is_taken and lead.taken_by_id == member.id,
        "taken_by": lead.taken_by.person
        if is_taken and lead.taken_by and lead.taken_by_id != member.id
        else None,
        "contact": contact_of(lead, book=book, language=language),
        "task": deadline_label(lead.deadline_kind),
        "missing": missing_answers(lead, book=book) if lead.status == "qualifying" else [],
        "script": script,
        "consent_step": _consent_step(script, place),
        "consent_error": in_words(place.changed) if place.changed else "",
        "edit": place.edit or Editing(place.at),
        "is_refused": place.edit is not None,
        "is_reached": is_part or "reached" in request.GET or bool(place.edit or place.changed),
        "scale": SCALE,
        "reasons_for_temperature": temperature_reasons(lead, form_of(lead, book=book)),
        "is_part": is_part,
        "results": [(one, call_label(one.key, reasons)) for one in reasons.calls],
        "disqualify_reasons": reasons_shown(reasons.disqualify),
        "attempts": attempts,
        "attempts_needed": policy.attempts,
        "may_give_up": attempts >= policy.attempts,
        "is_last": ends_the_attempts(lead, attempts=attempts, needed=policy.attempts, book=book, now=now),
        "this_attempt": attempts + 1,
        "unreachable": _unreachable(lead, book=book),
        "story": _story(member, lead, book=book),
        "typed": request.POST if refused else {},
        "refused": refused,
        "error": in_words(refused) if refused else "",
        "wrong_field": refused.details.get("field", "") if refused else "",
    }
    if place.consent == "yes" or not is_part:
        context |= materials_context(request, member, lead, refused=handing)
        context |= permissions_context(lead, book=book, now=now)
    if not is_part:
        context |= again_context(lead, member, book=book)
    if is_part:
        return render(request, "_call_answered.html", context)
    return render(request, "call.html", context, status=422 if refused or handing else 200)


def _script(member: Membership, lead: Lead, place: Place, *, book: Directory, now: datetime) -> Script:
    is_behind = bool(place.consent)
    return script_of(
        lead, member=member, book=book, now=now, at=place.at, after=place.after, is_behind=is_behind
    )


def _consent_step(script: Script | None, place: Place) -> str:
    """`ask`, `no` or `left`; "" while there are questions, and where no consent is needed."""
    if not script or not script.consent or script.current:
        return ""
    return place.consent if place.consent in {"no", "left"} else "ask"


def materials_context(
    request: HttpRequest, member: Membership, lead: Lead, *, refused: Refused | None = None
) -> dict[str, Any]:
    """What the prospect has, and the form that gives more; after a refusal with its words and what was chosen."""
    return {
        **handing_context(lead, member),
        "may": {
            "hand_out": True,
            "consent": lead.is_open,
            "withdrawal": True,
        },  # on the list are the leads that the member's own party holds
        "ways": CALLERS_WAYS,
        "act": "hand-out" if refused else "",
        "refusal": in_words(refused) if refused else "",
        "refused_field": refused.details.get("field") if refused else "",
        "typed_materials": request.POST.getlist("materials"),
        "typed": request.POST if request.method == "POST" else {},
    }


def _unreachable(lead: Lead, *, book: Directory) -> str:
    """What follows when nobody could be reached in all attempts."""
    campaign: Campaign = book.editions[lead.campaign_version_id].body
    return campaign.unreachable if lead.status == "qualifying" else "desk"


def _story(member: Membership, lead: Lead, *, book: Directory) -> list[Line]:
    """The newest of what the member may read on the lead's own page."""
    party_id = None if member.party.kind == PartyKind.DESK else member.party_id
    told = story_page(lead, book=book, party_id=party_id).lines
    return [line for line in told if line.kind not in ITSELF][:LINES_SHOWN]


@require_POST
@for_members
def call_act(request: HttpRequest, member: Membership, lead_id: UUID, act: str) -> HttpResponse:
    """`take`, `put-back`, `give-up`, or `done`: the result, and what follows from it; then the next lead. A refusal is
    shown with what was typed, and nothing of it happened."""
    lead, now = callable_lead(member, lead_id), timezone.now()
    if act not in ACTS:
        raise Http404("no such act")
    try:
        said = ACTS[act](Said(member, lead, request.POST, now, directory()))
    except Refused as refused:
        return call_page(request, member, callable_lead(member, lead_id), refused=refused)
    if said:
        messages.success(request, said)
    if act == "take":
        return redirect("call", lead_id)
    return redirect("calls") if act == "put-back" else _go_on(member)


def _take(said: Said) -> str:
    action.take_call(said.lead.id, actor=actor_of(said.member), now=said.now)
    return ""


def _put_back(said: Said) -> str:
    action.put_back_call(said.lead.id, actor=actor_of(said.member), now=said.now)
    return _("Put back. A colleague can call it.")


def _give_up(said: Said) -> str:
    follows = action.give_up_calling(said.lead.id, actor=actor_of(said.member), now=said.now, text=said.text)
    return str(GIVEN_UP[follows])


GIVEN_UP: Final[Mapping[str, Promise]] = {
    "desk": gettext_lazy("It is with the desk now: not reachable."),
    "cold": gettext_lazy("Nobody was reached: it goes to the market as cold, with what is known."),
    "close": gettext_lazy("Nobody was reached: the lead is closed."),
}


@repeated
def _done(said: Said) -> str:
    """The result and what was agreed are kept together, or neither."""
    with transaction.atomic():
        at = said.typed.get("call_back_at", "")
        zone = ZoneInfo(said.member.party.timezone)
        is_call_back = said.result.follows == "call_back"
        end = action.report_call(
            said.lead.id,
            result=said.result.key,
            actor=actor_of(said.member),
            now=said.now,
            text="" if said.typed.get("then") == "later" else said.text,
            call_back_at=moment_typed(at, zone=zone, field="call_back_at") if is_call_back else None,
            is_personal=said.is_personal,
        )
        if said.result.follows == "reached":
            _then(said)
    words = call_label(said.result.key, reasons_of(said.lead, book=said.book))
    if end.next_at:
        return _("%(name)s: %(result)s. Next attempt %(when)s.") % {
            "name": _name(said.lead), "result": words, "when": moment_shown(end.next_at)
        }  # fmt: skip
    ended = _("%(name)s: %(result)s.") % {"name": _name(said.lead), "result": words}
    return f"{ended} {GIVEN_UP[end.gave_up]}" if end.gave_up else ended


def _name(lead: Lead) -> str:
    return f"{lead.first_name} {lead.last_name}".strip() or lead.company or str(lead.number)


def _then(said: Said) -> None:
    """What was agreed with somebody who was reached; nothing chosen: the lead stays where it is."""
    actor, lead_id = actor_of(said.member), said.lead.id
    match said.typed.get("then") or _meant(said):
        case "hand-on":
            complete(said.lead, said.typed, actor=actor, now=said.now)
        case "later":
            on = day_typed(said.typed.get("on", ""), field="on")
            member_id = said.member.id if said.is_personal else None
            agree_follow_up(lead_id, on=on, text=said.text, actor=actor, now=said.now, member_id=member_id)
        case "sort-out":
            desk.close_lead(lead_id, reason=said.typed.get("reason", ""), actor=actor, now=said.now)


def _meant(said: Said) -> str:
    """Where no button was pressed, only Enter: what a date or a reason was given for."""
    return "later" if said.typed.get("on") else "sort-out" if said.typed.get("reason") else ""


ACTS: Final[Mapping[str, Callable[[Said], str]]] = {
    "take": _take,
    "put-back": _put_back,
    "give-up": _give_up,
    "done": _done,
}
