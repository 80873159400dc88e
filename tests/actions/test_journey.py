"""The rules of the journey: follow-ups, the ladder for every holder, late offers, ping-pong, two times."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.desk import extend_deadline, offer_by_hand, place_lead, take_back_lead, work_lead
from staffel.actions.follow_ups import agree_follow_up
from staffel.actions.leads import NewLead, capture_lead
from staffel.actions.offers import accept_offer
from staffel.actions.parties import change_party, end_party
from staffel.actions.people import add_member
from staffel.actions.setup import OFFICE_HOURS
from staffel.actions.versions import publish
from staffel.actions.work import give_back, report_contact
from staffel.models import Delivery, Entry, Lead, Mandate, Market, Offer, Party
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.actions.test_offers import kinds
from tests.scene import Scene, actor_of, captured, enquiry, open_offer


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
