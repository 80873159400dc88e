"""The manifest of an installable app of ours: both wear the same icons and colours."""

from typing import Final

from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils import translation

ICON_SIZES: Final = (192, 512)
COLOURS: Final = ("#0b4f43", "#eef1f0")  # accent and page, as in portal.css


def manifest_answer(*, home: str, name: str, short_name: str) -> HttpResponse:
    """`home`: the address at which the app begins, and below which everything is its own; `short_name` stands below the
    icon. A browser asks for it without cookies: nothing of anybody's stands in it."""
    icons = [
        {"src": static(f"portal/{kind}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for kind, purpose in (("icon", "any"), ("maskable", "maskable"))
        for size in ICON_SIZES
    ]  # fmt: skip
    body = {
        "id": home,
        "name": name,
        "short_name": short_name,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "theme_color": COLOURS[0],
        "background_color": COLOURS[1],
        "lang": translation.get_language() or "de",
        "icons": icons,
    }
    response = JsonResponse(body, content_type="application/manifest+json")
    response["Cache-Control"] = "max-age=3600"
    return response
