"""What the desk, and whoever works a lead, can do on its page: each form, read and handed to its action."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from staffel.actions import (
    assessments,
    attachments,
    consents,
    desk,
    follow_ups,
    handouts,
    prospects,
    qualifying,
    questions,
    work,
)
from staffel.models import Lead, Membership, PartyKind, Role
from staffel.queries.access import (
    house_lead,
    looks_after_party,
    may_do,
    visible_lead,
    visible_leads,
)
from staffel.queries.calls import callable_leads
from staffel.rules.refused import Refused
from staffel.web.attachments import read_files
from staffel.web.completing import answer_to_close, complete
from staffel.web.handouts import GIVE_WITH, chosen_materials, give_with, given_in_words
from staffel.web.lead_outcomes import asked_now, held_now, where_it_went
from staffel.web.lead_taps import Said
from staffel.web.leads import lead_page
from staffel.web.members import actor_of, for_members
from staffel.web.typed_values import amount_typed, day_typed, moment_typed

EXTENSIONS: Final = frozenset({"240", "480", "960", "2400"})  # working minutes: half a day, 1, 2 and 5 days


@require_POST
@for_members
def lead_act(request: HttpRequest, member: Membership, lead_id: UUID, act: str) -> HttpResponse:
    """Does what the button says and goes back to the lead, or to Today where the member no longer sees it. A refusal is
    shown on the page with what was typed. 404 for strangers, for partners, and for whom the act is not."""
    lead, now = house_lead(member, lead_id), timezone.now()
    if act not in ACTS or not may_do(member, lead, act):
        raise Http404("no such act")
    is_fragment = request.headers.get("HX-Request") == "true"
    try:
        files = cast(Sequence["UploadedFile[bytes]"], request.FILES.getlist("files"))
        said = _do(act, Said(member, lead, request.POST, now, files)) or _("Done.")
    except Refused as refused:
        return lead_page(request, member, visible_lead(member, lead_id), refused=refused, act=act)
    fresh = visible_leads(member).filter(id=lead_id).exists()
    if is_fragment and fresh:
        return lead_page(request, member, visible_lead(member, lead_id), said=said)
    messages.success(request, said)
    if not is_fragment:
        is_on_call = request.POST.get("back") == "call" and callable_leads(member).filter(id=lead_id).exists()
        return redirect("call" if is_on_call else "lead", lead_id) if fresh else redirect("today")
    return HttpResponse(headers={"HX-Redirect": reverse("today")})


def _do(act: str, said: Said) -> str | None:
    """The act, and what was given with it: both or neither."""
    if act not in GIVE_WITH:
        return ACTS[act](said)
    with transaction.atomic():
        words = ACTS[act](said)
        by, mandate_id = actor_of(said.member), said.mandate_id
        give_with(act, said.lead.id, said.typed, way="by_hand", mandate_id=mandate_id, at=said.now, actor=by, now=said.now)  # fmt: skip
    return words


def _release(said: Said) -> str:
    if not qualifying.release_leads([said.lead.id], actor=actor_of(said.member), now=said.now):
        raise Refused("not_held", "This lead is not held.")
    return where_it_went(Lead.objects.get(id=said.lead.id))


def _complete(said: Said) -> None:
    complete(said.lead, said.typed, actor=actor_of(said.member), now=said.now)


def _place(said: Said) -> str:
    desk.place_lead(
        said.lead.id, party_id=said.party_id, actor=actor_of(said.member), now=said.now, text=said.text
    )
    return held_now(said.lead.id)


def _offer(said: Said) -> str:
    desk.offer_by_hand(
        said.lead.id, party_id=said.party_id, actor=actor_of(said.member), now=said.now, text=said.text
    )
    return asked_now(said.lead.id)


def _market(said: Said) -> str:
    key = said.typed.get("market", "")
    desk.offer_by_market(
        said.lead.id, market_key=key, actor=actor_of(said.member), now=said.now, text=said.text
    )
    return asked_now(said.lead.id)


def _work(said: Said) -> str:
    desk.work_lead(said.lead.id, actor=actor_of(said.member), now=said.now)
    return held_now(said.lead.id)


def _take_back(said: Said) -> str:
    desk.take_back_lead(said.lead.id, actor=actor_of(said.member), now=said.now, text=said.text)
    return held_now(said.lead.id)


def _hand_over(said: Said) -> str:
    party_id = said.party_id
    if said.member.role == Role.FIELD_SALES and not looks_after_party(said.member, party_id):
        raise Refused(
            "party_not_yours", "You can hand over to the partners that you look after.", field="party"
        )
    desk.hand_over_lead(
        said.lead.id, party_id=party_id, actor=actor_of(said.member), now=said.now, text=said.text
    )
    return held_now(said.lead.id)


def _extend(said: Said) -> None:
    minutes = said.typed.get("minutes", "")
    if minutes not in EXTENSIONS:
        raise Refused("minutes_unreadable", "Please choose for how long.", field="minutes")
    desk.extend_deadline(
        said.lead.id, work_minutes=int(minutes), actor=actor_of(said.member), now=said.now, text=said.text
    )


def _more_time(said: Said) -> None:
    desk.ask_extension(
        said.lead.id, actor=actor_of(said.member), now=said.now, text=said.text, mandate_id=said.mandate_id
    )


def _close(said: Said) -> None:
    desk.close_lead(
        said.lead.id, reason=said.reason, actor=actor_of(said.member), now=said.now, text=said.text
    )


def _reopen(said: Said) -> None:
    desk.reopen_lead(said.lead.id, actor=actor_of(said.member), now=said.now, text=said.text)


def _attempt(said: Said) -> None:
    work.report_attempt(
        said.lead.id, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id, text=said.text
    )


def _contact(said: Said) -> None:
    work.report_contact(
        said.lead.id, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id, text=said.text
    )


def _appointment(said: Said) -> None:
    zone = ZoneInfo(said.member.party.timezone)
    due_at = moment_typed(said.typed.get("due_at", ""), zone=zone, field="due_at")
    work.report_appointment(
        said.lead.id, due_at=due_at, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id,
        text=said.text,
    )  # fmt: skip


def _quote(said: Said) -> None:
    amount = amount_typed(said.typed.get("amount", ""))
    work.report_quote(
        said.lead.id, amount=amount, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id,
        text=said.text,
    )  # fmt: skip


def _win(said: Said) -> None:
    amount = amount_typed(said.typed.get("amount", ""))
    _answer_to_close(said)
    work.win_lead(
        said.lead.id, amount=amount, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id,
        text=said.text,
    )  # fmt: skip


def _answer_to_close(said: Said) -> None:
    actor = actor_of(said.member)
    answer_to_close(said.lead, said.typed, mandate_id=said.mandate_id, actor=actor, now=said.now)


def _lose(said: Said) -> None:
    _answer_to_close(said)
    work.lose_lead(
        said.lead.id, reason=said.reason, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id,
        text=said.text,
    )  # fmt: skip


def _give_back(said: Said) -> None:
    work.give_back(
        said.lead.id, reason=said.reason, actor=actor_of(said.member), now=said.now, mandate_id=said.mandate_id,
        text=said.text,
    )  # fmt: skip


def _follow_up(said: Said) -> None:
    on = day_typed(said.typed.get("on", ""), field="on")
    follow_ups.agree_follow_up(said.lead.id, on=on, text=said.text, actor=actor_of(said.member), now=said.now)


def _complain(said: Said) -> str:
    prospects.complain_for(said.lead.id, text=said.text, actor=actor_of(said.member), now=said.now)
    is_held = Lead.objects.get(id=said.lead.id).status == "working"
    return _("Noted. Whoever works the lead is told.") if is_held else _("Noted. Nobody works the lead now.")


def _consent(said: Said) -> str:
    typed = said.typed.get("given_at", "")
    zone = ZoneInfo(said.member.party.timezone)
    consents.record_consent(
        said.lead.id,
        said.typed.getlist("purposes"),
        text=said.text,
        at=moment_typed(typed, zone=zone, field="given_at") if typed else said.now,
        is_our_text=said.typed.get("our_text") == "1",
        actor=actor_of(said.member),
        now=said.now,
    )
    waited = said.lead.desk_reason == "consent_missing"
    return asked_now(said.lead.id) if waited else _("The consent is recorded.")


def _withdrawal(said: Said) -> str:
    purposes, actor = said.typed.getlist("purposes"), actor_of(said.member)
    prospects.record_withdrawal(said.lead.id, purposes, text=said.text, actor=actor, now=said.now)
    return _("The withdrawal is recorded. Whoever has the lead is told.")


def _hand_out(said: Said) -> str:
    done = handouts.hand_out(
        said.lead.id, chosen_materials(said.typed), way=said.typed.get("way", ""),
        is_again=said.typed.get("again") == "1", actor=actor_of(said.member), now=said.now,
    )  # fmt: skip
    return given_in_words(done)


def _rate(said: Said) -> None:
    assessments.rate_lead(
        said.lead.id,
        mandate_id=said.mandate_id,
        temperature=said.typed.get("temperature", ""),
        actor=actor_of(said.member),
        now=said.now,
    )


def _assess(said: Said) -> None:
    assessments.assess_lead(
        said.lead.id,
        temperature=said.typed.get("temperature", ""),
        text=said.text,
        actor=actor_of(said.member),
        now=said.now,
    )


def _ask(said: Said) -> str:
    try:
        party_id = UUID(said.typed.get("party", ""))
    except ValueError as error:
        raise Refused("party_missing", "Please choose a partner from the list.", field="party") from error
    questions.ask_party(
        said.lead.id, party_id=party_id, text=said.text, actor=actor_of(said.member), now=said.now
    )
    return _("The question is on its way.")


def _reply(said: Said) -> None:
    try:
        note_id = UUID(said.typed.get("question", ""))
    except ValueError as error:
        raise Refused("question_gone", "This question is no longer here.") from error
    questions.answer_question(note_id, text=said.text, actor=actor_of(said.member), now=said.now)


def _attach(said: Said) -> str:
    read = read_files(said.files)
    is_internal = said.member.party.kind == PartyKind.DESK and said.typed.get("internal") == "1"
    for name, content in read:
        attachments.attach_file(
            said.lead.id,
            filename=name,
            content=content,
            actor=actor_of(said.member),
            now=said.now,
            is_internal=is_internal,
        )
    return ngettext("%(n)d file attached.", "%(n)d files attached.", len(read)) % {"n": len(read)}


def _note(said: Said) -> None:
    is_internal = said.member.party.kind == PartyKind.DESK and said.typed.get("internal") == "1"
    work.add_note(
        said.lead.id, text=said.text, actor=actor_of(said.member), now=said.now, is_internal=is_internal
    )


ACTS: Final[Mapping[str, Callable[[Said], str | None]]] = {
    "release": _release,
    "complete": _complete,
    "place": _place,
    "offer": _offer,
    "market": _market,
    "work": _work,
    "take-back": _take_back,
    "hand-over": _hand_over,
    "extend": _extend,
    "more-time": _more_time,
    "close": _close,
    "reopen": _reopen,
    "attempt": _attempt,
    "contact": _contact,
    "appointment": _appointment,
    "quote": _quote,
    "win": _win,
    "lose": _lose,
    "give-back": _give_back,
    "follow-up": _follow_up,
    "note": _note,
    "assess": _assess,
    "rate": _rate,
    "hand-out": _hand_out,
    "consent": _consent,
    "withdrawal": _withdrawal,
    "complain": _complain,
    "ask": _ask,
    "reply": _reply,
    "attach": _attach,
}
