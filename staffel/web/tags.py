"""Template tags: icons, temperature, countdowns and the words for codes."""

from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.channels.vapid import public_key
from staffel.models import Lead
from staffel.queries import delivery_words, import_words, labels
from staffel.queries.directory import known_installation
from staffel.queries.sheets import Change
from staffel.queries.timeline import moment_shown, until_shown
from staffel.rules import differences
from staffel.rules.countries import country_name
from staffel.rules.phones import numbers_in, telephone_shown
from staffel.web import times
from staffel.web.menu import HOUSE, Group
from staffel.web.menu import menu as menu_of
from staffel.web.portal.doors import Door

register = template.Library()
ICONS = Path(__file__).parent.parent / "templates" / "icons"
DUE = '<time class="due {}" datetime="{}" title="{}">{}</time>'
NONE_DUE = mark_safe('<span class="soft">–</span>')
TEMPERATURE_ICONS = {"hot": "flame", "warm": "sun", "cold": "snowflake"}
TABLES = {
    "dismissal": import_words.DISMISSALS,
    "import_kind": import_words.IMPORT_KINDS,
    "import_mode": import_words.IMPORT_MODES,
    "import_state": import_words.IMPORT_STATES,
    "agreement": labels.AGREEMENTS,
    "resemblance": import_words.RESEMBLANCES,
    "status": labels.STATUSES,
    "way": labels.WAYS,
    "purpose": labels.PURPOSES,
    "permission": labels.PERMISSIONS,
    "ground": labels.GROUNDS,
    "outcome": labels.OUTCOMES,
    "mandate": labels.MANDATES,
    "kind": labels.KINDS,
    "offer": labels.OFFERS,
    "temperature": labels.TEMPERATURES,
    "act": labels.POINT_ACTS,
    "role": labels.ROLES,
    "desk_reason": labels.DESK_REASONS,
    "member_role": labels.MEMBER_ROLES,
    "member_state": labels.MEMBER_STATES,
    "standing": labels.STANDINGS,
    "cause": delivery_words.CAUSES,
    "delivery": delivery_words.DELIVERIES,
    "channel": delivery_words.CHANNELS,
    "delivery_state": delivery_words.DELIVERY_STATES,
    "due": labels.DUE_GROUPS,
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of Tabler's set, inline; it is decoration: the word beside it says the same."""
    return mark_safe((ICONS / f"{name}.svg").read_text())  # noqa: S308 - our own file


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any]) -> list[Group]:
    """The pages of the member that is at the door, in their groups."""
    return list(menu_of(context["request"].member))


@register.simple_tag(takes_context=True)
def enters_leads(context: dict[str, Any]) -> bool:
    """Whether the member at the door takes leads in by hand on the pages of the house."""
    member = context["request"].member
    return member.role in HOUSE and member.party.kind != "partner"


@register.simple_tag
def temperature(code: str) -> SafeString:
    """Icon and word in the temperature's own colour."""
    return _temperature(code, get_language() or "en")


@cache
def _temperature(code: str, _language: str) -> SafeString:
    """Three of them stand in every row of every list: each is drawn once."""
    label, icon = labels.label(labels.TEMPERATURES, code), TEMPERATURE_ICONS[code]
    return render_to_string("_temperature.html", {"code": code, "label": label, "icon": icon})


@register.simple_tag
def deadline(lead: Lead, now: datetime) -> SafeString:
    """The lead's next deadline as a countdown in words, the exact time on hover."""
    urgency = times.urgency(lead, now=now)
    at = lead.deadline_from if urgency == "rest" else lead.deadline_at
    if at is None:
        return NONE_DUE
    words = _("rests until %(when)s") % {"when": day(at)} if urgency == "rest" else countdown(at, now)
    return format_html(DUE, urgency, stamp(at), exactly(at), words)


@register.inclusion_tag("portal/_push.html", takes_context=True)
def push_button(context: dict[str, Any]) -> dict[str, Any]:
    """Switches notifications on this browser on and off; `key` is the one that a browser asks for."""
    member = context["request"].member
    return {"key": public_key(), "csrf_token": context.get("csrf_token"), "is_wanted": member.wants_push}


@register.filter
def countdown(until: datetime, now: datetime) -> str:
    return times.countdown(until, now=now)


@register.filter
def ago(at: datetime, now: datetime) -> str:
    return times.ago(at, now=now)


@register.filter
def seen(at: datetime, now: datetime) -> str:
    """How long ago, roughly."""
    return times.seen(at, now=now)


@register.filter
def worked(span: timedelta) -> str:
    """Working time in words."""
    return times.worked(span)


@register.filter
def lasted(span: timedelta) -> str:
    """Time on the clock in words."""
    return times.lasted(span)


@register.filter
def moment(at: datetime | None) -> str:
    """The exact time in the reader's language and time zone."""
    return moment_shown(at)


@register.filter
def stamp(at: datetime) -> str:
    """A moment as machines read it, for a `time` element."""
    return at.isoformat(timespec="seconds")


@register.filter
def exactly(at: datetime | None) -> str:
    """Day with its year and time, for the hover and for print."""
    return _written(at, _("D, j M Y, H:i")) if at else ""


@register.filter
def day(at: datetime | None) -> str:
    """A day in the reader's way of writing, with its year."""
    return _written(at, _("j M Y")) if at else ""


def _written(at: datetime, pattern: str) -> str:
    local = timezone.localtime(at).replace(second=0, microsecond=0, tzinfo=None)
    return _minute(local, pattern, get_language() or "en")


@lru_cache(maxsize=20_000)
def _minute(local: datetime, pattern: str, _language: str) -> str:
    """Lists write the same deadlines again at every look, and Django takes a pattern apart each time."""
    return formats.date_format(local, pattern)


@register.filter
def only_changed(change: Change) -> tuple[str, str]:
    """A difference between two versions: of a long text only what differs."""
    return differences.only_changed(change.before, change.after)


@register.filter
def country(code: str) -> str:
    """What a country (ISO code) is called in the reader's language."""
    return country_name(code, language=get_language() or "en")


@register.filter
def until(at: datetime | None) -> str:
    """As what follows "until": whole days by their last day."""
    return until_shown(at)


@register.filter
def last_day(ends_at: datetime) -> str:
    """The last day of a time that ends before this moment (an absence ends at midnight)."""
    return day(ends_at - timedelta(microseconds=1))


@register.filter
def door(code: str) -> str:
    """How something came in, in words."""
    return labels.door_label(code)


@register.filter
def cause(error: str) -> str:
    """Why a message was not sent, in words."""
    return delivery_words.cause_label(error)


@register.filter
def bounce(error: str) -> str:
    """Why a mail came back, in words."""
    return delivery_words.bounce_label(error)


@register.filter
def word(code: str, table: str) -> str:
    """The word for a code of the named table."""
    return labels.label(TABLES[table], code)


@register.filter
def with_sign(points: int) -> str:
    """What was earned, or taken back: "+40", "−40"."""
    return f"{points:+d}".replace("-", "−")


@register.filter
def words(text: str) -> list[str]:
    """A few codes that a template goes through."""
    return text.split()


@register.filter
def money(amount: Any, currency: str) -> str:
    """A net amount as the reader writes it."""
    return labels.money(amount, currency)


@register.filter
def posts(door: Door, act: str) -> str:
    """Where the form of this act is posted, through the door that the reader came in by."""
    return door.act(act)


@register.filter
def keeps(door: Door, attachment_id: Any) -> str:
    """Where a file at the enquiry is fetched."""
    return door.file(attachment_id)


@register.filter
def telephone(number: str) -> str:
    """A stored number as it is read where the vendor is."""
    return telephone_shown(number, _home()) if number else ""


@register.filter
def to_call(number: str) -> SafeString | str:
    """The same as a link that calls it."""
    return format_html('<a href="tel:{}">{}</a>', number, telephone(number)) if number else ""


@register.filter
def with_numbers(text: str) -> SafeString:
    """A text of some lines, in which each telephone number is a link that calls it."""
    parts = numbers_in(text, _home())
    linked = (
        format_html('<a href="tel:{}">{}</a>', e164, said) if e164 else linebreaksbr(said, autoescape=True)
        for said, e164 in parts
    )
    return format_html_join("", "{}", ((part,) for part in linked))


def _home() -> str:
    row = known_installation()
    return row.country if row else ""


@register.filter
def percent_of(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: str) -> str:
    """The page's own query with some values changed, for links to filters; always from the first row on."""
    values = QueryDict(mutable=True)
    values.update(context["request"].GET)
    values.pop("after", None)
    for name, value in changes.items():
        values.pop(name, None)
        if value:
            values[name] = value
    return f"?{values.urlencode()}"
