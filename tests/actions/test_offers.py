"""An offer is accepted, declined, taken back, or expires; the lead always goes on."""

from datetime import timedelta

import pytest

from staffel.actions.clock import run_due
from staffel.actions.desk import offer_by_market, take_back_lead
from staffel.actions.offers import accept_offer, decline_offer, undo_acceptance
from staffel.models import Brokerage, Delivery, Entry, Lead, Mandate, Offer
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured, open_offer


def kinds(lead: Lead) -> list[str]:
    return list(Entry.objects.filter(lead=lead).order_by("id").values_list("kind", flat=True))


def test_a_captured_lead_is_offered_to_the_nearest_at_once(scene: Scene) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    assert offer.party_id == scene.paul.party_id
    assert (lead.status, lead.holder_id, lead.deadline_at) == (
        "brokering",
        scene.desk.id,
        offer.window_ends_at,
    )
    assert offer.window_ends_at - scene.now == timedelta(hours=4)  # warm: four working hours, Monday 10:00
    assert kinds(lead) == ["lead.captured", "brokerage.started", "offer.made"]
    assert Delivery.objects.get(offer=offer).member_id == scene.paul.id


def test_accepting_makes_the_partner_the_holder(scene: Scene) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.later(minutes=5))
    lead.refresh_from_db()
    assert (lead.status, lead.holder_id, lead.deadline_kind) == ("working", scene.paul.party_id, "step")
    assert Mandate.objects.get(lead=lead).member_id == scene.paul.id
    assert Brokerage.objects.get(lead=lead).outcome == "placed"


def test_a_double_tap_on_accept_is_one_acceptance(scene: Scene) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    first = accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    assert accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.later(seconds=1)) == first
    assert kinds(lead).count("offer.accepted") == 1


def test_the_next_partner_is_asked_the_moment_somebody_declines(scene: Scene) -> None:
    lead = captured(scene)
    decline_offer(
        open_offer(lead).id, reason="too_far", actor=actor_of(scene.paul), now=scene.later(minutes=1)
    )
    assert open_offer(lead).party_id == scene.petra.party_id


def test_an_unknown_reason_is_refused_and_nothing_changes(scene: Scene) -> None:
    lead = captured(scene)
    before = kinds(lead)
    with pytest.raises(Refused) as refused:
        decline_offer(open_offer(lead).id, reason="weather", actor=actor_of(scene.paul), now=scene.now)
    assert refused.value.code == "reason_unknown"
    assert kinds(lead) == before
    assert open_offer(lead).party_id == scene.paul.party_id


def test_when_the_window_ends_the_next_partner_is_asked(scene: Scene) -> None:
    lead = captured(scene)
    run_due(scene.later(hours=4))
    assert open_offer(lead).party_id == scene.petra.party_id
    assert Offer.objects.get(lead=lead, party=scene.paul.party_id).state == "expired"


def test_an_expired_offer_can_still_be_accepted_and_the_open_ones_are_withdrawn(scene: Scene) -> None:
    lead = captured(scene)
    late = open_offer(lead)
    run_due(scene.later(hours=4))
    accept_offer(late.id, actor=actor_of(scene.paul), now=scene.later(minutes=1))
    lead.refresh_from_db()
    assert lead.holder_id == scene.paul.party_id
    assert Offer.objects.get(lead=lead, party=scene.petra.party_id).state == "withdrawn"


def test_second_partner_to_accept_is_told_the_lead_is_gone(scene: Scene) -> None:
    lead = captured(scene)
    late = open_offer(lead)
    run_due(scene.later(hours=4))
    accept_offer(open_offer(lead).id, actor=actor_of(scene.petra), now=scene.now)
    with pytest.raises(Refused) as refused:
        accept_offer(late.id, actor=actor_of(scene.paul), now=scene.now)
    assert refused.value.code == "offer_gone"


def test_nobody_wants_it_and_the_lead_lies_on_the_desk_with_a_deadline_and_the_reason(scene: Scene) -> None:
    lead = captured(scene)
    for member in (scene.paul, scene.petra):
        decline_offer(open_offer(lead).id, reason="other", actor=actor_of(member), now=scene.now)
    lead.refresh_from_db()
    assert (lead.status, lead.holder_id, lead.desk_reason) == ("brokering", scene.desk.id, "nobody_wants_it")
    assert lead.deadline_kind == "place"
    assert lead.deadline_at is not None


def test_an_acceptance_taken_back_goes_to_the_next_and_does_not_count(scene: Scene) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    undo_acceptance(offer.id, actor=actor_of(scene.paul), now=scene.later(minutes=9))
    lead.refresh_from_db()
    assert (lead.status, lead.desk_returns) == ("brokering", 0)
    assert open_offer(lead).party_id == scene.petra.party_id


def test_after_ten_minutes_an_acceptance_stands(scene: Scene) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    with pytest.raises(Refused) as refused:
        undo_acceptance(offer.id, actor=actor_of(scene.paul), now=scene.later(minutes=11))
    assert refused.value.code == "undo_too_late"
    assert kinds(lead)[-1] == "mandate.started"


def test_a_pause_asked_for_with_the_decline_begins(scene: Scene) -> None:
    lead = captured(scene)
    until = scene.now + timedelta(days=7)
    decline_offer(
        open_offer(lead).id,
        reason="no_capacity",
        actor=actor_of(scene.paul),
        now=scene.now,
        pause_until=until,
    )
    scene.paul.party.refresh_from_db()
    assert scene.paul.party.paused_until == until
    assert open_offer(captured(scene, "2")).party_id == scene.petra.party_id


def test_the_last_fifth_of_the_window_is_warned_of_once(scene: Scene) -> None:
    lead = captured(scene)
    run_due(scene.later(hours=3, minutes=12))
    run_due(scene.later(minutes=1))
    assert kinds(lead).count("offer.warned") == 1
    assert Delivery.objects.filter(lead=lead, kind="offer.warning").count() == 1


def test_the_clock_leaves_a_lead_alone_while_nothing_is_due(scene: Scene) -> None:
    lead = captured(scene)
    before = kinds(lead)
    assert run_due(scene.later(minutes=5)).leads == 0
    assert kinds(lead) == before


def test_an_old_offer_can_be_accepted_after_another_partner_has_lost_the_lead_again(scene: Scene) -> None:
    lead = captured(scene)
    expired = open_offer(lead)
    run_due(scene.later(hours=4))
    accept_offer(open_offer(lead).id, actor=actor_of(scene.petra), now=scene.later(minutes=1))
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.later(minutes=1), text="Kein Anruf.")
    accept_offer(expired.id, actor=actor_of(scene.paul), now=scene.later(minutes=1))
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


def test_whoever_had_the_lead_before_does_not_get_it_by_an_old_link(scene: Scene) -> None:
    lead = captured(scene)
    run_due(scene.later(hours=4))
    first, second = Offer.objects.filter(lead=lead).order_by("id")
    accept_offer(second.id, actor=actor_of(scene.petra), now=scene.later(minutes=1))
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.later(minutes=1), text="Kein Anruf.")
    offer_by_market(lead.id, market_key="default", actor=actor_of(scene.vera), now=scene.later(minutes=1))
    before = kinds(lead)
    with pytest.raises(Refused):
        accept_offer(second.id, actor=actor_of(scene.petra), now=scene.later(minutes=1))
    assert kinds(lead) == before
    assert first.party_id == scene.paul.party_id
