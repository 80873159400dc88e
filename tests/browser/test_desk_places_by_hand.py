"""The desk works on a lead's page without a reload: it places a lead by hand, and corrects what somebody else corrects too."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.corrections import correct_value
from staffel.models import Lead
from tests.browser.house import log_in_at
from tests.browser.speech import Speech
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)


def opened(browser: Browser, live_server: LiveServer, lead: Lead, query: str = "") -> Page:
    """Vera's tab with the lead's page; a reload would lose the mark that it carries."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    log_in_at(page, live_server, f"/leads/{lead.id}{query}")
    page.evaluate("window.isTheSamePage = true")
    return page


def test_the_desk_places_a_lead_by_hand_from_its_page(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    lead = captured(scene, prospect={"postal_code": "01067"})  # nobody works there: it lies on the desk
    page = opened(browser, live_server, lead, "?act=place")
    expect(page.locator(".responsible")).to_contain_text("Innendienst")
    party = page.get_by_label(speech("%(Partner)s (name or number)")).first
    expect(party).to_be_focused()
    party.fill("Niemand")
    page.get_by_role("button", name=speech("Place with %(a_partner)s")).click()
    expect(page.locator(".acts [role=alert]")).to_contain_text(
        speech("Please choose from the list of the %(partners)s.")
    )
    party = page.get_by_label(speech("%(Partner)s (name or number)")).first
    expect(party).to_have_value("Niemand")  # nothing that was typed is lost
    party.fill("Petra Wärme GmbH")
    page.get_by_role("button", name=speech("Place with %(a_partner)s")).click()
    expect(page.locator(".responsible")).to_contain_text("Petra Wärme GmbH")
    expect(page.locator("#story")).to_contain_text(
        speech("Placed with %(party)s by hand.", party="Petra Wärme GmbH")
    )
    expect(page.get_by_text(speech("Place with %(a_partner)s"))).to_have_count(0)  # not legal any more
    assert page.evaluate("window.isTheSamePage")
    lead.refresh_from_db()
    assert (lead.status, lead.holder_id) == ("working", scene.petra.party_id)


def test_a_value_is_corrected_in_place_and_a_conflict_loses_nothing(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    lead = captured(scene)
    page = opened(browser, live_server, lead)
    page.get_by_role("button", name="Nachname berichtigen").press("Enter")
    expect(page.get_by_label("Nachname", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Nachname berichtigen")).to_be_focused()
    page.get_by_role("button", name="Telefon berichtigen").click()
    field = page.get_by_label("Telefon", exact=True)
    field.fill("abends")
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.locator(".value [role=alert]")).to_contain_text("abends")
    correct_value(
        lead.id, "phone", ["0881 99887"], seen="+4988112345", actor=actor_of(scene.ada), now=datetime.now(UTC)
    )
    page.get_by_label("Telefon", exact=True).fill("0881 5555")
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.locator(".value [role=alert]")).to_contain_text(
        "Ada hat das inzwischen geändert auf: 0881 99887"
    )
    expect(page.get_by_label("Telefon", exact=True)).to_have_value("0881 5555")
    page.locator("summary", has_text="Notiz hinzufügen").click()
    page.get_by_label("Notiz", exact=True).fill("Ruft am Montag an")
    page.get_by_role("button", name="Meine Angabe nehmen").click()
    expect(page.locator("a.phone")).to_have_text("0881 5555")
    expect(page.get_by_label("Notiz", exact=True)).to_have_value("Ruft am Montag an")
    past = page.locator(".past").first
    expect(past).to_contain_text("berichtigt von Vera")
    past.locator("summary").click()
    expect(past).to_contain_text("0881 99887")
    expect(past).to_contain_text("0881 12345")
    assert page.evaluate("window.isTheSamePage")


def test_a_second_open_field_keeps_what_was_typed_while_the_first_is_saved(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    lead = captured(scene)
    page = opened(browser, live_server, lead)
    page.get_by_role("button", name="Nachname berichtigen").click()
    page.get_by_label("Nachname", exact=True).fill("Halb getip")
    page.get_by_role("button", name="Telefon berichtigen").click()
    page.get_by_label("Telefon", exact=True).fill("089 123456")
    page.get_by_label("Telefon", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Telefon berichtigen")).to_contain_text("089 123456")
    name = page.get_by_label("Nachname", exact=True)
    expect(name).to_have_value("Halb getip")
    name.fill("Ganz Getippt")
    name.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ganz Getippt")
    expect(page.locator(".value.open")).to_have_count(0)
    assert page.evaluate("window.isTheSamePage")
