"""A small form with a condition is written with the keyboard alone, published, and a lead entered with it."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from staffel.actions.versions import publish
from staffel.models import Lead
from staffel.queries.directory import directory, forget_directory
from staffel.rules.forms import Form, OnlyIf, Option, Question
from tests.browser.cable import Cable
from tests.browser.sessions import log_in
from tests.browser.speech import Speech
from tests.scene import Scene, actor_of

pytestmark = pytest.mark.django_db(transaction=True)

NAME = Question("last_name", {"de": "Nachname", "en": "Last name"}, "text", "prospect", gate="market")
CODE = Question(
    "postal_code", {"de": "Postleitzahl", "en": "Postal code"}, "postal_code", "prospect", gate="market"
)
PLACE = Question("place", {"de": "Ort", "en": "Place"}, "address", "prospect")
HEATING = Question(
    "heating", {"de": "Heizung", "en": "Heating"}, "choice", "interest",
    options=(Option("oil", {"de": "Öl", "en": "Oil"}), Option("gas", {"de": "Gas", "en": "Gas"})),
)  # fmt: skip
SMALL = Form({"de": "Klein", "en": "Small"}, (NAME, CODE, PLACE, HEATING))


def press(page: Page, selector: str) -> None:
    """A button by the keyboard."""
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def check_readable(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


def test_form_with_a_condition_is_written_published_and_used(
    scene: Scene, browser: Browser, cable: Cable, speech: Speech
) -> None:
    publish("form", "default", SMALL, actor=actor_of(scene.ada), now=scene.now)
    context = browser.new_context(locale=speech.locale, viewport={"width": 1280, "height": 900})
    log_in(context, scene.vera, cable.url)
    page = context.new_page()

    page.goto(f"{cable.url}/forms/default")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    press(page, "#add-questions")
    heading = page.locator(".question h2").last
    expect(heading).to_be_focused()
    page.locator("[name$='-de']").last.focus()
    page.keyboard.type("Tankgröße")
    page.keyboard.press("Tab")
    page.keyboard.type("Size of the tank")
    page.locator("select[name^=questions-n][name$='-type']").select_option("number")
    press(page, "[id^=add-conditions-n]")
    when = page.locator("select[name^=conditions-n]")
    expect(when).to_be_visible()
    when.select_option("heating=oil")
    expect(page.locator("#live")).to_contain_text(
        {"de": "„Heizung“ Öl ist", "en": "“Heating” is Oil"}[speech.language]
    )
    check_readable(page)
    press(page, "button.main[value=preview]")
    expect(page.locator("h1")).to_be_visible()
    press(page, "button[value=publish]")
    page.wait_for_url("**/forms/default")
    expect(page.locator(".sheet")).to_contain_text("tankgroesse")
    forget_directory()
    form: Form = directory().current("form", "default", at=datetime.now(UTC)).body
    assert form.questions[-1].only_if == (OnlyIf("heating", ("oil",)),)

    page.goto(f"{cable.url}/leads/new")
    tank = page.locator("[name=tankgroesse]")
    expect(tank).to_be_hidden()
    page.locator("[name=last_name]").fill("Neumann")
    page.locator("[name=postal_code]").press_sequentially("82362")
    expect(page.locator("#place-of")).to_contain_text("Weilheim")
    page.locator("[name=heating]").select_option("oil")
    expect(tank).to_be_visible()
    tank.fill("3000")
    page.locator("[name=heating]").select_option("gas")
    expect(tank).to_be_hidden()
    page.locator("[name=heating]").select_option("oil")
    expect(tank).to_have_value("3000")  # nothing typed is lost
    check_readable(page)
    tank.press("Control+Enter")
    expect(page.locator(".say.done")).to_be_visible()
    lead = Lead.objects.get()
    assert (lead.answers, lead.last_name) == ({"heating": "oil", "tankgroesse": 3000}, "Neumann")
    assert lead.place.startswith("Weilheim")
    context.close()
