"""A page that is open, examined as it comes and with all that can be unfolded."""

from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Names that the page refers to and that are not there: the words of a mistake nobody is told, a link that does nothing.
NOWHERE: Final = """[...document.querySelectorAll("[aria-describedby], [aria-labelledby], label[for], a[href^='#']")]
  .flatMap((one) => ["aria-describedby", "aria-labelledby", "for"].flatMap((name) => (one.getAttribute(name) || "").split(/\\s+/))
    .concat((one.getAttribute("href") || "").slice(1)))
  .filter((id) => id && !document.getElementById(id))"""

ORDER: Final = frozenset({"heading-order", "region"})  # less severe, but how a screen reader finds its way


def found_wrong(page: Page) -> list[str]:
    """What axe finds serious or critical, or out of order, what leads nowhere, and whether it scrolls sideways."""
    wrong = [f"leads nowhere: {name}" for name in page.evaluate(NOWHERE)]
    for _ in ("as it comes", "with all that can be unfolded"):
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("scrolls sideways")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    for one in Axe().run(page).response["violations"]:
        if one["impact"] in {"serious", "critical"} or one["id"] in ORDER:
            places = "; ".join(str(node["target"]) for node in one["nodes"][:3])
            wrong.append(f"{one['id']}: {one['help']} ({places})")
    return wrong
