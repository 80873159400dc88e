"""Whoever presses the buttons of a list faster than the page answers loses none of the presses."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from staffel.actions.versions import publish
from staffel.queries.directory import directory, forget_directory
from staffel.rules.forms import Form, Question
from tests.browser.cable import Cable
from tests.browser.sessions import log_in
from tests.scene import Scene, actor_of

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = tuple(
    Question(f"q_{n}", {"de": f"Frage {n}", "en": f"Question {n}"}, "text", "interest") for n in range(7)
)
FORM = Form({"de": "Lang", "en": "Long"}, ASKED)  # fmt: skip


@pytest.fixture
def page(browser: Browser, scene: Scene, cable: Cable) -> Page:
    publish("form", "default", FORM, actor=actor_of(scene.ada), now=scene.now)
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 900})
    log_in(context, scene.vera, cable.url)
    page = context.new_page()
    page.goto(f"{cable.url}/forms/default/edit")
    return page


def press_at_once(page: Page, *ids: str) -> None:
    """All in the same moment: no answer can come between them."""
    page.evaluate("ids => ids.forEach((id) => document.getElementById(id).click())", list(ids))


def shown(page: Page) -> list[str]:
    rows: list[str] = page.locator("input[name=questions]:enabled").evaluate_all(
        "rows => rows.map((one) => one.value)"
    )
    return rows


def test_each_question_that_was_thrown_away_stays_away(page: Page) -> None:
    removed = [f"remove-questions-q_{n}" for n in (0, 1, 2)]
    press_at_once(page, *removed)
    assert shown(page) == ["q_3", "q_4", "q_5", "q_6"]  # at once, before any answer
    expect(page.locator("#row-questions-q_0")).to_be_hidden()
    for one in removed:
        expect(page.locator(f"#{one}")).to_have_count(0)

    # the answer to one press comes while the finger is on the next
    answers: list[Route] = []

    def hold(route: Route) -> None:
        answers.append(route)

    page.route("**/forms/default/edit", hold, times=1)
    with page.expect_request("**/forms/default/edit"):
        press_at_once(page, "remove-questions-q_3")
    trash = page.locator("#remove-questions-q_4")
    trash.hover()
    page.mouse.down()
    answers[0].continue_()
    expect(page.locator("#remove-questions-q_3")).to_have_count(0)
    page.mouse.up()
    expect(trash).to_have_count(0)

    page.locator("button.main[value=preview]").click()
    page.locator("button[value=publish]").click()
    page.wait_for_url("**/forms/default")
    forget_directory()
    form: Form = directory().current("form", "default", at=datetime.now(UTC)).body
    assert [one.key for one in form.questions] == ["q_5", "q_6"]


def test_other_presses_follow_one_another_too_and_nothing_new_is_red(page: Page) -> None:
    press_at_once(page, "up-questions-q_6", "up-questions-q_6", "remove-questions-q_0", "add-questions")
    press_at_once(page, "add-questions")
    expect(page.locator("input[name=questions]")).to_have_count(8)
    assert shown(page)[:6] == ["q_1", "q_2", "q_3", "q_6", "q_4", "q_5"]
    expect(page.locator("#editor .wrong, #editor [aria-invalid]")).to_have_count(0)
    page.locator("button.main[value=preview]").click()
    expect(page.locator("#editor .wrong")).to_have_count(4)  # two names of two questions


def test_without_network_what_was_thrown_away_comes_back_and_the_page_says_why(
    page: Page, cable: Cable
) -> None:
    cable.pull()
    press_at_once(page, "remove-questions-q_0", "remove-questions-q_1")
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#row-questions-q_0")).to_be_visible()
    assert shown(page) == [f"q_{n}" for n in range(7)]
    cable.plug()
    press_at_once(page, "remove-questions-q_0")
    expect(page.locator("#remove-questions-q_0")).to_have_count(0)
