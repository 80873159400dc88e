"""A partner goes on holiday with open leads: field sales enters it, sees what it touches, and nothing is left to wait."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.offers import accept_offer
from staffel.actions.people import add_member
from staffel.actions.work import report_contact
from staffel.models import Absence, Lead, Mandate
from tests.actions.relay import broken
from tests.browser.house import log_in_at
from tests.browser.speech import Speech
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = ZoneInfo("Europe/Berlin")
FALLS_DUE = "%(n)s open lead falls due meanwhile. What becomes of it?"
FALL_DUE = "%(n)s open leads fall due meanwhile. What becomes of them?"


def worked_by_paul(scene: Scene, key: str, name: str) -> Lead:
    lead = captured(scene, key, prospect={"last_name": name, "email": f"{key}@example.org", "phone": ""})
    offer = open_offer(lead)
    accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    return Lead.objects.get(id=lead.id)


def test_each_lead_finds_its_place_before_the_holiday_begins(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    goes_on = worked_by_paul(scene, "1", "Eilig")
    passed_on = worked_by_paul(scene, "2", "Kollegin")
    agreed = worked_by_paul(scene, "3", "Später")
    report_contact(agreed.id, actor=actor_of(scene.paul), now=scene.now)
    today = scene.now.astimezone(ZONE).date()
    last, after = today + timedelta(days=21), today + timedelta(days=30)

    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale=speech.locale).new_page()
    log_in_at(page, live_server, "/partners", "frieda@example.com")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^1 partner", re.IGNORECASE))
    page.get_by_role("link", name="Paul Heizungsbau").click()
    page.wait_for_url(f"**/partners/{scene.paul.party_id}")  # loaded whole: the keys work only then
    page.keyboard.press("a")
    page.wait_for_url("**/absences/new")
    page.get_by_label(speech("First day")).fill(today.isoformat())
    page.get_by_label(speech("Last day")).fill(last.isoformat())
    page.get_by_label(speech("Last day")).press("Tab")
    expect(page.locator("#touched")).to_contain_text(speech.many(FALLS_DUE, FALL_DUE, 3, n=3))
    expect(page.locator("#touched")).to_contain_text(
        speech("The absence is longer than the limit of this step.")
    )

    page.get_by_label(speech("What becomes of %(number)s", number=goes_on.number)).select_option("hand_on")
    page.get_by_label(speech("What becomes of %(number)s", number=passed_on.number)).select_option(
        f"colleague:{pia.id}"
    )
    page.get_by_label(speech("What becomes of %(number)s", number=agreed.number)).select_option("follow_up")
    page.locator(f"[name='on-{agreed.id}']").fill(after.isoformat())
    page.get_by_role("button", name=speech("Enter the absence")).click()
    expect(page.locator("#touched .wrong-because")).to_be_visible()  # why the date was agreed is missing
    expect(page.locator(f"[name='on-{agreed.id}']")).to_have_value(after.isoformat())
    page.locator(f"[name='why-{agreed.id}']").fill("erst nach dem Urlaub")
    page.get_by_role("button", name=speech("Enter the absence")).click()
    page.wait_for_url(f"**/partners/{scene.paul.party_id}")
    expect(page.locator("main")).to_contain_text(speech("absent"))
    expect(page.locator("main")).to_contain_text(speech("%(person)s stands in", person="Pia"))

    assert open_offer(goes_on).party_id == scene.petra.party_id
    assert Mandate.objects.get(lead=passed_on, ended_at=None).member_id == pia.id
    assert Lead.objects.get(id=agreed.id).deadline_kind == "follow_up"
    assert Absence.objects.get().begun_at is not None
    assert broken(now=datetime.now(UTC)) == {}

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=speech("Back already")).click()
    expect(page.locator("main")).to_contain_text(speech("Nobody is entered as away."))
