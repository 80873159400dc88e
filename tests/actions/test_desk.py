"""What the desk decides by hand, and what stops it; whoever is at the desk is told what lies there."""

from typing import Any

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.desk import hand_over_lead, offer_by_hand, place_lead, take_back_lead
from staffel.actions.leads import capture_lead
from staffel.actions.outflow import halt, resume
from staffel.actions.parties import change_party
from staffel.actions.people import add_member
from staffel.actions.setup import set_up
from staffel.models import Delivery, Membership
from staffel.queries.directory import forget_directory
from tests.actions.relay import broken
from tests.actions.test_asking import asked
from tests.actions.test_journey import at_the_desk, fresh, refusal
from tests.actions.test_outflow import SCOPES
from tests.scene import MONDAY, Scene, actor_of, captured, enquiry


def told() -> set[str]:
    """Who was promised a mail about a lead that lies on the desk."""
    rows = Delivery.objects.filter(kind="lead.on_desk")
    return set(rows.values_list("member__person__name", flat=True))


# -- who is told --------------------------------------------------------------------------------------------------


def test_a_lead_on_the_desk_is_told_to_those_who_work_leads_there(scene: Scene) -> None:
    at_the_desk(scene)
    assert told() == {"Vera"}


def test_where_nobody_at_the_desk_works_leads_all_who_can_be_reached_are_told(db: None) -> None:
    made = set_up(
        vendor="Wärmewerk", administrator_email="ada@example.com", administrator_name="Ada", now=MONDAY
    )
    for name in ("Frieda", "Falk"):
        add_member(made.desk_id, email=f"{name}@example.com", name=name, role="field_sales")
    Membership.objects.filter(person__name="Falk").update(mail_off_at=MONDAY)
    forget_directory()
    capture_lead(enquiry(), door="test", actor=SYSTEM, now=MONDAY)
    assert told() == {"Ada", "Frieda"}


# -- an offer by hand ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", SCOPES)
def test_while_it_is_halted_no_offer_leaves_by_hand_either(scene: Scene, scope: tuple[Any, str]) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    halt(*scope, actor=SYSTEM, now=scene.now)
    code = refusal(offer_by_hand, lead.id, party_id=scene.otto.party_id, actor=vera, now=scene.now)
    assert code == "halted"
    resume(*scope, actor=SYSTEM, now=scene.later(minutes=5))
    offer_by_hand(lead.id, party_id=scene.otto.party_id, actor=vera, now=scene.now)
    assert asked(lead) == {"paul", "otto"}


def test_a_party_that_is_being_asked_is_not_asked_twice(scene: Scene) -> None:
    lead, party_id = captured(scene), scene.paul.party_id
    change_party(party_id, {"capacity_open": 1}, actor=SYSTEM, now=scene.now)
    code = refusal(offer_by_hand, lead.id, party_id=party_id, actor=actor_of(scene.vera), now=scene.now)
    assert code == "party_asked"


def test_an_offer_by_hand_does_not_forget_how_often_the_lead_came_back(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    for member in (scene.paul, scene.petra, scene.otto):
        place_lead(lead.id, party_id=member.party_id, actor=vera, now=scene.now)
        take_back_lead(lead.id, actor=vera, now=scene.later(hours=1), text="zu lange")
    offer_by_hand(lead.id, party_id=scene.otto.party_id, actor=vera, now=scene.now, text="Kunde will es so")
    assert (asked(lead), fresh(lead).desk_returns) == ({"otto"}, 3)


# -- the last place -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["capacity_open", "capacity_day", "capacity_week"])
def test_the_place_that_the_leads_own_offer_keeps_is_free_for_the_lead(scene: Scene, limit: str) -> None:
    lead, party_id = captured(scene), scene.paul.party_id
    change_party(party_id, {limit: 1}, actor=SYSTEM, now=scene.now)
    place_lead(lead.id, party_id=party_id, actor=actor_of(scene.vera), now=scene.now)
    assert (fresh(lead).holder_id, broken(now=scene.now)) == (party_id, {})


def test_another_leads_offer_keeps_its_place(scene: Scene) -> None:
    captured(scene, "2")
    lead, party_id = at_the_desk(scene), scene.paul.party_id
    change_party(party_id, {"capacity_open": 1}, actor=SYSTEM, now=scene.now)
    code = refusal(place_lead, lead.id, party_id=party_id, actor=actor_of(scene.vera), now=scene.now)
    assert code == "party_full"


# -- from one partner to another ----------------------------------------------------------------------------------


def test_a_lead_in_work_goes_straight_to_another_partner_and_both_are_told(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    hand_over_lead(
        lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.later(hours=1), text="Kann sofort"
    )
    moved = fresh(lead)
    assert (moved.holder_id, moved.status, moved.desk_returns) == (scene.petra.party_id, "working", 1)
    assert [(one.party_id, one.outcome) for one in moved.mandates.order_by("started_at")] == [
        (scene.paul.party_id, "taken_back"), (scene.petra.party_id, ""),
    ]  # fmt: skip
    taken = Delivery.objects.get(kind="mandate.taken_back")
    assert taken.member_id == scene.paul.id
    assert not broken(now=scene.now)


def test_a_hand_over_needs_a_reason_somebody_else_and_a_lead_in_work(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    to: dict[str, Any] = {"actor": vera, "now": scene.now}
    assert refusal(hand_over_lead, lead.id, party_id=scene.petra.party_id, text="x", **to) == "not_in_work"
    place_lead(lead.id, party_id=scene.paul.party_id, **to)
    assert refusal(hand_over_lead, lead.id, party_id=scene.petra.party_id, text=" ", **to) == "reason_missing"
    assert refusal(hand_over_lead, lead.id, party_id=scene.paul.party_id, text="x", **to) == "party_holds_it"
    change_party(scene.petra.party_id, {"capacity_open": 0}, actor=vera, now=scene.now)
    assert refusal(hand_over_lead, lead.id, party_id=scene.petra.party_id, text="x", **to) == "party_full"
