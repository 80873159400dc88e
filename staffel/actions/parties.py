"""Changes what routing knows of a party: pause, capacity, end. Each locks the party and lets the caches know."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.brokerages import lay_on_desk
from staffel.actions.case import Batch, Case, lock_leads, open_batch
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.actions.work import came_back, take_back
from staffel.models import (
    Entry,
    Installation,
    Lead,
    Mandate,
    Market,
    Offer,
    Party,
    PartyKind,
    PartyNote,
    PartyState,
)
from staffel.models.ids import new_id
from staffel.rules import journal
from staffel.rules.places import place_of
from staffel.rules.refused import Refused
from staffel.rules.words import sort_key

SERIAL_BITS = (1 << 62) - 1  # the random part of an id
SETTINGS = frozenset(
    "name email phone privacy_url street postal_code place country region latitude longitude timezone hours tags languages "
    "capacity_open capacity_day capacity_week weight looked_after_by_id stand_in_id".split()
)


def bump() -> None:
    """What directories know has changed: they are read again. After it a transaction takes no lock, so that nobody
    waits for it while holding it. Every change has a serial of its own: the same number again, after one that was
    rolled back, would make a process keep what never happened."""
    Installation.objects.update(serial=new_id().int & SERIAL_BITS)


def lock_network() -> None:
    """Every party, locked in the order of their ids: for acts that stop one party and then ask any others."""
    list(Party.objects.order_by("id").select_for_update(no_key=True, of=("self",)).values_list("id"))


def lock_parties(party_ids: Collection[UUID]) -> list[Party]:
    """The parties, locked in the order of their ids."""
    return list(
        Party.objects.filter(id__in=party_ids).order_by("id").select_for_update(no_key=True, of=("self",))
    )


def party_entry(batch: Batch, party_id: UUID, kind: str, /, **data: Any) -> None:
    """One line in the journal of a party."""
    entry = Entry(
        at=batch.now,
        kind=kind,
        party_id=party_id,
        actor_kind=batch.actor.kind,
        actor_member_id=batch.actor.member_id,
        actor_party_id=batch.actor.party_id,
        data=journal.checked(kind, data),
    )
    batch.add(entry)


@repeated
def change_party(party_id: UUID, values: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Set a party's own data (names in SETTINGS, typed and checked); where it moves, its position follows. What is the
    same already changes nothing. Refused: `field_unknown`, `party_missing`, `stand_in_unknown`, `care_unknown`."""
    if unknown := set(values) - SETTINGS:
        raise Refused(
            "field_unknown", f"Not a setting of a party: {', '.join(sorted(unknown))}.", field=min(unknown)
        )
    with open_batch(actor=actor, now=now) as batch:
        party = _locked(party_id)
        check_own_member(batch, party_id, values.get("stand_in_id"))
        check_care(batch, values.get("looked_after_by_id"))
        changed = sorted(name for name, value in values.items() if getattr(party, name) != value)
        if not changed:
            return
        follows = _following(party, {name: values[name] for name in changed})
        for name, value in follows.items():
            setattr(party, name, value)
        party.save(update_fields=list(follows))
        party_entry(batch, party_id, "party.changed", fields=changed)
        bump()


def _following(party: Party, values: dict[str, Any]) -> dict[str, Any]:
    """The values with those that are made from them: where it is, and by what it is sorted."""
    if "name" in values:
        values["name_key"] = sort_key(values["name"])
    if values.keys() & {"postal_code", "country"} and "latitude" not in values:
        country, code = (values.get(name, getattr(party, name)) for name in ("country", "postal_code"))
        found = located(country, code)
        values |= {name: value for name, value in found.items() if name != "place" or "place" not in values}
    return values


def located(country: str, postal_code: str) -> dict[str, Any]:
    """Region and position of a postal code, and the name of its place where one is known."""
    place = place_of(country, postal_code) if postal_code else None
    if place is None:
        return {"region": "", "latitude": None, "longitude": None}
    found = {"region": place.region, "latitude": place.latitude, "longitude": place.longitude}
    return found | ({"place": place.place} if place.place else {})


def check_care(batch: Batch, member_id: UUID | None) -> None:
    """Whoever looks after a party is one of the vendor's own people. Refused: `care_unknown`."""
    own = {
        member.id
        for party in batch.book.parties.values()
        if party.kind == PartyKind.DESK
        for member in batch.book.members.get(party.id, ())
    }
    if member_id is not None and member_id not in own:
        raise Refused(
            "care_unknown", "Only one of your own people can look after it.", field="looked_after_by"
        )


def check_own_member(batch: Batch, party_id: UUID, member_id: UUID | None) -> None:
    """A stand-in belongs to the party: it gets its mails and opens its links. Refused: `stand_in_unknown`."""
    own = {member.id for member in batch.book.members.get(party_id, ())}
    if member_id is not None and member_id not in own:
        raise Refused("stand_in_unknown", "Only somebody of the same firm can stand in.", field="stand_in")


@repeated
def pause_party(party_id: UUID, *, until: datetime | None, actor: Actor, now: datetime) -> int:
    """No new offers until then (None: until further notice); open offers go to the next partner at once. Leads it
    works stay. Returns how many offers ended."""
    with open_batch(actor=actor, now=now) as batch:
        return end_offers_of(
            batch, party_id, reason="paused", first=lambda: set_pause(batch, party_id, until=until)
        )


def set_pause(batch: Batch, party_id: UUID, *, until: datetime | None) -> None:
    """Step: the party rests from now on; offers that are open are the caller's matter."""
    party = _locked(party_id)
    party.paused_until = until
    party.is_paused = until is None
    party.save(update_fields=["paused_until", "is_paused"])
    party_entry(batch, party_id, "party.paused", until=until)
    bump()


@repeated
def resume_party(party_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The pause is over."""
    with open_batch(actor=actor, now=now) as batch:
        party = _locked(party_id)
        party.paused_until, party.is_paused = None, False
        party.save(update_fields=["paused_until", "is_paused"])
        party_entry(batch, party_id, "party.resumed")
        bump()


@repeated
def end_party(party_id: UUID, *, actor: Actor, now: datetime, text: str = "") -> int:
    """The party leaves: no offers any more, what it was asked goes to the next, and its leads are on the desk the same
    moment. `text`, why, is kept as a note about it. Refused: `desk_needed` for the default desk, `ended_before`. Returns
    how many leads it held."""

    def leave() -> None:
        party = _locked(party_id)
        if party.state == PartyState.ENDED:
            raise Refused("ended_before", "This partner has ended before.")
        if party.is_default_desk:
            raise Refused(
                "desk_needed", "The default desk cannot be ended. Make another desk the default first."
            )
        Market.objects.filter(desk_id=party_id).update(desk_id=batch.book.default_desk.id)
        party.state, party.ended_at = PartyState.ENDED, now
        party.save(update_fields=["state", "ended_at"])
        bump()

    with open_batch(actor=actor, now=now) as batch:
        end_offers_of(batch, party_id, reason="ended", first=leave)
        held = [
            case for case in batch.cases.values() if case.lead.holder_id == party_id and case.lead.is_open
        ]
        for case in held:
            _fall_to_desk(case)
        party_entry(batch, party_id, "party.ended", leads=len(held))
        if text.strip() and actor.member_id:
            PartyNote.objects.create(
                party_id=party_id, author_id=actor.member_id, text=text.strip(), created_at=now
            )
        return len(held)


@repeated
def activate_party(party_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The party takes part (again): one that was invited, has declined or has ended. Refused: `active_before`."""
    with open_batch(actor=actor, now=now) as batch:
        party = _locked(party_id)
        if party.state == PartyState.ACTIVE:
            raise Refused("active_before", "This partner is active already.")
        party.state, party.ended_at = PartyState.ACTIVE, None
        party.save(update_fields=["state", "ended_at"])
        party_entry(batch, party_id, "party.activated")
        bump()


def _fall_to_desk(case: Case) -> None:
    if case.book.parties[case.lead.desk_id].state == PartyState.ENDED:
        case.change(case.lead, desk_id=case.book.default_desk.id)
    if case.mandate:
        take_back(case, reason="party_ended", outcome="ended")
    else:
        came_back(case)
    lay_on_desk(case, "party_ended")


def end_offers_of(
    batch: Batch,
    party_id: UUID,
    *,
    reason: str,
    first: Callable[[], None],
    also: Callable[[], Collection[Case]] = tuple,
) -> int:
    """Step: lock every lead that this party is asked about or holds, then `first` (it locks the party), then end its
    open offers and ask the next. Who makes an offer holds the party's lock: an offer that came in between shows up
    after ours, and all is begun again with its lead. `also`: further cases that look for the next; all are asked for in
    one go, because an offer that is not written yet is counted only there. Returns how many offers ended."""
    lead_ids: set[UUID] = set()
    while True:
        point = transaction.savepoint()
        batch.cases.clear()
        batch.added.clear()
        batch.changed.clear()
        lead_ids |= _touched(party_id)
        lock_leads(batch, Lead.objects.filter(id__in=lead_ids))
        if lead_ids:
            lock_network()  # who is asked next is known only afterwards, and no lock may be taken out of order then
        first()
        if _touched(party_id) <= lead_ids:
            break
        transaction.savepoint_rollback(point)
    batch.refresh()
    ended = _end_offers(list(batch.cases.values()), party_id, reason=reason)
    ask_next([*ended, *also()])
    return len(ended)


def _touched(party_id: UUID) -> set[UUID]:
    offered = Offer.objects.filter(party_id=party_id, state="open").values_list("lead_id", flat=True)
    worked = Mandate.objects.filter(party_id=party_id, ended_at=None).values_list("lead_id", flat=True)
    held = Lead.objects.filter(holder_id=party_id).exclude(status="closed").values_list("id", flat=True)
    return {*offered, *worked, *held}


def _end_offers(cases: Collection[Case], party_id: UUID, *, reason: str) -> list[Case]:
    touched = []
    for case in cases:
        for offer in case.open_offers:
            if offer.party_id == party_id:
                case.move_offer(offer, "withdrawn", reason=reason)
                case.enter("offer.withdrawn", offer=offer, party_id=party_id, party=party_id, reason=reason)
                touched.append(case)
    return touched


def _locked(party_id: UUID) -> Party:
    found = lock_parties([party_id])
    if not found:
        raise Refused("party_missing", "This party does not exist.")
    return found[0]
