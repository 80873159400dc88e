"""What must be known at which hand-over: to the agency, to the market, and before a lead is won or lost."""

from dataclasses import replace
from typing import Any

import pytest

from staffel.actions.desk import close_lead
from staffel.actions.offers import accept_offer
from staffel.actions.qualifying import correct_lead, qualify_lead
from staffel.actions.versions import publish
from staffel.actions.work import lose_lead, report_attempt, report_contact, win_lead
from staffel.models import Entry, Lead
from staffel.queries.directory import directory
from staffel.rules.forms import DEFAULT_FORM, Form, OnlyIf, Option, Question
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured, open_offer

HEATING = Question(
    "heating", {"de": "Heizung", "en": "Heating"}, "choice", "interest", gate="market",
    options=(Option("oil", {"en": "Oil"}), Option("gas", {"en": "Gas"})),
)  # fmt: skip
TANK = Question(
    "tank", {"de": "Tankgröße", "en": "Size of the tank"}, "number", "interest", gate="market",
    only_if=(OnlyIf("heating", ("oil",)),),
)  # fmt: skip
BOUGHT = Question("bought", {"de": "Gekauft", "en": "Bought"}, "text", "interest", gate="close")


def asks(scene: Scene, *questions: Question, **campaign: Any) -> None:
    """The default form asks these too, and the default campaign says this."""
    form: Form = replace(DEFAULT_FORM, questions=(*DEFAULT_FORM.questions, *questions))
    publish("form", "default", form, actor=actor_of(scene.vera), now=scene.now)
    book = directory()
    key = next(one.key for one in book.campaigns.values() if one.is_default)
    body = replace(book.current("campaign", key, at=scene.now).body, **campaign)
    publish("campaign", key, body, actor=actor_of(scene.vera), now=scene.now)


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def trace(lead: Lead) -> tuple[Any, ...]:
    return fresh(lead).status, fresh(lead).holder_id, Entry.objects.filter(lead=lead).count()


def in_work(scene: Scene, **values: Any) -> Lead:
    lead = captured(scene, **values)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return fresh(lead)


# -- to the market ------------------------------------------------------------------------------------------------


def test_a_lead_that_arrives_complete_goes_straight_to_the_market(scene: Scene) -> None:
    asks(scene, HEATING, TANK, qualifier="agency")
    assert captured(scene, answers={"heating": "gas"}).status == "brokering"
    assert captured(scene, "2", answers={"heating": "oil", "tank": 3000}).status == "brokering"


def test_a_condition_that_holds_opens_the_next_question(scene: Scene) -> None:
    asks(scene, HEATING, TANK, qualifier="agency")
    lead = captured(scene)
    assert (lead.status, lead.holder_id) == ("qualifying", scene.agency.id)
    assert Entry.objects.get(lead=lead, kind="lead.qualifying").data == {"open_questions": ["heating"]}
    correct_lead(lead.id, {"heating": "oil"}, actor=actor_of(scene.tom), now=scene.now)
    before = trace(lead)
    with pytest.raises(Refused) as refused:
        qualify_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    assert (refused.value.code, refused.value.details["questions"]) == ("incomplete", ["tank"])
    assert trace(lead) == before
    correct_lead(lead.id, {"tank": 3000}, actor=actor_of(scene.tom), now=scene.now)
    qualify_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    assert fresh(lead).status == "brokering"


def test_the_campaign_says_what_is_required_of_its_leads(scene: Scene) -> None:
    asks(scene, HEATING, gates={"heating": "", "product": "market"})
    lead = captured(scene)
    assert Entry.objects.get(lead=lead, kind="lead.qualifying").data == {"open_questions": ["product"]}
    assert captured(scene, "2", product="heat_pump").status == "brokering"


def test_a_lead_keeps_the_gates_and_the_form_that_it_was_asked_with(scene: Scene) -> None:
    asks(scene, HEATING)
    lead = captured(scene)
    version = lead.form_version_id
    asks(scene, gates={"product": "market"})
    scene.later(minutes=1)
    with pytest.raises(Refused) as refused:
        qualify_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.details["questions"] == ["heating"]
    assert fresh(lead).form_version_id == version
    assert captured(scene, "2").form_version_id != version


# -- to the agency ------------------------------------------------------------------------------------------------


def test_what_the_agency_needs_to_begin_is_asked_by_the_desk_first(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency", gates={"phone": "agency"})
    lead = captured(scene, prospect={"phone": ""})
    assert (lead.holder_id, lead.desk_reason) == (scene.desk.id, "before_agency")
    assert Entry.objects.get(lead=lead, kind="lead.qualifying").data == {"open_questions": ["phone"]}
    before = trace(lead)
    with pytest.raises(Refused) as refused:
        qualify_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    assert (refused.value.details["questions"], trace(lead)) == (["phone"], before)
    correct_lead(lead.id, {"phone": "+4988112345"}, actor=actor_of(scene.vera), now=scene.now)
    qualify_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    lead = fresh(lead)
    assert (lead.status, lead.holder_id, lead.desk_reason) == ("qualifying", scene.agency.id, "incomplete")


def test_whom_nobody_can_reach_the_desk_asks_about(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency")
    lead = captured(scene, prospect={"phone": "", "email": "", "last_name": "Berg"})
    assert (lead.status, lead.holder_id, lead.desk_reason) == ("qualifying", scene.desk.id, "incomplete")
    assert captured(scene, "2", prospect={"phone": ""}).holder_id == scene.agency.id


def test_where_the_desk_has_learned_everything_the_agency_is_not_needed(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency", gates={"phone": "agency"})
    lead = captured(scene, prospect={"phone": ""})
    values = {"phone": "+4988112345", "heating": "gas"}
    correct_lead(lead.id, values, actor=actor_of(scene.vera), now=scene.now)
    qualify_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    assert fresh(lead).status == "brokering"


# -- to close -----------------------------------------------------------------------------------------------------


def test_a_lead_is_won_only_when_what_is_asked_at_the_end_is_known(scene: Scene) -> None:
    asks(scene, BOUGHT)
    lead, paul = in_work(scene), actor_of(scene.paul)
    before = trace(lead)
    with pytest.raises(Refused) as refused:
        win_lead(lead.id, amount=None, actor=paul, now=scene.now)
    assert (refused.value.code, refused.value.details["questions"]) == ("incomplete", ["bought"])
    assert (trace(lead), fresh(lead).contacted_at) == (before, None)
    correct_lead(lead.id, {"bought": "Heat pump"}, actor=paul, now=scene.now)
    win_lead(lead.id, amount=None, actor=paul, now=scene.now)
    assert fresh(lead).outcome == "won"


def test_a_lead_is_lost_without_answers_only_when_nobody_has_spoken_with_the_prospect(scene: Scene) -> None:
    asks(scene, BOUGHT)
    lead, paul = in_work(scene), actor_of(scene.paul)
    for _ in range(4):
        report_attempt(lead.id, actor=paul, now=scene.now)
    lose_lead(lead.id, reason="not_reachable", actor=paul, now=scene.now)
    assert not fresh(lead).is_open
    other = in_work(scene, key="2")
    report_contact(other.id, actor=paul, now=scene.now)
    before = trace(other)
    with pytest.raises(Refused) as refused:
        lose_lead(other.id, reason="price", actor=paul, now=scene.now)
    assert (refused.value.code, trace(other)) == ("incomplete", before)


def test_the_desk_sorts_out_without_answers(scene: Scene) -> None:
    asks(scene, BOUGHT)
    lead = captured(scene)
    close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert fresh(lead).outcome == "disqualified"


def test_at_the_end_nobody_is_asked_for_what_the_market_would_have_needed(scene: Scene) -> None:
    lead = in_work(scene)
    Lead.objects.filter(id=lead.id).update(postal_code="")
    win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    assert fresh(lead).outcome == "won"
