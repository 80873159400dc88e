"""Whoever writes a mail's text sees it as its reader will, puts placeholders in with a press, and publishes what was seen."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.models import Delivery
from staffel.queries.directory import directory
from tests.browser.house import log_in_at
from tests.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_text_is_seen_before_it_is_published(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    log_in_at(page, live_server, "/texts/offer.made/edit")
    page.get_by_label("Betreff").first.fill("Anfrage aus ")
    page.get_by_role("button", name="{{ place }}").click()
    expect(page.get_by_label("Betreff").first).to_have_value("Anfrage aus {{ place }}")
    letters = page.locator(".letters")
    expect(letters).to_contain_text("Anfrage aus 82362 Weilheim")
    page.get_by_label("Text").first.fill("Hallo\n\nHier antworten: {{ link }}")
    expect(
        page.frame_locator(".letters iframe").first.get_by_role("link", name="Hier antworten")
    ).to_be_visible()
    page.get_by_label("Text").first.fill("Hallo ohne Weg")
    expect(page.locator("#live")).to_contain_text("Etwas fehlt")
    page.get_by_role("button", name="Prüfen und veröffentlichen").click()
    expect(page.locator(".wrong-because")).to_contain_text("Der Link fehlt")
    page.get_by_label("Text").first.fill("Hallo\n\nHier antworten: {{ link }}")
    page.get_by_role("button", name="Prüfen und veröffentlichen").click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    page.wait_for_url("**/texts/offer.made")
    body = directory().current("text", "offer.made", at=datetime.now(UTC)).body
    assert body["de"] == {"subject": "Anfrage aus {{ place }}", "body": "Hallo\n\nHier antworten: {{ link }}"}
    assert not Delivery.objects.exists()
