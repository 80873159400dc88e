"""From an empty installation to the first placed lead in the browser alone, told in both languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from staffel.actions.first_steps import setup_code
from staffel.channels.sender import send_due
from staffel.models import Agreement, Installation, Lead, Party
from staffel.queries.directory import forget_directory
from tests.browser.examined import found_wrong
from tests.browser.speech import Speech

pytestmark = pytest.mark.django_db(transaction=True)
FIRMS = "Firma;Ansprechpartner;E-Mail;PLZ;Umkreis km\nBerg Wärme;Bea Berg;berg@example.com;82362;40\n"


@pytest.fixture(params=["de", "en"])
def speech(request: pytest.FixtureRequest) -> Speech:
    """Of a browser: nobody of the cast is there yet."""
    cache.clear()
    forget_directory()
    return Speech(request.param)


def test_from_an_empty_installation_to_the_first_placed_lead(
    browser: Browser, live_server: LiveServer, settings: Settings, speech: Speech, tmp_path: Path
) -> None:
    settings.SENDS_MAIL = False  # as on the first day: mails are kept
    page = browser.new_context(locale=speech.locale).new_page()
    page.goto(f"{live_server.url}/login")
    page.locator("a[href='/set-up']").click()
    page.wait_for_url("**/set-up")
    assert found_wrong(page) == []
    set_up(page, speech)

    agree_with_what_is_proposed(page, speech)
    take_partners_in(page, speech, tmp_path)
    make_a_test_lead(page, speech)
    accept_in_the_partners_place(page, speech)

    expect(page.get_by_text(placed(speech))).to_be_visible(timeout=20_000)  # the page asks by itself
    page.get_by_role("link", name=speech("Go on with the last step")).click()
    page.get_by_label(speech("I am sure: from now on mail goes to %(partners)s and prospects.")).check()
    page.get_by_role("button", name=speech("Switch to live")).click()
    page.get_by_role("link", name=speech("All done: to Today")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(speech("Today"))

    lead = Lead.objects.get()
    assert (lead.status, lead.holder) == ("working", Party.objects.get(name="Berg Wärme"))
    assert Installation.objects.get().live_at
    assert not Agreement.objects.exists()  # nobody has agreed in the partner's name


def placed(speech: Speech) -> str:
    return speech("placed. %(party)s has accepted it.", party="Berg Wärme")


def set_up(page: Page, speech: Speech) -> None:
    """Code, company, administrator."""
    page.get_by_label(speech("Code"), exact=True).fill(setup_code())
    page.get_by_label(speech("Name of your company")).fill("Wärmewerk GmbH")
    page.get_by_label(speech("Language")).select_option(speech.language)
    page.get_by_label(speech("Your name")).fill("Ada Albers")
    page.get_by_label(speech("Your e-mail address")).fill("ada@example.com")
    page.get_by_label(speech("Password")).fill("Wintergarten-7")
    page.get_by_role("button", name=speech("Set up and begin")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(speech("First steps"))


def agree_with_what_is_proposed(page: Page, speech: Speech) -> None:
    """The company's words, then the market and the terms as they are proposed."""
    page.get_by_label(speech("Contact for your %(partners)s")).fill("Ada Albers, +49 89 1234")
    page.get_by_label(speech("Imprint")).fill("Wärmewerk GmbH\nHeizweg 1\n80331 München\nHRB 4711")
    page.get_by_role("button", name=speech("Save"), exact=True).click()
    page.get_by_role("button", name=speech("Yes, like this")).click()
    page.get_by_role("button", name=speech("Yes, these are our terms")).click()


def take_partners_in(page: Page, speech: Speech, folder: Path) -> None:
    """By a file, with a look at what it would do."""
    file = folder / "partner.csv"
    file.write_text(FIRMS, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=speech("Look at it")).click()
    expect(page.locator("#preview")).to_contain_text("berg@example.com")
    take = speech("Take them in at once, and change what is there: all is agreed with them already")
    page.get_by_label(take).check()
    page.get_by_role("button", name=speech("Do it like this")).click()


def make_a_test_lead(page: Page, speech: Speech) -> None:
    """Near the partner; the worker, which runs beside the pages, writes its mail."""
    page.get_by_label(speech("Postal code")).fill("82362")
    page.get_by_role("button", name=speech("Make a test lead")).click()
    expect(page.locator("#test-leads")).to_contain_text("Berg Wärme")
    send_due(datetime.now(UTC))


def accept_in_the_partners_place(page: Page, speech: Speech) -> None:
    """The door appears by itself as soon as the mail is written; it opens what the partner gets on its phone."""
    door = page.get_by_role("link", name=speech("Open the enquiry as %(party)s", party="Berg Wärme"))
    with page.expect_popup() as opened:
        door.click(timeout=20_000)
    partner = opened.value
    partner.get_by_role("button", name=speech("Accept"), exact=True).click()
    expect(partner.get_by_text(speech("Thank you. The enquiry is yours now."))).to_be_visible()
    partner.close()
