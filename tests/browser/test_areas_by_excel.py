"""The desk downloads the areas, edits the file, sees what it would change, is refused where two would be exclusive, and
carries out what is right; and can have what was before."""

import io

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from staffel.models import Area
from tests.browser.examined import found_wrong
from tests.browser.house import log_in_at
from tests.browser.speech import Speech
from tests.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)
TWICE = "An exclusive area can be given only once. In %(count)s places two %(partners)s would have it."
CHANGED = {"de": "2 Partner ändern sich:", "en": "2 partners change:"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def edited(content: bytes, *, exclusive: dict[str, str], without: str = "") -> bytes:
    """The sheet as somebody saves it: some rows are gone, some are exclusive now."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, line = book.add_worksheet(), 0
        for row in rows:
            cells = [str(cell) for cell in row]
            if cells[5] == without and without:
                continue
            if exclusive.get(cells[0]) == cells[5] and cells[0]:
                cells[10] = "ja"
            for at, cell in enumerate(cells):
                sheet.write_string(line, at, cell)
            line += 1
    return file.getvalue()


def upload(page: Page, content: bytes, speech: Speech) -> None:
    page.locator("#file").set_input_files({"name": "gebiete.xlsx", "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name=speech("Show what would change")).click()
    expect(page.get_by_role("heading", name=speech("What the file would change"))).to_be_visible()


def test_areas_go_out_to_excel_and_come_back(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale=speech.locale).new_page()
    log_in_at(page, live_server, "/partners/areas")
    with page.expect_download() as downloading:
        page.get_by_role("link", name=speech("Download all areas")).click()
    content = downloading.value.path().read_bytes()

    upload(page, edited(content, exclusive={"paul": "80", "petra": "80"}), speech)
    expect(page.locator("main")).to_contain_text(speech(TWICE, count=1))
    expect(page.locator("main")).to_contain_text("Petra Wärme GmbH")
    page.get_by_role("button", name=speech("Back")).click()
    assert not Area.objects.filter(is_exclusive=True).exists()

    upload(page, edited(content, exclusive={"paul": "80"}, without="22"), speech)
    main = page.locator("main")
    expect(main).to_contain_text(speech.label(CHANGED))
    expect(main).to_contain_text(f"{speech('Nobody covers any more:')} 22…")
    assert found_wrong(page) == []
    page.get_by_role("button", name=speech("Change it so")).click()
    page.wait_for_url("**/partners/areas")
    assert Area.objects.get(is_exclusive=True).party_id == scene.paul.party_id
    assert not Area.objects.filter(first="22").exists()

    page.get_by_role("button", name=speech("What was before …")).click()
    expect(page.locator("main")).to_contain_text(f"{speech('Covered at last:')} 22…")
    page.get_by_role("button", name=speech("Change it so")).click()
    page.wait_for_url("**/partners/areas")
    assert Area.objects.filter(first="22").count() == 1
    assert not Area.objects.filter(is_exclusive=True).exists()
