"""A phone in the hand: how a partner's page is opened there, and what must hold on each of them."""

from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.house import log_in_at

CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126*r + .7152*g + .0722*b };
  const parse = s => s.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  return [...document.querySelectorAll('main *, header *, footer *, nav *')].filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
    const [a, b] = [light(parse(getComputedStyle(e).color).slice(0, 3)), light(ground(e))].sort((x, y) => y - x);
    return [Math.round((a + .05) / (b + .05) * 10) / 10, e.textContent.trim().slice(0, 40)] }) }"""
# Links inside running text are as high as their line; everything that is there to be pressed is not.
TARGETS = """() => [...document.querySelectorAll('button, summary, .button, .choice, nav a, .row a, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), label:has(input[type=checkbox]), select')]
  .filter(e => e.checkVisibility()).map(e => [Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width), (e.textContent.trim() || e.outerHTML).slice(0, 40)])"""
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"


def phone(browser: Browser, *, width: int = 360, scheme: str = "light", scripts: str = "off") -> Page:
    return _context(browser, width=width, scheme=scheme, scripts=scripts).new_page()


def logged_in(
    browser: Browser, live_server: LiveServer, email: str, *, width: int = 360, scheme: str = "light"
) -> Page:
    """A phone on which this person has logged in, on its portal's home."""
    page = phone(browser, width=width, scheme=scheme, scripts="on")
    log_in_at(page, live_server, "/portal", email)
    return page


def _context(browser: Browser, *, width: int, scheme: str, scripts: str) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 720},
        java_script_enabled=scripts == "on",
        locale="de-DE",
        color_scheme="dark" if scheme == "dark" else "light",
    )


def assert_fits_the_thumb(page: Page) -> None:
    """No sideways scrolling, letters of 18 px, contrast 7:1, targets of 48 px, with everything opened."""
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    assert [pair for pair in page.evaluate(CONTRAST) if pair[0] < 7] == []
    assert [pair for pair in page.evaluate(TARGETS) if pair[0] < 48] == []
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
