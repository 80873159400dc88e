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
WIDE, TABLET, PHONE = (1440, 900), (768, 1024), (360, 780)


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
    from django.urls import reverse
    from django.utils import timezone

    from staffel.actions.links import link_for, token
    from staffel.models import Duplicate, Lead, Market, Membership, Offer

    vera, ada = "vera@example.com", "ada@example.com"
    offered = Offer.objects.order_by("-offered_at").filter(lead__status="brokering")[0]
    receiver = offered.party.memberships.order_by("id")[0]
    link = link_for("offer", offered.id, receiver.id, now=timezone.now())
    accounts = ("paul@example.net", "petra@example.net")  # the partners that log in
    members = Membership.objects.filter(person__email__in=accounts)
    asked = members.filter(party__offers__state="open", party__held_leads__status="working").distinct()
    manager = (asked or members.filter(party__held_leads__status="working"))[0]
    worked = Lead.objects.filter(holder=manager.party, status="working").order_by("-asked_at")[0]
    called = Lead.objects.filter(holder__kind="agency", status="qualifying").order_by("deadline_at")[0]
    caller = Membership.objects.filter(party=called.holder, role="agency_member")[0].person.email
    pair = Duplicate.objects.filter(state="open").latest("found_at")
    market = Market.objects.order_by("created_at")[0]
    lead, mine = reverse("lead", args=[worked.id]), f"/portal/leads/{worked.id}"

    yield Picture("today", vera, "/")
    yield Picture("today-tablet", vera, "/", TABLET)
    yield Picture("today-phone", vera, "/", PHONE)
    yield Picture("today-dark", vera, "/", scheme="dark", language="en")
    yield Picture("lead", vera, lead)
    yield Picture("lead-phone", vera, lead, PHONE, scheme="dark")
    yield Picture("leads", vera, "/leads")
    yield Picture("new-lead", vera, "/leads/new")
    yield Picture("duplicate", vera, f"/duplicates/{pair.id}")
    yield Picture("calls", caller, "/calls")
    yield Picture("call", caller, f"/calls/{called.id}")
    yield Picture("asked-once", vera, "/figures/asked-once")
    yield Picture("process", vera, "/process")
    yield Picture("partners", vera, "/partners")
    yield Picture("partner", vera, f"/partners/{manager.party_id}")
    yield Picture("market", ada, f"/markets/{market.key}")
    yield Picture("deliveries", vera, "/deliveries")
    yield Picture("link", "", f"/l/{token(link)}", PHONE)
    yield Picture("portal", manager.person.email, "/portal", PHONE)
    yield Picture("portal-lead", manager.person.email, mine, PHONE)
    yield Picture("portal-dark", manager.person.email, "/portal/leads", PHONE, scheme="dark", language="en")
    yield Picture("form", "", "/f/default", PHONE)


if __name__ == "__main__":
    main()
