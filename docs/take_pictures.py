"""Takes the pictures of the pages that stand in the README and in docs/pages.md, from a running demonstration.

In one terminal `make run`, in another `make pictures`. The system's Chromium is driven by playwright; the pictures are
written into docs/pictures.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE = (1240, 760), (390, 780)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as one person sees it. `who`: an e-mail address, "" without a login."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    language: str = "de"


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if not found:
        sys.exit("The pictures need Chromium: apt-get install chromium")
    wanted = list(_pictures())  # before the browser: its event loop keeps Django from the database
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for picture in wanted:
            _take(browser, url, picture)
            print(f"docs/pictures/{picture.name}.png")
        browser.close()


def _take(browser: Browser, url: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        locale=picture.language,
    )
    context.add_cookies([{"name": "django_language", "value": picture.language, "url": url}])
    page = context.new_page()
    if picture.who:
        page.goto(f"{url}/login")
        page.locator("input[type=email]").first.fill(picture.who)
        page.locator("input[type=password]").first.fill("staffel-demo")
        page.locator("input[type=password]").first.press("Enter")
        page.wait_for_load_state()
    page.goto(url + picture.path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()


def _pictures() -> Iterator[Picture]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "staffel.settings"
    import django

    django.setup()
    from django.db.models import Count, Q
    from django.urls import reverse
    from django.utils import timezone

    from staffel.actions.links import link_for, token
    from staffel.models import Lead, Market, Membership, Offer

    vera, ada = "vera@example.com", "ada@example.com"
    caller = Membership.objects.filter(party__kind="desk", party__is_default_desk=False, role="desk")[0]
    busy = Count("party__held_leads", filter=Q(party__held_leads__status="working"))
    able = Membership.objects.filter(person__email__in=("paul@example.net", "petra@example.net"))
    manager = able.annotate(busy=busy).order_by("-busy")[0]
    partner = manager.party
    worked = Lead.objects.filter(holder=partner, status="working").order_by("-asked_at")[0]
    offered = Offer.objects.order_by("-offered_at").filter(lead__status="brokering")[0]
    receiver = offered.party.memberships.order_by("id")[0]
    link = link_for("offer", offered.id, receiver.id, now=timezone.now())
    market = Market.objects.order_by("created_at")[0]

    yield Picture("today", vera, "/")
    yield Picture("lead", vera, reverse("lead", args=[worked.id]))
    yield Picture("link", "", f"/l/{token(link)}", PHONE)
    yield Picture("leads", vera, "/leads")
    yield Picture("calls", caller.person.email, "/calls")
    yield Picture("process", vera, "/process")
    yield Picture("partners", vera, "/partners")
    yield Picture("partner", vera, f"/partners/{partner.id}")
    yield Picture("market", ada, f"/markets/{market.key}")
    yield Picture("portal", manager.person.email, "/portal", PHONE)
    yield Picture("portal-lead", manager.person.email, f"/portal/leads/{worked.id}", PHONE)
    yield Picture("today-dark", vera, "/", scheme="dark", language="en")


if __name__ == "__main__":
    main()
