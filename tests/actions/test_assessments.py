"""How hot a lead is: by its answers, by waiting, by hand, and as its holder found it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from staffel.actions.assessments import assess_lead, rate_lead
from staffel.actions.clock import run_due
from staffel.actions.offers import accept_offer
from staffel.actions.qualifying import correct_lead
from staffel.actions.versions import publish
from staffel.actions.work import report_contact
from staffel.models import Entry, Lead
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.forms import DEFAULT_FORM, Form, Option, Question
from tests.actions.test_journey import fresh, refusal
from tests.actions.test_offers import kinds
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db
MONEY = Question(
    "money", {"en": "Budget", "de": "Budget"}, "choice", "interest",
    options=(Option("none", {"en": "none"}), Option("high", {"en": "high"}, 70)),
)  # fmt: skip


@pytest.fixture
def scored(scene: Scene) -> Scene:
    """The default form asks for money too."""
    form: Form = replace(DEFAULT_FORM, questions=(*DEFAULT_FORM.questions, MONEY))
    publish("form", "default", form, actor=actor_of(scene.vera), now=scene.now)
    return scene


def test_answers_at_the_arrival_make_it_hot_with_a_reason(scored: Scene) -> None:
    lead = captured(scored, answers={"money": "high"})
    assert (lead.temperature, lead.score) == ("hot", 70)
    assert lead.temperature_reasons == [
        {"code": "answer", "question": "money", "option": "high", "points": 70}
    ]


def test_what_the_source_says_stands_until_an_answer_counts(scored: Scene) -> None:
    lead = captured(scored, temperature="cold", answers={"money": "high"})
    assert (lead.temperature, lead.temperature_reasons) == ("cold", [{"code": "given"}])
    other = captured(scored, "2", temperature="hot")
    correct_lead(other.id, {"money": "none"}, actor=actor_of(scored.vera), now=scored.now)
    assert (fresh(other).temperature, fresh(other).score) == ("cold", 0)


def test_what_somebody_judged_at_the_stand_is_not_overruled_by_points(scored: Scene) -> None:
    lead = captured(scored, temperature="hot", is_judged=True)
    correct_lead(lead.id, {"money": "none"}, actor=actor_of(scored.vera), now=scored.now)
    assert (fresh(lead).temperature, fresh(lead).score) == ("hot", 0)


def test_a_later_answer_moves_the_temperature_and_is_journaled(scored: Scene) -> None:
    lead = captured(scored)
    correct_lead(lead.id, {"money": "high"}, actor=actor_of(scored.vera), now=scored.now)
    assert fresh(lead).temperature == "hot"
    entry = Entry.objects.get(lead=lead, kind="lead.scored")
    assert entry.data == {"before": "warm", "after": "hot", "score": 70}


def test_what_a_person_said_is_not_overruled_by_points(scored: Scene) -> None:
    lead = captured(scored)
    assess_lead(
        lead.id, temperature="cold", text="Nur neugierig", actor=actor_of(scored.vera), now=scored.now
    )
    correct_lead(lead.id, {"money": "high"}, actor=actor_of(scored.vera), now=scored.now)
    lead = fresh(lead)
    assert (lead.temperature, lead.score, lead.temperature_by_hand) == ("cold", 70, True)


def test_nobody_calls_and_it_cools_at_its_time_once(scene: Scene) -> None:
    lead = captured(scene, temperature="hot")
    run_due(scene.now + timedelta(hours=47, minutes=59))
    assert fresh(lead).temperature == "hot"
    at = scene.now + timedelta(hours=48)
    run_due(at)
    run_due(at + timedelta(minutes=1))
    lead = fresh(lead)
    assert (lead.temperature, lead.cooled) == ("warm", 1)
    assert lead.temperature_reasons[-1] == {"code": "cooled", "before": "hot"}
    assert kinds(lead).count("lead.cooled") == 1


def test_after_an_outage_it_is_as_cold_as_it_would_be(scene: Scene) -> None:
    lead = captured(scene, temperature="hot")
    run_due(scene.now + timedelta(days=11))
    assert (fresh(lead).temperature, fresh(lead).cooled) == ("cold", 2)


def test_the_alarm_is_set_for_the_cooling(scene: Scene) -> None:
    """Whatever else is due: the clock looks no later than then."""
    lead = captured(scene, temperature="hot")
    for _ in range(60):
        lead = fresh(lead)
        assert lead.wake_at is not None
        if lead.temperature != "hot":
            break
        assert lead.wake_at <= scene.now + timedelta(hours=48)
        run_due(lead.wake_at)
    assert fresh(lead).temperature == "warm"


def test_who_was_spoken_with_does_not_cool(scene: Scene) -> None:
    lead = captured(scene, temperature="hot")
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    run_due(scene.now + timedelta(hours=60))
    assert fresh(lead).temperature == "hot"


def test_a_judgement_by_hand_begins_anew_and_cools_too(scene: Scene) -> None:
    lead, later = captured(scene, temperature="cold"), scene.now + timedelta(hours=40)
    assess_lead(lead.id, temperature="hot", text="Ruft ständig an", actor=actor_of(scene.vera), now=later)
    run_due(scene.now + timedelta(hours=50))
    assert fresh(lead).temperature == "hot"
    run_due(later + timedelta(hours=48))
    assert fresh(lead).temperature == "warm"


def accepted(scene: Scene) -> Lead:
    lead = captured(scene, temperature="hot")
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return fresh(lead)


def test_the_holder_says_how_hot_it_really_is(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.now)
    mandate = lead.mandates.get()
    for _ in range(2):  # a second tap changes nothing
        rate_lead(lead.id, mandate_id=mandate.id, temperature="cold", actor=paul, now=scene.now)
    mandate.refresh_from_db()
    assert (mandate.rated_temperature, mandate.rated_at, fresh(lead).temperature) == (
        "cold",
        scene.now,
        "hot",
    )
    assert kinds(lead).count("lead.rated") == 1


def test_before_the_first_contact_nobody_rates(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    values = {"mandate_id": lead.mandates.get().id, "actor": paul, "now": scene.now}
    assert refusal(rate_lead, lead.id, temperature="cold", **values) == "contact_missing"
    assert refusal(rate_lead, lead.id, temperature="lukewarm", **values) == "temperature_unknown"


def test_who_does_not_work_it_rates_nothing(scene: Scene) -> None:
    lead = accepted(scene)
    other = {"mandate_id": scene.petra.id, "actor": actor_of(scene.petra), "now": scene.now}
    assert refusal(rate_lead, lead.id, temperature="cold", **other) == "mandate_over"


def test_thresholds_are_the_campaigns(scored: Scene) -> None:
    body = Campaign(markets=(MarketChoice("default"),), hot_from=90, warm_from=80)
    publish("campaign", "default", body, actor=actor_of(scored.vera), now=scored.now)
    assert captured(scored, answers={"money": "high"}).temperature == "cold"
