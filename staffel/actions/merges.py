"""What somebody says about two leads that look alike: one person, two people, or one that was taken for another."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.assessments import cool_down, warm_up
from staffel.actions.brokerages import begin_brokerage, end_brokerage, withdraw_offers
from staffel.actions.case import Case, open_case, open_cases
from staffel.actions.consents import go_on, heed
from staffel.actions.corrections import set_values
from staffel.actions.duplicates import has_all_answers, join, keep, still_filled, tell_asked_again, wake
from staffel.actions.mandates import begin_mandate, end_mandate
from staffel.actions.parted import begin_again, is_as_joined, put_back
from staffel.actions.qualifying import ask_what_is_missing, missing_for_market, send_to_market
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import take_back
from staffel.models import MOVED, Duplicate, DuplicateState
from staffel.queries.together import times_asked_again
from staffel.queries.values import known_of, raw_value
from staffel.rules import states
from staffel.rules.answers import as_typed
from staffel.rules.refused import Refused

OWN: Final = "The partner captured this lead itself. Only it can give it back."


@repeated
def join_pair(
    pair_id: UUID, *, taken: Collection[str] = (), keeper: UUID | None = None, actor: Actor, now: datetime
) -> UUID:
    """They are one person: the newer lead joins the known one, which takes these values (keys) from it. Whoever works one
    of them works the known lead on; where two do, `keeper` is the one that keeps it, the other is told; a partner's own lead
    stays its own. Returns the known
    lead's id. Refused: `pair_missing`, `pair_decided`, `lead_closed`, `lead_own`, `test_and_real`, `keeper_missing`."""
    with _pair(pair_id, actor=actor, now=now) as (row, case, known):
        _check_open(row, case, known)
        _keep_one(row, case, known, _keeper(case, known, keeper))
        has_taken = _take_values(row, case, known, taken)
        join(case, known, row.score, by_hand=True)
        _decide(case, row, DuplicateState.JOINED)
        times = times_asked_again([lead.id for lead in (known.lead, case.lead)])
        warm_up(known, asked_again=times[known.lead.id] + 1 + times[case.lead.id])
        wake(known, row)
        tell_asked_again(known)
        go_on(known)
        if has_taken and has_all_answers(known, row):
            send_to_market([known])
        return known.lead.id


@repeated
def tell_apart(pair_id: UUID, *, actor: Actor, now: datetime) -> None:
    """They are two people: the pair is not shown again. Refused: `pair_missing`, `pair_decided`."""
    with _pair(pair_id, actor=actor, now=now) as (row, case, known):
        if row.state != DuplicateState.OPEN:
            raise Refused("pair_decided", "Somebody has decided this meanwhile.")
        _decide(case, row, DuplicateState.DIFFERENT)
        case.enter("lead.told_apart", lead=known.lead.id, number=known.lead.number)


@dataclass(frozen=True, slots=True)
class Parted:
    """`stays`: why the known lead is not all that it was before the join (actions.parted.put_back), "" where it is."""

    lead_id: UUID
    known_id: UUID
    stays: str


@repeated
def part_pair(pair_id: UUID, *, actor: Actor, now: datetime) -> Parted:
    """A join is undone, whoever has made it: what it has moved and nobody has touched since goes back, its values and
    whoever worked the two leads included; else the newer lead goes on by itself, by the current rules, offered first to
    whoever worked it. It is never joined to that one by itself again. Refused: `pair_missing`, `not_joined`, `lead_erased`."""
    with transaction.atomic():  # in two cases, so that places are counted as the first has left them
        with _pair(pair_id, actor=actor, now=now) as (row, case, known):
            _check_joined(row, case, known)
            others = _also_joined(row)
            moved = _for_the_next(row, known, others)
            _decide(case, row, DuplicateState.DIFFERENT)
            case.move(
                states.BROKERING, outcome="", reason="", closed_at=None, accepted_at=None, joined_to_id=None
            )
            case.enter("lead.parted", lead=known.lead.id, number=known.lead.number)
            if known.lead.is_open:
                times = times_asked_again([known.lead.id, case.lead.id])
                cool_down(known, asked_again=times[known.lead.id] - 1 - times[case.lead.id])
                heed(known, without={case.lead.id})
            moved = _give_back_values(row, case, known, others, moved)
            _go_on_by_itself(case, known, moved)
        with open_case(row.known_id, actor=actor, now=now) as known:
            known.enter("lead.parted", lead=case.lead.id, number=case.lead.number)
            stays = put_back(known, moved)
    return Parted(row.lead_id, row.known_id, stays)


def _check_joined(row: Duplicate, case: Case, known: Case) -> None:
    if row.state != DuplicateState.JOINED or case.lead.joined_to_id != known.lead.id:
        raise Refused("not_joined", "These leads are not joined any more.")
    if case.lead.erased_at:
        raise Refused("lead_erased", "This lead's data was erased. Capture a new one.")


def _also_joined(row: Duplicate) -> list[Duplicate]:
    """The other enquiries that are joined to the same lead, the oldest first."""
    rows = Duplicate.objects.filter(known=row.known_id, state=DuplicateState.JOINED).exclude(id=row.id)
    return list(rows.select_related("lead").order_by("found_at", "id"))


def _for_the_next(row: Duplicate, known: Case, others: Sequence[Duplicate]) -> dict[str, Any]:
    """What the join has moved. Where another enquiry is joined too, the date that was agreed waits for that one: its
    prospect has asked again all the same."""
    moved: dict[str, Any] = row.replaced.get(MOVED, {})
    if "from" not in moved:
        return moved
    other = next(reversed(others), None)
    if other is None or "from" in other.replaced.get(MOVED, {}):
        return moved
    agreed = {name: moved[name] for name in ("from", "until", "holder", "own_by", "woken_until")}
    keep(known, other, **agreed)
    return {name: value for name, value in moved.items() if name not in agreed}


def _go_on_by_itself(case: Case, known: Case, moved: Mapping[str, Any]) -> None:
    before = next((one for one in reversed(case.mandates) if one.outcome == "duplicate"), None)
    if before is not None:
        frees = bool(known.mandate and known.mandate.party_id == before.party_id)
        if begin_again(case, before, frees=int(frees and is_as_joined(known, moved))):
            return
    if not ask_what_is_missing(case):
        begin_brokerage(case, first=[before.party_id] if before else [])
        ask_next([case])


@contextmanager
def _pair(pair_id: UUID, *, actor: Actor, now: datetime) -> Iterator[tuple[Duplicate, Case, Case]]:
    """The pair with the cases of its newer and its known lead, both locked at the start."""
    found = Duplicate.objects.filter(id=pair_id).values_list("lead_id", "known_id").first()
    if found is None:
        raise Refused("pair_missing", "There is no such pair.")
    with open_cases(found, actor=actor, now=now) as cases:
        by_id = {case.lead.id: case for case in cases}
        row = Duplicate.objects.get(id=pair_id)  # as it is under the locks
        yield row, by_id[row.lead_id], by_id[row.known_id]


def _check_open(row: Duplicate, case: Case, known: Case) -> None:
    if row.state != DuplicateState.OPEN:
        raise Refused("pair_decided", "Somebody has decided this meanwhile.")
    if not (case.lead.is_open and known.lead.is_open):
        raise Refused("lead_closed", "This lead is closed.")
    if case.lead.is_own:
        raise Refused("lead_own", OWN)
    if case.lead.is_test != known.lead.is_test:
        raise Refused("test_and_real", "A test lead and a real one are not joined.")


def _keeper(case: Case, known: Case, chosen: UUID | None) -> UUID | None:
    """Who works the known lead on, None where nobody works one of the two. Refused: `keeper_missing`, `lead_own`."""
    works = {one.mandate.party_id for one in (case, known) if one.mandate}
    if known.lead.is_own and known.mandate:
        if chosen not in {None, known.mandate.party_id}:
            raise Refused("lead_own", OWN, field="keeper")
        return known.mandate.party_id
    if len(works) > 1 and chosen not in works:
        raise Refused("keeper_missing", "Please choose which partner keeps it.", field="keeper")
    return chosen if len(works) > 1 else next(iter(works), None)


def _keep_one(row: Duplicate, case: Case, known: Case, keeper: UUID | None) -> None:
    """Nobody is asked for the newer lead or works it any more; the keeper works the known one, from where it stood."""
    withdraw_offers(case, reason="joined")
    end_brokerage(case, "withdrawn", reason="joined")
    before = case.mandate
    if before is not None:
        if before.party_id != keeper:
            case.tell("lead.closed", case.book.recipients(before.party_id, at=case.now), mandate=before)
        end_mandate(case, "duplicate")
    if before is None or keeper != before.party_id or (known.mandate and known.mandate.party_id == keeper):
        return
    moved = {
        "returns": known.lead.desk_returns,
        "asked": [str(offer.party_id) for offer in known.open_offers],
        **({"ended": str(known.mandate.id)} if known.mandate else {}),
    }
    if known.mandate:
        take_back(known, reason="joined")
    withdraw_offers(known, reason="joined")
    end_brokerage(known, "withdrawn", reason="joined")
    known.enter("lead.placed", party_id=keeper, party=keeper)
    mandate = begin_mandate(known, before.party_id, at=known.now, step=before.step)
    if before.contacted_at:
        lead = known.lead
        moved["contacted_at"] = before.contacted_at.isoformat()
        known.change(mandate, contacted_at=before.contacted_at)
        known.change(lead, contacted_at=lead.contacted_at or before.contacted_at)
        known.change(lead, attempted_at=lead.attempted_at or before.contacted_at)
    keep(known, row, began=str(mandate.id), **moved)
    known.tell("lead.placed", known.book.recipients(before.party_id, at=known.now), mandate=mandate)


def _take_values(row: Duplicate, case: Case, known: Case, taken: Collection[str]) -> bool:
    values = known_of(case.lead)
    keys = [key for key in taken if values.get(key)]
    case.change(row, replaced={**row.replaced, **{key: raw_value(known.lead, key) for key in keys}})
    set_values(known, {key: raw_value(case.lead, key) for key in keys})
    return bool(keys)


def _give_back_values(
    row: Duplicate, case: Case, known: Case, others: Sequence[Duplicate], moved: dict[str, Any]
) -> dict[str, Any]:
    """Another person's values do not stay; what somebody has corrected since does, and what another joined enquiry says
    too stays by that one. Returns what goes back besides: where the others have answered all, the lead is with its market
    because of them."""
    back = {
        key: before
        for key, before in row.replaced.items()
        if key != MOVED and as_typed(raw_value(known.lead, key)) == as_typed(raw_value(case.lead, key))
    }
    _forget_before(row, case, others)
    case.change(row, replaced={})
    if known.lead.erased_at:
        return moved
    filled = still_filled(known, others, back)
    set_values(known, back | filled.values)
    if not ("sent_on" in moved and filled.by) or missing_for_market(known):
        return moved
    for other in filled.by:
        keep(known, other, sent_on=True)
    return {name: value for name, value in moved.items() if name != "sent_on"}


def _forget_before(row: Duplicate, case: Case, others: Sequence[Duplicate]) -> None:
    """Where another enquiry's value has replaced this one's, what stood before this one goes back in its turn."""
    for other in others:
        older = {
            key: row.replaced[key]
            for key, before in other.replaced.items()
            if key != MOVED
            and key in row.replaced
            and as_typed(before) == as_typed(raw_value(case.lead, key))
        }
        case.change(other, replaced={**other.replaced, **older})


def _decide(case: Case, row: Duplicate, state: str) -> None:
    case.change(row, state=state, decided_by_id=case.actor.member_id, decided_at=case.now)
