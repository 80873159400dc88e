"""Logging in: with a password, with a mailed code, with a new password; and what happens to those who guess."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from staffel.actions.parties import bump
from staffel.models import Delivery, Installation, Membership, Person
from tests.channels.post_office import PostOffice, text_of
from tests.scene import MONDAY, PASSWORD, Scene


@pytest.fixture(autouse=True)
def _no_counts(db: None) -> None:
    cache.clear()


def go_live() -> None:
    Installation.objects.update(live_at=MONDAY, sender="anfragen@waermewerk.example")
    bump()


def asked_for_code(client: Client, email: str) -> None:
    answer = client.post("/login/code", {"email": email})
    assert answer["Location"] == "/login/code/enter"


def code_in(text: str) -> str:
    found = re.search(r"(?:Code|code): (\S+)", text)
    assert found
    return found[1]


def test_address_and_password_open_the_first_page(scene: Scene, client: Client) -> None:
    answer = client.post("/login?next=/leads", {"login": " Vera@example.com", "password": PASSWORD})
    assert answer["Location"] == "/leads"
    assert client.get("/leads").status_code == 200


def test_a_wrong_password_is_said_in_words_and_opens_nothing(scene: Scene, client: Client) -> None:
    answer = client.post("/login", {"login": "vera@example.com", "password": "falsch"})
    assert "passen nicht zusammen" in answer.text
    assert 'value="vera@example.com"' in answer.text
    assert client.get("/")["Location"].startswith("/login")


def test_nobody_is_led_to_another_site(scene: Scene, client: Client) -> None:
    typed = {"login": "vera@example.com", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/login", typed)["Location"] == "/"


def test_whoever_guesses_passwords_must_wait_even_with_the_right_one(scene: Scene, client: Client) -> None:
    for _ in range(5):
        client.post("/login", {"login": "vera@example.com", "password": "falsch"})
    answer = client.post("/login", {"login": "vera@example.com", "password": PASSWORD})
    assert "Zu viele Versuche" in answer.text
    assert client.get("/")["Location"].startswith("/login")


def test_many_logins_from_one_address_get_a_page_in_words(scene: Scene, client: Client) -> None:
    answers = [client.post("/login", {"login": f"n{n}@example.com", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Zu viele Versuche" in answers[-1].text
    english = client.post("/login", {"login": "n@example.com"}, headers={"Accept-Language": "en"})
    assert "Too many tries" in english.text


def test_a_mailed_code_opens_without_a_password_and_is_kept_nowhere(
    scene: Scene, client: Client, office: PostOffice
) -> None:
    go_live()
    asked_for_code(client, "paul@example.com")
    mail = office.only()
    assert (mail["To"], mail["Subject"]) == ("paul@example.com", "Ihr Code zum Anmelden")
    code = code_in(text_of(mail))
    assert client.post("/login/code/enter", {"code": code})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(scene.paul.person_id)
    assert not Delivery.objects.exists()


def test_a_wrong_code_opens_nothing_and_five_of_them_end_it(
    scene: Scene, client: Client, office: PostOffice
) -> None:
    asked_for_code(client, "vera@example.com")
    right = code_in(text_of(office.only()))
    assert "stimmt nicht" in client.post("/login/code/enter", {"code": "WRONG1"}).text
    for _ in range(4):
        client.post("/login/code/enter", {"code": "WRONG1"})
    client.post("/login/code/enter", {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_code_for_a_stranger_is_sent_to_nobody_and_the_page_says_the_same(
    scene: Scene, client: Client, office: PostOffice
) -> None:
    asked_for_code(client, "stranger@example.com")
    stranger = client.get("/login/code/enter").text
    other = Client()
    asked_for_code(other, "vera@example.com")
    assert len(office.messages) == 1
    known = other.get("/login/code/enter").text
    plain = re.compile(r'value="[^"]*"|[a-z]+@example\.com')
    assert plain.sub("", stranger) == plain.sub("", known)


def test_before_live_a_partners_code_goes_to_the_redirect_and_ours_to_us(
    scene: Scene, client: Client, office: PostOffice
) -> None:
    Installation.objects.update(redirect_to="ada@example.com")
    asked_for_code(client, "paul@example.com")
    asked_for_code(Client(), "vera@example.com")
    assert [receiver for receiver, _ in office.messages] == ["ada@example.com", "vera@example.com"]
    assert office.messages[0][1]["Subject"] == "[an paul@example.com] Ihr Code zum Anmelden"


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    scene: Scene, client: Client, office: PostOffice, settings: Settings
) -> None:
    go_live()
    client.post("/password/forgotten", {"email": "vera@example.com"})
    found = re.search(r"http\S+/password/new/\S+", text_of(office.only()))
    assert found
    assert found[0].startswith(settings.STAFFEL_URL)
    address = found[0].removeprefix(settings.STAFFEL_URL)
    form = client.get(address, follow=True)
    assert Person.objects.get(email="vera@example.com").check_password(PASSWORD)  # looking changes nothing
    new = {"password1": "Wintergarten-7", "password2": "Wintergarten-7"}
    assert client.post(form.request["PATH_INFO"], new)["Location"] == "/"
    assert Person.objects.get(email="vera@example.com").check_password("Wintergarten-7")
    assert "nicht mehr gültig" in Client().get(address, follow=True).text


def test_without_a_mail_server_no_code_is_offered_and_the_pages_do_not_exist(
    scene: Scene, client: Client
) -> None:
    assert "/login/code" not in client.get("/login").text
    for address in ("/login/code", "/login/code/enter", "/password/forgotten", "/password/forgotten/sent"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"email": "vera@example.com"}).status_code == 404


def test_the_demonstration_offers_no_code_its_people_are_made_up(
    scene: Scene, client: Client, office: PostOffice
) -> None:
    Installation.objects.update(is_demo=True)
    assert "/login/code" not in client.get("/login").text
    assert client.post("/login/code", {"email": "vera@example.com"}).status_code == 404
    assert office.messages == []


def test_who_may_not_log_in_any_more_is_told_so(scene: Scene, client: Client) -> None:
    Person.objects.filter(email="vera@example.com").update(is_active=False)
    answer = client.post("/login", {"login": "vera@example.com", "password": PASSWORD}, follow=True)
    assert "Kein Zugang" in answer.text
    assert "_auth_user_id" not in client.session


def test_nobody_can_sign_up(scene: Scene, client: Client) -> None:
    people = Person.objects.count()
    for address in ("/signup", "/signup/", "/login/signup"):
        assert client.post(address, {"email": "new@example.com", "password1": "x"}).status_code == 404
    assert Person.objects.count() == people


def test_who_asks_for_many_codes_is_mailed_one(scene: Scene, client: Client, office: PostOffice) -> None:
    for _ in range(40):
        asked_for_code(client, "vera@example.com")
    assert len(office.messages) == 1


def test_who_guesses_links_for_a_new_password_must_wait(
    scene: Scene, client: Client, office: PostOffice
) -> None:
    new = {"password1": "Wintergarten-7", "password2": "Wintergarten-7"}
    answers = [client.post(f"/password/new/abc-{n}-xyz", new, follow=True) for n in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert "Zu viele Versuche" in answers[-1].text


# -- who guesses tokens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/l/", "/p/", "/join/"])
def test_after_many_wrong_links_an_address_must_wait(scene: Scene, client: Client, address: str) -> None:
    for n in range(20):
        assert client.get(f"{address}wrong{n}").status_code == 404
    answer = client.get(f"{address}wrong")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Zu viele Versuche" in answer.text
    assert "Too many tries" in client.get(f"{address}w", headers={"Accept-Language": "en"}).text
    assert client.get(f"{address}wrong", REMOTE_ADDR="10.9.9.9").status_code == 404


def test_what_a_client_claims_about_its_address_is_not_believed(scene: Scene, client: Client) -> None:
    for n in range(20):
        client.get("/l/wrong", headers={"X-Forwarded-For": f"10.0.0.{n}"})
    assert client.get("/l/wrong", headers={"X-Forwarded-For": "10.0.1.1"}).status_code == 429


def test_behind_our_proxy_the_address_that_it_wrote_counts(
    scene: Scene, client: Client, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    for n in range(20):
        client.get("/l/wrong", headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"})
    assert client.get("/l/wrong", headers={"X-Forwarded-For": "1.1.1.1, 192.0.2.1"}).status_code == 429
    assert client.get("/l/wrong", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 404


def test_members_are_not_counted_who_open_their_pages(scene: Scene, client: Client) -> None:
    client.force_login(Membership.objects.get(id=scene.vera.id).person)
    for _ in range(25):
        assert client.get("/nowhere").status_code == 404
    assert client.get("/l/wrong").status_code == 404
