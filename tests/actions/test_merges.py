"""Somebody says what two leads are: one person, two, or one that was taken for another; nothing of it is final."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from staffel.actions import desk, follow_ups, merges, offers, work
from staffel.actions.parties import bump
from staffel.actions.qualifying import correct_lead
from staffel.models import Correction, Delivery, Duplicate, Entry, Lead, Mandate, Membership, Party
from staffel.queries.verify import verify
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.actions.test_gates import asks
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db


def alike(scene: Scene, **values: Any) -> tuple[Lead, Lead, UUID]:
    """Two open leads that may be one person's: the known one, the newer one and their pair."""
    known = captured(scene)
    prospect = {**PROSPECT, "email": "", "phone": "+4989777777", **values.pop("prospect", {})}
    lead = captured(scene, "2", prospect=prospect, **values)
    return known, lead, Duplicate.objects.get(lead=lead).id


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def joined(scene: Scene, pair: UUID, **values: Any) -> None:
    merges.join_pair(pair, actor=actor_of(scene.vera), now=scene.now, **values)


def accepted(scene: Scene, lead: Lead) -> UUID:
    offer = open_offer(lead)
    by = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    offers.accept_offer(offer.id, actor=actor_of(by), now=scene.now)
    return offer.party_id


def refused(scene: Scene, act: Any, pair: UUID, **values: Any) -> str:
    before = trace()
    with pytest.raises(Refused) as why:
        act(pair, actor=actor_of(scene.vera), now=scene.now, **values)
    assert trace() == before
    return why.value.code


def test_one_person_the_newer_lead_belongs_to_the_known_one(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    offer = open_offer(lead)
    joined(scene, pair)
    offer.refresh_from_db()
    assert (fresh(lead).outcome, fresh(lead).joined_to, offer.state) == ("duplicate", known, "withdrawn")
    assert open_offer(known).state == "open"
    row = Duplicate.objects.get(id=pair)
    assert (row.state, row.decided_by, row.decided_at) == ("joined", scene.vera, scene.now)
    assert Entry.objects.get(kind="lead.joined").data["by_hand"] is True
    assert Delivery.objects.filter(kind="offer.withdrawn", lead=lead).exists()
    assert verify(now=scene.now).holds


def test_what_is_chosen_of_the_newer_one_replaces_what_stood_and_stays_beside_it(scene: Scene) -> None:
    known, lead, pair = alike(scene, answers={"roof": "flat"})
    joined(scene, pair, taken=["phone", "roof"])
    assert (fresh(known).phone, fresh(known).answers["roof"]) == ("+4989777777", "flat")
    assert fresh(known).email == PROSPECT["email"]
    assert (
        Correction.objects.get(lead=known, field="phone").before == "08811 2345"
        or Correction.objects.filter(lead=known, field="phone").exists()
    )
    assert fresh(lead).phone == "+4989777777"


def test_whoever_works_the_newer_one_works_the_known_one_on(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    holder = accepted(scene, lead)
    joined(scene, pair)
    assert (fresh(known).status, fresh(known).holder_id) == ("working", holder)
    assert not fresh(known).offers.filter(state="open").exists()
    assert verify(now=scene.now).holds


def test_of_two_that_are_in_work_the_desk_says_who_keeps_it(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    first = accepted(scene, known)
    other = scene.petra if first == scene.paul.party_id else scene.paul
    desk.place_lead(lead.id, party_id=other.party_id, actor=actor_of(scene.vera), now=scene.now)
    assert refused(scene, merges.join_pair, pair) == "keeper_missing"
    assert refused(scene, merges.join_pair, pair, keeper=scene.otto.party_id) == "keeper_missing"
    joined(scene, pair, keeper=other.party_id)
    assert (fresh(known).holder_id, fresh(lead).status) == (other.party_id, "closed")
    assert Delivery.objects.filter(kind="mandate.taken_back", member__party_id=first).exists()
    assert verify(now=scene.now).holds


def test_two_people_are_never_asked_about_again(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    merges.tell_apart(pair, actor=actor_of(scene.vera), now=scene.now)
    assert Duplicate.objects.get(id=pair).state == "different"
    assert fresh(lead).is_open
    assert Entry.objects.get(kind="lead.told_apart").data["number"] == known.number
    assert refused(scene, merges.join_pair, pair) == "pair_decided"
    assert refused(scene, merges.tell_apart, pair) == "pair_decided"


@pytest.mark.parametrize("by_hand", [True, False])
def test_every_join_can_be_undone_and_the_newer_lead_goes_on_by_itself(scene: Scene, by_hand: bool) -> None:
    if by_hand:
        known, lead, pair = alike(scene)
        joined(scene, pair, taken=["phone"])
    else:
        known = captured(scene)
        lead = captured(scene, "2", prospect=PROSPECT)
        pair = Duplicate.objects.get(lead=lead, state="joined").id
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert (fresh(lead).status, fresh(lead).outcome, fresh(lead).joined_to) == ("brokering", "", None)
    assert open_offer(lead).state == "open"
    assert Duplicate.objects.get(id=pair).state == "different"
    assert Entry.objects.filter(kind="lead.parted").count() == 2
    assert fresh(known).phone == PROSPECT["phone"]
    assert Duplicate.objects.get(id=pair).replaced == {}
    assert refused(scene, merges.part_pair, pair) == "not_joined"
    assert verify(now=scene.now).holds


def test_what_somebody_corrected_since_the_join_stays_when_it_is_undone(scene: Scene) -> None:
    known, _, pair = alike(scene)
    joined(scene, pair, taken=["phone"])
    assert fresh(known).phone == "+4989777777"
    correct_lead(known.id, {"phone": "+4989555555"}, actor=actor_of(scene.vera), now=scene.now)
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert fresh(known).phone == "+4989555555"


def test_whoever_worked_the_newer_one_works_it_on_when_they_are_parted(scene: Scene) -> None:
    _, lead, pair = alike(scene)
    other = next(m for m in (scene.petra, scene.paul) if m.party_id != open_offer(lead).party_id)
    desk.place_lead(lead.id, party_id=other.party_id, actor=actor_of(scene.vera), now=scene.now)
    joined(scene, pair)
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert (fresh(lead).status, fresh(lead).holder_id) == ("working", other.party_id)
    assert verify(now=scene.now).holds


def test_what_is_over_is_refused_and_leaves_no_trace(scene: Scene) -> None:
    known, _, pair = alike(scene)
    assert refused(scene, merges.join_pair, uuid4()) == "pair_missing"
    assert refused(scene, merges.part_pair, pair) == "not_joined"
    desk.close_lead(known.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert refused(scene, merges.join_pair, pair) == "lead_closed"


def test_a_joined_lead_is_not_opened_again_beside_the_known_one(scene: Scene) -> None:
    _, lead, pair = alike(scene)
    joined(scene, pair)
    with pytest.raises(Refused, match="Part them first"):
        desk.reopen_lead(lead.id, text="Doch", actor=actor_of(scene.vera), now=scene.now)
    assert not fresh(lead).is_open


# -- what a join has moved goes back ------------------------------------------------------------------------------


def at_work(scene: Scene) -> tuple[Lead, Lead, UUID, Membership, Membership]:
    """Both are in work: the known one with the first of these, the newer one with the second."""
    known, lead, pair = alike(scene)
    first = accepted(scene, known)
    of_known, of_lead = (
        (scene.paul, scene.petra) if first == scene.paul.party_id else (scene.petra, scene.paul)
    )
    desk.place_lead(lead.id, party_id=of_lead.party_id, actor=actor_of(scene.vera), now=scene.now)
    return known, lead, pair, of_known, of_lead


def parted(scene: Scene, pair: UUID) -> str:
    done = merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert broken(now=scene.now) == {}
    return done.stays


def test_who_had_the_known_lead_has_it_again_and_who_kept_it_works_the_newer_one_on(scene: Scene) -> None:
    known, lead, pair, of_known, of_lead = at_work(scene)
    work.report_attempt(known.id, actor=actor_of(of_known), now=scene.now)
    joined(scene, pair, keeper=of_lead.party_id)
    scene.later(hours=1)
    assert parted(scene, pair) == ""
    assert (fresh(known).status, fresh(known).holder_id) == ("working", of_known.party_id)
    assert (fresh(lead).status, fresh(lead).holder_id) == ("working", of_lead.party_id)
    assert (fresh(known).desk_returns, fresh(lead).desk_returns) == (0, 0)
    assert Mandate.objects.get(lead=known, ended_at=None).attempts == 1
    assert not Lead.objects.filter(offers__state="open").exists(), "nobody is asked for what it has"
    told = Delivery.objects.filter(kind="mandate.taken_back", lead=known, member=of_lead)
    assert told.exists()
    assert Duplicate.objects.get(id=pair).replaced == {}


def test_a_contact_with_the_newer_ones_person_does_not_stay_the_known_leads_own(scene: Scene) -> None:
    known, lead, pair, _, of_lead = at_work(scene)
    work.report_contact(lead.id, actor=actor_of(of_lead), now=scene.now)
    at = scene.now
    scene.later(hours=1)
    joined(scene, pair, keeper=of_lead.party_id)
    assert fresh(known).contacted_at == at
    scene.later(hours=1)
    assert parted(scene, pair) == ""
    assert (fresh(known).contacted_at, fresh(known).attempted_at) == (None, None)
    assert Mandate.objects.get(lead=known, ended_at=None).contacted_at is None
    mandate = Mandate.objects.get(lead=lead, ended_at=None)
    assert (fresh(lead).contacted_at, mandate.contacted_at, mandate.step) == (at, at, "contacted")


def test_a_known_lead_that_was_offered_is_offered_again(scene: Scene) -> None:
    known, lead, pair = alike(scene)
    asked = open_offer(known).party_id
    other = next(m for m in (scene.paul, scene.petra) if m.party_id != asked)
    desk.place_lead(lead.id, party_id=other.party_id, actor=actor_of(scene.vera), now=scene.now)
    joined(scene, pair)
    assert fresh(known).holder_id == other.party_id
    assert parted(scene, pair) == ""
    assert (fresh(known).status, open_offer(known).party_id) == ("brokering", asked)
    assert (fresh(lead).status, fresh(lead).holder_id) == ("working", other.party_id)


def test_what_somebody_has_done_since_the_join_stays_and_the_desk_is_told_to_decide(scene: Scene) -> None:
    known, lead, pair, _, of_lead = at_work(scene)
    work.report_contact(lead.id, actor=actor_of(of_lead), now=scene.now)
    joined(scene, pair, keeper=of_lead.party_id)
    own = scene.later(hours=1)
    work.report_contact(known.id, actor=actor_of(of_lead), now=own)
    assert parted(scene, pair) == "worked_on"
    assert (fresh(known).holder_id, fresh(known).contacted_at) == (of_lead.party_id, own)
    assert fresh(lead).holder_id == of_lead.party_id


def test_who_has_no_place_for_it_any_more_does_not_get_it_back_and_the_desk_decides(scene: Scene) -> None:
    known, _, pair, of_known, of_lead = at_work(scene)
    joined(scene, pair, keeper=of_lead.party_id)
    Party.objects.filter(id=of_known.party_id).update(capacity_open=0)
    bump()
    assert parted(scene, pair) == "no_place"
    assert (fresh(known).status, fresh(known).holder_id, fresh(known).desk_reason) == (
        "brokering",
        scene.desk.id,
        "parted",
    )


def resting(scene: Scene) -> Lead:
    """In work, contacted, and to come up in thirty days."""
    known = captured(scene)
    actor = next(m for m in (scene.paul, scene.petra) if m.party_id == accepted(scene, known))
    work.report_contact(known.id, actor=actor_of(actor), now=scene.now)
    on = (scene.now + timedelta(days=30)).date()
    follow_ups.agree_follow_up(
        known.id, on=on, text="Nach der Messe", actor=actor_of(actor), now=scene.now, member_id=actor.id
    )
    return fresh(known)


def test_a_lead_that_rested_rests_again_until_the_date_that_was_agreed(scene: Scene) -> None:
    known = resting(scene)
    scene.later(days=1)
    lead = captured(scene, "2", prospect=PROSPECT)
    assert fresh(known).deadline_from == scene.now
    assert parted(scene, Duplicate.objects.get(lead=lead).id) == ""
    after = fresh(known)
    assert (after.deadline_kind, after.deadline_from, after.deadline_at, after.follow_up_by_id) == (
        "follow_up",
        known.deadline_from,
        known.deadline_at,
        known.follow_up_by_id,
    )


def test_a_date_that_was_agreed_anew_stays(scene: Scene) -> None:
    known = resting(scene)
    lead = captured(scene, "2", prospect=PROSPECT)
    holder = next(m for m in (scene.paul, scene.petra) if m.party_id == known.holder_id)
    on = (scene.now + timedelta(days=9)).date()
    follow_ups.agree_follow_up(known.id, on=on, text="Früher", actor=actor_of(holder), now=scene.now)
    agreed = fresh(known).deadline_at
    assert parted(scene, Duplicate.objects.get(lead=lead).id) == "follow_up"
    assert fresh(known).deadline_at == agreed


def test_a_lead_that_somebody_else_has_asked_for_again_rests_only_when_both_are_parted(scene: Scene) -> None:
    known = resting(scene)
    scene.later(days=1)
    second, third = (captured(scene, key, prospect=PROSPECT) for key in ("2", "3"))
    assert parted(scene, Duplicate.objects.get(lead=second).id) == ""
    assert fresh(known).deadline_from == scene.now, "the other enquiry is still the prospect's own"
    assert parted(scene, Duplicate.objects.get(lead=third).id) == ""
    assert fresh(known).deadline_at == known.deadline_at


def completed(scene: Scene) -> tuple[Lead, UUID]:
    """With the agency for its budget, which a further enquiry has brought: on the market now."""
    asks(scene, qualifier="agency", gates={"budget": "market"})
    known = captured(scene)
    lead = captured(scene, "2", prospect=PROSPECT, answers={"budget": "approved"})
    assert fresh(known).status == "brokering"
    return known, Duplicate.objects.get(lead=lead).id


def test_a_lead_that_another_ones_answers_sent_to_the_market_is_asked_for_them_again(scene: Scene) -> None:
    known, pair = completed(scene)
    assert parted(scene, pair) == ""
    assert (fresh(known).status, fresh(known).holder_id) == ("qualifying", scene.agency.id)
    assert fresh(known).answers == {}
    assert not fresh(known).offers.filter(state="open").exists()


def test_one_that_was_accepted_meanwhile_stays_with_its_partner(scene: Scene) -> None:
    known, pair = completed(scene)
    holder = accepted(scene, known)
    assert parted(scene, pair) == "worked_on"
    assert (fresh(known).status, fresh(known).holder_id) == ("working", holder)


def test_values_that_the_desk_takes_complete_a_lead_too(scene: Scene) -> None:
    asks(scene, qualifier="agency", gates={"budget": "market"})
    known, _, pair = alike(scene, answers={"budget": "approved"})
    assert fresh(known).holder_id == scene.agency.id
    joined(scene, pair, taken=["budget"])
    assert (fresh(known).status, open_offer(known).state) == ("brokering", "open")
    assert parted(scene, pair) == ""
    assert (fresh(known).status, fresh(known).answers) == ("qualifying", {})


# -- two joined enquiries that say the same ------------------------------------------------------------------------


def both_say(scene: Scene, first: str, second: str) -> tuple[Lead, UUID, UUID]:
    """A lead whose budget two further enquiries have named, the one after the other, with their pairs."""
    asks(scene, qualifier="agency", gates={"budget": "market"})
    known = captured(scene)
    for key, budget in (("2", first), ("3", second)):
        captured(scene, key, prospect=PROSPECT, answers={"budget": budget})
    one, other = Duplicate.objects.filter(known=known).order_by("found_at", "id")
    return known, one.id, other.id


@pytest.mark.parametrize(("first", "second"), [("approved", "approved"), ("approved", "planned")])
def test_what_two_have_said_stays_until_both_are_parted(scene: Scene, first: str, second: str) -> None:
    known, one, other = both_say(scene, first, second)
    assert fresh(known).answers == {"budget": first}
    assert parted(scene, one) == ""
    assert (fresh(known).status, fresh(known).answers) == ("brokering", {"budget": second})
    assert parted(scene, other) == ""
    assert (fresh(known).status, fresh(known).answers) == ("qualifying", {})


@pytest.mark.parametrize(("first", "second"), [("approved", "approved"), ("approved", "planned")])
def test_what_the_first_has_said_stays_when_the_second_is_parted(
    scene: Scene, first: str, second: str
) -> None:
    known, one, other = both_say(scene, first, second)
    assert parted(scene, other) == ""
    assert (fresh(known).status, fresh(known).answers) == ("brokering", {"budget": first})
    assert parted(scene, one) == ""
    assert (fresh(known).status, fresh(known).answers) == ("qualifying", {})


def test_a_value_that_was_replaced_by_a_third_ones_is_not_the_first_ones_again(scene: Scene) -> None:
    known = captured(scene)
    first = captured(scene, "2", prospect=PROSPECT, answers={"time": "weeks"})
    maybe = {**PROSPECT, "email": "", "phone": "+4989777777"}
    third = captured(scene, "3", prospect=maybe, answers={"time": "year"})
    pairs = [Duplicate.objects.get(lead=lead, known=known).id for lead in (first, third)]
    joined(scene, pairs[1], taken=["time"])
    assert fresh(known).answers == {"time": "year"}
    parted(scene, pairs[0])
    assert fresh(known).answers == {"time": "year"}, "this was said by the other"
    parted(scene, pairs[1])
    assert fresh(known).answers == {}
