"""Who asks again joins the open lead, its holder hears of it, and nothing of what came is lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffel.actions import follow_ups, offers, work
from staffel.actions.actors import SYSTEM
from staffel.actions.calls import take_call
from staffel.actions.corrections import correct_value
from staffel.actions.known_keys import key_leads
from staffel.actions.leads import capture_lead, capture_leads, capture_own_lead
from staffel.actions.merges import part_pair
from staffel.actions.qualifying import correct_lead, qualify_lead, release_leads
from staffel.actions.versions import publish
from staffel.models import MOVED, Delivery, Duplicate, Entry, Lead, Membership
from staffel.queries.verify import verify
from staffel.rules.policies import Policy
from tests.actions.test_gates import asks
from tests.scene import Scene, actor_of, captured, enquiry, open_offer

pytestmark = pytest.mark.django_db
ANNA = {"email": "anna.musterfrau@example.org", "phone": "+4988112345"}


def again(scene: Scene, key: str = "2", **values: Any) -> Lead:
    """Anna, the person of the first key, asks once more."""
    return captured(scene, key, **{"prospect": ANNA, **values})


def kinds(lead: Lead) -> list[str]:
    return list(Entry.objects.filter(lead=lead).order_by("id").values_list("kind", flat=True))


def accepted(scene: Scene, lead: Lead) -> Lead:
    offer = open_offer(lead)
    by = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    offers.accept_offer(offer.id, actor=actor_of(by), now=scene.now)
    lead.refresh_from_db()
    return lead


def test_the_same_person_joins_its_open_lead_and_nobody_else_is_asked(scene: Scene) -> None:
    known = accepted(scene, captured(scene))
    lead = again(scene, answers={"roof": "flat"})
    assert (lead.status, lead.outcome, lead.joined_to) == ("closed", "duplicate", known)
    assert lead.answers == {"roof": "flat"}
    assert kinds(lead) == ["lead.captured", "lead.joined"]
    assert Entry.objects.get(kind="lead.joined").data == {
        "lead": str(known.id),
        "number": known.number,
        "score": 100,
    }
    assert Entry.objects.get(kind="lead.asked_again", lead=known).data == {
        "lead": str(lead.id),
        "number": lead.number,
    }
    assert Duplicate.objects.get(lead=lead, known=known).state == "joined"
    assert not lead.offers.exists()
    assert verify(now=scene.now).holds


def test_whoever_holds_it_is_told_and_the_lead_grows_warmer(scene: Scene) -> None:
    known = accepted(scene, captured(scene, temperature=""))
    before = known.score
    again(scene)
    known.refresh_from_db()
    told = Delivery.objects.filter(kind="lead.asked_again", lead=known)
    assert {mail.to.party_id for mail in told} == {known.holder_id}
    assert (before, known.score) == (None, 20)
    again(scene, "3")
    known.refresh_from_db()
    assert known.score == 40


def test_whoever_is_asked_for_it_is_told(scene: Scene) -> None:
    known = captured(scene)
    again(scene)
    told = Delivery.objects.get(kind="lead.asked_again", lead=known)
    assert told.offer == open_offer(known)
    assert Lead.objects.filter(status="brokering").count() == 1


def test_a_lead_that_rests_comes_up_and_its_deadline_becomes_no_later(scene: Scene) -> None:
    known = accepted(scene, captured(scene))
    actor = actor_of(next(m for m in (scene.paul, scene.petra) if m.party_id == known.holder_id))
    work.report_contact(known.id, actor=actor, now=scene.now)
    on = (scene.now + timedelta(days=30)).date()
    follow_ups.agree_follow_up(known.id, on=on, text="Nach der Messe", actor=actor, now=scene.now)
    known.refresh_from_db()
    before = known.deadline_at
    assert known.deadline_from is not None
    assert known.deadline_from > scene.now
    again(scene)
    known.refresh_from_db()
    assert known.deadline_from == scene.now
    assert known.deadline_at is not None
    assert before is not None
    assert known.deadline_at < before
    assert known.deadline_kind == "follow_up"


def test_two_rows_of_one_file_become_one_open_lead(scene: Scene) -> None:
    rows = [enquiry("1"), enquiry("2", prospect=ANNA), enquiry("3")]
    done = capture_leads(rows, door="file", mode="new", actor=SYSTEM, now=scene.now)
    first, second, third = (Lead.objects.get(id=one.lead_id) for one in done)
    assert [first.outcome, second.outcome, third.outcome] == ["", "duplicate", ""]
    assert second.joined_to == first
    assert verify(now=scene.now).holds


def test_held_leads_are_known_again_when_they_are_released(scene: Scene) -> None:
    rows = [enquiry("1"), enquiry("2", prospect=ANNA)]
    held = capture_leads(rows, door="file", mode="held", actor=SYSTEM, now=scene.now)
    fresh = again(scene, "3")
    assert fresh.is_open, "nobody works a held lead: it keeps nothing back"
    release_leads([one.lead_id for one in held], actor=actor_of(scene.vera), now=scene.now)
    assert {Lead.objects.get(id=one.lead_id).joined_to for one in held} == {fresh}
    assert verify(now=scene.now).holds


def test_held_leads_of_one_person_become_one_when_they_are_released(scene: Scene) -> None:
    rows = [enquiry("1"), enquiry("2", prospect=ANNA)]
    held = capture_leads(rows, door="file", mode="held", actor=SYSTEM, now=scene.now)
    release_leads([one.lead_id for one in held], actor=actor_of(scene.vera), now=scene.now)
    first, second = (Lead.objects.get(id=one.lead_id) for one in held)
    assert (first.status, second.joined_to) == ("brokering", first)


def test_history_joins_nothing(scene: Scene) -> None:
    captured(scene)
    rows = [enquiry("2", prospect=ANNA)]
    done = capture_leads(rows, door="file", mode="history", actor=SYSTEM, now=scene.now)
    assert Lead.objects.get(id=done[0].lead_id).is_open
    assert not Duplicate.objects.exists()


def test_whose_lead_is_closed_gets_a_new_one_that_says_so(scene: Scene) -> None:
    known = accepted(scene, captured(scene))
    actor = actor_of(next(m for m in (scene.paul, scene.petra) if m.party_id == known.holder_id))
    holder = known.holder_id
    work.win_lead(known.id, amount=None, actor=actor, now=scene.now)
    lead = again(scene)
    assert lead.is_open
    assert open_offer(lead).party_id == holder, "the partner it knows is asked first"
    assert Entry.objects.get(lead=lead, kind="lead.recognised").data == {
        "number": known.number,
        "outcome": "won",
    }


def test_who_may_be_another_goes_on_and_the_desk_sees_it(scene: Scene) -> None:
    known = captured(scene)
    lead = again(scene, prospect={"email": "", "phone": "+4989777777"})  # of the same name and street
    found = Duplicate.objects.get()
    assert (found.lead, found.known, found.state, found.decided_at) == (lead, known, "open", None)
    assert {"person_same", "street_same"} <= {reason["code"] for reason in found.reasons}
    assert lead.is_open
    assert open_offer(lead).state == "open"


def test_a_test_lead_and_a_real_one_are_never_joined(scene: Scene) -> None:
    captured(scene)
    assert again(scene, is_test=True).is_open
    assert not Duplicate.objects.exists()


def own(scene: Scene, by: Membership, key: str = "own", **values: Any) -> Lead:
    """Anna, captured by a partner for itself."""
    new = enquiry(key, at=scene.now, prospect={**ANNA, **values})
    done = capture_own_lead(new, door="portal", actor=actor_of(by), now=scene.now)
    return Lead.objects.get(id=done.lead_id)


def test_who_asks_and_is_with_a_partner_of_its_own_finding_is_not_joined_but_shown_to_the_desk(
    scene: Scene,
) -> None:
    found = own(scene, scene.petra)
    asking = again(scene)
    assert asking.is_open
    assert open_offer(asking).party_id == scene.petra.party_id  # it knows that partner: no second one
    pair = Duplicate.objects.get()
    assert (pair.lead, pair.known, pair.state, pair.decided_at) == (asking, found, "open", None)
    assert "mail_same" in {reason["code"] for reason in pair.reasons}
    assert "lead.recognised" not in kinds(asking)
    assert verify(now=scene.now).holds


def test_whom_a_partner_finds_while_its_enquiry_is_open_is_shown_to_the_desk_too(scene: Scene) -> None:
    asking = captured(scene)
    found = own(scene, scene.paul)
    assert (found.status, found.is_own, fresh(asking).is_open) == ("working", True, True)
    pair = Duplicate.objects.get()
    assert (pair.lead, pair.known, pair.state) == (asking, found, "open"), (
        "the enquiry may join the partner's"
    )


def test_what_two_partners_have_found_is_their_own(scene: Scene) -> None:
    own(scene, scene.petra)
    own(scene, scene.paul, "other")
    assert not Duplicate.objects.exists()


def test_whom_a_partner_found_and_lost_is_known_again(scene: Scene) -> None:
    found = own(scene, scene.petra)
    work.lose_lead(found.id, reason="price", actor=actor_of(scene.petra), now=scene.now)
    asking = again(scene)
    assert "lead.recognised" in kinds(asking)
    assert not Duplicate.objects.exists()


def test_who_may_be_another_that_a_partner_has_found_is_shown_too(scene: Scene) -> None:
    found = own(scene, scene.petra)
    asking = again(scene, prospect={"email": "", "phone": "+4989777777"})
    assert (Duplicate.objects.get().lead, Duplicate.objects.get().known) == (asking, found)


def test_after_the_policys_days_it_is_a_new_enquiry(scene: Scene) -> None:
    captured(scene)
    scene.later(days=91)
    assert again(scene).is_open


def ruled(scene: Scene, **values: Any) -> None:
    """From now on the policy says this."""
    publish("policy", "default", replace(Policy(), **values), actor=actor_of(scene.ada), now=scene.now)


@pytest.mark.parametrize(("days", "joins"), [(7, False), (8, True), (120, True)])
def test_how_long_it_is_the_same_person_is_the_policys(scene: Scene, days: int, joins: bool) -> None:
    ruled(scene, same_person_days=days)
    known = captured(scene)
    scene.later(days=7, seconds=1)
    assert again(scene).joined_to == (known if joins else None)


def test_a_policy_without_days_knows_nobody_again(scene: Scene) -> None:
    ruled(scene, same_person_days=0)
    captured(scene)
    assert again(scene).is_open
    assert not Duplicate.objects.exists()


@pytest.mark.parametrize("points", [0, 20, 45])
def test_how_much_asking_again_warms_is_the_policys(scene: Scene, points: int) -> None:
    ruled(scene, points_asked_again=points)
    known = captured(scene, temperature="")
    again(scene)
    again(scene, "3")
    known.refresh_from_db()
    assert known.score == 2 * points
    assert known.temperature == ("hot" if points == 45 else "warm"), "by the thresholds of the campaign"


@pytest.mark.parametrize("temperature", ["hot", "warm"])
def test_who_asks_again_is_never_colder_for_it(scene: Scene, temperature: str) -> None:
    known = captured(scene, temperature=temperature)
    again(scene)
    known.refresh_from_db()
    assert known.temperature == temperature
    assert [reason["code"] for reason in known.temperature_reasons] == ["given", "asked_again"]


def test_a_corrected_number_is_known_again(scene: Scene) -> None:
    known = captured(scene, prospect={"email": "", "phone": "+4915112345678"})
    vera = actor_of(scene.vera)
    correct_value(known.id, "phone", ["+49 171 7654321"], seen="+4915112345678", actor=vera, now=scene.now)
    lead = again(scene, prospect={"email": "", "phone": "+491717654321"})
    assert lead.joined_to == known


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_number_of_leads(
    scene: Scene, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        capture_lead(enquiry(f"a{number}"), door="test", actor=SYSTEM, now=scene.now)
    people = [{"email": e, "phone": p} for e, p in Lead.objects.values_list("email", "phone")]
    rows = [enquiry(f"b{number}", prospect=one) for number, one in enumerate(people)]
    with django_assert_max_num_queries(45):
        capture_leads(rows, door="test", mode="new", actor=SYSTEM, now=scene.now)
    assert Lead.objects.filter(outcome="duplicate").count() == count


def test_leads_from_before_there_were_keys_get_theirs_in_the_background(scene: Scene) -> None:
    known = captured(scene)
    Lead.objects.update(match_keys=[])
    assert again(scene, "2").is_open
    Lead.objects.exclude(id=known.id).update(email="", phone="", first_name="", last_name="", match_keys=[])
    assert key_leads() == 2
    assert key_leads() == 0, "what says nothing is not looked at again"
    known.refresh_from_db()
    assert "t:+4988112345" in known.match_keys
    assert again(scene, "3").joined_to == known


# -- a further enquiry answers what was open ----------------------------------------------------------------------


@pytest.fixture
def waiting(scene: Scene) -> Lead:
    """Anna's, with the agency for the budget alone."""
    asks(scene, qualifier="agency", gates={"budget": "market"})
    lead = captured(scene, answers={"need": "definite"})
    assert (lead.status, lead.holder_id) == ("qualifying", scene.agency.id)
    return lead


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def test_a_further_enquiry_that_answers_what_was_open_sends_the_known_lead_to_the_market(
    scene: Scene, waiting: Lead
) -> None:
    lead = again(scene, answers={"budget": "approved", "need": "compares"})
    known = fresh(waiting)
    assert (lead.outcome, lead.joined_to) == ("duplicate", waiting)
    assert known.answers == {"budget": "approved", "need": "definite"}, "what is known is not replaced"
    assert (known.status, open_offer(known).state) == ("brokering", "open")
    told = [kind for kind in kinds(known) if kind in {"lead.asked_again", "lead.corrected", "lead.qualified"}]
    assert told == ["lead.asked_again", "lead.corrected", "lead.qualified"]
    assert Entry.objects.get(lead=known, kind="lead.corrected").data == {"fields": ["budget"]}
    assert Duplicate.objects.get(lead=lead).replaced == {"budget": None, MOVED: {"sent_on": True}}
    assert verify(now=scene.now).holds


def test_one_that_answers_something_else_leaves_it_where_it_is_and_what_it_says_is_known(
    scene: Scene, waiting: Lead
) -> None:
    again(scene, answers={"message": "Bitte bald", "roof": "flat"}, product="heat_pump")
    known = fresh(waiting)
    assert (known.status, known.holder_id) == ("qualifying", scene.agency.id)
    assert known.answers == {"need": "definite", "message": "Bitte bald"}, "no form asks for the roof"
    assert known.product == "heat_pump"


def test_contact_data_are_filled_only_where_nothing_is_known(scene: Scene) -> None:
    known = captured(scene, prospect={"phone": "", "street": ""})
    again(scene, prospect={**ANNA, "street": "Neuer Weg 1", "first_name": "A."})
    found = fresh(known)
    assert (found.phone, found.street, found.first_name) == (ANNA["phone"], "Neuer Weg 1", "Anna")


def test_whoever_is_on_the_telephone_hands_the_completed_lead_on_itself(scene: Scene, waiting: Lead) -> None:
    take_call(waiting.id, actor=actor_of(scene.tom), now=scene.now)
    again(scene, answers={"budget": "approved"})
    assert (fresh(waiting).status, fresh(waiting).answers["budget"]) == ("qualifying", "approved")
    qualify_lead(waiting.id, actor=actor_of(scene.tom), now=scene.now)
    assert fresh(waiting).status == "brokering"


def test_of_what_the_agency_needs_to_begin_the_desk_is_not_asked_any_more(scene: Scene) -> None:
    asks(scene, qualifier="agency", gates={"budget": "market", "need": "agency"})
    known = captured(scene)
    assert known.holder_id == scene.desk.id
    again(scene, answers={"need": "definite"})
    assert (fresh(known).status, fresh(known).holder_id) == ("qualifying", scene.agency.id)


def test_what_was_filled_goes_when_the_two_are_parted(scene: Scene, waiting: Lead) -> None:
    lead = again(scene, answers={"message": "Bitte bald", "time": "weeks"})
    assert fresh(waiting).answers == {"need": "definite", "message": "Bitte bald", "time": "weeks"}
    pair = Duplicate.objects.get(lead=lead)
    correct_lead(waiting.id, {"time": "year"}, actor=actor_of(scene.vera), now=scene.now)
    part_pair(pair.id, actor=actor_of(scene.vera), now=scene.now)
    assert fresh(waiting).answers == {"need": "definite", "time": "year"}, (
        "what somebody has said since stays"
    )


def test_many_that_answer_cost_no_more_queries_than_one(scene: Scene) -> None:
    asks(scene, qualifier="agency", gates={"budget": "market"})

    def arrive(keys: list[str]) -> int:
        first = [enquiry(key) for key in keys]
        more = [enquiry(key, answers={"budget": "approved"}) for key in keys]
        capture_leads(first, door="file", mode="new", actor=SYSTEM, now=scene.now)
        more = [replace(one, key=f"again {one.key}") for one in more]
        with CaptureQueriesContext(connection) as ran:
            capture_leads(more, door="file", mode="new", actor=SYSTEM, now=scene.now)
        return len(ran)

    few = arrive([f"few {n}" for n in range(8)])  # of fewer rows several tables are written at once
    assert arrive([f"more {n}" for n in range(24)]) == few
    assert Lead.objects.filter(answers__budget="approved", joined_to=None).count() == 32
