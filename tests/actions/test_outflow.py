"""The brake: nothing leaves, nothing is lost, windows stand still by exactly the time that was halted."""

from datetime import timedelta
from typing import Any

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.outflow import go_live, halt, resume
from staffel.actions.parties import bump
from staffel.models import Delivery, Entry, Installation, Lead, Offer
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.scene import Scene, actor_of, captured, open_offer

SCOPES: list[tuple[Any, str]] = [("all", ""), ("campaign", "default"), ("market", "default")]


@pytest.mark.parametrize("scope", SCOPES)
def test_windows_stand_still_by_exactly_the_halted_time(scene: Scene, scope: tuple[Any, str]) -> None:
    lead = captured(scene)
    ends = open_offer(lead).window_ends_at
    halt(*scope, actor=SYSTEM, now=scene.later(hours=1))
    run_due(scene.later(hours=10))
    run_due(scene.later(hours=10))
    assert open_offer(lead).window_ends_at == ends  # no offer expired, though its time was over long ago
    resume(*scope, actor=SYSTEM, now=scene.now)
    offer = open_offer(lead)
    assert (offer.party_id, offer.window_ends_at) == (scene.paul.party_id, ends + timedelta(hours=20))
    assert Lead.objects.get(id=lead.id).deadline_at == offer.window_ends_at
    assert broken(now=scene.now) == {}
    run_due(offer.window_ends_at - timedelta(seconds=1))
    assert open_offer(lead).party_id == scene.paul.party_id
    run_due(offer.window_ends_at)
    assert open_offer(lead).party_id == scene.petra.party_id


@pytest.mark.parametrize("first", [0, 1])
def test_two_halts_that_overlap_count_once(scene: Scene, first: int) -> None:
    lead = captured(scene)
    ends = open_offer(lead).window_ends_at
    scopes: list[tuple[Any, str]] = [("all", ""), ("campaign", "default")]
    halt(*scopes[0], actor=SYSTEM, now=scene.later(hours=1))
    halt(*scopes[1], actor=SYSTEM, now=scene.later(hours=2))
    resume(*scopes[first], actor=SYSTEM, now=scene.later(hours=3))
    run_due(scene.now)
    assert open_offer(lead).party_id == scene.paul.party_id
    resume(*scopes[1 - first], actor=SYSTEM, now=scene.later(hours=4))
    assert open_offer(lead).window_ends_at == ends + timedelta(hours=9)  # from the first halt to the last end


def test_what_was_offered_can_be_accepted_while_it_is_halted(scene: Scene) -> None:
    lead = captured(scene)
    halt("all", actor=SYSTEM, now=scene.now)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.later(days=3))
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


@pytest.mark.parametrize("scope", SCOPES)
def test_what_arrives_or_is_declined_meanwhile_waits_on_the_desk_and_goes_out_afterwards(
    scene: Scene, scope: tuple[Any, str]
) -> None:
    declined = captured(scene, "1")
    halt(*scope, actor=SYSTEM, now=scene.now)
    arrived = captured(scene, "2")
    decline_offer(
        open_offer(declined).id, reason="other", actor=actor_of(scene.paul), now=scene.later(minutes=1)
    )
    for lead in (arrived, declined):
        after = Lead.objects.get(id=lead.id)
        assert (after.holder_id, after.desk_reason) == (scene.desk.id, "halted")
    assert Offer.objects.count() == 1
    resume(*scope, actor=SYSTEM, now=scene.later(days=1))
    assert open_offer(arrived).party_id == scene.paul.party_id
    assert open_offer(declined).party_id == scene.petra.party_id
    assert broken(now=scene.now) == {}


def test_a_lead_that_the_end_of_the_halt_has_missed_is_found_by_the_clock(scene: Scene) -> None:
    """It was captured while the halt was still on and committed after its end."""
    halt("all", actor=SYSTEM, now=scene.now)
    lead = captured(scene)
    Installation.objects.update(halted_at=None)
    bump()
    scene.now = Lead.objects.get(id=lead.id).wake_at or scene.now
    run_due(scene.now)
    assert open_offer(lead).party_id == scene.paul.party_id


@pytest.mark.parametrize(
    ("act", "scope", "code"),
    [
        (resume, ("all", ""), "not_halted"),
        (halt, ("market", "none"), "scope_unknown"),
        (resume, ("campaign", "none"), "scope_unknown"),
    ],
)
def test_what_cannot_be_halted_or_resumed_is_refused(
    scene: Scene, act: Any, scope: tuple[Any, str], code: str
) -> None:
    before = trace()
    with pytest.raises(Refused) as refused:
        act(*scope, actor=SYSTEM, now=scene.now)
    assert (refused.value.code, trace()) == (code, before)


def test_halting_twice_is_refused_and_the_first_halt_stays(scene: Scene) -> None:
    halt("all", actor=SYSTEM, now=scene.now)
    with pytest.raises(Refused) as refused:
        halt("all", actor=SYSTEM, now=scene.later(hours=1))
    assert refused.value.code == "halted_before"
    assert Installation.objects.get().halted_at == scene.now - timedelta(hours=1)


def test_going_live_is_one_act_that_stands_in_the_journal(scene: Scene) -> None:
    go_live(actor=actor_of(scene.ada), now=scene.now)
    assert Installation.objects.get().live_at == scene.now
    assert Entry.objects.filter(kind="outflow.live").count() == 1
    with pytest.raises(Refused):
        go_live(actor=actor_of(scene.ada), now=scene.later(hours=1))
    assert Entry.objects.filter(kind="outflow.live").count() == 1
    assert Delivery.objects.count() == 0
