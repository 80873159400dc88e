"""The prospect's own page, behind the link in its mails."""

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, work
from staffel.actions.links import link_for, prospect_link, token
from staffel.actions.parties import change_party
from staffel.actions.versions import publish
from staffel.models import Consent, Entry, Installation, Lead, Version
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.scene import Scene, actor_of, captured, open_offer

SECRETS = ("Musterfrau", "anna.musterfrau", "88112345", "Geheimweg")


@pytest.fixture
def address(scene: Scene, lead: Lead) -> str:
    return reverse("prospect", args=[token(prospect_link(lead.id, now=scene.now))])


def act(address: str, name: str) -> str:
    return f"{address}/{name}"


def working(scene: Scene, lead: Lead) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_says_how_the_enquiry_stands(scene: Scene, lead: Lead, client: Client, address: str) -> None:
    assert "Wir suchen den Betrieb" in shown(client, address)
    working(scene, lead)
    text = shown(client, address)
    assert "Paul Heizungsbau kümmert sich um Ihre Anfrage" in text
    assert "meldet sich bis" in text
    assert "in touch by" in shown(client, f"{address}?language=en")
    assert not [secret for secret in SECRETS if secret in text]


def test_looking_changes_nothing(scene: Scene, lead: Lead, client: Client, address: str) -> None:
    working(scene, lead)
    before = Entry.objects.count()
    client.get(address)
    for name in ("yes", "no", "withdraw"):
        assert client.get(act(address, name))["Location"] == address
    assert Entry.objects.count() == before


def test_it_is_asked_once_a_contact_is_reported_and_the_answer_counts(
    scene: Scene, lead: Lead, client: Client, address: str
) -> None:
    working(scene, lead)
    assert "Hat sich Paul Heizungsbau bei Ihnen gemeldet?" not in shown(client, address)
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    assert "Hat sich Paul Heizungsbau bei Ihnen gemeldet?" in shown(client, address)
    said = client.post(act(address, "no"), {"text": "Niemand"}, follow=True).content.decode()
    assert "Wir kümmern uns sofort darum" in said
    assert Entry.objects.get(kind="prospect.denied").note_id is not None
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    assert "inzwischen" in shown(client, address)
    client.post(act(address, "yes"))
    assert "Hat sich Paul Heizungsbau" not in shown(client, address)


def test_it_is_withdrawn_by_one_button(scene: Scene, lead: Lead, client: Client, address: str) -> None:
    said = client.post(act(address, "withdraw"), follow=True).content.decode()
    assert "Ihre Anfrage ist zurückgezogen" in said
    lead.refresh_from_db()
    assert lead.outcome == "withdrawn"


def test_wrong_and_other_peoples_links_open_nothing(
    scene: Scene, lead: Lead, client: Client, address: str
) -> None:
    offer = open_offer(lead)
    partner = token(link_for("offer", offer.id, scene.paul.id, now=scene.now))
    before = Entry.objects.count()
    for wrong in (partner, address.removeprefix("/p/")[:-2], "x", "ü"):
        assert client.get(f"/p/{wrong}").status_code == 404
        assert client.post(f"/p/{wrong}/no").status_code == 404
    assert client.get(f"/l/{address.removeprefix('/p/')}").status_code == 404
    assert client.post(act(address, "sell")).status_code == 404
    assert Entry.objects.count() == before


def test_of_an_erased_enquiry_nothing_is_left(scene: Scene, lead: Lead, client: Client, address: str) -> None:
    Lead.objects.filter(id=lead.id).update(erased_at=scene.now)
    assert client.get(address).status_code == 404
    assert client.post(act(address, "no")).status_code == 404


def test_the_page_is_secret_and_in_no_cache(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_it_names_whose_notice_applies(scene: Scene, lead: Lead, client: Client, address: str) -> None:
    notice = "https://paul.example/datenschutz"
    change_party(scene.paul.party_id, {"privacy_url": notice}, actor=actor_of(scene.vera), now=scene.now)
    working(scene, lead)
    assert f'href="{notice}"' in shown(client, address)


def test_it_is_asked_about_a_contact_that_closed_its_enquiry(
    scene: Scene, lead: Lead, client: Client, address: str
) -> None:
    working(scene, lead)
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    work.lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    text = shown(client, address)
    assert "Hat sich Paul Heizungsbau bei Ihnen gemeldet?" in text
    assert "Ihre Anfrage ist abgeschlossen" in text
    said = client.post(act(address, "no"), follow=True).content.decode()
    assert "Wir kümmern uns sofort darum" in said
    assert "Sie haben uns gesagt" in said
    assert "Hat sich Paul Heizungsbau" not in said
    assert Entry.objects.filter(kind="prospect.denied").count() == 1


def test_where_the_vendor_works_it_the_page_says_so_and_asks_likewise(
    scene: Scene, lead: Lead, client: Client, address: str
) -> None:
    vera = actor_of(scene.vera)
    change_party(scene.desk.id, {"phone": "+49301234567"}, actor=vera, now=scene.now)
    vendor = Installation.objects.get().vendor
    desk.work_lead(lead.id, actor=vera, now=scene.now)
    text = shown(client, address)
    assert f"{vendor} kümmert sich um Ihre Anfrage. Wir melden uns bis" in text
    assert "tel:+49301234567" in text
    assert "Innendienst" not in text
    work.report_contact(lead.id, actor=vera, now=scene.now)
    assert f"Hat sich {vendor} bei Ihnen gemeldet?" in shown(client, address)
    assert "Wir kümmern uns sofort" in client.post(act(address, "no"), follow=True).content.decode()
    lead.refresh_from_db()
    assert lead.contacted_at is None


def test_without_the_needed_consent_the_page_asks_for_it_and_the_lead_goes_on(
    scene: Scene, client: Client
) -> None:
    strict = Campaign(markets=(MarketChoice("default"),), needs_consent=True)
    publish("campaign", "default", strict, actor=actor_of(scene.ada), now=scene.now)
    lead = captured(scene)
    assert lead.desk_reason == "consent_missing"
    address = reverse("prospect", args=[token(prospect_link(lead.id, now=scene.now))])
    text = Version.objects.get(kind="consent", key="pass_on")
    page = shown(client, address)
    assert text.body["de"] in page
    assert "Wir suchen den Betrieb" not in page
    old = client.post(act(address, "permit"), {"text": str(scene.desk.id)}, follow=True).content.decode()
    assert "inzwischen geändert" in old
    assert not Consent.objects.exists()
    for _ in range(2):
        client.post(act(address, "permit"), {"text": str(text.id)})
    given = Consent.objects.get()
    assert (given.purpose, given.text_version, given.source) == ("pass_on", text, "prospect")
    lead.refresh_from_db()
    assert (lead.status, open_offer(lead).party_id) == ("brokering", scene.paul.party_id)
    assert "Wir suchen den Betrieb" in shown(client, address)
