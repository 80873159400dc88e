"""A list from a fair: uploaded, a column corrected, looked at, taken in as held by the job, and released."""

from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.import_runs import run_import
from staffel.models import Import, Lead, Offer
from tests.browser.house import log_in_at
from tests.browser.speech import Speech
from tests.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)
FILE = (
    "Vorname;Nachname;E-Mail;PLZ;Standnotiz\n"
    "Ines;Probe;ines@example.org;82362;will ein Gespräch\n"
    "Kurt;Test;kurt@example.org;80331;\n"
    ";;;82362;niemand\n"
)

PROGRESS = "%(done)s of %(total)s rows (%(percent)s %%). You can leave this page: it goes on."
UNREAD, MANY_UNREAD = "%(n)s row could not be read: repair it", "%(n)s rows could not be read: repair them"
EXPECTED = {"de": "2 Leads, etwa 2 E-Mails", "en": "2 leads, about 2 mails"}


def test_held_import_is_looked_at_taken_in_and_released(
    browser: Browser, scene: Scene, live_server: LiveServer, tmp_path: Path, speech: Speech
) -> None:
    file = tmp_path / "messe.csv"
    file.write_text(FILE, encoding="utf-8")
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale=speech.locale).new_page()
    log_in_at(page, live_server, "/import")
    page.get_by_label(speech("File"), exact=True).set_input_files(file)
    page.get_by_role("button", name=speech("Upload and look")).click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text(speech.many("%(n)s new lead", "%(n)s new leads", 2, n=2))
    expect(preview).to_contain_text(speech("line %(line)s", line=4))
    expect(preview).to_contain_text(speech("Nothing is sent."))
    page.get_by_role("combobox", name="Standnotiz").select_option(label=speech("Message"))
    page.get_by_role("radio", name=speech("as new")).check()
    expect(preview).to_contain_text(speech("go out at once."))
    page.get_by_role("radio", name=speech("held")).check()
    expect(preview).to_contain_text(speech("Nothing is sent."))
    assert not Lead.objects.exists()

    page.get_by_role("button", name=speech("Take in like this")).click()
    progress = page.locator("#progress")
    expect(progress).to_contain_text(speech(PROGRESS, done=0, total=3, percent=0))
    run_import(UUID(str(Import.objects.get().id)), clock=timezone.now)  # what the worker does
    expect(progress).to_contain_text(
        speech.many("%(n)s lead taken in", "%(n)s leads taken in", 2, n=2)
    )  # the page has asked by itself
    expect(progress).to_contain_text(speech.many(UNREAD, MANY_UNREAD, 1, n=1))
    assert Lead.objects.get(last_name="Probe").answers["message"] == "will ein Gespräch"
    assert not Offer.objects.exists()

    page.get_by_role("link", name=speech("Release all of them")).click()
    expect(page.locator("main")).to_contain_text(speech.label(EXPECTED))
    page.get_by_role("button", name=speech("Release all (%(count)s)", count=2)).click()
    expect(page.locator("main")).to_contain_text(
        speech.many("%(count)d lead released.", "%(count)d leads released.", 2, count=2)
    )
    assert Offer.objects.filter(state="open").count() == 2

    page.get_by_role("link", name=speech.many(UNREAD, MANY_UNREAD, 1, n=1)).click()
    page.get_by_role("link", name=speech("Repair"), exact=True).click()
    page.get_by_label(speech("Last name")).fill("Nachgetragen")
    page.get_by_role("button", name=speech("Take in"), exact=True).click()
    expect(page.locator("main")).to_contain_text(
        speech("Lead %(number)s is taken in.", number=Lead.objects.latest("number").number)
    )
    assert Lead.objects.get(last_name="Nachgetragen").deadline_kind == "release"
