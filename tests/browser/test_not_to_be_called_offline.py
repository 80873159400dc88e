"""Without network a partner reads that the prospect may not be called, what it permits, what it has, and why it is so warm."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from staffel.actions.handouts import hand_out
from staffel.actions.materials import add_material
from staffel.actions.offers import accept_offer
from staffel.actions.prospects import withdraw_permission
from staffel.models import Lead, Note
from tests.browser.cable import Cable
from tests.browser.phones import assert_fits_the_thumb
from tests.browser.portal import opened
from tests.browser.test_partner_on_the_roof import REPORTS, go_offline, go_online
from tests.browser.waiting import wait_until
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(scene: Scene) -> Lead:
    """In work with Paul; its prospect has a brochure, and wants no calls."""
    made = captured(scene)
    accept_offer(open_offer(made).id, actor=actor_of(scene.paul), now=scene.now)
    vera = actor_of(scene.vera)
    one = add_material("Prospekt Wärmepumpe", is_paper=True, actor=vera, now=scene.now)
    hand_out(made.id, [one], way="fair", actor=vera, now=scene.now)
    withdraw_permission(made.id, "call", now=scene.now)
    reasons = [{"code": "given"}, {"code": "cooled", "before": "hot"}]
    Lead.objects.filter(id=made.id).update(temperature="warm", temperature_reasons=reasons)
    return made


def test_on_the_roof_nobody_is_called_who_does_not_want_it(
    phone: BrowserContext, cable: Cable, lead: Lead
) -> None:
    page = opened(phone, cable, "/portal/leads", leads=1)
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads")
    row = page.locator(".row", has_text="Anna Musterfrau")
    expect(row.get_by_text("darf nicht angerufen werden")).to_be_visible()
    expect(row.locator("[data-call]")).to_be_hidden()
    page.get_by_role("link", name=re.compile("Anna Musterfrau")).first.click()
    page.wait_for_url("**/portal/leads/*-*")
    expect(page.get_by_text("Der Interessent möchte nicht angerufen werden.")).to_be_visible()
    expect(page.locator('a[href^="tel:"]')).to_have_count(0)
    expect(page.locator("[data-lead] [data-permitted]")).to_contain_text("Anrufenicht gestattet")
    expect(page.locator("[data-lead] [data-handouts]")).to_contain_text("Prospekt Wärmepumpe")
    expect(page.locator("[data-lead] [data-handouts]")).to_contain_text("auf der Messe")
    expect(page.locator("[data-lead] [data-why]")).to_contain_text("abgekühlt")
    assert_fits_the_thumb(page)


def test_what_the_prospect_withdraws_on_the_roof_arrives_with_the_network(
    phone: BrowserContext, cable: Cable, lead: Lead
) -> None:
    page = opened(phone, cable, "/portal/leads", leads=1)
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads/{lead.id}")
    page.locator("summary", has_text="Der Interessent hat etwas widerrufen").click()
    page.get_by_label("per E-Mail angeschrieben zu werden").check()
    page.get_by_label("Wie hat der Interessent das gesagt?").fill("Steht neben mir")
    page.get_by_role("button", name="Widerruf festhalten").click()
    wait_until(page, REPORTS, 1)
    page.close()
    page = phone.new_page()
    go_online(phone, cable)
    page.goto(f"{cable.url}/portal/leads")
    wait_until(page, REPORTS, 0)
    lead.refresh_from_db()
    assert not lead.tells_prospect
    assert Note.objects.get(text="Steht neben mir").party == lead.holder
