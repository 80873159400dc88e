"""The desk finds a lead with the keyboard alone; the address follows, and going back brings the whole list again."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.house import log_in_at
from tests.scene import Scene, captured

pytestmark = pytest.mark.django_db(transaction=True)


def test_slash_searches_while_typing_and_back_shows_all(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    captured(scene, "1")
    captured(scene, "2", prospect={"last_name": "Äpfel", "email": "obst@example.net"})
    page = browser.new_context(viewport={"width": 360, "height": 720}, locale="de-DE").new_page()
    log_in_at(page, live_server, "/leads")
    expect(page.get_by_role("status")).to_contain_text("2 Leads")
    page.keyboard.press("/")
    page.keyboard.type("aepf")
    expect(page.get_by_role("status")).to_contain_text("1 Lead")
    expect(page.locator("#leads")).to_contain_text("Äpfel")
    expect(page.locator("#leads")).not_to_contain_text("Musterfrau")
    expect(page).to_have_url(f"{live_server.url}/leads?q=aepf")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.go_back()
    expect(page.locator("#leads")).to_contain_text("Musterfrau")
    expect(page.get_by_role("searchbox")).to_have_value("")
    assert "Musterfrau" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
