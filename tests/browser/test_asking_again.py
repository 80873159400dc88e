"""Somebody asks again by the website while a partner has the lead: it joins, the partner is told and nobody else asked;
and who is only probably the same is put side by side by the desk, joined, and parted again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions import offers
from staffel.models import Delivery, Duplicate, Lead, Membership, Offer
from staffel.queries.directory import forget_directory
from staffel.rules import public_forms
from tests.browser.house import log_in_at
from tests.browser.phones import logged_in
from tests.browser.speech import Speech
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer, stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Iterator[Scene]:
    forget_directory()
    yield stage(datetime.now(UTC) - timedelta(hours=1))
    forget_directory()


@pytest.fixture
def known(scene: Scene) -> Lead:
    return captured(scene)


@pytest.fixture
def holder(scene: Scene, known: Lead) -> Membership:
    """The partner that has accepted it."""
    offer = open_offer(known)
    found = next(one for one in (scene.paul, scene.petra) if one.party_id == offer.party_id)
    offers.accept_offer(offer.id, actor=actor_of(found), now=datetime.now(UTC))
    return found


def at_the_desk(browser: Browser, live_server: LiveServer, speech: Speech, path: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale=speech.locale)
    page = context.new_page()
    log_in_at(page, live_server, path)
    return page


def asks_on_the_website(browser: Browser, live_server: LiveServer, speech: Speech, message: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 720}, locale=speech.locale).new_page()
    page.goto(f"{live_server.url}/f/default")
    for name in ("first_name", "last_name", "email", "phone", "postal_code"):
        page.locator(f"[name={name}]").fill(PROSPECT[name])
    page.locator("[name=message]").fill(message)
    page.get_by_role("button", name=speech("Send my enquiry")).click()
    page.get_by_role("heading", name=speech("Thank you for your enquiry")).wait_for()


def test_who_asks_again_while_a_partner_has_it_is_joined_and_the_partner_told(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech, known: Lead, holder: Membership,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(public_forms, "FASTEST", timedelta(0))  # this visitor types as fast as a program
    asks_on_the_website(browser, live_server, speech, "Bitte auch für die Garage")
    lead = Lead.objects.exclude(id=known.id).get()
    assert (lead.outcome, lead.joined_to) == ("duplicate", known)
    assert not Offer.objects.filter(lead=lead).exists(), "no second partner"
    assert {one.member_id for one in Delivery.objects.filter(kind="lead.asked_again")} == {holder.id}

    phone = logged_in(browser, live_server, holder.person.email)
    phone.goto(f"{live_server.url}/portal/leads/{known.id}")
    again = phone.locator("section", has=phone.get_by_role("heading", name=speech("Has asked again")))
    expect(again).to_contain_text("Bitte auch für die Garage")

    desk = at_the_desk(browser, live_server, speech, f"/leads/{known.id}")
    expect(desk.locator("#story")).to_contain_text(
        speech("The prospect has asked again (no. %(number)s).", number=lead.number)
    )
    desk.get_by_role("link", name=speech("no. %(number)s", number=lead.number), exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(speech("Joined"))


def test_a_probable_pair_is_joined_side_by_side_and_parted_again(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech, known: Lead, holder: Membership
) -> None:
    other = {"email": "", "phone": "+4989777777"}
    lead = captured(scene, "2", prospect=other, answers={"message": "Ruft bitte mobil an"})
    assert Duplicate.objects.get(lead=lead).state == "open"
    page = at_the_desk(browser, live_server, speech, "/duplicates")
    page.get_by_role("link", name="Musterfrau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(speech("Is this one person?"))
    why = page.locator(".why")
    expect(why).to_contain_text(speech("the same name"))
    expect(why).to_contain_text(speech("different telephone numbers"))
    page.get_by_role("row", name=speech("Telephone")).get_by_role("radio").last.check()
    page.get_by_role("button", name=speech("Same person: join")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(speech("Joined"))
    known.refresh_from_db()
    lead.refresh_from_db()
    assert (known.phone, lead.joined_to, known.holder_id) == ("+4989777777", known, holder.party_id)
    assert not Offer.objects.filter(lead=lead, state="open").exists()

    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name=speech("Part them again")).click()
    page.wait_for_url(f"**/leads/{lead.id}")
    expect(page.locator("#story")).to_contain_text(
        speech("Parted again from no. %(number)s: they are different enquiries.", number=known.number)
    )
    assert Offer.objects.filter(lead=lead, state="open").count() == 1
    page.goto(f"{live_server.url}/duplicates")
    expect(page.locator(".empty")).to_be_visible()
