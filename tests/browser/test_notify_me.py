"""The button "Notify me on this phone" says honestly how things stand, and the server knows of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, expect

from staffel.models import PushSubscription
from staffel.queries.directory import forget_directory
from tests.browser.cable import Cable
from tests.browser.portal import opened
from tests.channels.exchange import Phone
from tests.scene import Scene, stage

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


@pytest.fixture
def scene() -> Iterator[Scene]:
    forget_directory()
    yield stage(datetime.now(UTC))
    forget_directory()


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
