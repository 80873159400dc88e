"""A list from a fair: uploaded, a column corrected, looked at, taken in as held by the job, and released."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.import_runs import run_import
from staffel.models import Import, Lead, Offer
from staffel.queries.directory import forget_directory
from tests.scene import Scene, stage

pytestmark = pytest.mark.django_db(transaction=True)
FILE = (
    "Vorname;Nachname;E-Mail;PLZ;Standnotiz\n"
    "Ines;Probe;ines@example.org;82362;will ein Gespräch\n"
    "Kurt;Test;kurt@example.org;80331;\n"
    ";;;82362;niemand\n"
)


@pytest.fixture
def scene() -> Iterator[Scene]:
    forget_directory()
    yield stage(datetime.now(UTC))
    forget_directory()


def test_held_import_is_looked_at_taken_in_and_released(
    browser: Browser, scene: Scene, live_server: LiveServer, tmp_path: Path
) -> None:
    file = tmp_path / "messe.csv"
    file.write_text(FILE, encoding="utf-8")
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
    log_in(page, live_server, "vera@example.com", "/import")
    page.get_by_label("Datei", exact=True).set_input_files(file)
    page.get_by_role("button", name="Hochladen und ansehen").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("2 neue Leads")
    expect(preview).to_contain_text("Zeile 4")
    expect(preview).to_contain_text("Es wird nichts verschickt")
    page.get_by_role("combobox", name="Standnotiz").select_option(label="Nachricht")
    page.get_by_role("radio", name="als neue").check()
    expect(preview).to_contain_text("gehen sofort hinaus")
    page.get_by_role("radio", name="zurückgehalten").check()
    expect(preview).to_contain_text("Es wird nichts verschickt")
    assert not Lead.objects.exists()

    page.get_by_role("button", name="So aufnehmen").click()
    progress = page.locator("#progress")
    expect(progress).to_contain_text("0 von 3 Zeilen")
    run_import(UUID(str(Import.objects.get().id)), clock=timezone.now)  # what the worker does
    expect(progress).to_contain_text("2 Leads aufgenommen")  # the page has asked by itself
    expect(progress).to_contain_text("1 Zeile war nicht lesbar")
    assert Lead.objects.get(last_name="Probe").answers["message"] == "will ein Gespräch"
    assert not Offer.objects.exists()

    page.get_by_role("link", name="Alle freigeben").click()
    expect(page.locator("main")).to_contain_text("2 Leads, etwa 2 Mails")
    page.get_by_role("button", name="Alle freigeben (2)").click()
    expect(page.locator("main")).to_contain_text("2 Leads freigegeben")
    assert Offer.objects.filter(state="open").count() == 2

    page.get_by_role("link", name="1 Zeile war nicht lesbar").click()
    page.get_by_role("link", name="Klären", exact=True).click()
    page.get_by_label("Nachname").fill("Nachgetragen")
    page.get_by_role("button", name="Aufnehmen", exact=True).click()
    expect(page.locator("main")).to_contain_text("ist aufgenommen")
    assert Lead.objects.get(last_name="Nachgetragen").deadline_kind == "release"


def log_in(page: Page, live_server: LiveServer, email: str, to: str) -> None:
    page.goto(f"{live_server.url}/login?next={to}")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill("staffel-demo")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{to}")
