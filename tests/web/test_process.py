"""Our process: written from what holds now, each party its own part, and nothing about a prospect."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions import offers
from staffel.actions.links import link_for, token
from staffel.actions.versions import create_campaign, create_market, publish
from staffel.models import Delivery, Entry, Lead, Link, Membership, Offer, Version
from staffel.queries.directory import directory
from staffel.rules.pipelines import DEFAULT_PIPELINE
from staffel.rules.policies import Policy
from tests.scene import Scene, actor_of, open_offer
from tests.web.test_pages import plain

AsMember = Callable[[Membership], Client]
SECRETS = ("Musterfrau", "anna.musterfrau", "88112345", "Geheimweg")


def page(client: Client) -> str:
    answer = client.get(reverse("process"))
    assert answer.status_code == 200
    return answer.content.decode()


def asked(scene: Scene, lead: Lead) -> tuple[Offer, Membership, str]:
    """The open offer, whom it was made to, and the proof in that one's mail."""
    offer = open_offer(lead)
    member = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    return offer, member, token(link_for("offer", offer.id, member.id, now=scene.now))


def test_the_desk_reads_who_what_when_and_what_else(scene: Scene, as_member: AsMember) -> None:
    text = page(as_member(scene.vera))
    for said in (
        "Unser Vorgehen",
        "Nachname oder Firma, E-Mail oder Telefon, Postleitzahl, Land",
        "<td>30 Minuten <small>max. 4 Stunden</small></td>",
        "Die Tabellen nennen Arbeitszeit",
        "Zuerst der nächstgelegene Partner im Gebiet des Leads; höchstens zwei nacheinander.",
        "Danach gleichzeitig die drei nächstgelegenen Partner im Umkreis von 60 km",
        "zurückgeholt und dem Nächsten angeboten",
        "Mit dem Ende der Frist: wer zuständig ist",
        "gilt seit 2.3.2026",
    ):
        assert said in text, said
    assert 'aria-current="page">Unser Vorgehen' in text


def test_every_number_comes_from_the_version_that_holds_now(scene: Scene, as_member: AsMember) -> None:
    policy = replace(Policy(), window_work_minutes={"hot": 35, "warm": 90, "cold": 960}, max_offers=9)
    publish("policy", "default", policy, actor=actor_of(scene.ada), now=scene.now)
    text = page(as_member(scene.vera))
    assert "<td>35 Minuten" in text
    assert "<td>2 Arbeitstage" in text
    assert "Nach 9 Leadangeboten" in text
    assert "Regelwerk: Version 2" in text


def test_it_speaks_the_readers_language(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    vera.cookies["django_language"] = "en"
    text = page(vera)
    assert "Our process" in text
    assert "First the nearest partner in whose area the lead is; at most two, one after the other." in text
    assert "Zuerst" not in text


def test_a_partner_and_the_agency_read_their_own_part_only(scene: Scene, as_member: AsMember) -> None:
    partner = page(as_member(scene.otto))
    assert "Was wir von Ihnen erwarten" in partner
    assert "Eine neue Anfrage beantworten" in partner
    assert 'aria-current="page">Was wir von Ihnen erwarten' in partner
    agency = page(as_member(scene.tom))
    assert "Fehlende Angaben erfragen" in agency
    for text in (partner, agency):
        for others in ("Verteilregel", "Paul Heizungsbau", "nächstgelegene", "Administrator", "Eskalation"):
            assert others not in text, others


def test_field_sales_reads_it_all(scene: Scene, as_member: AsMember) -> None:
    assert "Unser Vorgehen" in page(as_member(scene.frieda))


def test_anonymous_is_sent_to_the_login_and_nothing_can_be_written(
    scene: Scene, client: Client, as_member: AsMember
) -> None:
    assert client.get(reverse("process"))["Location"].startswith("/login")
    before = Version.objects.count()
    for method in ("post", "put", "delete"):
        assert getattr(as_member(scene.ada), method)(reverse("process")).status_code == 405
    assert Version.objects.count() == before


def test_the_link_shows_what_is_expected_and_nothing_of_the_prospect(
    scene: Scene, lead: Lead, client: Client
) -> None:
    offer, member, secret = asked(scene, lead)
    address = reverse("link-process", args=[secret])
    assert address in client.get(reverse("link", args=[secret])).content.decode()
    offers.accept_offer(offer.id, actor=actor_of(member), now=scene.now)
    before = Entry.objects.count(), Delivery.objects.count(), Link.objects.count()
    answer = client.get(address)
    text = answer.content.decode()
    assert "Was wir von Ihnen erwarten" in text
    assert "2 Stunden Arbeitszeit, spätestens nach 24 Stunden" in text
    assert not [one for one in SECRETS if one in text]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert client.post(address).status_code == 405
    assert before == (Entry.objects.count(), Delivery.objects.count(), Link.objects.count())
    assert "What we expect of you" in client.get(address, {"language": "en"}).content.decode()


def test_the_link_tells_the_versions_that_the_enquiry_keeps(scene: Scene, lead: Lead, client: Client) -> None:
    offer, member, secret = asked(scene, lead)
    offers.accept_offer(offer.id, actor=actor_of(member), now=scene.now)
    first = replace(DEFAULT_PIPELINE.steps[0], limit_work_minutes={"hot": 45, "warm": 45, "cold": 45})
    newer = replace(DEFAULT_PIPELINE, steps=(first, *DEFAULT_PIPELINE.steps[1:]))
    publish("pipeline", "default", newer, actor=actor_of(scene.ada), now=scene.now)
    text = client.get(reverse("link-process", args=[secret])).content.decode()
    assert "45 Minuten" not in text
    assert "2 Stunden Arbeitszeit" in text


@pytest.mark.django_db
def test_a_wrong_link_opens_nothing(client: Client) -> None:
    assert client.get(reverse("link-process", args=["nonsense"])).status_code == 404


def test_the_page_names_its_versions_and_who_made_them(scene: Scene, as_member: AsMember) -> None:
    publish("policy", "default", Policy(max_offers=3), actor=actor_of(scene.ada), now=scene.now)
    text = plain(as_member(scene.vera).get(reverse("process")).content.decode())
    assert ": Version 2 vom" in text
    assert "Ada" in text


def test_an_earlier_day_shows_how_it_was_and_what_is_different_today(
    scene: Scene, as_member: AsMember
) -> None:
    scene.later(days=3)
    publish("policy", "default", Policy(max_offers=3), actor=actor_of(scene.ada), now=scene.now)
    vera = as_member(scene.vera)
    with time_machine.travel(scene.later(days=1), tick=False):
        text = plain(vera.get(reverse("process"), {"on": "2026-03-03"}).content.decode())
        assert "So war es am" in text
        assert "Was heute anders ist" in text
        same = plain(vera.get(reverse("process"), {"on": "2026-03-05"}).content.decode())
        assert "All das gilt auch heute" in same
        early = vera.get(reverse("process"), {"on": "2020-01-01"})
        assert early.status_code == 422
        assert "noch nichts veröffentlicht" in early.content.decode()
        assert "So war es am" not in plain(vera.get(reverse("process")).content.decode()).replace(
            "So war es am …", ""
        )
        own = as_member(scene.paul).get(reverse("process"), {"on": "2026-03-03"})
        assert "Was heute anders ist" not in own.content.decode()


def test_a_second_policy_is_told_as_what_differs_and_where(scene: Scene, as_member: AsMember) -> None:
    actor, usual = actor_of(scene.ada), directory().current("campaign", "default", at=scene.now).body
    publish("policy", "fair", Policy(max_offers=9), actor=actor, now=scene.now)
    create_campaign("fair", name="Messe", body=replace(usual, policy="fair"), actor=actor, now=scene.now)
    text = plain(page(as_member(scene.vera)))
    assert "Nach 5 Leadangeboten oder wenn niemand infrage kommt" in text
    assert "in Messe: Nach 9 Leadangeboten oder wenn niemand infrage kommt" in text
    for once in ("Vor der Annahme sieht der Gefragte weder", "Mit dem Ende der Frist: wer zuständig ist"):
        assert text.count(once) == 1, once


def test_markets_that_ask_alike_are_told_together(scene: Scene, as_member: AsMember) -> None:
    actor, usual = actor_of(scene.ada), directory().current("market", "default", at=scene.now).body
    for name in ("Nord", "Süd"):
        create_market(name.lower(), name=name, desk_id=scene.desk.id, body=usual, actor=actor, now=scene.now)
    text = plain(page(as_member(scene.vera)))
    assert text.count("Zuerst der nächstgelegene Partner im Gebiet des Leads") == 1
    assert "Nord, Standard, Süd" in text
    assert "Nord: Keine Kampagne nennt sie: nur von Hand." in text
