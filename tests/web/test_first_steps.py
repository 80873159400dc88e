"""From an installation that is empty to a placed test lead, in the browser alone."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from staffel.actions.first_steps import setup_code
from staffel.actions.versions import publish
from staffel.channels.sender import send_due
from staffel.models import Agreement, Delivery, Installation, Lead, Offer, Party, Person
from staffel.queries.directory import directory, forget_directory
from staffel.queries.first_steps import first_steps
from tests.channels.post_office import PostOffice
from tests.scene import Scene, actor_of, captured

TYPED = {
    "vendor": "Wärmewerk", "country": "DE", "language": "de", "name": "Ada", "email": "ada@example.com",
    "password": "Wintergarten-7",
}  # fmt: skip
COMPANY = {
    "vendor": "Wärmewerk GmbH", "sender": "leads@example.com", "contact": "Ada, +49 89 1234",
    "imprint": "Wärmewerk GmbH\n80331 München", "redirect_to": "ada@example.com", "language": "de",
}  # fmt: skip
FIRMS = "Firma;E-Mail;PLZ;Umkreis km\nBerg Wärme;berg@example.com;82362;40\n"


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    cache.clear()
    forget_directory()


def taken_in(client: Client, firms: str = FIRMS) -> None:
    """Partners that have agreed already, by a file."""
    upload = SimpleUploadedFile("partner.csv", firms.encode())
    preview = client.post("/people/partners", {"file": upload, "from": "first-steps"}).text
    assert "Nur wer sofort aufgenommen wird" in preview
    carried = preview.split('name="carried" value="')[1].split('"', 1)[0]
    typed = {"carried": carried, "name": "partner.csv", "sure": "1", "how": "take", "from": "first-steps"}
    assert client.post("/people/partners", typed)["Location"] == "/first-steps"


def asked_by_test_lead(client: Client) -> str:
    """All steps before it, and the test lead; the page then."""
    client.post("/set-up", {**TYPED, "code": setup_code()})
    client.post("/first-steps/company", COMPANY)
    client.post("/first-steps/market", {"market": "default"})
    client.post("/first-steps/terms", {"version": "1"})
    taken_in(client)
    client.post("/first-steps/test-lead", {"postal_code": "82362"})
    return client.get("/first-steps").text


def partners_door(page: str) -> str:
    """Where the page lets the administrator answer in the partner's place."""
    found = re.search(r'href="(/l/[^"]+)"', page)
    assert found, "the page shows no way to answer"
    return found[1]


def test_from_nothing_to_a_placed_test_lead(client: Client) -> None:
    assert "/set-up" in client.get("/login").text
    assert client.post("/set-up", {**TYPED, "code": setup_code()})["Location"] == "/first-steps"
    assert client.get("/")["Location"] == "/first-steps"
    assert "Erste Schritte" in client.get("/first-steps").text

    assert client.post("/first-steps/company", COMPANY).status_code == 302
    assert Installation.objects.get().imprint.startswith("Wärmewerk GmbH")
    assert client.post("/first-steps/market", {"market": "default"}).status_code == 302

    assert client.post("/first-steps/terms", {"version": "1"}).status_code == 302

    taken_in(client)

    assert client.post("/first-steps/test-lead", {"postal_code": "82362"}).status_code == 302
    lead = Lead.objects.get()
    assert lead.is_test
    assert Offer.objects.get(lead=lead, state="open").party == Party.objects.get(name="Berg Wärme")
    page = client.get("/first-steps").text
    assert "Berg Wärme" in page
    assert f"/leads/{lead.id}" in page
    assert "Die Mail wird gerade geschrieben" in page
    assert 'hx-trigger="every 5s"' in page
    send_due(timezone.now())  # the worker does

    door = partners_door(client.get("/first-steps").text)
    assert '<span class="pill">Test</span>' in client.get(door).text
    accepted = client.post(f"{door}/accept", follow=True)
    assert "Danke. Die Anfrage gehört jetzt Ihnen." in accepted.text
    lead.refresh_from_db()
    assert (lead.status, lead.holder) == ("working", Party.objects.get(name="Berg Wärme"))
    assert not Agreement.objects.exists()  # nobody has agreed in the partner's name

    placed = client.get("/first-steps").text
    assert "vergeben. Berg Wärme hat ihn angenommen." in placed
    assert "every 5s" not in placed
    polled = client.get("/first-steps", headers={"HX-Request": "true"}).text
    assert "Weiter zum letzten Schritt" in polled
    assert "Weiter zum letzten Schritt" not in placed

    assert client.post("/first-steps/live", {"sure": "1"}).status_code == 302
    assert Installation.objects.get().live_at
    assert "Alles erledigt" in client.get("/first-steps").text
    assert client.get("/").status_code == 200


def test_with_a_mail_server_the_mail_goes_to_the_redirect_and_the_page_says_where(
    client: Client, settings: Any, office: PostOffice
) -> None:
    settings.SENDS_MAIL = True
    asked_by_test_lead(client)
    send_due(timezone.now())
    assert "[an berg@example.com]" in str(office.to("ada@example.com")[-1]["Subject"])
    page = client.get("/first-steps").text
    assert "Die Mail an Berg Wärme ist an ada@example.com gegangen." in page
    assert client.get(partners_door(page)).status_code == 200


def test_when_it_is_live_the_partner_answers_itself(
    client: Client, settings: Any, office: PostOffice
) -> None:
    settings.SENDS_MAIL = True
    asked_by_test_lead(client)
    assert client.post("/first-steps/live", {"sure": "1"}).status_code == 302
    client.post("/first-steps/test-lead", {"postal_code": "82362"})
    send_due(timezone.now())
    page = client.get("/first-steps").text
    assert "Die Mail ist an berg@example.com gegangen." in page
    assert "/l/" not in page
    delivery = Delivery.objects.filter(kind="offer.made").latest("id")
    assert "btn-open" not in client.get(f"/deliveries/{delivery.id}").text


def test_a_mail_that_could_not_be_sent_is_said_and_leads_to_why(client: Client) -> None:
    asked_by_test_lead(client)
    delivery = Delivery.objects.get(kind="offer.made")
    Installation.objects.update(live_at=timezone.now())
    Delivery.objects.update(state="failed")
    forget_directory()
    with override_settings(SENDS_MAIL=True):
        page = client.get("/first-steps").text
    assert "Die Mail konnte nicht verschickt werden." in page
    assert f"/deliveries/{delivery.id}" in page


def test_a_real_enquiry_still_asks_whether_the_partner_agrees(client: Client) -> None:
    page = asked_by_test_lead(client)
    send_due(timezone.now())
    client.post(f"{partners_door(client.get('/first-steps').text)}/accept")
    Lead.objects.update(is_test=False)
    page = client.get(partners_door_of_mail(client)).text
    assert "Musterfrau" not in page
    assert "Einverstanden" in page


def partners_door_of_mail(client: Client) -> str:
    delivery = Delivery.objects.filter(kind="offer.made").latest("id")
    return partners_door(client.get(f"/deliveries/{delivery.id}").text)


def test_who_is_only_invited_cannot_get_the_test_lead_and_the_page_says_what_helps(client: Client) -> None:
    client.post("/set-up", {**TYPED, "code": setup_code()})
    typed = {"name": "Berg Wärme", "person": "Bea", "email": "berg@example.com", "postal_code": "82362"}
    typed |= {"languages": "de", "from": "first-steps"}
    assert client.post("/people/partners/invite", typed)["Location"] == "/first-steps"
    page = client.get("/first-steps").text
    assert "Ihre Partner haben noch keine Einladung angenommen" in page
    assert "laden Sie einen weiteren hoch" in page
    taken_in(client, "Firma;E-Mail;PLZ;Umkreis km\nHaus;haus@example.com;82362;40\n")
    assert "1 kann Leads bekommen" in client.get("/first-steps").text


def test_a_test_lead_from_a_place_nobody_knows_is_asked_about_once(scene: Scene, as_member: Any) -> None:
    ada = as_member(scene.ada)
    answer = ada.post("/first-steps/test-lead", {"postal_code": "00000"})
    assert answer.status_code == 422
    assert "Die Postleitzahl 00000 (Deutschland) kennen wir nicht" in answer.text
    assert 'value="00000"' in answer.text
    assert not Lead.objects.exists()
    assert ada.post("/first-steps/test-lead", {"postal_code": "00000", "as_typed": "1"}).status_code == 302
    assert Lead.objects.get().postal_code == "00000"


def test_without_the_code_nobody_takes_the_installation(client: Client) -> None:
    answer = client.post("/set-up", {**TYPED, "code": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 422
    assert "nicht der Code" in answer.text
    assert 'value="Wärmewerk"' in answer.text
    assert not Installation.objects.exists()
    assert not Person.objects.exists()
    for _ in range(20):
        client.post("/set-up", {**TYPED, "code": "AAAA-BBBB-CCCC"})
    assert client.post("/set-up", {**TYPED, "code": setup_code()}).status_code == 429
    assert not Installation.objects.exists()


@pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_the_code_may_be_typed_as_one_likes(client: Client, written: Any) -> None:
    assert client.post("/set-up", {**TYPED, "code": written(setup_code())}).status_code == 302


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kurz7aB", "mindestens 8 Zeichen"),
        ("4711081519", "komplett numerisch"),
        ("password123", "zu üblich"),
        (TYPED["email"], "ähnlich"),
    ],
)
def test_every_rule_that_the_help_names_is_checked(client: Client, password: str, words: str) -> None:
    answer = client.post("/set-up", {**TYPED, "code": setup_code(), "password": password})
    assert answer.status_code == 422
    assert words in answer.text
    assert "nicht nur Ziffern, kein gängiges Passwort und nicht Ihre E-Mail-Adresse" in answer.text
    assert not Installation.objects.exists()


def test_a_weak_password_or_a_wrong_address_sets_nothing_up(client: Client) -> None:
    for wrong in ({"password": "1234"}, {"email": "nobody"}, {"vendor": ""}):
        assert client.post("/set-up", {**TYPED, "code": setup_code(), **wrong}).status_code == 422
    assert not Installation.objects.exists()


def test_what_is_set_up_is_not_set_up_again(scene: Scene, client: Client) -> None:
    assert client.get("/set-up").status_code == 404
    assert client.post("/set-up", {**TYPED, "code": setup_code()}).status_code == 404
    assert (
        not Person.objects.filter(name="Ada", email="ada@example.com")
        .exclude(id=scene.ada.person_id)
        .exists()
    )


def test_only_the_administrator_walks_the_steps(scene: Scene, as_member: Any, client: Client) -> None:
    for member in (scene.vera, scene.frieda, scene.tom, scene.paul, scene.otto):
        assert as_member(member).get("/first-steps").status_code == 404
        for act in ("company", "market", "terms", "test-lead", "live", "later"):
            assert as_member(member).post(f"/first-steps/{act}", {"sure": "1"}).status_code == 404
    assert Installation.objects.get().live_at is None
    assert client.get("/first-steps")["Location"].startswith("/login")
    ada = as_member(scene.ada)
    assert ada.get("/first-steps/live").status_code == 405
    assert ada.post("/first-steps/explode").status_code == 404


def test_the_home_is_today_again_when_it_is_put_off_or_a_lead_has_come(scene: Scene, as_member: Any) -> None:
    ada = as_member(scene.ada)
    assert ada.get("/")["Location"] == "/first-steps"
    assert as_member(scene.vera).get("/").status_code == 200
    assert ada.post("/first-steps/later")["Location"] == "/"
    assert ada.get("/").status_code == 200
    other = as_member(scene.ada)
    captured(scene, is_test=True)
    assert other.get("/").status_code == 302
    captured(scene, "2")
    assert other.get("/").status_code == 200


def test_a_step_is_done_by_what_is_there_and_open_again_when_it_changes(scene: Scene, as_member: Any) -> None:
    ada = as_member(scene.ada)
    ada.post("/first-steps/market", {"market": "default"})

    def market_is_read() -> bool:
        return first_steps(book=directory(), language="de", now=scene.now).market.is_read

    assert market_is_read()
    body = directory().current("market", "default", at=scene.now).body
    publish("market", "default", body, actor=actor_of(scene.vera), now=scene.now)
    assert market_is_read()  # whoever publishes it has read it


def test_what_partners_agree_to_is_read_before_they_are_invited(scene: Scene, as_member: Any) -> None:
    ada = as_member(scene.ada)
    page = ada.get("/first-steps").text
    assert "Sie schulden uns keinen Verkaufserfolg" in page
    assert "nur verwenden, um diese Anfrage zu beantworten" in page
    assert 'href="/terms/default/edit"' in page

    def are_read() -> bool:
        return first_steps(book=directory(), language="de", now=scene.now).terms.is_read

    assert not are_read()
    ada.post("/first-steps/terms", {"version": "1"})
    assert are_read()
    publish(
        "terms", "default", {"de": "Neu", "en": "New"}, actor=actor_of(scene.vera), now=scene.now
    )  # fmt: skip
    assert are_read()  # whoever publishes them has read them
    assert "Neu" in ada.get("/first-steps").text


def test_the_language_of_the_installation_is_chosen_in_the_first_steps(scene: Scene, as_member: Any) -> None:
    ada = as_member(scene.ada)
    assert ada.post("/first-steps/company", {**COMPANY, "language": "en"}).status_code == 302
    assert Installation.objects.get().language == "en"
    assert '<option value="en" selected>' in ada.get("/first-steps").text


def test_all_that_is_wrong_in_the_set_up_is_said_at_once_and_nothing_is_lost(client: Client) -> None:
    answer = client.post(
        "/set-up",
        {**TYPED, "code": "AAAA", "email": "niemand", "password": "12", "name": "", "language": "en"},
    )
    assert answer.status_code == 422
    assert answer.text.count('class="wrong-because"') >= 4
    for words in ("nicht der Code", "keine E-Mail-Adresse", "zu kurz", "zwingend"):
        assert words in answer.text
    for kept in ('value="AAAA"', 'value="niemand"', 'value="12"', 'value="en" selected', 'value="Wärmewerk"'):
        assert kept in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert "novalidate" in answer.text  # the browser would say one at a time
    assert not Installation.objects.exists()


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("company", {**COMPANY, "sender": "x"}, "E-Mail-Adresse"),
        ("company", {**COMPANY, "imprint": ""}, "zwingend"),
        ("company", {**COMPANY, "language": "fr"}, "keine gültige Auswahl"),
        ("market", {"market": "fehlt"}, "wählen Sie eine Verteilregel"),
        ("terms", {"version": "2"}, "Inzwischen hat jemand"),
        ("terms", {}, "Inzwischen hat jemand"),
        ("test-lead", {"postal_code": "1"}, "keine Postleitzahl"),
        ("test-lead", {"postal_code": ""}, "zwingend"),
        ("live", {}, "Häkchen"),
    ],
)
def test_what_is_refused_is_said_at_its_step_and_changes_nothing(
    scene: Scene, as_member: Any, act: str, typed: dict[str, str], words: str
) -> None:
    answer = as_member(scene.ada).post(f"/first-steps/{act}", typed)
    assert answer.status_code == 422
    assert words in answer.text
    found = Installation.objects.get()
    assert (found.vendor, found.live_at, Lead.objects.count()) == ("Wärmewerk", None, 0)


def test_a_test_lead_nobody_can_take_says_why_it_lies_there(scene: Scene, as_member: Any) -> None:
    ada = as_member(scene.ada)
    ada.post("/first-steps/test-lead", {"postal_code": "01067"})
    assert "liegt bei Ihrem Innendienst" in ada.get("/first-steps").text


def test_going_live_asks_what_becomes_of_offers_that_were_never_sent(
    scene: Scene, as_member: Any, office: PostOffice
) -> None:
    lead, ada = captured(scene), as_member(scene.ada)
    send_due(scene.now)
    for page in ("/first-steps", "/outflow"):
        assert "1 offenes Leadangebot wurde nie verschickt" in ada.get(page).text
        assert str(lead.number) in ada.get(page).text
    for address in ("/first-steps/live", "/outflow/live"):
        answer = ada.post(address, {"sure": "1"})
        assert answer.status_code == 422
        assert "was mit dem geschehen soll" in answer.text
        unsure = ada.post(address, {"unsent": "leave"})
        assert unsure.status_code == 422
        assert 'value="leave" checked' in unsure.text
    assert Installation.objects.get().live_at is None
    done = ada.post("/first-steps/live", {"sure": "1", "unsent": "send"}, follow=True)
    assert "1 Leadangebot wird jetzt verschickt." in done.text
    send_due(scene.now)
    assert Delivery.objects.filter(kind="offer.made", sent_to="paul@example.com").count() == 1
    assert "nie verschickt" not in ada.get("/outflow").text


def test_what_was_left_at_going_live_can_be_sent_afterwards_once(
    scene: Scene, as_member: Any, office: PostOffice
) -> None:
    captured(scene)
    send_due(scene.now)
    assert as_member(scene.ada).post("/outflow/live", {"sure": "1", "unsent": "leave"}).status_code == 302
    assert Delivery.objects.filter(kind="offer.made").count() == 1
    vera = as_member(scene.vera)
    assert "1 offenes Leadangebot wurde nie verschickt" in vera.get("/outflow").text
    for other in (scene.frieda, scene.tom, scene.otto):
        assert as_member(other).post("/outflow/send-unsent").status_code == 404
    assert vera.get("/outflow/send-unsent").status_code == 405
    assert "1 Leadangebot wird jetzt" in vera.post("/outflow/send-unsent", follow=True).text
    assert "nichts mehr zu verschicken" in vera.post("/outflow/send-unsent", follow=True).text
    assert Delivery.objects.filter(kind="offer.made").count() == 2
