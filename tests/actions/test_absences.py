"""Absence never freezes a lead."""

from datetime import date, timedelta
from typing import Any

import pytest

from staffel.actions.absences import LeadChoice, enter_absence, shorten_absence
from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.estimates import why_not
from staffel.actions.follow_ups import agree_follow_up
from staffel.actions.leads import capture_leads
from staffel.actions.offers import accept_offer
from staffel.actions.parties import change_party
from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.actions.work import report_contact
from staffel.models import Absence, Entry, Lead, Mandate, Membership, Offer
from staffel.queries.absences import reach
from staffel.queries.directory import directory
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.eligibility import reasons_in_words
from staffel.rules.refused import Refused
from tests.actions.relay import broken, over_capacity
from tests.scene import Scene, actor_of, captured, enquiry, open_offer


def away(
    scene: Scene, member: Membership, *, days: int = 14, after: int = 0, hours: int = 0, **values: Any
) -> None:
    """The member's party goes away, `after` so many days and `hours`."""
    start = scene.now + timedelta(days=after, hours=hours)
    enter_absence(
        member.party_id,
        starts_at=start,
        ends_at=start + timedelta(days=days),
        actor=SYSTEM,
        now=scene.now,
        **values,
    )


def worked_by_paul(scene: Scene, key: str = "1") -> Lead:
    lead = captured(scene, key)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return Lead.objects.get(id=lead.id)


def qualifies_at_the_agency(scene: Scene) -> Lead:
    body = Campaign(markets=(MarketChoice("default"),), qualifier="agency")
    publish("campaign", "default", body, actor=actor_of(scene.ada), now=scene.now)
    return captured(scene, prospect={"postal_code": ""})


def test_open_offers_end_at_once_and_go_to_the_next(scene: Scene) -> None:
    lead = captured(scene)
    away(scene, scene.paul)
    assert open_offer(lead).party_id == scene.petra.party_id
    assert Offer.objects.get(lead=lead, party=scene.paul.party_id).reason == "absent"


def test_nobody_is_asked_whose_absence_begins_before_work_does(scene: Scene) -> None:
    scene.later(hours=10)  # Monday, 20:00: both are closed
    away(scene, scene.paul, after=0, hours=5)
    lead = captured(scene)
    assert open_offer(lead).party_id == scene.petra.party_id
    (standing,) = {
        reason for one in why_not(lead.id, scene.paul.party_id, now=scene.now) for reason in one.reasons
    }
    assert standing == "absent_soon"
    assert reasons_in_words(standing, "de") == "Abwesend, bevor die nächste Arbeitszeit beginnt"
    assert reasons_in_words(standing, "en") == "Absent before its next working hour begins"


def test_an_absence_that_lies_ahead_begins_by_the_clock(scene: Scene) -> None:
    away(scene, scene.paul, after=2)
    scene.later(days=1, hours=23, minutes=59)
    lead = captured(scene)
    assert open_offer(lead).party_id == scene.paul.party_id
    run_due(scene.later(minutes=1))
    assert open_offer(lead).party_id == scene.petra.party_id


def test_a_lead_whose_deadline_falls_into_the_absence_goes_on(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    away(scene, scene.paul)
    assert open_offer(lead).party_id == scene.petra.party_id
    assert Mandate.objects.get(lead=lead).outcome == "absent"
    assert Entry.objects.get(kind="absence.begun").data == {"leads": 1}


def test_a_lead_whose_date_lies_beyond_the_absence_stays(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    on = (scene.now + timedelta(days=30)).date()
    agree_follow_up(lead.id, on=on, text="nach dem Urlaub", actor=actor_of(scene.paul), now=scene.now)
    away(scene, scene.paul)
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


def test_with_a_stand_in_the_lead_stays(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    away(scene, scene.paul, stand_in_id=pia.id)
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


def test_with_a_stand_in_for_good_the_lead_stays_too(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    change_party(scene.paul.party_id, {"stand_in_id": pia.id}, actor=SYSTEM, now=scene.now)
    away(scene, scene.paul)
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


def test_nobody_of_another_firm_stands_in(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    entries = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        away(scene, scene.paul, stand_in_id=scene.petra.id)
    assert refused.value.code == "stand_in_unknown"
    assert (Absence.objects.count(), Entry.objects.count()) == (0, entries)
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


def test_one_person_away_hands_its_leads_to_the_stand_in_and_the_firm_goes_on(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    away(scene, scene.paul, member_id=scene.paul.id, stand_in_id=pia.id)
    assert Mandate.objects.get(lead=lead).member_id == pia.id
    assert Entry.objects.get(kind="mandate.passed_on").data == {"member": str(pia.id)}
    again = captured(scene, "2")
    assert open_offer(again).party_id == scene.paul.party_id
    assert [d.member_id for d in again.deliveries.all()] == [pia.id]
    assert broken(now=scene.now) == {}


def test_one_person_away_without_a_stand_in_leaves_its_leads_to_the_firm(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    away(scene, scene.paul, member_id=scene.paul.id)
    assert Mandate.objects.get(lead=lead).member_id is None
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id


def test_an_agency_that_is_away_gets_nothing_to_qualify_and_hands_on_what_it_has(scene: Scene) -> None:
    lead = qualifies_at_the_agency(scene)
    assert lead.holder_id == scene.agency.id
    away(scene, scene.tom)
    assert (Lead.objects.get(id=lead.id).holder_id, Lead.objects.get(id=lead.id).status) == (
        scene.desk.id, "qualifying",
    )  # fmt: skip
    assert captured(scene, "2", prospect={"postal_code": ""}).holder_id == scene.desk.id
    assert broken(now=scene.now) == {}


def test_a_desk_that_is_away_stays_responsible_and_its_deadline_stays(scene: Scene) -> None:
    lead = captured(scene, prospect={"postal_code": ""})
    away(scene, scene.vera)
    after = Lead.objects.get(id=lead.id)
    assert (after.holder_id, after.deadline_at) == (scene.desk.id, lead.deadline_at)


def test_what_an_absence_sets_free_fills_nobody_beyond_its_capacity(scene: Scene) -> None:
    """The next partner is asked for the ended offer and for the lead that was in work: both count."""
    change_party(scene.petra.party_id, {"capacity_open": 1}, actor=SYSTEM, now=scene.now)
    leads = [worked_by_paul(scene, "1"), captured(scene, "2")]
    away(scene, scene.paul)
    assert over_capacity(now=scene.now) == []
    assert Offer.objects.filter(state="open", party=scene.petra.party_id).count() == 1
    assert sorted(Lead.objects.get(id=lead.id).desk_reason for lead in leads)[0] == ""
    assert broken(now=scene.now) == {}


def test_an_absence_that_begins_twice_is_carried_out_once(scene: Scene) -> None:
    new = [
        enquiry(str(n), at=scene.now, prospect={"email": f"{n}@example.org", "phone": ""}) for n in range(3)
    ]
    capture_leads(new, door="file", mode="new", actor=SYSTEM, now=scene.now)
    away(scene, scene.paul)
    run_due(scene.now)
    assert Entry.objects.filter(kind="absence.begun").count() == 1
    assert Offer.objects.filter(state="open", party=scene.petra.party_id).count() == 3


# -- what becomes of the leads, chosen with the absence -------------------------------------------------------------


def with_choice(scene: Scene, lead: Lead, *, days: int = 14, after: int = 0, **values: Any) -> None:
    away(scene, scene.paul, days=days, after=after, choices=[LeadChoice(lead.id, **values)])


def test_a_colleague_takes_a_lead_over_and_stands_in(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    with_choice(scene, lead, act="colleague", member_id=pia.id)
    assert Absence.objects.get().stand_in_id == pia.id
    mandate = Mandate.objects.get(lead=lead)
    assert (mandate.member_id, mandate.ended_at) == (pia.id, None)
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id
    assert broken(now=scene.now) == {}


def test_a_lead_that_is_handed_on_goes_at_once_though_the_absence_lies_ahead(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    with_choice(scene, lead, after=1, act="hand_on")
    assert open_offer(lead).party_id == scene.petra.party_id
    assert Mandate.objects.get(lead=lead).outcome == "absent"
    assert Absence.objects.get().begun_at is None
    assert broken(now=scene.now) == {}


def test_a_lead_that_may_stay_is_due_after_the_return(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    before = Lead.objects.get(id=lead.id).deadline_at
    assert before is not None
    start = before - timedelta(hours=1)
    choices = [LeadChoice(lead.id, "keep")]
    enter_absence(
        scene.paul.party_id, starts_at=start, ends_at=start + timedelta(days=1), actor=SYSTEM, now=scene.now,
        choices=choices,
    )  # fmt: skip
    after = Lead.objects.get(id=lead.id)
    assert after.deadline_at is not None
    assert after.deadline_at >= start + timedelta(days=1)
    assert after.holder_id == scene.paul.party_id
    assert Entry.objects.get(kind="deadline.kept").data["until"] == after.deadline_at.isoformat()
    run_due(start)
    assert Lead.objects.get(id=lead.id).holder_id == scene.paul.party_id
    assert broken(now=start) == {}


def test_a_follow_up_that_was_agreed_lets_the_lead_stay(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    on = (scene.now + timedelta(days=16)).date()
    with_choice(scene, lead, act="follow_up", on=on, text="nach dem Urlaub")
    after = Lead.objects.get(id=lead.id)
    assert (after.holder_id, after.deadline_kind) == (scene.paul.party_id, "follow_up")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"act": "keep"}, "lead_cannot_stay"),
        ({"act": "follow_up", "text": "Urlaub"}, "date_unreadable"),
        ({"act": "follow_up", "text": "Urlaub", "on": date(2026, 4, 1)}, "follow_up_early"),
        ({"act": "colleague"}, "member_unknown"),
    ],
)
def test_a_choice_that_is_not_possible_changes_nothing(
    scene: Scene, values: dict[str, Any], code: str
) -> None:
    lead = worked_by_paul(scene)
    captured(scene, "2")
    before = Lead.objects.get(id=lead.id), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        with_choice(scene, lead, **values)
    assert (refused.value.code, refused.value.details["lead"]) == (code, str(lead.id))
    after = Lead.objects.get(id=lead.id)
    assert (after.deadline_at, after.wake_at, after.holder_id) == (
        before[0].deadline_at, before[0].wake_at, before[0].holder_id,
    )  # fmt: skip
    assert Entry.objects.count() == before[1]
    assert not Absence.objects.exists()


def test_a_choice_about_a_lead_that_has_gone_meanwhile_is_left_alone(scene: Scene) -> None:
    lead = captured(scene)
    with_choice(scene, lead, act="hand_on")
    assert Absence.objects.count() == 1


def test_nobody_stands_in_for_themselves_and_no_stranger_is_away(scene: Scene) -> None:
    with pytest.raises(Refused):
        away(scene, scene.paul, member_id=scene.paul.id, stand_in_id=scene.paul.id)
    with pytest.raises(Refused):
        away(scene, scene.paul, member_id=scene.petra.id)
    assert not Absence.objects.exists()


def test_what_a_person_works_beyond_its_absence_stays_its_own(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    on = (scene.now + timedelta(days=30)).date()
    agree_follow_up(lead.id, on=on, text="im Frühjahr", actor=actor_of(scene.paul), now=scene.now)
    away(scene, scene.paul, member_id=scene.paul.id, stand_in_id=pia.id)
    assert Mandate.objects.get(lead=lead).member_id == scene.paul.id


def test_what_an_absence_touches_is_shown_with_what_may_be_done(scene: Scene) -> None:
    lead = worked_by_paul(scene)
    waiting = captured(scene, "2", prospect={"email": "b@example.org", "phone": ""})
    span = (scene.now, scene.now + timedelta(days=14))
    book = directory()
    found = reach(scene.paul.party_id, member_id=None, away=span, book=book, now=scene.now)
    assert [one.lead.id for one in found.leads] == [lead.id]
    assert found.leads[0].stay.why_not == "away_too_long"
    assert found.leads[0].may_agree is False
    asked = open_offer(waiting)
    assert [one.id for one in found.offers] == ([asked.id] if asked.party_id == scene.paul.party_id else [])
    assert list(found.colleagues) == []  # alone in its firm: nobody stands in


# -- back earlier ---------------------------------------------------------------------------------------------------


def test_whoever_comes_back_earlier_is_asked_again(scene: Scene) -> None:
    away(scene, scene.paul)
    back = scene.later(hours=1)
    shorten_absence(Absence.objects.get().id, ends_at=back, actor=SYSTEM, now=back)
    assert Absence.objects.get().ends_at == back
    assert Entry.objects.filter(kind="absence.shortened").count() == 1
    assert not directory().network.bidders[scene.paul.party_id].is_absent_at(scene.now)


def test_an_absence_that_has_not_begun_is_struck_out(scene: Scene) -> None:
    away(scene, scene.paul, after=3)
    shorten_absence(Absence.objects.get().id, ends_at=scene.now, actor=SYSTEM, now=scene.now)
    assert not Absence.objects.exists()
    assert Entry.objects.filter(kind="absence.cancelled").count() == 1


def test_an_absence_is_not_made_longer_and_not_changed_when_it_is_over(scene: Scene) -> None:
    away(scene, scene.paul, days=2)
    absence = Absence.objects.get()
    for ends_at, now, code in (
        (absence.ends_at + timedelta(days=1), scene.now, "absence_longer"),
        (absence.ends_at, absence.ends_at, "absence_over"),
    ):
        with pytest.raises(Refused) as refused:
            shorten_absence(absence.id, ends_at=ends_at, actor=SYSTEM, now=now)
        assert refused.value.code == code
    assert Absence.objects.get().ends_at == absence.ends_at
