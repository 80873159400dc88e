"""A visitor comes to the stand again: the device says what it was given before, without network and with it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from staffel.actions.handouts import hand_out
from staffel.actions.materials import add_material
from tests.browser.cable import Cable
from tests.browser.fair import begin, ready, unsent
from tests.browser.sessions import log_in
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)


def visitor(page: Page, mail: str, *, phone: str = "") -> None:
    page.get_by_label("Nachname").fill("Huber")
    page.locator("#q-email").fill(mail)
    page.locator("#q-phone").fill(phone)


def test_what_was_given_before_is_said_before_it_is_given_again(
    browser: Browser, scene: Scene, cable: Cable
) -> None:
    values = {"actor": actor_of(scene.vera), "now": scene.now, "is_paper": True}
    add_material("Flyer", repeats="forbid", **values)  # type: ignore[arg-type]
    prices = add_material("Preisliste", **values)  # type: ignore[arg-type]
    known = captured(scene)
    hand_out(known.id, [prices], way="fair", actor=actor_of(scene.vera), now=scene.now)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="de-DE")
    log_in(context, scene.vera, cable.url)
    page = context.new_page()
    page.goto(f"{cable.url}/capture")
    begin(ready(page))
    flyer = page.locator("[data-materials] li", has_text="Flyer")
    list_ = page.locator("[data-materials] li", has_text="Preisliste")

    cable.pull()
    context.set_offline(True)
    visitor(page, "huber@example.org", phone="0171 1234567")
    flyer.get_by_role("button", name="ausgehändigt").click()
    list_.get_by_role("button", name="zu versenden").click()
    page.get_by_role("button", name="Speichern").click()
    unsent(page, 1)
    expect(flyer.locator(".had")).to_be_hidden()
    visitor(page, "Huber@Example.org ")
    expect(flyer.locator(".had")).to_have_text("Schon ausgehändigt. Nicht zweimal geben.")
    expect(list_.locator(".had")).to_have_text("Schon versprochen.")
    visitor(page, "other@example.org")
    expect(flyer.locator(".had")).to_be_hidden()
    visitor(page, "other@example.org", phone="+49 171 1234567")
    expect(flyer.locator(".had")).to_be_visible()

    cable.plug()
    context.set_offline(False)
    unsent(page, 0)
    visitor(page, "huber@example.org")
    expect(flyer.locator(".had")).to_be_visible()  # it has arrived; the device still knows
    visitor(page, known.email)
    expect(list_.locator(".had")).to_have_text("Das hat oder bekommt der Besucher schon.")
    expect(page.locator("#known")).to_contain_text("Hat bereits: Preisliste")
    expect(flyer.locator(".had")).to_be_hidden()
