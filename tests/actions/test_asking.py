"""Whom the market asks, how many at once, and when nobody has a free place."""

from datetime import timedelta

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.desk import offer_by_market
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.parties import change_party
from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.actions.work import win_lead
from staffel.models import Area, Delivery, Lead, Offer
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.routing import Round
from tests.actions.test_journey import fresh
from tests.scene import ALWAYS, PROSPECT, Scene, actor_of, add_partner, captured, open_offer


def asks(scene: Scene, *rounds: Round) -> None:
    publish("market", "default", MarketBody(rounds=rounds), actor=actor_of(scene.ada), now=scene.now)


def asked(lead: Lead) -> set[str]:
    return set(Offer.objects.filter(lead=lead, state="open").values_list("party__key", flat=True))


# -- whom the market asks -----------------------------------------------------------------------------------------


def test_many_at_once_and_the_first_to_accept_wins(scene: Scene) -> None:
    asks(scene, Round(key="all", reach="area", at_once=3))
    lead = captured(scene)
    assert asked(lead) == {"paul", "petra"}
    mine = Offer.objects.get(lead=lead, party=scene.petra.party_id)
    accept_offer(mine.id, actor=actor_of(scene.petra), now=scene.now)
    withdrawn = Offer.objects.get(lead=lead, party=scene.paul.party_id)
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "accepted_by_other")
    assert Delivery.objects.get(kind="offer.withdrawn").member_id == scene.paul.id


def test_with_several_offers_the_deadline_is_the_end_of_the_round(scene: Scene) -> None:
    change_party(scene.petra.party_id, {"hours": ALWAYS}, actor=SYSTEM, now=scene.now)
    asks(scene, Round(key="all", reach="area", at_once=2))
    scene.later(hours=6)  # 16:00 in Berlin: Paul's office closes at 17:00
    lead = captured(scene)
    ends = Offer.objects.filter(lead=lead).values_list("window_ends_at", flat=True)
    assert len(set(ends)) == 2
    assert lead.deadline_at == max(ends)


def test_when_a_round_is_exhausted_the_next_begins_and_at_last_the_desk(scene: Scene) -> None:
    asks(scene, Round(key="near", reach="area", limit=1), Round(key="far", reach="anywhere", limit=1))
    lead = captured(scene)
    assert asked(lead) == {"paul"}
    decline_offer(open_offer(lead).id, reason="other", actor=actor_of(scene.paul), now=scene.now)
    second = open_offer(lead)
    assert second.round == 1
    decline_offer(second.id, reason="other", actor=SYSTEM, now=scene.now)
    assert fresh(lead).desk_reason == "nobody_wants_it"


def test_after_five_offers_it_is_the_desks(scene: Scene) -> None:
    for number in range(6):
        party = add_partner(f"p{number}", f"Partner {number}", "82362", ["82"])
        add_member(party.id, email=f"p{number}@example.com", name="P", role="partner_manager")
    asks(scene, Round(key="all", reach="area"))
    lead = captured(scene)
    for _ in range(5):
        decline_offer(open_offer(lead).id, reason="other", actor=SYSTEM, now=scene.now)
    assert (Offer.objects.filter(lead=lead).count(), fresh(lead).desk_reason) == (5, "too_many_offers")


def test_a_wished_partner_is_asked_first_and_alone_wherever_it_is(scene: Scene) -> None:
    asks(scene, Round(key="all", reach="area", at_once=3))
    lead = captured(scene, wished_party="otto")
    assert asked(lead) == {"otto"}
    decline_offer(open_offer(lead).id, reason="too_far", actor=actor_of(scene.otto), now=scene.now)
    assert asked(lead) == {"paul", "petra"}


def test_who_has_won_for_the_same_person_is_asked_first_and_alone(scene: Scene) -> None:
    asks(scene, Round(key="all", reach="area", at_once=3))
    old = captured(scene, "1")
    accept_offer(Offer.objects.get(lead=old, party=scene.petra.party_id).id, actor=SYSTEM, now=scene.now)
    win_lead(old.id, amount=None, actor=actor_of(scene.petra), now=scene.now)
    assert asked(captured(scene, "2", prospect=PROSPECT)) == {"petra"}


def test_who_is_excluded_by_the_prospect_is_not_asked(scene: Scene) -> None:
    lead = captured(scene, prospect={"postal_code": "01067"})
    Lead.objects.filter(id=lead.id).update(excluded_parties=[scene.paul.party_id])
    asks(scene, Round(key="all", reach="anywhere", at_once=5))
    offer_by_market(lead.id, market_key="default", actor=actor_of(scene.vera), now=scene.now)
    assert asked(lead) == {"petra", "otto"}


def test_an_exclusive_area_keeps_the_others_out(scene: Scene) -> None:
    Area.objects.filter(party=scene.petra.party_id, first="82").update(is_exclusive=True)
    asks(scene, Round(key="all", reach="area", at_once=3))
    assert asked(captured(scene)) == {"petra"}


def test_a_hot_lead_goes_to_those_who_are_at_work_now(scene: Scene) -> None:
    change_party(scene.petra.party_id, {"hours": ALWAYS}, actor=SYSTEM, now=scene.now)
    scene.later(hours=9, minutes=1)  # 19:01 in Berlin
    lead = captured(scene, temperature="hot")
    assert asked(lead) == {"petra"}
    assert open_offer(lead).window_ends_at - scene.now == timedelta(minutes=30)


def test_a_hot_lead_for_whom_nobody_works_waits_for_the_first_opening_at_most_four_hours(
    scene: Scene,
) -> None:
    scene.later(hours=9, minutes=1)
    offer = open_offer(captured(scene, temperature="hot"))
    assert offer.window_ends_at - scene.now == timedelta(hours=4)


# -- capacity and slots -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["capacity_open", "capacity_day", "capacity_week"])
def test_a_full_partner_is_passed_over(scene: Scene, limit: str) -> None:
    change_party(scene.paul.party_id, {limit: 1}, actor=SYSTEM, now=scene.now)
    assert asked(captured(scene, "1")) == {"paul"}
    assert asked(captured(scene, "2")) == {"petra"}


def test_a_day_ends_at_the_partners_midnight(scene: Scene) -> None:
    values = {"capacity_day": 1, "timezone": "America/New_York", "hours": ALWAYS}
    change_party(scene.paul.party_id, values, actor=SYSTEM, now=scene.now)
    accept_offer(open_offer(captured(scene, "1")).id, actor=actor_of(scene.paul), now=scene.now)
    scene.later(hours=15, minutes=30)  # 00:30 in UTC, Tuesday; 19:30 on Monday in New York
    assert asked(captured(scene, "2")) == {"petra"}
    scene.later(hours=5)
    assert asked(captured(scene, "3")) == {"paul"}


def full_today(scene: Scene) -> None:
    for member in (scene.paul, scene.petra):
        change_party(member.party_id, {"capacity_day": 0}, actor=SYSTEM, now=scene.now)


@pytest.mark.parametrize("temperature", ["warm", "cold"])
def test_full_today_waits_for_the_next_free_place(scene: Scene, temperature: str) -> None:
    full_today(scene)
    lead = captured(scene, temperature=temperature)
    assert (lead.deadline_kind, lead.deadline_at) == (
        "slot",
        scene.now + timedelta(hours=14),
    )  # midnight in Berlin
    for member in (scene.paul, scene.petra):
        change_party(member.party_id, {"capacity_day": 1}, actor=SYSTEM, now=scene.now)
    run_due(scene.later(hours=14))
    assert asked(lead) == {"paul"}


def test_a_hot_lead_does_not_wait_for_a_place(scene: Scene) -> None:
    full_today(scene)
    assert captured(scene, temperature="hot").desk_reason == "nobody_eligible"


@pytest.mark.parametrize(("temperature", "days"), [("warm", 1), ("cold", 3)])
def test_nobody_waits_for_a_place_from_day_to_day_for_ever(scene: Scene, temperature: str, days: int) -> None:
    full_today(scene)
    lead = captured(scene, temperature=temperature)
    for _ in range(days):
        assert fresh(lead).deadline_kind == "slot"
        run_due(fresh(lead).deadline_at or scene.now)
    assert fresh(lead).desk_reason == "nobody_eligible"
