"""Asked again: what was on file, or was missing after the offer, of the leads first offered in a period."""

from datetime import timedelta

from staffel.actions.calls import answer_on_call, take_call
from staffel.actions.desk import work_lead
from staffel.actions.offers import accept_offer
from staffel.actions.qualifying import qualify_lead
from staffel.actions.work import give_back
from staffel.models import Entry, Lead, Membership
from staffel.queries.asked_again import AskedAgain, asked_again
from staffel.queries.directory import directory
from staffel.queries.timeline import sentence, words_of
from tests.actions.test_gates import HEATING, asks
from tests.scene import Scene, actor_of, captured, open_offer


def with_agency(scene: Scene, key: str) -> Lead:
    """One that Tom has to ask for its heating; its budget is on file."""
    lead = captured(scene, key, answers={"budget": "planned"})
    assert lead.holder_id == scene.agency.id
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    return lead


def answers(
    scene: Scene, lead: Lead, key: str, typed: str, *, seen: str, by: Membership | None = None
) -> None:
    answer_on_call(lead.id, key, [typed], seen=seen, actor=actor_of(by or scene.tom), now=scene.now)


def again(lead: Lead) -> list[dict[str, str]]:
    return [entry.data for entry in Entry.objects.filter(lead=lead, kind="question.asked_again")]


def test_a_known_fact_that_is_asked_on_the_telephone_leaves_a_trace(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency")
    lead = with_agency(scene, "1")
    answers(scene, lead, "heating", "oil", seen="")  # open: it had to be asked
    answers(scene, lead, "heating", "gas", seen="oil")  # its own answer, corrected
    assert again(lead) == []
    answers(scene, lead, "budget", "planned", seen="planned")  # known, and the same again
    assert again(lead) == [{"question": "budget"}]
    entry = Entry.objects.get(lead=lead, kind="question.asked_again")
    said = sentence(entry, words=words_of(lead, book=directory()), book=directory())
    assert said == "Erneut gefragt, obwohl bekannt: Budget."


def test_share_of_leads_asked_again_is_counted_by_hand(scene: Scene) -> None:
    asks(scene, HEATING, qualifier="agency")
    begun, tom = scene.now, actor_of(scene.tom)
    leads = [with_agency(scene, str(n)) for n in range(5)]
    for lead in leads[:4]:  # four of five are offered
        answers(scene, lead, "heating", "oil", seen="")
    answers(scene, leads[0], "budget", "open", seen="planned")  # 1: on file
    answers(scene, leads[4], "budget", "open", seen="planned")  # never offered: not counted
    for lead in leads[:4]:
        qualify_lead(lead.id, actor=tom, now=scene.now)
    for lead in leads[:2]:  # 1 and 2 come back: the contact data are wrong; 1 counts once
        accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
        give_back(lead.id, reason="wrong_number", actor=actor_of(scene.paul), now=scene.later(minutes=5))
    accept_offer(open_offer(leads[2]).id, actor=actor_of(scene.paul), now=scene.now)
    give_back(leads[2].id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.later(minutes=5))
    test = captured(scene, "test", answers={"heating": "gas"}, is_test=True)
    assert open_offer(test).state == "open"
    end = scene.later(minutes=1)
    found = asked_again(since=begun, until=end)
    assert found == AskedAgain(offered=4, on_file=1, missing=2, either=2)
    assert found.share == 0.5
    # what happened after the period, and what was first offered before it, is in none
    assert asked_again(since=begun, until=begun + timedelta(minutes=1)).missing == 0
    assert asked_again(since=end, until=end + timedelta(days=1)) == AskedAgain(0, 0, 0, 0)
    assert asked_again(since=end, until=end + timedelta(days=1)).share is None


def test_a_desk_that_works_a_lead_is_no_other_party_than_itself(scene: Scene) -> None:
    lead = captured(scene, answers={"budget": "planned"})
    work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    take_call(lead.id, actor=actor_of(scene.vera), now=scene.now)
    answers(scene, lead, "budget", "none", seen="planned", by=scene.vera)
    answers(scene, lead, "budget", "approved", seen="none", by=scene.vera)
    assert again(lead) == [{"question": "budget"}]
