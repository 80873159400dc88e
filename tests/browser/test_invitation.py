"""An invitation opened on a phone, accepted with what is agreed, then the first lead; and a firm that agrees with it."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from staffel.actions.firms import invite_firms
from staffel.actions.outflow import go_live
from staffel.actions.party_imports import plan_parties
from staffel.channels.sender import send_due
from staffel.models import Agreement, Lead, Membership, Party, PartyState
from staffel.queries.directory import forget_directory
from staffel.rules.columns import propose_mapping
from tests.browser.examined import found_wrong
from tests.browser.speech import Speech
from tests.channels.post_office import PostOffice, text_of
from tests.scene import Scene, actor_of, captured

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = ("Firma", "Ansprechpartner", "E-Mail", "PLZ", "Umkreis km")
BERG = ("Berg Wärme", "Bea Berg", "berg@example.com", "82362", "40")


@pytest.fixture
def scene(scene: Scene) -> Scene:
    Party.objects.filter(kind="partner").update(is_paused=True)  # only the new firm can be asked
    Party.objects.update(hours={day: [["00:00", "24:00"]] for day in "mon tue wed thu fri sat sun".split()})
    go_live(actor=actor_of(scene.ada), now=scene.now)
    return scene


def phone(browser: Browser, locale: str = "de-DE") -> Page:
    page = browser.new_context(viewport={"width": 360, "height": 720}, locale=locale).new_page()
    page.set_default_timeout(10_000)
    return page


def invite_berg(scene: Scene) -> None:
    plan = plan_parties([(1, BERG)], propose_mapping(HEADERS, "parties"))
    assert invite_firms(plan, actor=actor_of(scene.vera), now=scene.now) == 1


def link_in(office: PostOffice, live_server: LiveServer, way: str) -> str:
    """The last link of this kind that Bea got by mail."""
    found = re.findall(rf"https?://[^/\s]+(/{way}/\S+)", text_of(office.to("berg@example.com")[-1]))
    return live_server.url + str(found[0])


def test_invited_by_mail_accepted_on_a_phone_and_then_the_first_lead(
    browser: Browser,
    scene: Scene,
    live_server: LiveServer,
    office: PostOffice,
    settings: Settings,
    speech: Speech,
) -> None:
    invite_berg(scene)
    send_due(scene.now)
    page = phone(browser, speech.locale)
    page.goto(link_in(office, live_server, "join"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        speech("%(vendor)s invites you", vendor="Wärmewerk")
    )
    for heading in (
        "What we expect of you",
        "What you may do with the contact data",
        "Our terms",
    ):
        expect(page.get_by_role("heading", name=speech(heading))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name=speech("Accept the invitation")).click()
    expect(page.get_by_role("alert")).to_contain_text(
        speech("Something is still missing. Please look at the marked fields.")
    )
    page.get_by_label(speech("I agree for %(party)s.", party="Berg Wärme")).check()
    page.get_by_role("button", name=speech("Accept the invitation")).click()
    expect(page.get_by_role("heading", name=speech("Welcome"))).to_be_visible()
    assert Party.objects.get(name="Berg Wärme").state == PartyState.ACTIVE

    lead = captured(scene)
    send_due(datetime.now(UTC))
    page.goto(link_in(office, live_server, "l"))
    page.get_by_role("button", name=speech("Accept")).click()
    expect(page.locator("a.phone")).to_have_attribute("href", "tel:+4988112345")
    assert Lead.objects.get(id=lead.id).holder == Party.objects.get(name="Berg Wärme")


def test_who_never_agreed_is_shown_it_once_and_agrees_with_the_same_tap(
    browser: Browser, scene: Scene, live_server: LiveServer, office: PostOffice, settings: Settings
) -> None:
    invite_berg(scene)
    Party.objects.filter(name="Berg Wärme").update(state=PartyState.ACTIVE)
    Membership.objects.filter(person__email="berg@example.com").update(invited_at=None)
    forget_directory()
    captured(scene)
    send_due(datetime.now(UTC))
    page = phone(browser)
    page.goto(link_in(office, live_server, "l"))
    page.get_by_role("button", name="Annehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vor Ihrer ersten Anfrage")
    assert "Musterfrau" not in page.content()
    assert found_wrong(page) == []
    page.get_by_role("button", name="Einverstanden, Anfrage annehmen").click()
    expect(page.locator("a.phone")).to_have_attribute("href", "tel:+4988112345")
    kept = Agreement.objects.get(party__name="Berg Wärme")
    assert "Unsere Bedingungen" in kept.text
