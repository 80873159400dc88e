"""A lead's whole life on a phone of 360 px: captured by the API, accepted in the portal, called, won."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from staffel.actions.keys import create_writer_key
from staffel.models import Activity, Lead, Offer
from tests.browser.phones import logged_in
from tests.browser.speech import Speech
from tests.scene import PROSPECT, Scene

pytestmark = pytest.mark.django_db(transaction=True)


def sent_by_the_website() -> Lead:
    """As a website sends it."""
    secret = create_writer_key("website")
    answer = Client().post(
        "/api/leads",
        {"prospect": dict(PROSPECT)},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "enquiry-1"},
    )
    assert answer.status_code == 201, answer.content
    return Lead.objects.get()


def tap(page: Page, name: str, speech: Speech) -> None:
    """One result: it waits ten seconds on the phone, then it is sent: by the page, or by the phone's worker if that is
    quicker, so that the page need not see the answer."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").click()
    page.get_by_text(speech("is saved in a moment")).wait_for()
    page.clock.run_for(10_500)
    page.get_by_text(speech("is saved in a moment")).wait_for(state="hidden")
    assert page.get_by_role("alert").locator("visible=true").count() == 0


def test_a_lead_from_capture_to_won(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    lead = sent_by_the_website()
    asked = Offer.objects.get(lead=lead, state="open").party_id
    email = "paul@example.com" if asked == scene.paul.party_id else "petra@example.com"
    page = logged_in(browser, live_server, email)
    page.get_by_text(speech.many("%(n)s new enquiry", "%(n)s new enquiries", 1, n=1)).wait_for()
    assert "Musterfrau" not in page.content()
    page.get_by_role("button", name=speech("Accept")).click()
    page.wait_for_load_state()
    assert page.locator("a.phone").get_attribute("href") == "tel:+4988112345"

    page.clock.install()
    page.goto(page.url.split("?")[0])
    tap(page, speech("Not reached"), speech)
    tap(page, speech("Reached"), speech)
    page.locator("summary", has_text=speech("Appointment")).click()
    page.get_by_label(speech("When"), exact=True).fill(
        (datetime.now() + timedelta(days=3)).strftime("%Y-%m-%dT14:00")
    )
    tap(page, speech("Save appointment"), speech)
    page.get_by_role("link", name=speech("Into my calendar")).wait_for()
    page.locator("summary", has_text=speech("Quote")).click()
    page.get_by_label(speech("Value (net)")).locator("visible=true").fill("18500")
    tap(page, speech("Save quote"), speech)
    page.locator("summary", has_text=speech("Won")).click()
    page.get_by_label(speech("Value (net)")).locator("visible=true").fill(
        speech.label({"de": "17.900", "en": "17,900"})
    )
    tap(page, speech("Won: close the enquiry"), speech)
    page.get_by_text(speech("Thank you for your good work.")).first.wait_for()

    lead.refresh_from_db()
    assert (lead.outcome, lead.won_amount) == ("won", Decimal(17_900))
    kinds = list(Activity.objects.order_by("at").values_list("kind", flat=True))
    assert sorted(kinds) == ["appointment", "attempt", "contact", "quote"]
    page.goto(f"{live_server.url}/portal/leads/closed")
    assert speech("won") in page.content()
    assert "Musterfrau" not in page.content()
