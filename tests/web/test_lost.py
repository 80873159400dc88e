"""What is said where there is no page: in the house's look, in the reader's language, without the database if need be."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffel.models import Lead, Person
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
