"""A lead waits for the consent to be passed on, the desk records it, and the lead goes on; the text is written before."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.versions import publish
from staffel.models import Consent
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.browser.house import log_in_at
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_text_is_written_and_a_lead_that_waits_for_the_consent_goes_on(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    strict = Campaign(markets=(MarketChoice("default"),), needs_consent=True)
    publish("campaign", "default", strict, actor=actor_of(scene.ada), now=scene.now)
    lead = captured(scene)
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    log_in_at(page, live_server, "/consents/pass_on/edit")
    page.get_by_label("Text").first.fill("Ja, geben Sie meine Anfrage weiter.")
    expect(page.locator(".as-asked").first).to_contain_text("Ja, geben Sie meine Anfrage weiter.")
    page.get_by_role("button", name="Prüfen und veröffentlichen").click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    page.wait_for_url("**/consents/pass_on")

    page.goto(f"{live_server.url}/leads/{lead.id}")
    page.evaluate("window.isTheSamePage = true")
    expect(page.locator(".responsible")).to_contain_text("Die Einwilligung zur Weitergabe fehlt")
    panel = page.locator(".lead-now .acts")
    expect(panel.get_by_label("an die Partner")).to_be_checked()
    panel.get_by_label("Womit sie belegt ist").fill("Am Stand unterschrieben, Bogen 12")
    panel.get_by_label("Es war unser eigener Text").check()
    panel.get_by_role("button", name="Festhalten").click()
    expect(page.locator("#lead > .say")).to_contain_text("Gefragt ist jetzt")
    expect(page.locator(".permissions .permitted")).to_contain_text("durch Einwilligung")
    expect(page.locator("#story")).to_contain_text("Bogen 12")
    assert page.evaluate("window.isTheSamePage")
    assert lead.offers.filter(state="open").exists()
    kept = Consent.objects.get()
    assert kept.text_version is not None
    assert kept.text_version.version == 2, "the one that was just published"
