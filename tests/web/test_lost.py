"""What is said where there is no page: in the house's look, in the reader's language, without the database if need be."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffel.models import Installation, Lead, Person
from staffel.web import login
from tests.scene import Scene
from tests.web.test_pages import AsMember

NOWHERE = "/there/is/nothing"


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Unter dieser Adresse gibt es nichts"), ("en", "There is nothing at this address")],
)
def test_an_unknown_address_is_answered_in_the_browsers_language(
    client: Client, db: None, language: str, words: str
) -> None:
    answer = client.get(NOWHERE, headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert f"<h1>{words}</h1>" in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_language_that_was_chosen_counts_more_than_the_browsers(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    assert "There is nothing" in client.get(NOWHERE, headers={"Accept-Language": "de"}).content.decode()


def test_a_lead_that_is_not_there_keeps_the_menu_and_the_members_language(
    scene: Scene, as_member: AsMember
) -> None:
    Person.objects.filter(id=scene.vera.person_id).update(language="en")
    answer = as_member(scene.vera).get(
        reverse("lead", args=[scene.desk.id]), headers={"Accept-Language": "de"}
    )
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is nothing at this address" in page
    assert '<nav id="menu"' in page


def test_a_partner_gets_it_inside_its_portal(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    answer = as_member(scene.otto).get(reverse("portal-lead", args=[lead.id]))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Unter dieser Adresse gibt es nichts" in page
    assert 'class="thumb"' in page
    assert lead.last_name not in page


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Das hat nicht geklappt"), ("en", "That did not work")]
)
def test_an_error_of_ours_is_said_without_the_database(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setattr(login, "Installation", None)
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/login", headers={"Accept-Language": language})
    assert answer.status_code == 500
    assert f"<h1>{words}</h1>" in answer.content.decode()
    assert not queries.captured_queries


def test_a_form_that_was_open_too_long_says_so_and_can_be_sent_once_more(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    before = Person.objects.values_list("last_login", flat=True)
    answer = client.post("/login", {"login": "vera@example.com", "password": "x"})
    assert answer.status_code == 403
    assert "Dieses Formular war zu lange offen" in answer.content.decode()
    assert list(before) == list(Person.objects.values_list("last_login", flat=True))
    proof = client.cookies["csrftoken"].value  # what the page sends with the form from now on
    again = client.post(
        "/login", {"login": "vera@example.com", "password": "x", "csrfmiddlewaretoken": proof}
    )
    assert again.status_code != 403


def test_what_cannot_be_read_is_said_in_words(client: Client, db: None) -> None:
    answer = client.get("/login", headers={"Host": "elsewhere.example", "Accept-Language": "de"})
    assert answer.status_code == 400
    assert re.search(r"<h1>Das war nicht zu lesen</h1>", answer.content.decode())


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Diese Adresse lässt sich so nicht öffnen"), ("en", "This address cannot be opened like this")],
)
def test_an_address_of_a_button_that_is_opened_says_so(
    client: Client, lead: Lead, language: str, words: str
) -> None:
    answer = client.get(reverse("lead-act", args=[lead.id, "close"]), headers={"Accept-Language": language})
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert f"<h1>{words}</h1>" in answer.content.decode()


def test_a_member_reads_it_inside_the_house_and_a_partner_inside_its_portal(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    inside = as_member(scene.vera).get(reverse("lead-act", args=[lead.id, "close"]))
    assert (inside.status_code, '<nav id="menu"' in inside.content.decode()) == (405, True)
    portal = as_member(scene.otto).get(reverse("portal-firm-change", args=["pause"]))
    assert (portal.status_code, 'class="thumb"' in portal.content.decode()) == (405, True)


def test_a_part_of_a_page_and_the_api_keep_their_own_405(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    address = reverse("lead-act", args=[lead.id, "close"])
    part = as_member(scene.vera).get(address, headers={"HX-Request": "true"})
    assert (part.status_code, part.content) == (405, b"")
    assert b"<html" not in as_member(scene.vera).get("/api/leads").content


def test_an_unknown_address_keeps_the_menu_for_a_member(scene: Scene, as_member: AsMember) -> None:
    answer = as_member(scene.vera).get(NOWHERE)
    assert (answer.status_code, '<nav id="menu"' in answer.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Dafür fehlt Ihnen die Berechtigung"), ("en", "That is not yours to do")]
)
def test_what_somebody_may_not_do_is_said_in_words(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionDenied

    monkeypatch.setattr(Installation.objects, "exists", refuse)
    answer = client.get("/login", headers={"Accept-Language": language})
    assert answer.status_code == 403
    assert f"<h1>{words}</h1>" in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("de", "Das ist zu groß"), ("en", "That is too large")])
def test_more_than_is_taken_at_once_is_said_in_words(
    client: Client, db: None, language: str, words: str
) -> None:
    typed = {"login": "x" * 3_000_000}
    answer = client.post("/login", typed, headers={"Accept-Language": language})
    assert answer.status_code == 413
    assert f"<h1>{words}</h1>" in answer.content.decode()


def test_part_of_a_page_is_refused_to_whom_is_logged_out_and_the_page_stays(
    scene: Scene, client: Client
) -> None:
    answer = client.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
    again = client.get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert again["Location"] == "/login?next=/"


@pytest.mark.parametrize(
    ("referer", "following"),
    [
        ("http://testserver/leads/held?x=1", "/leads/held%3Fx%3D1"),
        ("https://elsewhere.example/leads", "/"),
        ("", "/"),
    ],
)
def test_after_a_form_the_login_leads_back_to_its_page(
    scene: Scene, client: Client, lead: Lead, referer: str, following: str
) -> None:
    sent_to = reverse("lead-act", args=[lead.id, "close"])
    answer = client.post(sent_to, {"reason": "spam"}, headers={"Referer": referer})
    assert answer["Location"] == f"/login?next={following}"
    lead.refresh_from_db()
    assert lead.is_open
