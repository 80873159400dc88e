"""What can be said on an enquiry's page: each button's form, read and handed to its action, once."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from staffel.actions import desk, follow_ups, offers, work
from staffel.actions.agreements import agree
from staffel.actions.assessments import rate_lead
from staffel.actions.corrections import correct_values
from staffel.actions.handouts import hand_out
from staffel.actions.prospects import record_withdrawal
from staffel.actions.questions import answer_question, ask_party
from staffel.actions.receipts import take_once
from staffel.actions.repeats import repeated
from staffel.queries.handed import needs_agreement
from staffel.queries.questions import open_questions
from staffel.rules.refused import Refused
from staffel.web.completing import SURE, answer_to_close
from staffel.web.handouts import GIVE_WITH, chosen_materials, give_with
from staffel.web.portal.attachments import attach_documents, attach_photo
from staffel.web.portal.correcting import typed_corrections
from staffel.web.portal.taps import Answer

# What a firm that has never agreed may say about an enquiry that it was given.
BEFORE_AGREEING: Final = frozenset({"accept", "agree", "decline", "undo", "give-back"})
TOLD_PARTNERS: Final = ("call", "mail", "text")  # that it was passed on is the vendor's to end
GUARDED_BY_FACTS: Final = frozenset({"accept", "decline"})  # the same answer twice is one, without a receipt


def _accept(said: Answer) -> None:
    """With what was read before, the firm agrees and accepts in one; neither happens without the other."""
    seen, member = said.typed.get("seen", "")[:80], said.handed.member
    with transaction.atomic():
        if seen and needs_agreement(member):
            agree(member.id, language=get_language() or "en", seen=seen, actor=said.actor, now=said.now)
        offers.accept_offer(said.offer_id, actor=said.actor, now=said.now)


def _agree(said: Answer) -> None:
    """The firm got the enquiry without being asked, has read what is agreed, and opens it."""
    said.check_works()
    if needs_agreement(said.handed.member):
        seen = said.typed.get("seen", "")[:80]
        agree(
            said.handed.member.id, language=get_language() or "en", seen=seen, actor=said.actor, now=said.now
        )


def _decline(said: Answer) -> None:
    until = said.typed.get("pause_until", "")
    pause = datetime.combine(said.day("pause_until"), time(), said.zone) if until else None
    offer_id, offer = said.offer_id, said.handed.offer
    assert offer is not None
    offers.decline_offer(
        offer_id,
        reason=said.reason,
        actor=said.actor,
        now=said.now,
        text=said.text,
        pause_until=pause,
        at=said.tapped(since=offer.offered_at),
    )


def _undo(said: Answer) -> None:
    offers.undo_acceptance(said.offer_id, actor=said.actor, now=said.now)


def _attempt(said: Answer) -> None:
    work.report_attempt(
        said.lead_id, actor=said.actor, now=said.now, mandate_id=said.mandate_id, text=said.text, at=said.at
    )


def _contact(said: Answer) -> None:
    work.report_contact(
        said.lead_id, actor=said.actor, now=said.now, mandate_id=said.mandate_id, text=said.text, at=said.at
    )


def _appointment(said: Answer) -> None:
    work.report_appointment(
        said.lead_id, due_at=said.moment("due_at"), actor=said.actor, now=said.now, mandate_id=said.mandate_id,
        text=said.text, at=said.at,
    )  # fmt: skip


def _quote(said: Answer) -> None:
    work.report_quote(
        said.lead_id,
        amount=said.amount(),
        actor=said.actor,
        now=said.now,
        mandate_id=said.mandate_id,
        text=said.text,
        at=said.at,
    )


def _answer_to_close(said: Answer) -> None:
    lead, mandate_id = said.handed.lead, said.mandate_id
    answer_to_close(lead, said.typed, mandate_id=mandate_id, actor=said.actor, now=said.now)


def _win(said: Answer) -> None:
    amount = said.amount()
    _answer_to_close(said)
    work.win_lead(
        said.lead_id,
        amount=amount,
        actor=said.actor,
        now=said.now,
        mandate_id=said.mandate_id,
        text=said.text,
        at=said.at,
    )


def _lose(said: Answer) -> None:
    _answer_to_close(said)
    work.lose_lead(
        said.lead_id,
        reason=said.reason,
        actor=said.actor,
        now=said.now,
        mandate_id=said.mandate_id,
        text=said.text,
        at=said.at,
    )


def _give_back(said: Answer) -> None:
    work.give_back(
        said.lead_id,
        reason=said.reason,
        actor=said.actor,
        now=said.now,
        mandate_id=said.mandate_id,
        text=said.text,
    )


def _follow_up(said: Answer) -> None:
    follow_ups.agree_follow_up(
        said.lead_id,
        on=said.day("on"),
        text=said.text,
        actor=said.actor,
        now=said.now,
        mandate_id=said.mandate_id,
        at=said.at,
    )


def _more_time(said: Answer) -> None:
    desk.ask_extension(
        said.lead_id, actor=said.actor, now=said.now, text=said.text, mandate_id=said.mandate_id
    )


def _note(said: Answer) -> None:
    said.check_works()
    work.add_note(said.lead_id, text=said.text, actor=said.actor, now=said.now, at=said.at)


def _ask(said: Answer) -> None:
    said.check_works()
    ask_party(said.lead_id, party_id=said.handed.lead.desk_id, text=said.text, actor=said.actor, now=said.now)


def _reply(said: Answer) -> None:
    """Refused (`question_gone`) for what was not asked about this lead: the link proves no more than that."""
    wanted = said.typed.get("question", "")
    asked = next(
        (one for one in open_questions(said.handed.member, said.handed.lead) if str(one.id) == wanted), None
    )
    if asked is None:
        raise Refused("question_gone", "This question is no longer here.", field="text")
    answer_question(asked.id, text=said.text, actor=said.actor, now=said.now)


def _correct(said: Answer) -> None:
    typed, seen = typed_corrections(said.handed.lead, said.typed, member=said.handed.member)
    sure = said.typed.get(SURE, "")
    correct_values(
        said.lead_id, typed, seen=seen, mandate_id=said.mandate_id, actor=said.actor, now=said.now, sure=sure
    )


def _pass_on(said: Answer) -> None:
    try:
        member_id = UUID(said.typed.get("member", ""))
    except ValueError:
        raise Refused("member_unknown", "Please choose a colleague.", field="member") from None
    work.pass_on(
        said.lead_id, member_id=member_id, actor=said.actor, now=said.now, mandate_id=said.mandate_id
    )


def _hand_out(said: Answer) -> None:
    """What the partner has handed over itself."""
    hand_out(
        said.lead_id,
        chosen_materials(said.typed),
        way="partner",
        is_again=said.typed.get("again") == "1",
        mandate_id=said.mandate_id,
        actor=said.actor,
        now=said.now,
    )


def _withdrawal(said: Answer) -> None:
    """What the prospect has told the partner that it wants no more."""
    record_withdrawal(
        said.lead_id,
        [one for one in said.typed.getlist("purposes") if one in TOLD_PARTNERS],
        text=said.text,
        mandate_id=said.mandate_id,
        actor=said.actor,
        now=said.now,
        at=said.at,
    )


def _rate(said: Answer) -> None:
    rate_lead(
        said.lead_id,
        mandate_id=said.mandate_id,
        temperature=said.typed.get("temperature", ""),
        actor=said.actor,
        now=said.now,
    )


ANSWERS: Final[Mapping[str, Callable[[Answer], None]]] = {
    "accept": _accept,
    "agree": _agree,
    "decline": _decline,
    "undo": _undo,
    "attempt": _attempt,
    "contact": _contact,
    "appointment": _appointment,
    "quote": _quote,
    "win": _win,
    "lose": _lose,
    "give-back": _give_back,
    "follow-up": _follow_up,
    "more-time": _more_time,
    "rate": _rate,
    "hand-out": _hand_out,
    "withdrawal": _withdrawal,
    "note": _note,
    "pass-on": _pass_on,
    "photo": attach_photo,
    "attach": attach_documents,
    "ask": _ask,
    "reply": _reply,
    "correct": _correct,
}


@repeated
def answer_once(act: str, said: Answer) -> None:
    """Does what the button says, once for each tap (`once` of the form): a second one, or the same sent again when the
    network is back, is harmless. Refused as the act's action; `agreement_missing` before the firm has agreed."""
    handed = said.handed
    if handed.works and handed.needs_agreement and act not in BEFORE_AGREEING:
        raise Refused("agreement_missing", "Please read and agree first. Then the enquiry opens.")
    nonce = said.typed.get("once", "")[:40]
    if act in GUARDED_BY_FACTS or not nonce:
        _do(act, said)
        return
    with transaction.atomic():
        if take_once(said.door.receipts, f"{act} {nonce}", now=said.now):
            _do(act, said)


def _do(act: str, said: Answer) -> None:
    """The act, and what was given with it: both or neither."""
    if act not in GIVE_WITH:
        ANSWERS[act](said)
        return
    with transaction.atomic():
        ANSWERS[act](said)
        give_with(
            act, said.lead_id, said.typed, way="partner", mandate_id=said.mandate_id, at=said.at, actor=said.actor,
            now=said.now,
        )  # fmt: skip
