"""Before anything is set up every door says what to do first, and none breaks."""

import pytest
from django.test import Client

from staffel.actions.keys import create_writer_key
from staffel.commands.welcome import welcome
from tests.scene import Scene


@pytest.mark.parametrize(
    ("language", "words"), [("de", "noch nichts eingerichtet"), ("en", "Nothing is set up")]
)
def test_the_login_says_what_to_do_first(db: None, client: Client, language: str, words: str) -> None:
    answer = client.get("/login", headers={"Accept-Language": language})
    assert words in answer.text
    assert "staffel init" in answer.text


def test_whoever_is_set_up_is_not_told_to(scene: Scene, client: Client) -> None:
    assert "staffel init" not in client.get("/login").text


@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 302), ("/deliveries", 302), ("/outflow", 302), ("/l/x", 404), ("/healthz", 200)],
)
def test_no_page_breaks(db: None, client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_the_api_says_that_it_cannot_take_leads_yet(db: None, client: Client) -> None:
    key = create_writer_key("website")
    answer = client.post(
        "/api/leads",
        {"prospect": {"last_name": "Berg"}},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "not_set_up")


@pytest.mark.django_db(transaction=True)
def test_the_terminal_names_the_command() -> None:
    assert "staffel init" in welcome()
