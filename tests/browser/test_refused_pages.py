"""Every form of ours as it stands after something wrong was sent: axe finds nothing serious there, in light and in dark, and
nothing overflows a phone. A new address that takes a form and is missing here fails, so that no form is forgotten."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from staffel.actions.invitations import Invitation, invite
from staffel.actions.links import link_for, token
from staffel.actions.questions import ask_party
from staffel.actions.versions import publish
from staffel.models import Absence, Agreement, Membership
from tests.actions.test_consents import STRICT
from tests.browser.examined import found_wrong
from tests.browser.sessions import choose_language, client_of, log_in
from tests.browser.test_every_page import PART, all_patterns, samples
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)

PLACE: Final = re.compile(r"\{[^}]+\}")
NOBODY: Final = "00000000-0000-4000-8000-000000000000"
Sent = tuple[str, str, Mapping[str, str]]
LINK: Final = "/l/{link-contact:token}"
LEAD: Final = "/leads/{lead_id}"
CALL: Final = "/calls/{call:lead_id}"
# Who sends it, where to, and what is wrong with it.
REFUSED: Final[tuple[Sent, ...]] = (
    ("", "/login", {}),
    ("", "/f/default", {}),
    ("", LINK + "/appointment", {"due_at": "gestern"}),
    ("", LINK + "/lose", {}),
    ("", LINK + "/photo", {}),
    ("", LINK + "/hand-out", {}),
    ("", LINK + "/follow-up", {"on": "2020-01-01"}),
    ("", LINK + "/withdrawal", {}),
    ("", LINK + "/correct", {"value-email": "anna@", "seen-email": "x"}),
    ("", "/l/{token}/decline", {}),
    ("", "/l/{question}/reply", {}),
    ("", "/join/{invited}", {}),
    ("ada", "/people/team", {}),
    ("ada", "/people/invite/{desk}", {}),
    ("ada", "/people/{member_id}/role", {"role": "king"}),
    ("ada", "/people/{frieda}/end", {}),
    ("ada", "/people/file", {}),
    ("ada", "/first-steps/test-lead", {}),
    ("ada", "/first-steps/live", {}),
    ("ada", "/outflow/redirect", {"redirect_to": "niemand"}),
    ("ada", "/outflow/live", {}),
    ("ada", "/vendor", {"colour": "bunt"}),
    ("ada", "/vendor/mailbox", {}),
    ("ada", "/vendor/mailbox/try", {}),
    ("ada", "/account", {"email": "niemand"}),
    ("vera", "/account/password", {}),
    ("vera", "/leads/new", {}),
    ("vera", "/leads/bulk", {"lead": "{lead_id}", "act": "close", "asked": "1"}),
    ("vera", "/leads/bulk/done", {"leads": "{lead_id}", "act": "close"}),
    ("vera", LEAD + "/values/email", {"value": "anna@", "seen": ""}),
    ("vera", LEAD + "/note", {}),
    ("vera", LEAD + "/hand-out", {}),
    ("vera", LEAD + "/consent", {}),
    ("vera", LEAD + "/hand-over", {}),
    ("vera", LEAD + "/close", {}),
    ("vera", "/leads/{lying}/place", {}),
    ("vera", "/leads/{lying}/complete", {"postal_code": "99999"}),
    ("vera", "/duplicates/{pair_id}/part", {}),
    ("vera", "/deliveries/{delivery_id}/again", {}),
    ("vera", "/deliveries/failed", {"count": "99"}),
    ("vera", "/intake/dismiss", {"ids": "{submission_id}"}),
    ("vera", "/intake/{submission_id}", {}),
    ("vera", "/import", {}),
    ("vera", "/import/{import_id}/daily", {"count": "viele"}),
    ("vera", "/import/{import_id}/release", {"leads": "99"}),
    ("vera", "/leads/held", {"leads": "99"}),
    ("vera", "/partners/new", {}),
    ("vera", "/partners/{party_id}/edit", {}),
    ("vera", "/partners/{party_id}/end", {}),
    ("vera", "/partners/{party_id}/absences/new", {"first": "2020-01-02", "last": "2020-01-01"}),
    ("vera", "/partners/{party_id}/absences/{absence}/end", {}),
    ("vera", "/partners/{party_id}/note", {}),
    ("vera", "/partners/{party_id}/pause", {"until": "2020-01-01"}),
    ("vera", "/partners/{party_id}/capacity", {"capacity_open": "viele"}),
    ("vera", "/partners/areas/upload", {}),
    ("vera", "/people/partners", {}),
    ("vera", "/people/partners/invite", {}),
    ("vera", "/materials", {"title": ""}),
    ("vera", "/materials/post", {}),
    ("vera", "/materials/{material_id}/send", {"campaign": "default", "count": "99"}),
    ("ada", "/markets/new", {"name": ""}),
    ("ada", "/markets/default/name", {}),
    ("ada", "/markets/default/edit", {}),
    ("ada", "/campaigns/default/edit", {}),
    ("ada", "/policies/default/edit", {}),
    ("ada", "/pipelines/default/edit", {}),
    ("ada", "/reasons/default/edit", {}),
    ("ada", "/texts/offer.made/edit", {}),
    ("ada", "/terms/default/edit", {}),
    ("ada", "/consents/mail/edit", {}),
    ("ada", "/forms/default/edit", {}),
    ("tom", CALL + "/done", {}),
    ("tom", CALL + "/answers/postal_code", {"value": "99999", "seen": ""}),
    ("tom", "/calls/{unheard}/consent", {"consents": "yes", "version": "x"}),
    ("tom", CALL + "/materials", {}),
    ("paul", "/portal/new", {}),
    ("paul", "/portal/firm/absence", {"first": "2020-01-02", "last": "2020-01-01"}),
    ("paul", "/portal/firm/pause", {"until": "2020-01-01"}),
    ("paul", "/portal/firm/capacity", {"capacity_open": "viele"}),
    ("paul", "/portal/firm/invite", {}),
    ("paul", "/portal/firm/stand-in", {"stand_in": "x"}),
)
# Of whoever has not agreed yet: it reads first what is agreed.
NOT_AGREED: Final[tuple[Sent, ...]] = (
    ("tom", "/agreement", {"seen": "older"}),
    ("", "/l/{token}/accept", {"seen": "older"}),
)
# What takes a form and draws no page when it is refused: it goes back with a message, answers a script or changes nothing;
# and the first set-up, the codes and the new passwords, which have tests of their own.
NO_FORMS: Final = frozenset(
    """account_login act-as areas-apply areas-restore bounce-mailbox-forget capture-leads capture-photos intake-restore
    known-leads logout mail-on material-withdraw new-lead-fields next-call place-of prospect-act public-place
    push-subscribe push-unsubscribe set-up campaign-draft consent-draft form-draft market-draft pipeline-draft policy-draft
    reasons-draft terms-draft text-draft""".split()
)
# The form of a new market is that of all that is new; the link opens the same page as the portal.
ALIKE: Final = frozenset(
    "campaign-name campaign-new form-new pipeline-new policy-new portal-answer reasons-new".split()
)


def given(scene: Scene) -> dict[str, Any]:
    """A value for each part of an address in REFUSED, and what has to be there for it."""
    found, vera = samples(scene), actor_of(scene.vera)
    note = ask_party(
        found["lead_id"], party_id=scene.paul.party_id, text="Waren Sie dort?", actor=vera, now=scene.now
    )
    wanted = Invitation(
        party_id=scene.paul.party_id, email="nora@example.com", name="Nora", role="partner_member"
    )
    invited = invite(wanted, actor=vera, now=scene.now)
    days = scene.now - timedelta(days=3), scene.now - timedelta(days=1)
    over = Absence.objects.create(party_id=scene.paul.party_id, starts_at=days[0], ends_at=days[1])
    lying = captured(scene, "lying", prospect={"postal_code": ""})
    asks_first = replace(STRICT, qualifier="agency")
    publish("campaign", "default", asks_first, actor=actor_of(scene.ada), now=scene.now)
    unheard = captured(scene, "unheard", prospect={"postal_code": ""})
    return {
        **found,
        "absence": over.id,
        "desk": scene.desk.id,
        "frieda": scene.frieda.id,
        "invited": token(link_for("invitation", invited, invited, now=scene.now)),
        "lying": lying.id,
        "question": token(link_for("question", note, scene.paul.id, now=scene.now)),
        "unheard": unheard.id,
    }


def filled(text: str, values: Mapping[str, Any]) -> str:
    """The address or what is typed, with the values in the places in braces."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def test_what_is_refused_is_as_usable_as_the_page_before(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    assert_usable(browser, scene, live_server, REFUSED, given(scene))


def test_so_is_what_has_to_be_agreed_first(browser: Browser, scene: Scene, live_server: LiveServer) -> None:
    values = given(scene)
    Agreement.objects.all().delete()
    assert_usable(browser, scene, live_server, NOT_AGREED, values)


def assert_usable(
    browser: Browser, scene: Scene, live_server: LiveServer, sent: tuple[Sent, ...], values: Mapping[str, Any]
) -> None:
    """Each is sent, and what is answered is opened on a phone of whoever sent it, by turns light and dark."""
    phones, wrong = dict[str, Page](), list[str]()
    for number, (who, address, typed) in enumerate(sent):
        member = getattr(scene, who) if who else None
        if who not in phones:
            phones[who] = opened(browser, live_server, member, "de", "light")
        phones[who].emulate_media(color_scheme="dark" if number % 2 else "light")
        at, form = filled(address, values), {name: filled(text, values) for name, text in typed.items()}
        answer = client_of(member).post(at, form, follow=True)
        wrong += [
            f"{who}: {address}: {what}" for what in _wrong_with(answer, phones[who], live_server.url + at)
        ]
    assert not wrong, "\n".join(wrong)


def _wrong_with(answer: Any, page: Page, url: str) -> list[str]:
    """What is wrong with the page that was answered to a form, as its reader sees it at this address."""
    page.route(url, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=answer.content))
    page.goto(url)
    wrong = found_wrong(page)
    if answer.status_code not in {409, 422} and not answer.redirect_chain and not url.endswith("/login"):
        wrong.append(f"is not refused: {answer.status_code}")
    if not page.locator("[role=alert], .wrong, .errorlist, .wrong-because, .say").count():
        wrong.append("says nothing of what is wrong")
    return wrong


def test_no_form_is_forgotten(client: Client) -> None:
    tried = {resolve(PLACE.sub(NOBODY, address)).url_name for _, address, _ in (*REFUSED, *NOT_AGREED)}
    assert set(forms_of_ours(client)) - tried == NO_FORMS | ALIKE


def forms_of_ours(client: Client) -> Iterator[str]:
    """The names of all addresses that take a form."""
    for pattern in all_patterns(get_resolver().url_patterns):
        address = f"/{pattern.pattern}"
        for part in PART.finditer(address):
            address = address.replace(part[0], NOBODY if "uuid" in part[0] else "x")
        if "POST" in client.options(address).get("Allow", ""):
            yield pattern.name or ""


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
        service_workers="block",  # it would answer instead of us
    )
    choose_language(context, language, live_server.url)
    log_in(context, member, live_server.url)
    return context.new_page()
