"""A call by the script with the keyboard alone: questions answered, the temperature moves, qualified, offered."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from staffel.actions.versions import publish
from staffel.models import Lead
from staffel.rules.forms import DEFAULT_FORM, OnlyIf, Option, Question
from tests.actions.test_gates import asks
from tests.browser.cable import Cable
from tests.browser.sessions import log_in
from tests.browser.speech import Speech
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)

MONEY = Question(
    "money", {"de": "Geld", "en": "Money"}, "choice", "interest", gate="market",
    options=(Option("none", {"de": "keines", "en": "none"}), Option("fixed", {"de": "steht", "en": "fixed"}, 70)),
)  # fmt: skip
OWNER = Question("owner", {"de": "Eigentümer", "en": "Owner"}, "yes_no", "interest", gate="market")
SINCE = Question(
    "since", {"de": "Seit wann", "en": "Since when"}, "text", "interest", gate="market", only_if=(OnlyIf("owner", ("yes",)),)
)  # fmt: skip
TEXT = {"de": "Guten Tag, Sie haben uns geschrieben.", "en": "Good day, you wrote to us."}


def test_incomplete_lead_is_called_asked_qualified_and_offered(
    scene: Scene, browser: Browser, cable: Cable, speech: Speech
) -> None:
    asks(scene, qualifier="agency", script=TEXT)
    who = [question for question in DEFAULT_FORM.questions if question.section == "prospect"]
    form = replace(DEFAULT_FORM, questions=(*who, MONEY, OWNER, SINCE))
    publish("form", "default", form, actor=actor_of(scene.vera), now=scene.now)
    lead = captured(scene)
    assert (lead.holder_id, lead.temperature) == (scene.agency.id, "warm")
    context = browser.new_context(locale=speech.locale)
    log_in(context, scene.tom, cable.url)
    page = context.new_page()

    page.goto(f"{cable.url}/calls")
    page.keyboard.press("Enter")
    expect(page.locator(".read-out")).to_contain_text(speech.label(TEXT))
    expect(page.locator("#asked")).to_be_hidden()
    page.keyboard.press("1")  # reached

    asked, heat = page.locator("#asked"), page.locator("#script .heat")
    expect(asked).to_contain_text(speech.label(MONEY.labels))
    page.keyboard.press("2")
    expect(asked).to_contain_text(speech.label(OWNER.labels))
    expect(heat).to_contain_text(speech("hot"))
    expect(heat).to_contain_text("70")
    expect(page.locator("#call-temperature")).to_contain_text(speech("hot"))
    page.keyboard.press({"de": "j", "en": "y"}[speech.language])
    expect(asked).to_contain_text(speech.label(SINCE.labels))
    page.reload()  # the line drops: nothing is lost, and it goes on here
    expect(asked).to_contain_text(speech.label(SINCE.labels))
    page.locator("#script .question input:not([type=hidden])").focus()
    page.keyboard.type("2019")
    page.keyboard.press("Enter")
    expect(asked).to_contain_text(speech("Everything that the next hand-over needs is known."))
    page.keyboard.press("q")
    expect(page.locator("h1")).to_have_text(speech("Call list"))

    lead = Lead.objects.get(id=lead.id)
    assert (lead.status, lead.temperature) == ("brokering", "hot")
    assert lead.answers == {"money": "fixed", "owner": True, "since": "2019"}
    assert lead.offers.filter(state="open").exists()
