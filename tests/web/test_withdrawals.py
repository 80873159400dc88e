"""The desk, the agency and the partner record what a prospect has told them that it permits no more."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.handouts import hand_out
from staffel.actions.links import prospect_link, token
from staffel.actions.materials import add_material
from staffel.models import Activity, Entry, Handout, Lead, Membership
from tests.scene import Scene, actor_of
from tests.web.test_pages import AsMember

TOLD: Any = {"purposes": ["call"], "text": "Rief heute an"}


@pytest.fixture
def worked(scene: Scene, lead: Lead) -> Lead:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return lead


def act(client: Client, lead: Lead, name: str = "withdrawal", **typed: Any) -> Any:
    return client.post(reverse("lead-act", args=[lead.id, name]), typed)


def may_call(lead: Lead) -> bool:
    lead.refresh_from_db()
    return lead.may_call


def test_the_desk_records_it_on_the_leads_page(scene: Scene, worked: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert "Widerruf festhalten" in vera.get(reverse("lead", args=[worked.id])).content.decode()
    before = Entry.objects.count()
    refused = act(vera, worked, text="Rief heute an")
    assert (refused.status_code, Entry.objects.count()) == (422, before)
    assert "was der Interessent nicht mehr gestattet" in refused.content.decode()
    assert "Rief heute an" in refused.content.decode()
    page = vera.post(reverse("lead-act", args=[worked.id, "withdrawal"]), TOLD, follow=True).content.decode()
    assert "Der Widerruf ist festgehalten" in page
    assert "darf nicht angerufen werden" in page
    assert not may_call(worked)


def test_the_partner_records_it_once_on_the_enquirys_page(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    paul, address = as_member(scene.paul), reverse("portal-answer", args=[worked.id, "withdrawal"])
    assert (
        "Der Interessent hat etwas widerrufen"
        in paul.get(reverse("portal-lead", args=[worked.id])).content.decode()
    )
    assert paul.post(address, {**TOLD, "purposes": ["pass_on"], "once": "a"}).status_code == 422
    assert may_call(worked)
    for _ in range(2):
        said = paul.post(address, {**TOLD, "once": "b"}, follow=True).content.decode()
    assert "Notiert: Der Interessent hat das widerrufen" in said
    assert "möchte nicht angerufen werden" in said
    assert Entry.objects.filter(kind="consent.withdrawn").count() == 1


def test_the_agency_on_the_telephone_gives_the_lead_to_the_desk(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.work_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    tom = as_member(scene.tom)
    page = tom.get(reverse("call", args=[lead.id])).content.decode()
    assert "Widerruf festhalten" in page
    answer = act(tom, lead, **TOLD, back="call")
    assert answer["Location"] == reverse("lead", args=[lead.id]), "it is on no call list any more"
    assert not may_call(lead)


def test_who_neither_decides_nor_holds_it_records_nothing(
    scene: Scene, worked: Lead, as_member: AsMember, client: Client
) -> None:
    Membership.objects.filter(id=scene.ada.id).update(role="marketing")
    before = Entry.objects.count()
    for member in (scene.ada, scene.frieda, scene.tom, scene.otto):
        assert act(as_member(member), worked, **TOLD).status_code == 404
    assert as_member(scene.petra).post(
        reverse("portal-answer", args=[worked.id, "withdrawal"]), TOLD
    ).status_code in {404, 422}
    assert act(client, worked, **TOLD)["Location"].startswith("/login")
    assert as_member(scene.vera).get(reverse("lead-act", args=[worked.id, "withdrawal"])).status_code == 405
    assert Entry.objects.count() == before
    assert may_call(worked)


def test_a_second_no_is_thanked_for_and_nobody_is_told_again(
    scene: Scene, worked: Lead, client: Client, as_member: AsMember
) -> None:
    address = reverse("prospect", args=[token(prospect_link(worked.id, now=scene.now))])
    as_member(scene.paul).post(reverse("portal-answer", args=[worked.id, "contact"]), {"once": "c"})
    assert "Wir kümmern uns sofort darum" in client.post(f"{address}/no", follow=True).content.decode()
    before = Entry.objects.count()
    again = client.post(f"{address}/no", follow=True).content.decode()
    assert "Wir haben es zur Kenntnis genommen" in again
    assert Entry.objects.count() == before


def test_an_activity_that_happened_is_never_refused_for_its_material(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    vera = actor_of(scene.vera)
    one = add_material("Prospekt", is_paper=True, repeats="forbid", actor=vera, now=scene.now)
    gone = add_material("Preise", is_paper=True, actor=vera, now=scene.now)
    hand_out(worked.id, [one], way="by_hand", actor=vera, now=scene.now)
    scene.later(minutes=5)
    add_material("Preise", key="preise", is_paper=True, actor=vera, now=scene.now)
    for name, more in (("contact", {}), ("appointment", {"due_at": "2026-03-05T10:00"})):
        typed = {**more, "materials": [str(one), str(gone)], "once": name, "at": "2026-03-02T09:01:00Z"}
        answer = as_member(scene.paul).post(reverse("portal-answer", args=[worked.id, name]), typed)
        assert answer.status_code == 302, answer.content.decode()
        given = Activity.objects.filter(kind=name).latest("id").handouts
        assert set(given.values_list("material_id", flat=True)) == {one, gone}
    assert Handout.objects.filter(is_repeat=True).count() == 3


def test_reached_can_say_what_was_given(scene: Scene, worked: Lead, as_member: AsMember) -> None:
    paul, page = as_member(scene.paul), reverse("portal-lead", args=[worked.id])
    assert "Erreicht und Unterlagen gegeben" not in paul.get(page).content.decode()
    add_material("Prospekt", is_paper=True, actor=actor_of(scene.vera), now=scene.now)
    assert "Erreicht und Unterlagen gegeben" in paul.get(page).content.decode()


def test_field_sales_records_what_it_has_handed_over(scene: Scene, worked: Lead, as_member: AsMember) -> None:
    one = add_material("Prospekt", is_paper=True, actor=actor_of(scene.vera), now=scene.now)
    frieda = as_member(scene.frieda)
    assert "Unterlagen aushändigen" in frieda.get(reverse("lead", args=[worked.id])).content.decode()
    act(frieda, worked, "hand-out", materials=str(one), way="by_hand")
    assert Handout.objects.get().member == scene.frieda
