"""The statement: every figure counted by hand on a small stage, and each exactly the leads that the list shows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from staffel.actions.calls import answer_on_call, take_call
from staffel.actions.handouts import hand_out
from staffel.actions.materials import add_material
from staffel.actions.offers import accept_offer
from staffel.actions.prospects import complain_for, confirm_contact, deny_contact
from staffel.actions.qualifying import qualify_lead
from staffel.actions.versions import create_campaign
from staffel.actions.work import give_back, report_contact
from staffel.models import Campaign, Lead
from staffel.queries.ask_once import LINES, AskOnce, ask_once
from staffel.queries.directory import directory
from staffel.queries.happened import HAPPENED, has_happened
from staffel.queries.lead_filters import LeadFilters
from staffel.queries.leads import found_leads
from staffel.rules.rates import Rate
from tests.actions.test_gates import HEATING, asks
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db


def statement(scene: Scene, **only: Any) -> AskOnce:
    return ask_once(since=scene.now - timedelta(days=1), until=scene.later(seconds=1), now=scene.now, **only)


def complete(scene: Scene, key: str, **values: Any) -> Lead:
    return captured(scene, key, answers={"heating": "oil"}, **values)


def leads_of(found: AskOnce) -> dict[str, int]:
    return {key: line.leads for key, line in found.lines.items()}


def test_what_arrives_complete_stops_nowhere_and_what_stops_is_timed_also_while_it_waits(
    scene: Scene,
) -> None:
    asks(scene, HEATING, qualifier="agency")
    for key in "123":
        complete(scene, key)
    waiting, asked = captured(scene, "4"), captured(scene, "5")
    captured(scene, "6", is_test=True)
    take_call(asked.id, actor=actor_of(scene.tom), now=scene.now)
    answer_on_call(asked.id, "heating", ["gas"], seen="", actor=actor_of(scene.tom), now=scene.now)
    qualify_lead(asked.id, actor=actor_of(scene.tom), now=scene.later(minutes=40))
    scene.later(minutes=50)
    found = statement(scene)
    assert (found.arrived, found.neither) == (5, 0)
    assert (found.lines["straight"].rate, found.lines["stopped"].rate) == (Rate(3, 5), Rate(2, 5))
    stops = found.stops
    assert (stops.half.value, stops.half.happened, stops.half.of) == (timedelta(minutes=40), 1, 2)
    assert stops.nine_of_ten.value is None  # the other still waits: not reached, not left out
    assert (stops.to_market, stops.closed, stops.waiting) == (1, 0, 1)
    assert found.missing_most == [("heating", 2)]
    assert waiting.status == "qualifying"


def test_a_lead_that_comes_back_to_be_qualified_has_arrived_complete_all_the_same(scene: Scene) -> None:
    lead = complete(scene, "1")
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    give_back(lead.id, reason="wrong_number", actor=actor_of(scene.paul), now=scene.later(minutes=5))
    found = leads_of(statement(scene))
    assert (found["straight"], found["stopped"], found["missing"], found["asked-again"]) == (1, 0, 1, 1)


def test_known_facts_that_were_asked_are_counted_and_named(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency")
    lead = captured(scene, "1", answers={"budget": "planned"})
    tom = actor_of(scene.tom)
    take_call(lead.id, actor=tom, now=scene.now)
    answer_on_call(lead.id, "heating", ["gas"], seen="", actor=tom, now=scene.now)
    answer_on_call(lead.id, "budget", ["planned"], seen="planned", actor=tom, now=scene.now)
    qualify_lead(lead.id, actor=tom, now=scene.now)
    found = statement(scene)
    assert found.lines["on-file"].rate == found.lines["asked-again"].rate == Rate(1, 1)
    assert found.asked_most == [("budget", 1)]


def test_repeats_are_told_from_what_was_blocked(scene: Scene) -> None:
    vera = actor_of(scene.vera)
    warned, once = (
        add_material(title, is_paper=True, repeats=repeats, actor=vera, now=scene.now)
        for title, repeats in (("Prospekt", "warn"), ("Preisliste", "forbid"))
    )
    lead = complete(scene, "1")

    def give(*materials: UUID) -> None:
        hand_out(lead.id, materials, way="by_hand", is_again=True, actor=vera, now=scene.now)

    give(warned, once)
    for _ in range(2):
        give(warned, once)
    found = statement(scene).lines
    assert (found["given-again"].leads, found["given-again"].rate) == (1, Rate(2, 4))
    assert (found["blocked"].leads, found["blocked"].times, found["blocked"].rate) == (1, 2, None)


def test_denied_contacts_are_counted_of_those_that_prospects_answered(scene: Scene) -> None:
    for key, says in (("1", "yes"), ("2", "no"), ("3", "complaint"), ("4", "")):
        lead = complete(scene, key)
        accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
        report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=1))
        match says:
            case "yes":
                confirm_contact(lead.id, now=scene.later(minutes=1))
            case "no":
                deny_contact(lead.id, now=scene.later(minutes=1))
            case "complaint":
                complain_for(lead.id, text="Niemand", actor=actor_of(scene.vera), now=scene.later(minutes=1))
    silent = complete(scene, "5")
    accept_offer(open_offer(silent).id, actor=actor_of(scene.paul), now=scene.now)
    deny_contact(silent.id, now=scene.later(minutes=1))  # nothing was reported: nothing is contradicted
    found = statement(scene).lines["contradicted"]
    assert (found.leads, found.of, found.rate) == (2, 3, Rate(2, 3))


def test_a_campaign_has_its_own_figures_and_all_add_up(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency")
    body = directory().current("campaign", "default", at=scene.now).body
    create_campaign("fair", name="Messe", source="fair", body=body, actor=actor_of(scene.vera), now=scene.now)
    complete(scene, "1")
    captured(scene, "2", campaign="fair")
    fair = Campaign.objects.get(key="fair")
    found, own = statement(scene), statement(scene, campaign_id=fair.id)
    by_campaign = {one.campaign_id == fair.id: (one.arrived, one.straight) for one in found.campaigns}
    assert by_campaign == {True: (1, Rate(0, 1)), False: (1, Rate(1, 1))}
    assert (own.arrived, leads_of(own)["straight"], leads_of(own)["stopped"]) == (1, 0, 1)


def test_outside_of_the_period_nothing_is_counted(scene: Scene) -> None:
    complete(scene, "1")
    found = ask_once(since=scene.later(hours=1), until=scene.later(hours=1), now=scene.now)
    assert (found.arrived, set(leads_of(found).values())) == (0, {0})
    assert found.stops.half.of == 0


def test_every_figure_counts_the_leads_that_the_list_shows(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency")
    for key in "12":
        complete(scene, key)
    captured(scene, "3")
    found = statement(scene)
    assert set(LINES) <= set(HAPPENED)
    for key, line in found.lines.items():
        filters = LeadFilters.of({"event": key, "period": "90"})
        listed = found_leads(scene.vera, filters, book=directory(), now=scene.now)
        assert listed.count() == line.leads, key
    lacking = LeadFilters.of({"event": "stopped", "period": "90", "question": "heating"})
    assert found_leads(scene.vera, lacking, book=directory(), now=scene.now).count() == 1
    assert has_happened("straight", None, None)


def test_requests_of_the_same_person_are_counted_where_they_were_joined(scene: Scene) -> None:
    complete(scene, "1", prospect={"email": "berta@example.org"})
    complete(scene, "2", prospect={"email": "berta@example.org"})
    found = statement(scene)
    assert (leads_of(found)["joined"], leads_of(found)["straight"], found.arrived, found.neither) == (
        1,
        1,
        2,
        1,
    )
