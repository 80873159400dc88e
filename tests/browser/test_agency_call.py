"""The agency calls with the keyboard alone: take the next, choose the result by its number, Enter, the next."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.models import Activity, Lead
from staffel.rules.reasons import DEFAULT_REASONS
from tests.browser.speech import Speech
from tests.scene import PASSWORD, Scene, captured

pytestmark = pytest.mark.django_db(transaction=True)
MAILBOX = next(one.labels for one in DEFAULT_REASONS.calls if one.key == "mailbox")


def test_two_calls_without_the_mouse(
    scene: Scene, live_server: LiveServer, browser: Browser, speech: Speech
) -> None:
    first, second = (
        captured(scene, key, prospect={"postal_code": "", "last_name": name}) for key, name in _people()
    )
    Lead.objects.update(holder=scene.agency)
    page = browser.new_context(locale=speech.locale).new_page()
    page.goto(f"{live_server.url}/login")
    page.locator("input[type=email], input[name=username], input[name=login]").first.fill("tom@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("header")).to_contain_text(speech("Call list"))

    page.goto(f"{live_server.url}/calls")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Berger")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Zander")
    expect(page.locator(".say[role=status]")).to_contain_text(speech.label(MAILBOX))
    page.keyboard.press("1")
    expect(page.locator("#script .question input:not([type=hidden])")).to_be_focused()
    page.keyboard.type("82362")
    page.keyboard.press("Enter")
    expect(page.locator("#script .known")).to_contain_text("82362")
    page.keyboard.press("q")
    expect(page.locator("h1")).to_have_text(speech("Call list"))

    assert Activity.objects.get(lead=first).result == "mailbox"
    second.refresh_from_db()
    assert (second.status, second.postal_code) == ("brokering", "82362")


def _people() -> list[tuple[str, str]]:
    return [("1", "Berger"), ("2", "Zander")]
