"""An enquiry on a phone of 360 px, without JavaScript: accepted, called, won; light, small and readable."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Route
from pytest_django.live_server_helper import LiveServer

from staffel.actions.links import link_for, token
from staffel.models import Lead
from tests.browser.phones import assert_fits_the_thumb, phone
from tests.scene import Scene, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(scene: Scene) -> Lead:
    return captured(scene, answers={"message": "Bitte vormittags anrufen", "customer_type": "private"})


def address(scene: Scene, lead: Lead, live_server: LiveServer) -> str:
    offer = open_offer(lead)
    member = next(m for m in (scene.paul, scene.petra) if m.party_id == offer.party_id)
    return f"{live_server.url}/l/{token(link_for('offer', offer.id, member.id, now=scene.now))}"


def test_accept_call_and_win_without_javascript(
    browser: Browser, scene: Scene, lead: Lead, live_server: LiveServer
) -> None:
    page = phone(browser)
    page.goto(address(scene, lead, live_server))
    assert "Musterfrau" not in page.content()
    page.get_by_role("button", name="Annehmen").click()
    assert page.locator("a.phone").get_attribute("href") == "tel:+4988112345"
    page.get_by_role("button", name="Erreicht", exact=True).click()
    assert "Notiert: erreicht." in page.content()
    page.locator("summary", has_text="Gewonnen").click()
    page.get_by_label("Wert (netto)").locator("visible=true").fill("18.500")
    page.get_by_role("button", name="Gewonnen: Anfrage beenden").click()
    assert "Glückwunsch" in page.content()
    lead.refresh_from_db()
    assert (lead.outcome, lead.won_amount) == ("won", Decimal(18500))


def test_page_weighs_less_than_50_kb_with_everything_it_loads(
    browser: Browser, scene: Scene, lead: Lead, live_server: LiveServer
) -> None:
    page = phone(browser, scripts="on")
    weights: dict[str, int] = {}

    def weigh(route: Route) -> None:
        answer = route.fetch()
        weights[route.request.url] = len(answer.body())
        route.fulfill(response=answer)

    page.route("**/*", weigh)
    page.goto(address(scene, lead, live_server))
    assert sum(weights.values()) < 50_000
    weights.clear()  # what is kept from the first page is asked for again: nothing of it is left out
    page.get_by_role("button", name="Annehmen").click()
    page.wait_for_load_state()
    assert "Wie ist es gelaufen?" in page.content()
    assert sum(weights.values()) < 50_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_is_readable_and_easy_to_press(
    browser: Browser, scene: Scene, lead: Lead, live_server: LiveServer, scheme: str
) -> None:
    page = phone(browser, width=320, scheme=scheme, scripts="on")
    page.goto(address(scene, lead, live_server))
    for _ in range(2):
        assert_fits_the_thumb(page)
        if page.get_by_role("button", name="Annehmen").count():
            page.get_by_role("button", name="Annehmen").click()
            page.wait_for_load_state()
