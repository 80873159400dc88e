"""The page of one enquiry, whichever door its reader came through: offered, in work, or over."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffel.channels.access_mails import sends_to_people
from staffel.models import Activity, Membership, Temperature
from staffel.queries.access import Handed, contact_of, teaser_of
from staffel.queries.attachments import attachment_of, attachments_of
from staffel.queries.directory import Directory, directory
from staffel.queries.duplicates import asked_again
from staffel.queries.followed import followed_history
from staffel.queries.gates import open_to_close
from staffel.queries.handed import follows
from staffel.queries.kept_leads import SHOWN_AFTER
from staffel.queries.labels import step_label
from staffel.queries.own_leads import is_halted
from staffel.queries.points import still_to_earn
from staffel.queries.process import process_of
from staffel.queries.prospects import denial_of
from staffel.queries.questions import open_questions, over_questions, own_questions
from staffel.queries.teasers import note_author
from staffel.queries.timeline import Line, moment_shown, shared_history
from staffel.queries.values import Value, values_of
from staffel.rules.policies import Policy
from staffel.rules.refused import Refused
from staffel.web.handouts import handing_context
from staffel.web.lead_contacts import contact_file, download
from staffel.web.lead_permissions import permissions_context
from staffel.web.portal.agreeing import ACCEPTABLE, agreeing_first, agreement_page
from staffel.web.portal.answers import ANSWERS, answer_once
from staffel.web.portal.beside import Beside, beside
from staffel.web.portal.choices import carer_of, decline_reasons, give_back_reasons, lost_reasons
from staffel.web.portal.correcting import Field, Wrong, correction_fields
from staffel.web.portal.doors import Door
from staffel.web.portal.pauses import pauses
from staffel.web.portal.situations import situation
from staffel.web.portal.taps import Answer
from staffel.web.refusals import doubted_code, in_words
from staffel.web.times import urgency, urgency_between

DONE: Final[Mapping[str, Promise]] = {
    "accept": _("Thank you. The enquiry is yours now."),
    "agree": _("Thank you. What you agreed to is kept."),
    "decline": _("Thank you for your answer."),
    "undo": _("Your acceptance was taken back. It does not count."),
    "attempt": _("Noted: not reached."),
    "contact": _("Noted: reached."),
    "appointment": _("Noted: appointment."),
    "quote": _("Noted: quote."),
    "win": _("Congratulations. The enquiry is won."),
    "lose": _("Noted: lost."),
    "give-back": _("The enquiry was given back. Thank you for saying so."),
    "follow-up": _("The follow-up is agreed."),
    "more-time": _("Your wish for more time is with the desk."),
    "note": _("The note is kept."),
    "pass-on": _("Passed on inside the firm."),
    "photo": _("The photo is kept."),
    "attach": _("The files are kept."),
    "ask": _("Your question has arrived. The answer comes by mail, and stands here."),
    "reply": _("Thank you. Your answer has arrived."),
    "correct": _("The data is corrected."),
    "hand-out": _("Noted: material given."),
    "withdrawal": _("Noted: the prospect has withdrawn this. Please heed it from now on."),
    "rate": _("Thank you. That helps to judge the next ones."),
}


def enquiry_page(
    request: HttpRequest, door: Door, *, now: datetime, refused: Refused | None = None, act: str = ""
) -> HttpResponse:
    """The page as it stands; after a refusal with its words, what was typed, and status 422. A firm that has never agreed
    reads first what is agreed."""
    book, handed = directory(), door.handed
    state = situation(handed)
    if state == "agreeing":
        return agreement_page(request, door, now=now, refused=refused, act=act)
    context: dict[str, Any] = {
        "page": "portal-leads" if state == "working" else "portal",
        "door": door,
        "now": now,
        "situation": state,
        "vendor": book.installation,
        "scale": Temperature.values,
        "handed": handed,
        "switched": door.switched,
        "once": secrets.token_urlsafe(9),
        "done": "" if refused else _said(request.GET.get("done", ""), handed, state=state),
        "error": in_words(refused) if refused else "",
        "beside": _beside(request, handed, refused, state=state, act=act, book=book),
        "act": act if refused else "",
        "typed": request.POST if refused else {},
        **_questions(handed),
        "history": _history(handed, state=state, book=book),
        "became": handed.lead if state != "won" and follows(handed) else None,
        "carer": carer_of(handed.member),
        "ways": _ways(door),
        **(
            _working(door, book=book, now=now)
            | {"corrections": _corrections(handed, request, refused, act=act, book=book)}
            if state == "working"
            else _offered(handed, book=book, now=now)
        ),
    }
    return render(request, "portal/enquiry.html", context, status=_status(refused))


def _ways(door: Door) -> dict[str, bool]:
    """How whoever came by a link gets to all its leads: with its password, or with a mailed code where it has none."""
    if not door.is_link:
        return {}
    has_password = door.handed.member.person.has_usable_password()
    sends = sends_to_people()
    return {"password": has_password or not sends, "code": sends}


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 409 if refused.code == "changed_meanwhile" else 422


def answered(request: HttpRequest, door: Door, act: str, *, now: datetime) -> HttpResponse:
    """Does what the button says and goes back to the page; a refusal is shown there in words. A script that asks for JSON
    gets what was said, or why it was refused (422)."""
    if act == "accept" and (first := agreeing_first(request, door, now=now)):
        return first
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        answer_once(act, Answer(door, request.POST, now, request.FILES))
    except Refused as refused:
        is_other_text = refused.code == "agreement_changed"
        if is_other_text and (again := agreeing_first(request, door, now=now, refused=refused)):
            return again
        if wants_json:
            return JsonResponse({"error": in_words(refused), "code": refused.code}, status=422)
        return enquiry_page(request, door, now=now, refused=refused, act=act)
    if wants_json:
        return JsonResponse({"said": str(DONE[act])})
    return HttpResponseRedirect(door.done(act))


def contact_at(door: Door) -> HttpResponse:
    """The prospect as a vCard, for whoever works the lead; raises Http404 otherwise."""
    if not door.handed.reads_contact:
        raise Http404("no contact")
    return contact_file(door.handed.lead)


def file_at(door: Door, attachment_id: UUID) -> HttpResponse:
    """A file that the vendor shares, for whoever works the lead; raises Http404 otherwise."""
    handed = door.handed
    if not handed.reads_contact:
        raise Http404("no such file")
    file = attachment_of(handed.lead, attachment_id, member=handed.member)
    return download(bytes(file.content or b""), file.filename, file.content_type)


def is_answer(act: str) -> bool:
    """Whether there is such a button."""
    return act in ANSWERS


def process_page(request: HttpRequest, door: Door, *, now: datetime) -> HttpResponse:
    """What is expected of the party, by the versions that its enquiry keeps; nothing of the prospect."""
    book, language = directory(), translation.get_language() or "en"
    context = {
        "door": door,
        "vendor": book.installation,
        "switched": door.switched,
        "process": process_of(door.handed, book=book, language=language, now=now),
    }
    return render(request, "portal/process.html", context)


def _said(done: str, handed: Handed, *, state: str) -> str:
    """What was just done; "" where the page below says the same."""
    if done == "decline" and state == "declined":
        return ""
    if done == "appointment" and (agreed := _last("appointment", handed)):
        return gettext("Noted: appointment on %(when)s.") % {"when": moment_shown(agreed.due_at)}
    return str(DONE.get(done, ""))


def _last(kind: str, handed: Handed) -> Activity | None:
    return Activity.objects.filter(mandate=handed.mandate, kind=kind).order_by("-at").first()


def _history(handed: Handed, *, state: str, book: Directory) -> list[Line]:
    """All that the vendor shares with whoever works it; before and afterwards nothing that a person typed."""
    if state == "working":
        return shared_history(handed.lead, party_id=handed.member.party_id, book=book)
    return followed_history(handed.lead, handed.member, book=book)


def _questions(handed: Handed) -> dict[str, Any]:
    """What the party was asked and has not answered; of what was asked while it held the lead only that, once it is over."""
    found = open_questions(handed.member, handed.lead)
    return {"questions": found, "over_questions": over_questions(handed.member.party_id, handed.lead, found)}


def _offered(handed: Handed, *, book: Directory, now: datetime) -> dict[str, Any]:
    offer = handed.offer
    if offer is None:
        return {}
    return {
        "teaser": teaser_of(offer, book=book, language=translation.get_language() or "en", now=now),
        "urgency": urgency_between(offer.window_starts_at, offer.window_ends_at, now=now),
        "is_halted": is_halted(offer, book=book),
        "reasons": decline_reasons(offer, book=book),
        "pauses": pauses(now=now),
        "tomorrow": timezone.localdate(now) + timedelta(days=1),
    }


def _working(door: Door, *, book: Directory, now: datetime) -> dict[str, Any]:
    handed = door.handed
    lead, mandate = handed.lead, handed.mandate
    assert mandate is not None
    policy: Policy = book.editions[mandate.policy_version_id].body
    latest = _latest(handed)
    tried, agreed = latest.get("attempt"), latest.get("appointment")
    contact = contact_of(lead, book=book, language=translation.get_language() or "en")
    return {
        "contact": contact,
        "notes": [(note_author(note, reader=mandate.party_id), note) for note in contact.notes],
        "again": asked_again(lead, book=book, language=translation.get_language() or "en"),
        **permissions_context(lead, book=book, now=now),
        "own_questions": own_questions(handed.member, lead),
        "files": attachments_of(lead, member=handed.member),
        "mandate": mandate,
        "denial": denial_of(lead, mandate),
        "points": still_to_earn(lead, mandate, book=book, now=now),
        "step": step_label(mandate.step, book.editions[mandate.pipeline_version_id].body),
        "urgency": urgency(lead, now=now),
        "next_attempt_at": tried.due_at if tried and not mandate.contacted_at else None,
        "appointment": agreed if agreed and agreed.due_at and agreed.due_at >= now - SHOWN_AFTER else None,
        "appointment_url": door.appointment(agreed.id) if agreed else "",
        "attempts_needed": policy.attempts,
        "may_close_unreachable": mandate.attempts >= policy.attempts and not mandate.contacted_at,
        "undo_until": _undo_until(handed, policy=policy, now=now),
        "lost_reasons": lost_reasons(handed, book=book),
        "closing_values": _closing_values(handed, book=book),
        "give_back_reasons": give_back_reasons(handed, book=book, now=now),
        "tomorrow": timezone.localdate(now) + timedelta(days=1),
        **handing_context(lead, handed.member),
        "asked_for_time": mandate.extension_asked_at is not None,
        "person": next((one.person for one in _team(handed, book=book) if one.id == mandate.member_id), None),
        "colleagues": [one for one in _team(handed, book=book) if one.id != mandate.member_id],
    }


def _beside(
    request: HttpRequest, handed: Handed, refused: Refused | None, *, state: str, act: str, book: Directory
) -> Beside | None:
    """None where the lead has moved on and the act's form is not shown any more."""
    where = ACCEPTABLE if act == "decline" else {"working"}
    if act != "reply" and state not in where:
        return None
    return beside(act, refused, request.POST, also=_closing_keys(act, handed, book=book))


def _closing_keys(act: str, handed: Handed, *, book: Directory) -> frozenset[str]:
    """The questions whose fields stand in the form of this act."""
    if act not in {"win", "lose"}:
        return frozenset()
    return frozenset(question.key for question in open_to_close(handed.lead, book=book))


def _closing_values(handed: Handed, *, book: Directory) -> list[Value]:
    """What must be answered before it is won or lost, and is open. A query only where something is."""
    lead = handed.lead
    keys = {question.key for question in open_to_close(lead, book=book)}
    if not keys:
        return []
    who, what = values_of(lead, member=handed.member, book=book)
    return [value for value in (*who, *what) if value.key in keys]


def _corrections(
    handed: Handed, request: HttpRequest, refused: Refused | None, *, act: str, book: Directory
) -> list[Field]:
    """As the lead stands now, after a refusal with what was typed and what of it is wrong."""
    lead = handed.lead
    if refused is None or act != "correct":
        return correction_fields(lead, None, member=handed.member, book=book)
    lead.refresh_from_db()
    is_conflict = refused.code == "changed_meanwhile"
    wrong = None
    if not is_conflict:
        wrong = Wrong(str(refused.details.get("field", "")), in_words(refused), doubted_code(refused))
    return correction_fields(lead, request.POST, member=handed.member, book=book, wrong=wrong)


def _team(handed: Handed, *, book: Directory) -> tuple[Membership, ...]:
    return book.members.get(handed.member.party_id, ())


def _latest(handed: Handed) -> dict[str, Activity]:
    """The last attempt and the last appointment of the mandate."""
    found = Activity.objects.filter(mandate=handed.mandate, kind__in=("attempt", "appointment"))
    return {one.kind: one for one in found.order_by("at")}


def _undo_until(handed: Handed, *, policy: Policy, now: datetime) -> datetime | None:
    mandate = handed.mandate
    if mandate is None or handed.offer is None or mandate.attempts or mandate.contacted_at:
        return None
    until = mandate.started_at + timedelta(minutes=policy.undo_minutes)
    return until if now <= until else None
