"""A partner's own lead: straight to work, counted apart, never offered on unless it is given back."""

from django.urls import reverse

from staffel.actions import desk, offers, work
from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.parties import bump
from staffel.models import Delivery, Entry, Lead, Mandate, Offer, Party
from staffel.queries.loads import loads
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
