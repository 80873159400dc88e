"""A page that is open, examined as it comes and with all that can be unfolded."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def found_wrong(page: Page) -> list[str]:
    """What axe finds serious or critical, and whether it scrolls sideways."""
    wrong = []
    for _ in ("as it comes", "with all that can be unfolded"):
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("scrolls sideways")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    for one in Axe().run(page).response["violations"]:
        if one["impact"] in {"serious", "critical"}:
            places = "; ".join(str(node["target"]) for node in one["nodes"][:3])
            wrong.append(f"{one['id']}: {one['help']} ({places})")
    return wrong
