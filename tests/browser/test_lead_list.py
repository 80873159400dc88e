"""The desk finds a lead with the keyboard alone; the address follows, and going back brings the whole list again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.queries.directory import forget_directory
from tests.scene import PASSWORD, Scene, captured, stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Iterator[Scene]:
    forget_directory()
    yield stage(datetime.now(UTC))
    forget_directory()


def test_slash_searches_while_typing_and_back_shows_all(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    captured(scene, "1")
    captured(scene, "2", prospect={"last_name": "Äpfel", "email": "obst@example.net"})
    page = browser.new_context(viewport={"width": 360, "height": 720}, locale="de-DE").new_page()
    page.goto(f"{live_server.url}/login?next=/leads")
    page.locator("[name=login]").fill("vera@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/leads")  # loaded whole: the keys work only then
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
