"""Who sees which lead: the query says what the rule says, read from the rows one by one."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from random import Random
from uuid import UUID

import pytest

from staffel.actions import desk, offers, work
from staffel.actions.actors import Actor
from staffel.actions.people import add_member
from staffel.models import Lead, Mandate, Membership, Offer, Party
from staffel.queries.access import open_leads, visible_leads
from staffel.rules.refused import Refused
from staffel.rules.states import OUTCOMES
from tests.scene import Scene, actor_of, captured, stage

pytestmark = pytest.mark.django_db


def reasons(member: Membership, lead: Lead) -> set[str]:
    """Why this member may open the lead, as the rule says it; nothing: it may not."""
    if member.role in {"administrator", "desk", "marketing"}:
        return {"all"}
    if member.role != "field_sales":
        return {"own"} if lead.holder_id == member.party_id else set()
    mine = {party.id for party in Party.objects.all() if party.looked_after_by_id == member.id}
    found = {"held"} if lead.holder_id in mine else set()
    if any(one.state == "open" and one.party_id in mine for one in Offer.objects.filter(lead=lead)):
        found.add("asked")
    mandates = [one for one in Mandate.objects.filter(lead=lead) if one.party_id in mine]
    if lead.status == "closed" and any(one.outcome in OUTCOMES for one in mandates):
        found.add("ended")
    if not found and mandates:
        return {"no more"}
    return found


def act_at_random(dice: Random, scene: Scene) -> None:
    """What may happen to a lead where it stands; sometimes another person looks after a partner."""
    partners = {one.party_id: actor_of(one) for one in (scene.paul, scene.petra, scene.otto)}
    if dice.random() < 0.2:
        carers = [None, *Membership.objects.filter(role="field_sales")]
        Party.objects.filter(id=dice.choice(list(partners))).update(looked_after_by=dice.choice(carers))
    lead = dice.choice(list(Lead.objects.order_by("number")))
    acts = ACTS[lead.status]
    with suppress(Refused):
        dice.choice(acts)(lead, dice, partners, actor_of(scene.vera), scene.later(minutes=20))


def place(lead: Lead, dice: Random, partners: Mapping[UUID, Actor], vera: Actor, now: datetime) -> None:
    desk.place_lead(lead.id, party_id=dice.choice(list(partners)), text="So", actor=vera, now=now)


def answer(lead: Lead, dice: Random, partners: Mapping[UUID, Actor], vera: Actor, now: datetime) -> None:
    for offer in Offer.objects.filter(lead=lead, state="open"):
        if dice.random() < 0.5:
            offers.accept_offer(offer.id, actor=partners[offer.party_id], now=now)
        else:
            offers.decline_offer(offer.id, reason="too_far", actor=partners[offer.party_id], now=now)


def end(lead: Lead, dice: Random, partners: Mapping[UUID, Actor], vera: Actor, now: datetime) -> None:
    assert lead.holder_id
    actor = partners[lead.holder_id]
    if dice.random() < 0.5:
        work.win_lead(lead.id, amount=None, actor=actor, now=now)
    else:
        work.lose_lead(lead.id, reason="price", actor=actor, now=now)


def return_it(lead: Lead, dice: Random, partners: Mapping[UUID, Actor], vera: Actor, now: datetime) -> None:
    assert lead.holder_id
    work.give_back(lead.id, reason="no_capacity", actor=partners[lead.holder_id], now=now, text="So")


def close(lead: Lead, dice: Random, partners: Mapping[UUID, Actor], vera: Actor, now: datetime) -> None:
    desk.close_lead(lead.id, reason="spam", actor=vera, now=now)


def reopen(lead: Lead, dice: Random, partners: Mapping[UUID, Actor], vera: Actor, now: datetime) -> None:
    desk.reopen_lead(lead.id, text="Doch", actor=vera, now=now)


ACTS = {
    "qualifying": [place, close],
    "brokering": [place, answer, answer, close],
    "working": [end, end, return_it, close],
    "closed": [reopen],
}


@pytest.mark.parametrize("seed", range(2))
def test_nobody_sees_a_lead_more_or_less_than_the_rule_says(seed: int) -> None:
    dice, scene, seen = Random(seed), stage(), Counter[str]()
    add_member(scene.desk.id, email="falk@example.com", name="Falk", role="field_sales")
    add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    for number in range(5):
        captured(scene, str(number), temperature=dice.choice(("hot", "warm", "cold")))
    for _ in range(10):
        for _ in range(4):
            act_at_random(dice, scene)
        leads = list(Lead.objects.order_by("number"))
        for member in Membership.objects.select_related("party"):
            why = {lead: reasons(member, lead) for lead in leads}
            may = {lead for lead, found in why.items() if found - {"no more"}}
            assert set(visible_leads(member)) == may
            assert set(open_leads(member)) == {lead for lead in may if lead.status != "closed"}
            seen += Counter(reason for found in why.values() for reason in found)
    assert set(seen) == {"all", "own", "held", "asked", "ended", "no more"}
