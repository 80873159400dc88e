"""Every search for a partner begins with the one that the prospect knows, wherever it begins."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from staffel.actions.absences import LeadChoice, enter_absence
from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.desk import offer_by_hand, offer_by_market, place_lead, take_back_lead
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.work import give_back, report_contact, win_lead
from staffel.models import Lead, Offer
from tests.actions.relay import broken
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer


def known_to_petra(scene: Scene) -> None:
    """She has won an enquiry of Anna's before: it is known as Anna's by now."""
    won = captured(scene, "won")
    place_lead(won.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    win_lead(won.id, amount=None, actor=actor_of(scene.petra), now=scene.now)
    Lead.objects.filter(id=won.id).update(email=PROSPECT["email"])


def with_paul(scene: Scene) -> Lead:
    """Anna's lead is in work with Paul, who sits nearer than Petra and has spoken with Anna."""
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    return lead


def far_away(scene: Scene) -> Lead:
    """Nobody works where Anna lives; only whoever she knows would be asked."""
    return captured(scene, prospect={"postal_code": "01067"})


def given_back(scene: Scene, lead: Lead) -> None:
    give_back(lead.id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.later(hours=1))


def taken_back_by_the_clock(scene: Scene, lead: Lead) -> None:
    run_due(scene.later(days=60))


def away(scene: Scene, lead: Lead) -> None:
    starts, ends = scene.now, scene.now + timedelta(days=90)
    enter_absence(scene.paul.party_id, starts_at=starts, ends_at=ends, actor=SYSTEM, now=scene.now)


def handed_on_before_the_holiday(scene: Scene, lead: Lead) -> None:
    enter_absence(
        scene.paul.party_id,
        starts_at=scene.now + timedelta(days=5),
        ends_at=scene.now + timedelta(days=9),
        choices=[LeadChoice(lead.id, "hand_on")],
        actor=actor_of(scene.paul),
        now=scene.now,
    )


def by_a_market_of_the_desk(scene: Scene, lead: Lead) -> None:
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.later(hours=1), text="Kommt nicht voran")
    offer_by_market(lead.id, market_key="default", actor=actor_of(scene.vera), now=scene.now)


@pytest.mark.parametrize(
    "goes_on",
    [given_back, taken_back_by_the_clock, away, handed_on_before_the_holiday, by_a_market_of_the_desk],
)
def test_a_search_begins_with_the_partner_that_the_prospect_knows(
    scene: Scene, goes_on: Callable[[Scene, Lead], None]
) -> None:
    lead = with_paul(scene)
    Lead.objects.filter(id=lead.id).update(postal_code="01067", latitude=51.05, longitude=13.74)  # moved
    known_to_petra(scene)
    goes_on(scene, lead)
    assert open_offer(lead).party_id == scene.petra.party_id
    begun = open_offer(lead).brokerage
    assert begun.considered["first"] == [str(scene.petra.party_id)], "Paul, who had it, is not among them"
    assert broken(now=scene.now) == {}


def test_whoever_gave_the_lead_back_is_not_asked_for_it_again_though_it_knows_the_prospect(
    scene: Scene,
) -> None:
    lead = with_paul(scene)
    other = captured(scene, "other")
    place_lead(other.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    win_lead(other.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    Lead.objects.filter(id=other.id).update(email=PROSPECT["email"])
    given_back(scene, lead)
    assert open_offer(lead).party_id == scene.petra.party_id
    begun = open_offer(lead).brokerage
    assert str(scene.paul.party_id) not in begun.considered["first"]


def test_whoever_declined_is_not_asked_again_by_another_market(scene: Scene) -> None:
    lead = captured(scene)
    known_to_petra(scene)
    decline_offer(open_offer(lead).id, reason="other", actor=actor_of(scene.paul), now=scene.now)
    decline_offer(open_offer(lead).id, reason="other", actor=actor_of(scene.petra), now=scene.now)
    offer_by_market(lead.id, market_key="default", actor=actor_of(scene.vera), now=scene.now)
    assert not Offer.objects.filter(lead=lead, state="open").exists()


def test_after_a_partner_chosen_by_hand_the_market_begins_with_the_one_that_is_known(scene: Scene) -> None:
    lead = far_away(scene)
    known_to_petra(scene)
    offer_by_hand(lead.id, party_id=scene.otto.party_id, actor=actor_of(scene.vera), now=scene.now)
    decline_offer(open_offer(lead).id, reason="other", actor=actor_of(scene.otto), now=scene.now)
    assert open_offer(lead).party_id == scene.petra.party_id
