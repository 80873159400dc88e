"""A caller's enquiry is entered with the keyboard alone, while what is known already appears beside it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, expect
from pytest_django.live_server_helper import LiveServer

from staffel.models import Lead
from tests.browser.house import log_in_at
from tests.scene import Scene, captured

pytestmark = pytest.mark.django_db(transaction=True)


def test_lead_is_entered_with_the_keyboard_alone(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    known = captured(scene)
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
    log_in_at(page, live_server, "/leads")
    page.keyboard.press("n")
    page.wait_for_url("**/leads/new")
    expect(page.get_by_label("Anrede")).to_be_focused()
    page.keyboard.press("Enter")  # goes on, and sends nothing
    page.keyboard.type("Jana")
    page.keyboard.press("Enter")
    page.keyboard.type("Neumann")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("jana@@")
    page.keyboard.press("Tab")
    page.keyboard.type("0881 123")
    matches = page.locator("#matches")
    expect(matches).to_contain_text(str(known.number))
    expect(matches).to_contain_text("gleiches Telefon")
    assert Lead.objects.count() == 1

    page.keyboard.press("Control+Enter")  # neither address nor number can be reached
    expect(page.get_by_label("E-Mail")).to_be_focused()
    expect(page.locator("#fields")).to_contain_text("keine E-Mail-Adresse")
    expect(page.get_by_label("Nachname")).to_have_value("Neumann")
    page.keyboard.press("Control+A")
    page.keyboard.type("jana@example.net")
    page.keyboard.press("Tab")
    page.keyboard.type("0881 99887766")
    page.get_by_label("Postleitzahl").press_sequentially("82362")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("ist aufgenommen. Gefragt wird")
    lead = Lead.objects.exclude(id=known.id).get()
    assert (lead.last_name, lead.email, lead.place) == (
        "Neumann",
        "jana@example.net",
        "Weilheim in Oberbayern",
    )
    expect(page.get_by_label("Anrede")).to_be_focused()  # the next one


def test_going_away_from_a_typed_form_asks_first(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 720}, locale="de-DE").new_page()
    log_in_at(page, live_server, "/leads/new")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Nachname").press_sequentially("Neumann")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Staffel", exact=True).click(no_wait_after=True)
    expect(page.get_by_label("Nachname")).to_have_value("Neumann")
    assert asked == ["beforeunload"]
