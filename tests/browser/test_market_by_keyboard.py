"""The desk edits the rounds of a market with the keyboard alone, and the bench beside them answers for the draft."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staffel.models import Version
from staffel.queries.directory import directory
from staffel.rules.campaigns import Market
from tests.browser.house import log_in_at
from tests.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, scene: Scene, live_server: LiveServer) -> Page:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE").new_page()
    log_in_at(made, live_server, "/markets/default")
    return made


def test_rounds_are_moved_and_tried_out_without_a_mouse(page: Page, scene: Scene) -> None:
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    page.get_by_label("Postleitzahl").focus()
    page.keyboard.type("20095")
    bench = page.locator("#bench")
    expect(bench).to_contain_text("Hamburg")
    expect(bench.locator(".asked").first).to_contain_text("Otto Nord")
    page.get_by_label("Warum nicht …?").focus()
    page.keyboard.type("paul")
    expect(bench).to_contain_text("Weiter entfernt als 60 km")

    page.locator("#add-rounds").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stufe 3")).to_be_focused()
    reach = page.get_by_label("Wer wird erreicht").nth(2)
    reach.focus()
    page.keyboard.type("im ganzen")
    expect(page.locator(".said")).to_contain_text("Zuletzt der nächstgelegene Partner aus dem ganzen Netz")
    expect(bench).to_contain_text("wird gefragt, Platz")
    assert Version.objects.filter(kind="market").count() == 1  # trying writes nothing

    up = page.get_by_role("button", name="Nach oben: Stufe 3")
    up.focus()
    for _ in range(2):
        page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text(
            "Zuerst der nächstgelegene Partner aus dem ganzen Netz"
            if _
            else "Danach der nächstgelegene Partner aus"
        )
    expect(page.locator(":focus")).to_have_accessible_name("Nach oben: Stufe 1")
    expect(bench.locator(".asked").first).to_contain_text("Otto Nord")

    page.get_by_label("Postleitzahl").focus()
    page.keyboard.press("Enter")  # sends the form: first the difference is shown
    page.get_by_role("button", name="Jetzt veröffentlichen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/markets/default")
    expect(page.get_by_text("Version 2")).to_be_visible()
    body: Market = directory().current("market", "default", at=datetime.now(UTC)).body
    assert [one.reach for one in body.rounds] == ["anywhere", "area", "distance"]
