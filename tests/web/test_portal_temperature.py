"""Why a lead is as hot as it is, on the pages of whoever works it."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.clock import run_due
from staffel.actions.links import link_for, token
from staffel.models import Lead, Membership
from tests.scene import Scene, actor_of

AsMember = Callable[[Membership], Client]
COOLED = "warm: Seitdem hat niemand mit dem Interessenten gesprochen: abgekühlt"


def test_the_reasons_stand_in_the_portal_behind_the_link_and_on_the_phone(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    reasons = [{"code": "campaign"}, {"code": "cooled", "before": "hot"}]
    Lead.objects.filter(id=lead.id).update(temperature="warm", temperature_reasons=reasons)
    own = token(link_for("mandate", lead.mandates.get().id, scene.paul.id, now=scene.now))
    paul = as_member(scene.paul)
    for page in (
        paul.get(reverse("portal-lead", args=[lead.id])),
        Client().get(reverse("link", args=[own])),
    ):
        assert COOLED in page.content.decode()
    (kept,) = paul.get(reverse("portal-offline")).json()["leads"]
    assert kept["temperature_reasons"] == [
        "warm: Wie bei Anfragen dieser Kampagne üblich",
        COOLED,
    ]


def test_that_it_cools_while_the_partner_has_it_stands_in_its_history(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    Lead.objects.filter(id=lead.id).update(temperature="hot", is_own=True)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    run_due(scene.later(hours=72))
    lead.refresh_from_db()
    assert (lead.temperature, lead.holder_id) == ("warm", scene.paul.party_id)
    text = as_member(scene.paul).get(reverse("portal-lead", args=[lead.id])).content.decode()
    assert "aus heiß wurde warm" in text.split("Was bisher geschah")[1].lower()
