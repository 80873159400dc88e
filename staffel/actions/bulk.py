"""One change for many leads: the steps of the single acts, in cases of a few hundred; what is refused stays as it is."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from staffel.actions import assessments, desk
from staffel.actions.actors import Actor
from staffel.actions.around import read_around
from staffel.actions.brokerages import begin_brokerage, fitting_market
from staffel.actions.case import Batch, Case, adopt, lock_leads, open_batch
from staffel.actions.duplicates import Likeness, joining_leads, known_again
from staffel.actions.qualifying import ask_what_is_missing, let_go, lock_to_release, send_to_market
from staffel.actions.receipts import take_once
from staffel.actions.reminders import combined
from staffel.actions.repeats import repeated
from staffel.actions.searching import Plan, ask_next, planned_offers
from staffel.models import Delivery, Lead, Offer, Temperature
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from staffel.rules.routing import Load

ACTS: Final = ("release", "place", "offer", "close", "temperature", "test", "real")
DOOR: Final = "bulk"
Step = Callable[[Case], None]


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for: a key of ACTS and what it needs. `market` "" is the one that fits each lead; `text` is the
    reason that is noted on each."""

    act: str
    party_id: UUID | None = None
    market: str = ""
    reason: str = ""
    temperature: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: the leads that were changed, and of each other one why not. `offers` and `mails` went out;
    `on_desk`: why leads that nobody can be asked for lie there, with their number; `incomplete` are qualified first;
    `waits`: for the next free place, or because the outflow is halted."""

    changed: tuple[UUID, ...] = ()
    refused: tuple[tuple[UUID, Refused], ...] = ()
    offers: int = 0
    partners: frozenset[UUID] = frozenset()
    mails: int = 0
    on_desk: dict[str, int] = field(default_factory=dict)
    incomplete: int = 0
    waits: int = 0


def check_change(change: Change) -> None:
    """Refused, with the field: `act_unknown`, `party_missing`, `reason_unknown`, `temperature_unknown`,
    `reason_missing` where a temperature has none."""
    if change.act not in ACTS:
        raise Refused("act_unknown", "Please choose what is to be done.", field="act")
    if change.act == "place" and change.party_id is None:
        raise Refused("party_missing", "Please choose a partner from the list.", field="party")
    if change.act == "close" and not change.reason:
        raise Refused("reason_unknown", "Please choose one of the listed reasons.", field="reason")
    if change.act == "temperature":
        if change.temperature not in Temperature.values:
            raise Refused("temperature_unknown", "Please choose hot, warm or cold.", field="temperature")
        if not change.text.strip():
            raise Refused("reason_missing", "Please say why.", field="text")


@repeated
def change_leads(
    lead_ids: Collection[UUID], change: Change, *, once: str, actor: Actor, now: datetime
) -> Done:
    """Do it to all these leads in one case. `once` names this part of the work: the same part a second time is refused
    (`done_before`), as is what `check_change` refuses."""
    check_change(change)
    with open_batch(actor=actor, now=now) as batch:
        if not take_once(DOOR, once, now=now):
            raise Refused("done_before", "This was done already.")
        alike: list[Likeness] = []
        if change.act == "release":
            cases, alike = lock_to_release(batch, lead_ids)
        else:
            cases = lock_leads(batch, Lead.objects.filter(id__in=lead_ids))
        changed, refused = _stepped(cases, change)
        if change.act == "release":
            send_to_market(known_again(batch, changed, alike))
        elif change.act == "offer":
            ask_next(changed)
        return _done(batch, changed, refused)


def expected(lead_ids: Sequence[UUID], change: Change, *, actor: Actor, now: datetime) -> Done:
    """What `change_leads` would do now: the same steps and the same plan, written nowhere. Refused: as there."""
    check_change(change)
    with transaction.atomic():  # a partner's capacity is read under its lock, for a moment
        batch = Batch(now=now, actor=actor, book=directory())
        leads = Lead.objects.filter(id__in=lead_ids).defer("search").order_by("id")
        cases = [adopt(batch, lead) for lead in leads]
        read_around(cases)
        changed, refused = _stepped(cases, change)
        done = _done(batch, changed, refused)
    return _with_plan(done, batch, changed, change) if change.act in {"release", "offer"} else done


def _stepped(cases: Sequence[Case], change: Change) -> tuple[list[Case], list[tuple[UUID, Refused]]]:
    """Each case's step; a step refuses before it changes anything."""
    step = _step(cases, change)
    changed, refused = [], []
    for case in cases:
        try:
            step(case)
        except Refused as why:
            refused.append((case.lead.id, why))
        else:
            changed.append(case)
    return changed, refused


def _step(cases: Sequence[Case], change: Change) -> Step:
    match change.act:
        case "release":
            return let_go
        case "place":
            return _placing(cases, change)
        case "offer":
            return lambda case: desk.begin_anew(case, change.market or _own_market(case), text=change.text)
        case "close":
            return lambda case: desk.close(case, change.reason, text=change.text)
        case "temperature":
            return lambda case: assessments.assess(case, change.temperature, text=change.text)
        case _:
            return lambda case: assessments.mark_test(case, is_test=change.act == "test")


def _own_market(case: Case) -> str:
    key = fitting_market(case)
    if key is None:
        raise Refused("no_market", "No market fits this lead. Choose one, or place it directly.")
    return key


def _placing(cases: Sequence[Case], change: Change) -> Step:
    """The party is locked and counted once; each lead that it gets takes a place from the next."""
    assert change.party_id is not None
    party_id = change.party_id
    load = desk.locked_load(cases[0].batch, party_id) if cases else Load()

    def place(case: Case) -> None:
        nonlocal load
        kept = desk.own_offers(case, party_id)
        desk.place(case, party_id, load, text=change.text)
        load = replace(load.without_offers(kept), open_mandates=load.open_mandates + 1)

    return place


def _done(batch: Batch, changed: Sequence[Case], refused: Sequence[tuple[UUID, Refused]]) -> Done:
    reasons = _desk_reasons(changed)
    offers: list[Offer] = batch.added[Offer]
    return Done(
        changed=tuple(case.lead.id for case in changed),
        refused=tuple(refused),
        offers=len(offers),
        partners=frozenset(offer.party_id for offer in offers),
        mails=_mails(batch),
        incomplete=reasons.pop("incomplete", 0),
        on_desk=dict(reasons),
        waits=sum(_waits(case) for case in changed),
    )


def _desk_reasons(cases: Sequence[Case]) -> Counter[str]:
    return Counter(case.lead.desk_reason for case in cases if case.lead.is_open and case.lead.desk_reason)


def _waits(case: Case) -> bool:
    return case.brokerage is not None and not case.open_offers and not case.lead.desk_reason


def _with_plan(done: Done, batch: Batch, changed: Sequence[Case], change: Change) -> Done:
    """With the offers that would be made: what `send_to_market` and `ask_next` would do, without doing it."""
    if change.act == "release":
        joining = joining_leads([case.lead for case in changed], batch=batch)
        for case in changed:
            if case.lead.id not in joining and not ask_what_is_missing(case):
                begin_brokerage(case)
    plans = planned_offers(changed)
    asked = [pick.party_id for plan in plans for pick, _ in plan.picks]
    reasons = _desk_reasons(changed)
    reasons.update(plan.desk_reason for plan in plans if plan.desk_reason and not plan.picks)
    incomplete = reasons.pop("incomplete", 0)
    placed = sum(bool(plan.picks) for plan in plans)
    return replace(
        done,
        offers=len(asked),
        partners=frozenset(asked),
        mails=_mails(batch) + _mails_of(plans),
        incomplete=incomplete,
        on_desk=dict(reasons),
        waits=len(changed) - placed - incomplete - reasons.total(),
    )


def _mails(batch: Batch) -> int:
    """Those that leave at once; what only reminds of several leads is one."""
    return sum(delivery.channel == "mail" for delivery in combined(batch.added[Delivery]))


def _mails_of(plans: Sequence[Plan]) -> int:
    """Of the offers to whoever is asked, and one to each who is told of what comes to the desk."""
    offers, told = 0, set()
    for plan in plans:
        book, now = plan.case.book, plan.case.now
        offers += sum(len(book.recipients(pick.party_id, at=now)) for pick, _ in plan.picks)
        if plan.desk_reason and not plan.picks:
            told |= {member.id for member in book.recipients(plan.case.lead.desk_id, at=now)}
    return offers + len(told)
