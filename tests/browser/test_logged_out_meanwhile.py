"""The session ended, or the proof of a form is gone, while somebody types: the page says so and loses nothing."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staffel.models import Note
from tests.browser.speech import Speech
from tests.scene import PASSWORD, Scene, captured

pytestmark = pytest.mark.django_db(transaction=True)
GERMAN = pytest.mark.parametrize("speech", ["de"], indirect=True)
OUT = "You are logged out. What you typed is still here:"
OLD = "This page was open for long, so nothing was sent. What you typed is still here: please send it once more."
AWAY = "There is no connection at the moment. What you typed is still here: please send it once more in a minute."


def log_in(page: Page) -> None:
    page.locator("[name=login]").fill("vera@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def typing_a_note(browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech) -> Page:
    """Vera's tab with half a note on a lead's page."""
    lead = captured(scene)
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale=speech.locale).new_page()
    page.goto(f"{live_server.url}/login?next=/leads/{lead.id}")
    log_in(page)
    page.locator("summary", has_text=speech("Add a note")).click()
    page.get_by_label(speech("Note"), exact=True).fill("Ruft am Montag an")
    return page


def save(page: Page, speech: Speech) -> None:
    page.get_by_role("button", name=speech("Add a note")).click()


def test_who_is_logged_out_meanwhile_logs_in_elsewhere_and_sends_once_more(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    page = typing_a_note(browser, scene, live_server, speech)
    page.context.clear_cookies(name="sessionid")
    save(page, speech)
    expect(page.get_by_role("alert")).to_contain_text(speech(OUT))
    expect(page.get_by_label(speech("Note"), exact=True)).to_have_value("Ruft am Montag an")
    assert not Note.objects.exists()
    with page.context.expect_page() as opening:
        page.get_by_role("alert").get_by_role("link").click()
    log_in(opening.value)  # which also makes the proof in the first tab's forms an old one
    save(page, speech)
    expect(page.locator("#story")).to_contain_text("Ruft am Montag an")
    expect(page.locator("#trouble")).to_be_hidden()
    assert Note.objects.get().text == "Ruft am Montag an"


@GERMAN
def test_a_form_without_its_proof_is_sent_by_pressing_once_more(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    page = typing_a_note(browser, scene, live_server, speech)
    page.context.clear_cookies(name="csrftoken")
    save(page, speech)
    expect(page.get_by_role("alert")).to_contain_text(speech(OLD))
    expect(page.get_by_label(speech("Note"), exact=True)).to_have_value("Ruft am Montag an")
    assert not Note.objects.exists()
    save(page, speech)
    expect(page.locator("#story")).to_contain_text("Ruft am Montag an")
    assert Note.objects.count() == 1


@GERMAN
def test_without_a_connection_nothing_that_was_typed_is_lost(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    page = typing_a_note(browser, scene, live_server, speech)
    page.context.set_offline(True)
    save(page, speech)
    expect(page.get_by_role("alert")).to_contain_text(speech(AWAY))
    page.context.set_offline(False)
    save(page, speech)
    expect(page.locator("#story")).to_contain_text("Ruft am Montag an")
    expect(page.locator("#trouble")).to_be_hidden()
    assert Note.objects.count() == 1


@GERMAN
def test_a_list_that_refreshes_itself_does_not_become_the_login(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    captured(scene)
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale=speech.locale).new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/login")
    log_in(page)
    expect(page.locator("#today")).to_contain_text("Musterfrau")
    page.context.clear_cookies(name="sessionid")
    page.clock.run_for(31_000)
    expect(page.get_by_role("alert")).to_contain_text(speech(OUT))
    expect(page.locator("#today")).to_contain_text("Musterfrau")
    expect(page.locator("[name=password]")).to_have_count(0)
