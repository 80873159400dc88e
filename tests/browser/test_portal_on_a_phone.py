"""Every page of the portal in a gloved hand in the sun: 48 px targets, contrast 7:1, light and dark, 320 px wide."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from staffel.actions import desk, follow_ups, work
from staffel.actions.absences import enter_absence
from staffel.actions.people import add_member
from staffel.models import Activity, Membership
from tests.browser.phones import assert_fits_the_thumb, logged_in
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(scene: Scene) -> Scene:
    add_member(scene.paul.party_id, email="pia@example.com", name="Pia Neu", role="partner_member")
    Membership.objects.filter(id=scene.frieda.id).update(phone="+498912345")
    return scene


def busy(scene: Scene) -> str:
    """Paul is asked, works three leads in different states, has lost one and plans a holiday. A worked lead's address."""
    actor, vera = actor_of(scene.paul), actor_of(scene.vera)
    worked = [captured(scene, str(number), answers={"message": "Bitte klingeln"}) for number in range(4)]
    for lead in worked:
        desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    work.report_attempt(worked[1].id, actor=actor, now=scene.now)
    work.report_appointment(worked[0].id, due_at=scene.now + timedelta(days=2), actor=actor, now=scene.now)
    follow_ups.agree_follow_up(
        worked[0].id, on=(scene.now + timedelta(days=30)).date(), text="Umbau", actor=actor, now=scene.now
    )
    work.lose_lead(worked[3].id, reason="price", actor=actor, now=scene.now)
    enter_absence(
        scene.paul.party_id, starts_at=scene.now + timedelta(days=40), ends_at=scene.now + timedelta(days=50),
        actor=actor, now=scene.now,
    )  # fmt: skip
    for number in range(10, 16):
        if open_offer(captured(scene, str(number))).party_id == scene.paul.party_id:
            break
    return f"/portal/leads/{worked[1].id}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_is_readable_and_easy_to_press(
    browser: Browser, scene: Scene, live_server: LiveServer, scheme: str
) -> None:
    lead = busy(scene)
    page = logged_in(browser, live_server, "paul@example.com", width=320, scheme=scheme)
    for address in (
        "/portal", "/portal/leads", "/portal/leads?q=nichts", "/portal/leads/closed", lead, "/portal/firm", "/portal/firm/absence", "/portal/process", "/portal/new",
        "/account", "/account/password",
    ):  # fmt: skip
        page.goto(live_server.url + address)
        assert_fits_the_thumb(page)


@pytest.mark.parametrize(("scheme", "chosen"), [("light", "Dunkel"), ("dark", "Hell")])
def test_light_and_dark_follow_the_phone_until_somebody_chooses(
    browser: Browser, scene: Scene, live_server: LiveServer, scheme: str, chosen: str
) -> None:
    page = logged_in(browser, live_server, "paul@example.com", scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    page.goto(f"{live_server.url}/portal/firm")
    followed = page.evaluate(ground)
    page.get_by_role("button", name=chosen, exact=True).click()
    other = page.evaluate(ground)
    assert other != followed
    page.goto(f"{live_server.url}/portal")
    assert page.evaluate(ground) == other
    page.goto(f"{live_server.url}/portal/firm")
    page.get_by_role("button", name="Wie das System", exact=True).click()
    assert page.evaluate(ground) == followed


def test_a_result_can_be_undone_for_ten_seconds(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    lead = busy(scene)
    page = logged_in(browser, live_server, "paul@example.com")
    page.clock.install()
    page.goto(live_server.url + lead)
    page.get_by_role("button", name="Nicht erreicht", exact=True).click()
    page.clock.run_for(9_000)
    page.get_by_role("button", name="Rückgängig").click()
    page.clock.run_for(30_000)
    assert Activity.objects.filter(kind="attempt").count() == 1
    page.get_by_role("button", name="Erreicht", exact=True).click()
    page.get_by_text("wird gleich gespeichert").wait_for()
    page.clock.run_for(10_100)
    page.locator("li", has_text="Erreicht:").first.wait_for()  # the page as it stands afterwards
    assert Activity.objects.filter(kind="contact").count() == 2  # that of the appointment, and this one


def test_a_result_is_sent_when_the_page_is_left(
    browser: Browser, scene: Scene, live_server: LiveServer
) -> None:
    lead = busy(scene)
    page = logged_in(browser, live_server, "paul@example.com")
    page.goto(live_server.url + lead)
    page.get_by_role("button", name="Erreicht", exact=True).click()
    page.get_by_role("link", name="Meine Anfragen").click()
    page.wait_for_url("**/portal/leads")
    for _ in range(
        200
    ):  # what a page sends while it goes, or the next one after it, is on its way at its own pace
        if Activity.objects.filter(kind="contact").count() == 2:  # that of the appointment, and this one
            break
        page.wait_for_timeout(100)
    assert Activity.objects.filter(kind="contact").count() == 2
