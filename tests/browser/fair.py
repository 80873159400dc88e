"""A device at a fair: a browser with a profile of its own, that can be killed and started again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from staffel.models import Membership
from tests.browser.cable import Cable
from tests.browser.conftest import FLAGS, chromium
from tests.browser.sessions import log_in
from tests.browser.waiting import wait_until

READY = """async () => {
  await navigator.serviceWorker.ready;
  return document.documentElement.dataset.ready === 'yes' && Boolean(await caches.match('/capture/app')) }"""
# The real fields and the real saving, typed by a script: what a thumb does, many times.
TYPE_MANY = """async ([from, until]) => {
  const { save } = await import('/static/capture/form.js');
  const type = (key, text) => {
    const field = document.getElementById(`q-${key}`);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  for (let n = from; n < until; n++) {
    type('last_name', `Besucher ${n}`);
    type('email', `besucher.${n}@example.org`);
    type('postal_code', n % 2 ? '82362' : '80331');
    if (!(await save())) throw new Error(`not saved: ${n}`);
  } }"""


class Device:
    """One phone: `page` is the app on it. `kill` ends the browser's processes at once, `start` opens it again."""

    def __init__(self, browser: Browser, cable: Cable, profile: Path, *, args: tuple[str, ...] = ()) -> None:
        self.browser, self.cable, self.profile, self.args = browser, cable, profile, args
        self.context: BrowserContext | None = None
        self.page: Page

    def start(self, member: Membership | None = None) -> Page:
        self.context = self.browser.browser_type.launch_persistent_context(
            str(self.profile), executable_path=chromium(), args=[*FLAGS, *self.args], locale="de-DE",
            viewport={"width": 360, "height": 740},
        )  # fmt: skip
        if member is not None:
            log_in(self.context, member, self.cable.url)
        self.page = self.context.pages[0]
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(f"{self.cable.url}/capture")
        return self.page

    def kill(self) -> None:
        """As a battery does it: no page hears of it."""
        for process in _processes(self.profile):
            with suppress(ProcessLookupError):  # the first one takes others with it
                os.kill(process, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        if self.context is not None:
            try:
                self.context.close()
            except Error:
                pass  # it was killed
        self.context = None


@contextmanager
def device(browser: Browser, cable: Cable, profile: Path, *, args: tuple[str, ...] = ()) -> Iterator[Device]:
    made = Device(browser, cable, profile, args=args)
    yield made
    made.close()


def _processes(profile: Path) -> list[int]:
    """Those of the browser with this profile, the first one first."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            told = (one / "cmdline").read_bytes()
        except OSError:
            continue  # it has just ended
        if f"--user-data-dir={profile}".encode() in told:
            found.append(int(one.name))
    return sorted(found)


def ready(page: Page) -> Page:
    """Once the app and its questions are on the device."""
    wait_until(page, READY)
    return page


def begin(page: Page) -> None:
    """Event and colleague are chosen."""
    page.locator("[data-events] button").first.click()
    page.get_by_role("button", name="Erfassen beginnen").click()
    expect(page.locator("#form")).to_be_visible()


def capture(page: Page, n: int) -> None:
    """One visitor, typed by hand."""
    page.get_by_label("Nachname").fill(f"Besucher {n}")
    page.locator("#q-email").fill(f"besucher.{n}@example.org")
    page.get_by_label("Postleitzahl").fill("82362")
    page.get_by_role("button", name="Vormittags").click()
    page.get_by_role("button", name="heiß").click()
    expect(page.locator("[data-state]").first).to_have_text("Vollständig")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("[data-told]")).to_contain_text(f"Besucher {n}")


def unsent(page: Page, count: int) -> None:
    """So many are not up yet, and the counter says it."""
    wait_until(page, "async (count) => (await captured.counts()).waiting === count", count)
    expect(page.locator("#count")).to_have_attribute("data-waiting", str(count))
