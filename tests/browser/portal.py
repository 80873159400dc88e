"""A phone on which a partner has the portal: how it is logged in, opened, and waited for."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page, expect

from staffel.models import Membership
from tests.browser.cable import Cable

# Much longer than the service worker waits for a network that does not answer (8 s) and than a result can be undone (10 s):
# a machine that does much else is slow, and only what fails waits for it.
expect.set_options(timeout=60_000)
READY = """async (count) => {
  await navigator.serviceWorker.ready;
  const page = await caches.match('/portal/kept');
  return Boolean(page) && navigator.serviceWorker.controller && (await kept.leads()).leads.length === count }"""


def log_in(context: BrowserContext, member: Membership, cable: Cable) -> None:
    client = Client()
    client.force_login(member.person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": cable.url}])


def opened(phone: BrowserContext, cable: Cable, path: str, *, leads: int) -> Page:
    """A page of the portal once the phone has kept what it needs."""
    page = phone.new_page()
    page.goto(cable.url + path)
    wait_until(page, READY, leads)
    return page


def wait_until(page: Page, check: str, count: int) -> None:
    """Until the page says so. Our policy forbids `eval`, by which playwright would wait; a page that is loaded anew in
    between is asked again."""
    ask = f"""async (count) => {{
      const check = {check};
      for (let tries = 0; tries < 1200; tries++) {{
        if (await check(count)) return true;
        await new Promise((done) => setTimeout(done, 50));
      }}
      return false }}"""
    for _ in range(5):
        try:
            assert page.evaluate(ask, count), (
                check,
                page.evaluate(
                    "kept.reports().then((all) => JSON.stringify(all.map((one) => [one.kind, one.due, one.refused, one.url])))"
                ),
            )
        except Error as error:
            if "navigat" not in str(error) and "context" not in str(error):
                raise
            page.wait_for_load_state()
        else:
            return
