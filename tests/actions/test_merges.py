"""Somebody says what two leads are: one person, two, or one that was taken for another; nothing of it is final."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from staffel.actions import desk, merges, offers
from staffel.actions.qualifying import correct_lead
from staffel.models import Correction, Delivery, Duplicate, Entry, Lead
from staffel.queries.verify import verify
from staffel.rules.refused import Refused
from tests.actions.relay import trace
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db


def alike(scene: Scene, **values: Any) -> tuple[Lead, Lead, UUID]:
    """Two open leads that may be one person's: the known one, the newer one and their pair."""
    known = captured(scene)
    prospect = {**PROSPECT, "email": "", "phone": "+4989777777", **values.pop("prospect", {})}
    lead = captured(scene, "2", prospect=prospect, **values)
    return known, lead, Duplicate.objects.get(lead=lead).id


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def joined(scene: Scene, pair: UUID, **values: Any) -> None:
    merges.join_pair(pair, actor=actor_of(scene.vera), now=scene.now, **values)


def accepted(scene: Scene, lead: Lead) -> UUID:
    offer = open_offer(lead)
    by = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    offers.accept_offer(offer.id, actor=actor_of(by), now=scene.now)
    return offer.party_id


def refused(scene: Scene, act: Any, pair: UUID, **values: Any) -> str:
    before = trace()
    with pytest.raises(Refused) as why:
        act(pair, actor=actor_of(scene.vera), now=scene.now, **values)
    assert trace() == before
    return why.value.code


def test_one_person_the_newer_lead_belongs_to_the_known_one(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    offer = open_offer(lead)
    joined(scene, pair)
    offer.refresh_from_db()
    assert (fresh(lead).outcome, fresh(lead).joined_to, offer.state) == ("duplicate", known, "withdrawn")
    assert open_offer(known).state == "open"
    row = Duplicate.objects.get(id=pair)
    assert (row.state, row.decided_by, row.decided_at) == ("joined", scene.vera, scene.now)
    assert Entry.objects.get(kind="lead.joined").data["by_hand"] is True
    assert Delivery.objects.filter(kind="offer.withdrawn", lead=lead).exists()
    assert verify(now=scene.now).holds


def test_what_is_chosen_of_the_newer_one_replaces_what_stood_and_stays_beside_it(scene: Scene) -> None:
    known, lead, pair = alike(scene, answers={"roof": "flat"})
    joined(scene, pair, taken=["phone", "roof"])
    assert (fresh(known).phone, fresh(known).answers["roof"]) == ("+4989777777", "flat")
    assert fresh(known).email == PROSPECT["email"]
    assert (
        Correction.objects.get(lead=known, field="phone").before == "08811 2345"
        or Correction.objects.filter(lead=known, field="phone").exists()
    )
    assert fresh(lead).phone == "+4989777777"


def test_whoever_works_the_newer_one_works_the_known_one_on(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    holder = accepted(scene, lead)
    joined(scene, pair)
    assert (fresh(known).status, fresh(known).holder_id) == ("working", holder)
    assert not fresh(known).offers.filter(state="open").exists()
    assert verify(now=scene.now).holds


def test_of_two_that_are_in_work_the_desk_says_who_keeps_it(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    first = accepted(scene, known)
    other = scene.petra if first == scene.paul.party_id else scene.paul
    desk.place_lead(lead.id, party_id=other.party_id, actor=actor_of(scene.vera), now=scene.now)
    assert refused(scene, merges.join_pair, pair) == "keeper_missing"
    assert refused(scene, merges.join_pair, pair, keeper=scene.otto.party_id) == "keeper_missing"
    joined(scene, pair, keeper=other.party_id)
    assert (fresh(known).holder_id, fresh(lead).status) == (other.party_id, "closed")
    assert Delivery.objects.filter(kind="mandate.taken_back", member__party_id=first).exists()
    assert verify(now=scene.now).holds


def test_two_people_are_never_asked_about_again(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    merges.tell_apart(pair, actor=actor_of(scene.vera), now=scene.now)
    assert Duplicate.objects.get(id=pair).state == "different"
    assert fresh(lead).is_open
    assert Entry.objects.get(kind="lead.told_apart").data["number"] == known.number
    assert refused(scene, merges.join_pair, pair) == "pair_decided"
    assert refused(scene, merges.tell_apart, pair) == "pair_decided"


@pytest.mark.parametrize("by_hand", [True, False])
def test_every_join_can_be_undone_and_the_newer_lead_goes_on_by_itself(scene: Scene, by_hand: bool) -> None:
    if by_hand:
        known, lead, pair = alike(scene)
        joined(scene, pair, taken=["phone"])
    else:
        known = captured(scene)
        lead = captured(scene, "2", prospect=PROSPECT)
        pair = Duplicate.objects.get(lead=lead, state="joined").id
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert (fresh(lead).status, fresh(lead).outcome, fresh(lead).joined_to) == ("brokering", "", None)
    assert open_offer(lead).state == "open"
    assert Duplicate.objects.get(id=pair).state == "different"
    assert Entry.objects.filter(kind="lead.parted").count() == 2
    assert fresh(known).phone == PROSPECT["phone"]
    assert Duplicate.objects.get(id=pair).replaced == {}
    assert refused(scene, merges.part_pair, pair) == "not_joined"
    assert verify(now=scene.now).holds


def test_what_somebody_corrected_since_the_join_stays_when_it_is_undone(scene: Scene) -> None:
    known, _, pair = alike(scene)
    joined(scene, pair, taken=["phone"])
    assert fresh(known).phone == "+4989777777"
    correct_lead(known.id, {"phone": "+4989555555"}, actor=actor_of(scene.vera), now=scene.now)
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert fresh(known).phone == "+4989555555"


def test_whoever_worked_the_newer_one_is_asked_first_when_they_are_parted(scene: Scene) -> None:
    _, lead, pair = alike(scene)
    other = next(m for m in (scene.petra, scene.paul) if m.party_id != open_offer(lead).party_id)
    desk.place_lead(lead.id, party_id=other.party_id, actor=actor_of(scene.vera), now=scene.now)
    joined(scene, pair)
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert open_offer(lead).party_id == other.party_id
    assert verify(now=scene.now).holds


def test_what_is_over_is_refused_and_leaves_no_trace(scene: Scene) -> None:
    known, _, pair = alike(scene)
    assert refused(scene, merges.join_pair, uuid4()) == "pair_missing"
    assert refused(scene, merges.part_pair, pair) == "not_joined"
    desk.close_lead(known.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert refused(scene, merges.join_pair, pair) == "lead_closed"


def test_a_joined_lead_is_not_opened_again_beside_the_known_one(scene: Scene) -> None:
    _, lead, pair = alike(scene)
    joined(scene, pair)
    with pytest.raises(Refused, match="Part them first"):
        desk.reopen_lead(lead.id, text="Doch", actor=actor_of(scene.vera), now=scene.now)
    assert not fresh(lead).is_open
