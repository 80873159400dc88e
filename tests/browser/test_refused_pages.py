"""Pages as they stand after something wrong was sent: axe finds nothing serious there either, and nothing overflows a phone."""

from typing import Any, Final

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings as ours
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from staffel.actions.links import link_for, token
from staffel.actions.offers import accept_offer
from staffel.models import Membership
from tests.browser.examined import found_wrong
from tests.browser.test_every_page import client_of
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)

# Who, the page, and what its form posts to; the form is sent as it comes, without what it requires.
SENT: Final = (
    ("", "/login", "/login"),
    ("", "/f/default", "/f/default"),
    ("vera", "/leads/new", "/leads/new"),
    ("vera", "/partners/new", "/partners/new"),
    ("vera", "/import", "/import"),
    ("vera", "/people/partners", "/people/partners/invite"),
    ("ada", "/vendor/mailbox", "/vendor/mailbox"),
    ("paul", "/portal/new", "/portal/new"),
    ("paul", "/account/password", "/account/password"),
)
SEND: Final = """(path) => {
  const form = [...document.querySelectorAll("main form")].find((one) => one.method === "post" && new URL(one.action, location).pathname === path);
  if (!form) throw new Error("no form posts to " + path + ": " + [...document.forms].map((one) => one.action).join(" "));
  form.noValidate = true;
  for (const one of form.querySelectorAll("[type=text], [type=email], [type=password], [type=tel]")) one.value = "";
  HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.mark.parametrize(("language", "scheme"), [("de", "dark"), ("en", "light")])
def test_what_is_refused_is_as_usable_as_the_page_before(
    browser: Browser, scene: Scene, live_server: LiveServer, language: str, scheme: str
) -> None:
    wrong = {}
    for who, path, target in SENT:
        page = opened(browser, live_server, getattr(scene, who) if who else None, language, scheme)
        page.goto(live_server.url + path)
        with page.expect_navigation() as sent:
            page.evaluate(SEND, target)
        assert sent.value.status in {200, 422}, (path, sent.value.status)
        assert page.locator("[role=alert], .wrong, .errorlist, .wrong-because").count(), path
        if found := found_wrong(page):
            wrong[path] = found
        page.context.close()
    assert wrong == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_whose_answer_is_refused_is_usable(
    browser: Browser, scene: Scene, live_server: LiveServer, scheme: str
) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    member = next(one for one in (scene.paul, scene.petra) if one.party_id == offer.party_id)
    path = f"/l/{token(link_for('offer', offer.id, member.id, now=scene.now))}"
    accept_offer(offer.id, actor=actor_of(member), now=scene.now)
    page = opened(browser, live_server, None, "de", scheme)
    page.goto(live_server.url + path)
    with page.expect_navigation() as sent:
        page.evaluate(SEND, f"{path}/appointment")
    assert sent.value.status == 422
    assert found_wrong(page) == []


@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("en", "dark")])
def test_a_login_by_code_and_a_new_password_are_usable_step_by_step(
    browser: Browser, scene: Scene, live_server: LiveServer, settings: Any, language: str, scheme: str
) -> None:
    settings.SENDS_MAIL = True
    page = opened(browser, live_server, None, language, scheme)
    page.goto(f"{live_server.url}/login/code")
    page.locator("main [type=email]").fill("vera@example.com")
    page.locator("main [type=email]").press("Enter")
    page.wait_for_url("**/login/code/enter")
    assert found_wrong(page) == []
    page.locator("main [name=code]").fill("WRONG1")
    with page.expect_navigation():
        page.locator("main [name=code]").press("Enter")
    assert found_wrong(page) == []
    uid, key = (
        user_pk_to_url_str(scene.vera.person),
        EmailAwarePasswordResetTokenGenerator().make_token(scene.vera.person),
    )
    page.goto(f"{live_server.url}/password/new/{uid}-{key}")
    assert page.locator("main [type=password]").count() == 2
    assert found_wrong(page) == []
    page.locator("main [type=password]").first.fill("kurz")
    page.locator("main [type=password]").last.fill("anders")
    with page.expect_navigation():
        page.locator("main [type=password]").last.press("Enter")
    assert page.locator(".wrong-because, .errorlist, [role=alert]").count()
    assert found_wrong(page) == []


def opened(
    browser: Browser, live_server: LiveServer, member: Membership | None, language: str, scheme: str
) -> Page:
    """A phone of this member, or of nobody."""
    context = browser.new_context(
        viewport={"width": 360, "height": 780},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
    )
    cookies = [{"name": ours.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    if session := client_of(member).cookies.get(ours.SESSION_COOKIE_NAME):
        cookies.append({"name": ours.SESSION_COOKIE_NAME, "value": session.value, "url": live_server.url})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context.new_page()
