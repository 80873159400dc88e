"""A partner's own lead: straight to work, counted apart, never offered on unless it is given back."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from staffel.actions import desk, offers, work
from staffel.actions.absences import LeadChoice, enter_absence
from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.parties import bump
from staffel.models import Absence, Delivery, Entry, Lead, Mandate, Offer, Party
from staffel.queries.loads import loads
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured
from tests.web.test_new_lead import OWN, TYPED, AsMember, counted, said


def own(scene: Scene, as_member: AsMember) -> Lead:
    answer = as_member(scene.otto).post(OWN, TYPED, follow=True)
    assert "Sie gehört Ihnen" in said(answer)
    return Lead.objects.get(is_own=True)


def test_own_lead_goes_straight_to_work_and_nobody_is_asked(scene: Scene, as_member: AsMember) -> None:
    lead = own(scene, as_member)
    assert (lead.status, lead.holder_id) == ("working", scene.otto.party_id)
    assert lead.deadline_kind == "step"
    assert not Offer.objects.exists()
    assert not Delivery.objects.exists()
    mandate = Mandate.objects.get()
    assert (mandate.is_own, mandate.member_id) == (True, scene.otto.id)
    as_member(scene.otto).post(OWN, TYPED)
    assert Lead.objects.count() == 1


def test_own_lead_takes_no_place_and_no_share(scene: Scene, as_member: AsMember) -> None:
    own(scene, as_member)
    load = loads([scene.otto.party_id], now=scene.now)[scene.otto.party_id]
    assert (load.open_mandates, load.today, load.this_week) == (0, 0, 0)


def test_own_lead_is_counted_apart(scene: Scene, as_member: AsMember) -> None:
    own(scene, as_member)
    vera = as_member(scene.vera)
    assert "Keine offenen Leads" in said(vera.get("/"))
    assert "eigener Lead" in said(vera.get("/leads?own=1"))
    captured(scene)
    assert "Musterfrau" not in said(vera.get("/leads?own=1"))


def test_missed_deadline_of_an_own_lead_climbs_and_never_takes_it_away(
    scene: Scene, as_member: AsMember
) -> None:
    lead = own(scene, as_member)
    for _ in range(60):
        run_due(scene.later(days=1))
    lead.refresh_from_db()
    assert (lead.status, lead.holder_id) == ("working", scene.otto.party_id)
    assert Entry.objects.filter(lead=lead, kind="deadline.missed").exists()
    assert not Offer.objects.exists()


def test_desk_cannot_take_an_own_lead_back(scene: Scene, as_member: AsMember) -> None:
    lead = own(scene, as_member)
    before = counted()
    answer = as_member(scene.vera).post(reverse("lead-act", args=[lead.id, "take-back"]), {"text": "Warum"})
    assert answer.status_code == 422
    assert "selbst erfasst" in said(answer)
    assert counted() == before


def test_nobody_hands_an_own_lead_over(scene: Scene, as_member: AsMember) -> None:
    lead = own(scene, as_member)
    Party.objects.filter(id__in=[scene.otto.party_id, scene.petra.party_id]).update(
        looked_after_by=scene.frieda
    )
    bump()
    before = counted()
    for member in (scene.vera, scene.frieda):
        typed = {"party": "petra", "text": "Näher dran"}
        answer = as_member(member).post(reverse("lead-act", args=[lead.id, "hand-over"]), typed)
        assert answer.status_code == 422
        assert "selbst erfasst" in said(answer)
    assert counted() == before
    lead.refresh_from_db()
    assert (lead.is_own, lead.holder_id) == (True, scene.otto.party_id)


@pytest.mark.parametrize("first", ["2026-03-02", "2026-03-03"])  # it begins at once, and later
def test_an_absence_entered_by_the_house_leaves_an_own_lead_with_its_firm(
    scene: Scene, as_member: AsMember, first: str
) -> None:
    lead, vera = own(scene, as_member), as_member(scene.vera)
    address = reverse("absence-new", args=[scene.otto.party_id])
    days = {"who": "-", "stand_in": "-", "first": first, "last": "2026-05-02"}
    page = vera.get(address, days).text
    assert f'name="do-{lead.id}"' in page
    assert "die Firma hat ihn selbst erfasst" in page
    assert "hand_on" not in page
    before = counted()
    assert vera.post(address, {**days, f"do-{lead.id}": "hand_on"}).status_code == 422
    assert (counted(), Absence.objects.count()) == (before, 0)
    assert vera.post(address, {**days, f"do-{lead.id}": "later"}).status_code == 302
    run_due(scene.later(days=2))
    lead.refresh_from_db()
    assert (lead.is_own, lead.status, lead.holder_id) == (True, "working", scene.otto.party_id)
    assert not Offer.objects.exists()


def test_only_the_firm_itself_hands_its_own_lead_on_when_it_is_away(
    scene: Scene, as_member: AsMember
) -> None:
    lead = own(scene, as_member)
    away: Any = {"starts_at": scene.now + timedelta(days=1), "ends_at": scene.now + timedelta(days=60)}
    choice = [LeadChoice(lead.id, "hand_on")]
    before = counted()
    with pytest.raises(Refused) as refused:
        enter_absence(scene.otto.party_id, **away, choices=choice, actor=actor_of(scene.vera), now=scene.now)
    assert (refused.value.code, refused.value.details["lead"]) == ("lead_own", str(lead.id))
    assert (counted(), Absence.objects.count()) == (before, 0)
    typed = {"who": "-", "stand_in": "-", "first": "2026-03-03", "last": "2026-05-02"}
    otto, address = as_member(scene.otto), reverse("portal-absence")
    assert 'value="hand_on"' in otto.get(address, typed).text
    assert otto.post(address, {**typed, f"do-{lead.id}": "hand_on"}).status_code == 302
    lead.refresh_from_db()
    assert not lead.is_own
    assert lead.holder_id == scene.desk.id


def test_own_lead_that_is_given_back_is_everybodys(scene: Scene, as_member: AsMember) -> None:
    lead = own(scene, as_member)
    work.give_back(lead.id, reason="outside_area", actor=actor_of(scene.otto), now=scene.now)
    lead.refresh_from_db()
    assert not lead.is_own
    assert lead.holder_id == scene.desk.id


def test_reopened_own_lead_goes_to_its_partner(scene: Scene, as_member: AsMember) -> None:
    lead = own(scene, as_member)
    work.lose_lead(lead.id, reason="price", actor=actor_of(scene.otto), now=scene.now)
    desk.reopen_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Meldet sich wieder")
    lead.refresh_from_db()
    assert (lead.status, lead.holder_id) == ("working", scene.otto.party_id)
    assert not Offer.objects.exists()


def test_ended_partner_enters_nothing(scene: Scene, as_member: AsMember) -> None:
    otto = as_member(scene.otto)
    Party.objects.filter(id=scene.otto.party_id).update(state="invited")

    bump()
    before = counted()
    assert otto.post(OWN, TYPED).status_code == 422
    assert counted() == before


def test_offers_of_others_stay_untouched(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene)
    own(scene, as_member)
    offer = Offer.objects.get(lead=lead, state="open")
    offers.decline_offer(offer.id, reason="too_far", actor=SYSTEM, now=scene.now)
    assert Offer.objects.filter(lead=lead).count() == 2
