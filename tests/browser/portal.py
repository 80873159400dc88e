"""A phone on which a partner has the portal: how it is opened once it has kept what it needs."""

from playwright.sync_api import BrowserContext, Page

from tests.browser.cable import Cable
from tests.browser.waiting import wait_until

READY = """async (count) => {
  await navigator.serviceWorker.ready;
  const page = await caches.match('/portal/kept');
  return Boolean(page) && navigator.serviceWorker.controller && (await kept.leads()).leads.length === count }"""


def opened(phone: BrowserContext, cable: Cable, path: str, *, leads: int) -> Page:
    """A page of the portal once the phone has kept what it needs."""
    page = phone.new_page()
    page.goto(cable.url + path)
    wait_until(page, READY, leads)
    return page
