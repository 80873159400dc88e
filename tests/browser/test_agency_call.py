"""The agency calls with the keyboard alone: take the next, choose the result by its number, Enter, the next."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.calls import report_call, take_call
from staffel.models import Activity, Lead
from staffel.rules.reasons import DEFAULT_REASONS
from tests.actions.test_gates import asks
from tests.browser.sessions import log_in
from tests.browser.speech import Speech
from tests.scene import PASSWORD, Scene, actor_of, captured

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


def test_the_last_attempt_is_asked_about_once_and_no_other_call_is(
    scene: Scene, live_server: LiveServer, browser: Browser
) -> None:
    asks(scene, qualifier="agency", unreachable="close")
    lead = captured(scene, prospect={"postal_code": ""})
    for _attempt in range(3):
        report_call(lead.id, result="mailbox", actor=actor_of(scene.tom), now=scene.now)
    take_call(lead.id, actor=actor_of(scene.tom), now=timezone.now())
    context = browser.new_context(locale="en-GB")
    log_in(context, scene.tom, live_server.url)
    page, asked = context.new_page(), list[str]()

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()  # a mistaken tap
        else:
            dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{live_server.url}/calls/{lead.id}")
    page.keyboard.press("6")
    expect(page.locator("[data-sure-again]")).to_be_visible()
    assert page.locator("[data-sure-again]").get_attribute("data-sure") is None, "that is no call in vain"
    page.keyboard.press("3")
    with page.expect_event("dialog"):
        page.keyboard.press("Enter")
    lead.refresh_from_db()
    assert (len(asked), lead.status) == (1, "qualifying")
    page.keyboard.press("Enter")
    expect(page.locator(".say[role=status]")).to_be_visible()
    lead.refresh_from_db()
    assert (len(asked), lead.reason) == (2, "not_reachable")


def _people() -> list[tuple[str, str]]:
    return [("1", "Berger"), ("2", "Zander")]
