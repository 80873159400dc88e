"""Who has no room says so in three taps, rests until the day it named, and the next partner is asked at once."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from staffel.rules.reasons import DEFAULT_REASONS
from tests.browser.phones import logged_in
from tests.browser.speech import Speech
from tests.scene import Scene, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)
NO_ROOM = next(one.labels for one in DEFAULT_REASONS.decline if one.key == "no_capacity")


def test_declining_for_want_of_room_asks_until_when_and_goes_to_the_next(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    lead = captured(scene)
    first = open_offer(lead)
    names = {scene.paul.party_id: "paul@example.com", scene.petra.party_id: "petra@example.com"}
    page = logged_in(browser, live_server, names[first.party_id])
    page.locator("summary", has_text=speech("Decline")).click()
    page.locator("summary", has_text=speech.label(NO_ROOM)).click()
    page.get_by_role("button", name=speech("In 2 weeks")).click()
    page.get_by_text(speech("You have declined this enquiry")).first.wait_for()
    page.goto(f"{live_server.url}/portal")
    page.get_by_text(speech("Your firm takes no enquiries at the moment.")).wait_for()

    second = open_offer(lead)
    assert second.party_id != first.party_id
    first.party.refresh_from_db()
    assert first.party.paused_until
    assert 12 <= (first.party.paused_until - scene.now).days <= 14
    other = logged_in(browser, live_server, names[second.party_id])
    other.get_by_text(speech.many("%(n)s new enquiry", "%(n)s new enquiries", 1, n=1)).wait_for()
    other.get_by_role("button", name=speech("Accept")).click()
    other.locator("a.phone").wait_for()
    lead.refresh_from_db()
    assert lead.holder_id == second.party_id
