"""What a join has moved of the known lead goes back where it was when the two are parted, unless somebody has acted since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from staffel.actions.brokerages import (
    begin_brokerage,
    check_passing_on,
    end_brokerage,
    lay_on_desk,
    withdraw_offers,
)
from staffel.actions.case import Case
from staffel.actions.desk import check_place, locked_load
from staffel.actions.mandates import begin_mandate
from staffel.actions.qualifying import ask_what_is_missing, missing_for_market
from staffel.actions.searching import ask_next
from staffel.actions.work import take_back
from staffel.models import Activity, Entry, Mandate
from staffel.rules import states
from staffel.rules.refused import Refused

PARTED = "parted"


def is_as_joined(known: Case, moved: Mapping[str, Any]) -> bool:
    """Whether the mandate that the join began on the known lead is open, and nobody has done anything in it."""
    mandate = known.mandate
    if mandate is None or str(mandate.id) != moved.get("began"):
        return False
    said = Entry.objects.filter(mandate=mandate).exclude(kind="mandate.started").exclude(actor_kind="system")
    return not said.exists()


def begin_again(case: Case, before: Mandate, *, frees: int = 0) -> bool:
    """Step: the party of a mandate that a join has ended works the lead on from where it stood. False where it cannot: it
    is away, has left or has no free place. `frees`: how many of its open mandates end beside this."""
    try:
        check_passing_on(case, before.party_id)
        load = locked_load(case.batch, before.party_id)
        check_place(case, before.party_id, load.without_mandates(frees))
    except Refused:
        return False
    case.enter("lead.placed", party_id=before.party_id, party=before.party_id)
    mandate = begin_mandate(case, before.party_id, at=case.now, step=before.step)
    case.change(
        mandate,
        member_id=before.member_id,
        attempts=before.attempts,
        contacted_at=before.contacted_at,
        rated_temperature=before.rated_temperature,
        rated_at=before.rated_at,
    )
    if before.party_id != case.actor.party_id:
        case.tell("lead.placed", case.book.recipients(before.party_id, at=case.now), mandate=mandate)
    return True


def put_back(known: Case, moved: Mapping[str, Any]) -> str:
    """Step: the known lead is what it was before the join. Returns why not all of it (`closed`, `worked_on`, `no_place`,
    `follow_up`), "" where it is."""
    if not moved:
        return ""
    if not known.lead.is_open:
        return "closed" if {"began", "sent_on"} & moved.keys() else ""
    as_joined = is_as_joined(known, moved)
    _forget_contact(known, moved)
    if "began" in moved:
        if not as_joined:
            return "worked_on"
        return _give_back(known, moved)
    if "sent_on" in moved:
        if known.lead.status == states.WORKING:
            return "worked_on"
        _ask_again(known)
    return _rest_again(known, moved)


def _forget_contact(known: Case, moved: Mapping[str, Any]) -> None:
    """Somebody else was spoken with: the first contact is the known lead's own, if there was one since."""
    lead, mandate = known.lead, known.mandate
    copied = moved.get("contacted_at")
    if copied is None:
        return
    own = Activity.objects.filter(lead=lead).order_by("at", "id")
    first = {
        kind: next((one.at for one in own if one.kind in kinds), None)
        for kind, kinds in (("contact", {"contact"}), ("attempt", {"attempt", "contact"}))
    }
    if _is(lead.contacted_at, copied):
        known.change(lead, contacted_at=first["contact"])
    if _is(lead.attempted_at, copied):
        known.change(lead, attempted_at=first["attempt"])
    if mandate and str(mandate.id) == moved.get("began") and _is(mandate.contacted_at, copied):
        at = [one.at for one in own if one.kind == "contact" and one.mandate_id == mandate.id]
        known.change(mandate, contacted_at=min(at, default=None))


def _is(at: datetime | None, stored: str) -> bool:
    return at is not None and at.isoformat() == stored


def _give_back(known: Case, moved: Mapping[str, Any]) -> str:
    """Whoever has it by the join gives it up: it goes to the party that had it before, else on by the current rules."""
    take_back(known, reason=PARTED, outcome="duplicate")
    known.change(known.lead, desk_returns=moved["returns"])
    before = next((one for one in known.mandates if str(one.id) == moved.get("ended")), None)
    if before is None:
        if not ask_what_is_missing(known):
            begin_brokerage(known, first=[UUID(party_id) for party_id in moved.get("asked", ())])
            ask_next([known])
        return ""
    if begin_again(known, before):
        return ""
    lay_on_desk(known, PARTED)
    return "no_place"


def _ask_again(known: Case) -> None:
    """What the joined enquiry had answered is open again: the lead comes back from the market before somebody takes it."""
    if known.lead.status == states.BROKERING and missing_for_market(known):
        withdraw_offers(known, reason=PARTED)
        end_brokerage(known, "withdrawn", reason=PARTED)
        ask_what_is_missing(known)


def _rest_again(known: Case, moved: Mapping[str, Any]) -> str:
    """The date that was agreed holds again, unless it was agreed anew or is over."""
    if "from" not in moved:
        return ""
    lead = known.lead
    since, until = (datetime.fromisoformat(moved[name]) for name in ("from", "until"))
    if lead.holder_id is None or str(lead.holder_id) != moved["holder"]:
        return ""
    was_woken = lead.deadline_kind == "follow_up" and _is(lead.deadline_at, moved["woken_until"])
    if until <= known.now:
        return ""
    if not was_woken and not ("sent_on" in moved and lead.status == states.QUALIFYING):
        return "follow_up"
    known.promise("follow_up", until=until, since=since)
    known.change(lead, follow_up_by_id=UUID(moved["own_by"]) if moved["own_by"] else None)
    return ""
