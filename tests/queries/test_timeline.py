"""The sentences of a lead's history: steps by their own pipeline, and in both languages what rarely happens."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from staffel.actions import desk, work
from staffel.actions.absences import LeadChoice, enter_absence
from staffel.actions.leads import capture_lead
from staffel.actions.people import add_member
from staffel.actions.prospects import PROSPECT
from staffel.actions.versions import publish
from staffel.models import Lead
from staffel.queries.directory import directory
from staffel.queries.timeline import story_page
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.pipelines import Pipeline, Step
from tests.scene import Scene, actor_of, captured, enquiry

MINUTES = {"hot": 60, "warm": 60, "cold": 60}


def with_paul(scene: Scene) -> Lead:
    lead = captured(scene)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return Lead.objects.get(id=lead.id)


def told(lead: Lead, kind: str, language: str) -> str:
    with override(language), timezone.override("Europe/Berlin"):
        lines = story_page(lead, book=directory()).lines
        return next(line.text for line in lines if line.kind == kind).strip()


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Ortstermin vereinbaren"), ("en", "Arrange the visit")]
)
def test_a_step_is_called_as_the_pipeline_of_its_campaign_calls_it(
    scene: Scene, language: str, said: str
) -> None:
    first = Step("first_contact", {"de": "Anruf", "en": "Call"}, MINUTES)
    visit = Step("contacted", {"de": "Ortstermin vereinbaren", "en": "Arrange the visit"}, MINUTES)
    ada = actor_of(scene.ada)
    publish("pipeline", "roofs", Pipeline((first, visit)), actor=ada, now=scene.now)
    body = Campaign(markets=(MarketChoice("default"),), pipeline="roofs")
    publish("campaign", "default", body, actor=ada, now=scene.now)
    lead = with_paul(scene)
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=5))
    assert said in told(lead, "mandate.step", language)


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Im Betrieb weitergegeben."), ("en", "Passed on inside the firm.")],
)
def test_passing_on_inside_the_firm_is_told(scene: Scene, language: str, said: str) -> None:
    lead = with_paul(scene)
    pia = add_member(
        scene.paul.party_id,
        email="pia@example.com",
        name="Pia",
        role="partner_member",
        password="staffel-demo",
    )
    work.pass_on(lead.id, member_id=pia.id, actor=actor_of(scene.paul), now=scene.later(minutes=5))
    assert told(lead, "mandate.passed_on", language) == said


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Paul Heizungsbau"), ("en", "Stays with Paul Heizungsbau")]
)
def test_that_a_lead_stays_during_an_absence_is_told_with_its_new_time(
    scene: Scene, language: str, said: str
) -> None:
    lead = with_paul(scene)
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=5))
    start = scene.now + timedelta(days=1)
    enter_absence(
        scene.paul.party_id,
        starts_at=start,
        ends_at=start + timedelta(days=3),
        choices=[LeadChoice(lead.id, "keep")],
        actor=actor_of(scene.paul),
        now=scene.now,
    )
    text = told(lead, "deadline.kept", language)
    assert said in text
    assert "–" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Bevor er angeboten werden kann, fehlen Angaben: Postleitzahl."),
        ("en", "Answers are missing before it can be offered: Postal code."),
    ],
)
def test_what_is_missing_is_told_by_its_names(scene: Scene, language: str, said: str) -> None:
    lead = captured(scene, prospect={"postal_code": ""})
    assert told(lead, "lead.qualifying", language) == said


def test_what_staffel_does_for_an_enquiry_is_not_called_its_prospect_s(scene: Scene) -> None:
    done = capture_lead(enquiry("f1", at=scene.now), door="form", actor=PROSPECT, now=scene.now)
    lead = Lead.objects.get(id=done.lead_id)
    with override("de"):
        lines = {one.kind: one.actor for one in story_page(lead, book=directory()).lines}
        people = {one.kind for one in story_page(lead, book=directory(), show="people").lines}
    kinds = ("lead.captured", "brokerage.started", "offer.made")
    assert [lines[kind] for kind in kinds] == ["Interessent", "Staffel", "Staffel"]
    assert people == {"lead.captured"}
