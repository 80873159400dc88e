"""Where a campaign's public form stands, and the code by which a website shows it within a page of its own."""

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from staffel.rules.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class PublicPage:
    """`url`: its own page; `preview`: the same without the button working; `code`: what goes into a website, one of `sites`."""

    url: str
    preview: str
    code: str
    sites: tuple[str, ...]


def public_url(key: str) -> str:
    """The address of a campaign's public form."""
    return f"{settings.STAFFEL_URL}{reverse('public-form', args=[key])}"


def public_page(key: str, body: Campaign) -> PublicPage:
    """All that a campaign's page says of its public form."""
    language = (get_language() or "en")[:2]
    preview = f"{reverse('public-form', args=[key])}?preview=1&language={language}"
    return PublicPage(public_url(key), preview, _code(key), body.sites)


def _code(key: str) -> str:
    """German first, as the panel says; the script only makes the frame as tall as the form."""
    with override("de"):
        title = _("Your enquiry")
    return format_html(
        '<iframe data-staffel src="{}?embedded=1&amp;theme=light&amp;language=de" title="{}" loading="lazy" '
        'style="width:100%;height:1400px;border:0"></iframe>\n<script src="{}" async></script>',
        public_url(key),
        title,
        f"{settings.STAFFEL_URL}{static('embed.js')}",
    )
