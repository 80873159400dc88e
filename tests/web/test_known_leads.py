"""What is known already appears while a lead is typed, to whoever may see it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffel.actions import desk
from tests.scene import Scene, actor_of, captured
from tests.web.test_new_lead import NEW, OWN, TYPED, AsMember, counted, said


def known(client: Client, **typed: str) -> str:
    return said(client.post(reverse("known-leads"), typed))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "0881 123"}, "gleiches Telefon"),
        ({"phone": "+49 881 12345"}, "gleiches Telefon"),
        ({"email": "anna.muster"}, "gleiche E-Mail"),
        ({"company": "Muster & Söhne"}, "gleiche Firma"),
        ({"company": "muster soehne gmbh", "postal_code": "82362"}, "gleiche Postleitzahl"),
    ],
)
def test_matching_lead_appears_while_typing(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    lead = captured(scene, prospect={"company": "Muster & Söhne GmbH"})
    text = known(as_member(scene.vera), **typed)
    assert words in text
    assert f"Musterfrau {lead.number}" in text
    assert "In Vergabe" in text


@pytest.mark.parametrize(
    "typed", [{"phone": "0881"}, {"phone": "0882 123"}, {"company": "GmbH"}, {"email": "an"}]
)
def test_too_little_or_something_else_finds_nobody(
    scene: Scene, as_member: AsMember, typed: dict[str, str]
) -> None:
    captured(scene, prospect={"company": "Muster GmbH"})
    assert "niemand bekannt" in known(as_member(scene.vera), **typed)


def test_whoever_may_not_see_the_person_hears_only_that_there_is_a_lead(
    scene: Scene, as_member: AsMember
) -> None:
    lead = captured(scene)
    tom = as_member(scene.tom)
    assert "niemand bekannt" in known(tom, phone="0881 123")  # nobody fishes
    text = known(tom, phone="0881 12345")
    assert f"Lead {lead.number}" in text
    assert "Musterfrau" not in text
    assert "82362" not in text


@pytest.mark.parametrize("name", ["vera", "tom", "paul"])
def test_whoever_looks_up_very_many_people_is_held_back_and_still_enters_leads(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("staffel.web.limits.LOOKS_AT_MOST", 3)
    captured(scene)
    client, address, typed = as_member(getattr(scene, name)), reverse("known-leads"), {"phone": "0881 12345"}
    for _ in range(3):
        assert client.post(address, typed).status_code == 200
    answer, before = client.post(address, typed), counted()
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "in spätestens 10 Minuten wieder" in said(answer)
    assert "gleiches Telefon" not in said(answer)
    assert counted() == before
    assert as_member(scene.frieda).post(address, typed).status_code == 200
    assert client.post(OWN if name == "paul" else NEW, TYPED).status_code == 302
    with time_machine.travel(scene.now + timedelta(minutes=10), tick=False):
        assert client.post(address, typed).status_code == 200


def test_partner_hears_of_a_lead_but_not_of_other_partners(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene)
    desk.place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    text = known(as_member(scene.otto), phone="0881 12345")
    assert "eine andere Firma" in text
    assert "Petra" not in text
    assert "Musterfrau" in known(as_member(scene.petra), phone="0881 123")


def test_known_leads_take_as_many_queries_for_many(scene: Scene, as_member: AsMember) -> None:
    vera, typed = as_member(scene.vera), {"phone": "088112345", "email": "anna.muster", "company": "Muster"}
    captured(scene)
    known(vera, **typed)
    with CaptureQueriesContext(connection) as one:
        known(vera, **typed)
    for n in range(6):
        captured(scene, str(n), prospect={"company": "Muster GmbH"})
    with CaptureQueriesContext(connection) as many:
        known(vera, **typed)
    assert len(many) == len(one)


def test_at_most_eight_matches(scene: Scene, as_member: AsMember) -> None:
    for n in range(10):
        captured(
            scene, str(n), prospect={"last_name": f"Muster{'abcdefghij'[n] * 4}", "phone": "+4988112345"}
        )
    assert known(as_member(scene.vera), phone="088112345").count("gleiches Telefon") == 8
