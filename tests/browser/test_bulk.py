"""The desk ticks leads, reads what would happen, lets it happen in parts, and reads what was refused and why."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions import desk
from staffel.models import Lead
from tests.browser.house import log_in_at
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_leads_are_previewed_and_closed_in_parts(
    browser: Browser, scene: Scene, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.web.bulk.PART", 2)
    for n in range(5):
        captured(scene, str(n), prospect={"last_name": f"Muster{n}", "postal_code": "01067"})
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE").new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    log_in_at(page, live_server, "/leads")
    expect(page.locator(".bulk")).to_be_hidden()
    page.get_by_label("Alle Leads dieser Seite ankreuzen").check()
    expect(page.locator(".bulk")).to_contain_text("5 ausgewählt")
    page.locator("input[name=lead]").first.uncheck()
    expect(page.locator(".bulk")).to_contain_text("4 ausgewählt")
    page.locator("#bulk-act").select_option("close")
    page.get_by_role("button", name="Vorschau …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 Leads ändern")
    page.locator("#reason").select_option("spam")
    page.get_by_role("button", name="Zeigen, was geschehen würde").click()
    expect(page.locator("#bulk")).to_contain_text("4 Leads werden beendet")
    one = Lead.objects.order_by("number")[1]
    desk.close_lead(
        one.id, reason="spam", actor=actor_of(scene.ada), now=scene.now
    )  # a colleague was quicker
    page.get_by_role("button", name="Für 4 Leads ausführen").click()
    expect(page.locator("#bulk")).to_contain_text("3 Leads geändert")
    expect(page.locator("#bulk")).to_contain_text("1 Lead wurde nicht geändert")
    expect(page.locator("#bulk-refused")).to_contain_text("1 bleibt, wie er ist: Dieser Lead ist beendet.")
    expect(page.locator("#bulk-refused")).to_contain_text(str(one.number))
    assert Lead.objects.exclude(status="closed").count() == 1
    page.get_by_role("link", name="Zurück zu den Leads").click()
    expect(page.get_by_role("status")).to_contain_text("5 Leads")
    assert errors == []
