"""The rules of the journey: follow-ups, the ladder for every holder, ping-pong, two times, capacity, order of asking."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.desk import (
    extend_deadline,
    offer_by_hand,
    offer_by_market,
    place_lead,
    take_back_lead,
    work_lead,
)
from staffel.actions.leads import NewLead, capture_lead
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.parties import change_party, end_party
from staffel.actions.people import add_member
from staffel.actions.setup import OFFICE_HOURS
from staffel.actions.versions import publish
from staffel.actions.work import agree_follow_up, give_back, report_contact, win_lead
from staffel.models import Area, Delivery, Entry, Lead, Mandate, Market, Offer, Party
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.refused import Refused
from staffel.rules.routing import Round
from tests.actions.relay import broken, trace
from tests.actions.test_offers import kinds
from tests.scene import ALWAYS, PROSPECT, Scene, actor_of, add_partner, captured, enquiry, open_offer


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def refusal(act: Callable[..., Any], *args: Any, **values: Any) -> str:
    """The code with which it is refused; nothing has happened then."""
    before = trace()
    with pytest.raises(Refused) as refused:
        act(*args, **values)
    assert trace() == before
    return refused.value.code


def at_the_agency(scene: Scene) -> Lead:
    body = Campaign(markets=(MarketChoice("default"),), qualifier="agency")
    publish("campaign", "default", body, actor=actor_of(scene.ada), now=scene.now)
    return captured(scene, prospect={"postal_code": ""})


def at_the_desk(scene: Scene, key: str = "1") -> Lead:
    return captured(scene, key, prospect={"postal_code": "01067"})


def at_a_partner_who_has_a_quote_out(scene: Scene) -> Lead:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    agree_follow_up(lead.id, on=date(2026, 3, 10), text="Urlaub", actor=actor_of(scene.paul), now=scene.now)
    return fresh(lead)


def asks(scene: Scene, *rounds: Round) -> None:
    publish("market", "default", MarketBody(rounds=rounds), actor=actor_of(scene.ada), now=scene.now)


def asked(lead: Lead) -> set[str]:
    return set(Offer.objects.filter(lead=lead, state="open").values_list("party__key", flat=True))


# -- the ladder ---------------------------------------------------------------------------------------------------


# An agency that does not ask in time loses the lead to the next: tests/actions/test_agency_limits.py.
@pytest.mark.parametrize("lies", [at_the_desk, at_a_partner_who_has_a_quote_out])
def test_the_ladder_is_climbed_for_every_holder_and_the_deadline_is_never_prolonged(
    scene: Scene, lies: Callable[[Scene], Lead]
) -> None:
    lead = lies(scene)
    deadline, holder = lead.deadline_at, lead.holder_id
    rungs = []
    for _ in range(6):
        lead = fresh(lead)
        assert lead.wake_at is not None
        if lead.status == "working" and lead.rung == 4:
            break
        scene.now = lead.wake_at
        run_due(scene.now)
        if fresh(lead).holder_id != holder:
            break  # taken back from the partner
        assert fresh(lead).deadline_at == deadline
        rungs.append(fresh(lead).rung)
    assert rungs[:4] == [1, 2, 3, 4]
    told = set(Delivery.objects.filter(kind="deadline.missed").values_list("member__person__name", flat=True))
    assert {"Vera", "Ada"} <= told


def test_after_an_outage_one_combined_reminder_goes_out(scene: Scene) -> None:
    first, second = (
        at_the_desk(scene),
        captured(scene, "2", prospect={"postal_code": "01067", "email": "x@example.org"}),
    )
    before = Delivery.objects.count()
    run_due(scene.later(days=30))
    vera = Delivery.objects.filter(kind="deadline.missed", member=scene.vera)
    assert Delivery.objects.count() - before == len(
        {d.member_id for d in Delivery.objects.filter(kind="deadline.missed")}
    )
    assert set(vera.get().leads) == {first.id, second.id}


# -- follow-up dates ----------------------------------------------------------------------------------------------


def test_the_agency_may_agree_a_date_before_the_first_contact(scene: Scene) -> None:
    lead = at_the_agency(scene)
    agree_follow_up(
        lead.id, on=date(2026, 6, 1), text="nicht vor Juni", actor=actor_of(scene.tom), now=scene.now
    )
    assert (fresh(lead).deadline_kind, fresh(lead).holder_id) == ("follow_up", scene.agency.id)
    assert run_due(scene.later(days=60)).leads == 0


def test_a_date_that_is_extended_never_comes_earlier(scene: Scene) -> None:
    lead = at_the_agency(scene)
    agree_follow_up(
        lead.id, on=date(2026, 6, 1), text="nicht vor Juni", actor=actor_of(scene.tom), now=scene.now
    )
    before = fresh(lead).deadline_at
    assert before is not None
    assert (
        extend_deadline(lead.id, work_minutes=60, actor=actor_of(scene.vera), now=scene.now, text="ok")
        > before
    )


def test_every_deadline_may_be_extended_once_also_the_next_partners(scene: Scene) -> None:
    vera = actor_of(scene.vera)
    lead = captured(scene)
    for member in (scene.paul, scene.petra):
        place_lead(lead.id, party_id=member.party_id, actor=vera, now=scene.now)
        extend_deadline(lead.id, work_minutes=60, actor=vera, now=scene.now, text="ok")
        code = refusal(extend_deadline, lead.id, work_minutes=60, actor=vera, now=scene.now, text="ok")
        assert code == "extended_before"
        take_back_lead(lead.id, actor=vera, now=scene.now, text="zu lange")


# -- ended partners and desks -------------------------------------------------------------------------------------


def test_an_ended_partners_leads_are_on_the_desk_the_same_moment(scene: Scene) -> None:
    worked, offered = captured(scene, "1"), captured(scene, "2")
    accept_offer(open_offer(worked).id, actor=actor_of(scene.paul), now=scene.now)
    assert end_party(scene.paul.party_id, actor=actor_of(scene.vera), now=scene.later(hours=1)) == 1
    assert (fresh(worked).holder_id, fresh(worked).desk_reason) == (scene.desk.id, "party_ended")
    assert fresh(worked).deadline_at is not None
    assert open_offer(offered).party_id == scene.petra.party_id


def test_an_ended_desk_leaves_its_markets_and_leads_to_the_default_desk(scene: Scene) -> None:
    south = Party.objects.create(key="south", kind="desk", name="Innendienst Süd", hours=OFFICE_HOURS)
    add_member(south.id, email="siri@example.com", name="Siri", role="desk")
    Market.objects.update(desk=south)
    change_party(south.id, {"name": "Innendienst Süd 2"}, actor=SYSTEM, now=scene.now)
    lying, worked = captured(scene, "1", prospect={"postal_code": "01067"}), captured(scene, "2")
    accept_offer(open_offer(worked).id, actor=actor_of(scene.paul), now=scene.now)
    assert fresh(lying).holder_id == south.id
    end_party(south.id, actor=SYSTEM, now=scene.now)
    assert fresh(lying).holder_id == scene.desk.id
    give_back(worked.id, reason="wrong_number", actor=actor_of(scene.paul), now=scene.later(hours=1))
    assert fresh(worked).holder_id == scene.desk.id
    assert open_offer(captured(scene, "3")).lead.holder_id == scene.desk.id
    assert broken(now=scene.now) == {}


def test_the_default_desk_cannot_be_ended(scene: Scene) -> None:
    assert refusal(end_party, scene.desk.id, actor=SYSTEM, now=scene.now) == "desk_needed"


# -- two times ----------------------------------------------------------------------------------------------------


def test_no_deadline_starts_before_the_lead_was_received(scene: Scene) -> None:
    new = enquiry(at=scene.now - timedelta(days=3))  # a fair on the weekend
    lead = Lead.objects.get(id=capture_lead(new, door="file", actor=SYSTEM, now=scene.now).lead_id)
    assert (lead.asked_at, lead.received_at) == (scene.now - timedelta(days=3), scene.now)
    assert lead.deadline_from == scene.now


def test_a_time_that_lies_ahead_is_taken_as_now(scene: Scene) -> None:
    new: NewLead = enquiry(at=scene.now + timedelta(days=1))
    lead = Lead.objects.get(id=capture_lead(new, door="file", actor=SYSTEM, now=scene.now).lead_id)
    assert lead.asked_at == scene.now


# -- late offers --------------------------------------------------------------------------------------------------


def test_late_without_a_free_place_is_refused(scene: Scene) -> None:
    change_party(scene.paul.party_id, {"capacity_open": 1}, actor=SYSTEM, now=scene.now)
    late = open_offer(captured(scene, "1"))
    run_due(scene.later(hours=4))
    place_lead(captured(scene, "2", prospect={"postal_code": "01067"}).id, party_id=scene.paul.party_id,
               actor=actor_of(scene.vera), now=scene.now)  # fmt: skip
    assert refusal(accept_offer, late.id, actor=actor_of(scene.paul), now=scene.now) == "offer_full"


def test_late_does_not_bring_a_lead_back_to_whom_it_was_taken_from(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    late = open_offer(lead)
    run_due(scene.later(hours=4))
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    take_back_lead(lead.id, actor=vera, now=scene.later(hours=1), text="bewegt sich nicht")
    assert refusal(accept_offer, late.id, actor=actor_of(scene.paul), now=scene.now) == "offer_not_eligible"


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


# -- by hand, ping-pong, the desk itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("act", [place_lead, offer_by_hand])
def test_by_hand_nobody_is_given_more_than_fits(scene: Scene, act: Callable[..., Any]) -> None:
    change_party(scene.otto.party_id, {"capacity_open": 0}, actor=SYSTEM, now=scene.now)
    lead = captured(scene)
    code = refusal(act, lead.id, party_id=scene.otto.party_id, actor=actor_of(scene.vera), now=scene.now)
    assert code == "party_full"


def test_what_came_back_three_times_moves_only_by_hand_with_a_reason(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    for member in (scene.paul, scene.petra, scene.otto):
        place_lead(lead.id, party_id=member.party_id, actor=vera, now=scene.now, text="bitte")
        take_back_lead(lead.id, actor=vera, now=scene.later(hours=1), text="zu lange")
    run_due(scene.later(days=30))
    assert (fresh(lead).desk_returns, Offer.objects.filter(lead=lead, state="open").count()) == (3, 0)
    code = refusal(place_lead, lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    assert code == "reason_missing"
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now, text="Kunde will es so")
    assert fresh(lead).holder_id == scene.paul.party_id


def test_the_desk_works_a_lead_itself_and_its_missed_deadline_stays_with_it(scene: Scene) -> None:
    lead = at_the_desk(scene)
    work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    deadline = fresh(lead).deadline_at
    for _ in range(8):
        scene.now = max(fresh(lead).wake_at or scene.now, scene.now)
        run_due(scene.now)
    assert (fresh(lead).holder_id, fresh(lead).deadline_at) == (scene.desk.id, deadline)
    assert Mandate.objects.get(lead=lead).ended_at is None
    assert kinds(lead).count("deadline.missed") == 3
    assert Entry.objects.filter(lead=lead, kind="mandate.taken_back").count() == 0


def test_an_agency_that_is_full_or_has_ended_takes_no_lead(scene: Scene) -> None:
    first, second = at_the_desk(scene), at_the_desk(scene, "2")
    change_party(scene.agency.id, {"capacity_open": 1}, actor=actor_of(scene.vera), now=scene.now)
    work_lead(first.id, actor=actor_of(scene.tom), now=scene.now)
    assert refusal(work_lead, second.id, actor=actor_of(scene.tom), now=scene.now) == "party_full"
    end_party(scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    assert refusal(work_lead, second.id, actor=actor_of(scene.tom), now=scene.now) == "party_inactive"
    assert {fresh(first).holder_id, fresh(second).holder_id} == {scene.desk.id}


def test_a_partner_cannot_take_a_lead_without_an_offer(scene: Scene) -> None:
    lead = at_the_desk(scene)
    assert refusal(work_lead, lead.id, actor=actor_of(scene.paul), now=scene.now) == "not_a_desk"
