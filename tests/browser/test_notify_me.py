"""The button "Notify me on this phone" says honestly how things stand, and the server knows of it."""

import json

import pytest
from playwright.sync_api import BrowserContext, expect

from staffel.actions.offers import accept_offer
from staffel.models import PushSubscription
from tests.browser.cable import Cable
from tests.browser.portal import opened
from tests.browser.waiting import wait_until
from tests.channels.exchange import Phone
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db(transaction=True)

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
# The only thing that is not real: the browser's own push service, which a test must not call.
BROWSER = """
  const made = { endpoint: '%(endpoint)s', keys: %(keys)s };
  const found = () => localStorage.getItem('push') && { endpoint: made.endpoint, options: {}, toJSON: () => made,
    unsubscribe: async () => { localStorage.removeItem('push'); return true; } };
  PushManager.prototype.getSubscription = async () => found() || null;
  PushManager.prototype.subscribe = async (options) => {
    if (options.applicationServerKey.length !== 65) throw new Error('no key');
    localStorage.setItem('push', 'yes');
    return found(); };
  Notification.requestPermission = async () => Notification.permission;
"""


def test_switched_on_and_off_on_this_phone(
    phone: BrowserContext,
    cable: Cable,
    scene: Scene,
) -> None:
    phone.add_init_script(BROWSER % {"endpoint": ENDPOINT, "keys": json.dumps(Phone("/").keys)})
    phone.grant_permissions(["notifications"], origin=cable.url)
    page = opened(phone, cable, "/portal", leads=0)
    page.get_by_role("button", name="Auf diesem Telefon benachrichtigen").click()
    expect(page.get_by_text("Dieses Telefon meldet Ihnen")).to_be_visible()
    row = PushSubscription.objects.get()
    assert (row.member_id, row.endpoint, row.ended_at) == (scene.paul.id, ENDPOINT, None)
    PushSubscription.objects.update(ended_at=scene.now)  # as after a mistake of the push service
    with page.expect_response("**/push/subscribe"):
        page.reload()
    assert PushSubscription.objects.get().ended_at is None
    page.get_by_role("button", name="nicht mehr benachrichtigen").click()
    expect(page.get_by_text("Neue Anfragen erhalten Sie per E-Mail")).to_be_visible()
    assert PushSubscription.objects.get().ended_at is not None


def test_a_push_is_shown_and_the_leads_follow_it(phone: BrowserContext, cable: Cable, scene: Scene) -> None:
    phone.grant_permissions(["notifications"], origin=cable.url)
    page = opened(phone, cable, "/portal", leads=0)
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    session = phone.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: found.extend(
            one["registrationId"] for one in said["registrations"] if one["scopeURL"].startswith(cable.url)
        ),
    )
    session.send("ServiceWorker.enable")
    for _ in range(100):  # the browser tells of it while it is asked something else
        if found:
            break
        page.evaluate("new Promise((done) => setTimeout(done, 50))")
    said = {"title": "Neue Anfrage aus Weilheim, heiß", "text": "Bis heute 10:30 Uhr", "tag": lead.id.hex,
            "url": f"{cable.url}/portal", "lang": "de"}  # fmt: skip
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": cable.url, "registrationId": found[0], "data": json.dumps(said)},
    )
    wait_until(page, "async (count) => (await kept.leads()).leads.length === count", 1)
    shown = page.evaluate(
        "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((all) => all.map((one) => [one.title, one.body, one.tag]))"
    )
    assert shown == [[said["title"], said["text"], said["tag"]]]


def test_a_browser_that_forbids_it_says_what_to_do(
    phone: BrowserContext,
    cable: Cable,
    scene: Scene,
) -> None:
    phone.add_init_script("Object.defineProperty(Notification, 'permission', { value: 'denied' })")
    page = opened(phone, cable, "/portal", leads=0)
    expect(page.get_by_text("lässt keine Mitteilungen zu")).to_be_visible()
    expect(page.get_by_role("button", name="benachrichtigen")).to_have_count(0)


def test_an_iphone_is_told_to_install_first(
    phone: BrowserContext,
    cable: Cable,
    scene: Scene,
) -> None:
    phone.add_init_script(
        "delete window.PushManager; Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' })"
    )
    page = opened(phone, cable, "/portal", leads=0)
    expect(page.get_by_text("Zum Home-Bildschirm")).to_be_visible()
