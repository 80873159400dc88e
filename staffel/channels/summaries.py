"""The placeholders of the morning's mail: its receiver's own part of Today, as it stands when it is written."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffel.channels.facts import Facts
from staffel.models import Delivery, PartyKind
from staffel.queries import teasers
from staffel.queries.partner_words import worded
from staffel.queries.questions import SHOWN as QUESTIONS_SHOWN
from staffel.queries.summary import Summary, summary
from staffel.queries.waiting import Row
from staffel.rules import phrases
from staffel.rules.moments import moment_in_words

WEEK: dict[str, Promise] = {
    "new": _("New this week (last week)"),
    "offered": worded(_("%(Partner)s asked this week (last week)")),
    "placed": _("Placed this week (last week)"),
    "won": _("Won this week (last week)"),
    "own": worded(_("%(Partners)s’ own this week (last week)")),
}
AGENCY_WEEK: dict[str, Promise] = {
    "new": _("New with you this week (last week)"),
    "reached": _("Reached this week (last week)"),
    "handed_on": _("Handed on this week (last week)"),
    "sorted_out": _("Sorted out this week (last week)"),
}
BESIDE: dict[str, Promise] = {
    "unclear": _("Unclear arrivals"),
    "alike": _("Perhaps one person twice"),
    "questions": _("Questions to you"),
    "late_questions": _("Questions without an answer"),
    "due_notes": _("To come back to"),
}


def summary_words(delivery: Delivery, facts: Facts, *, language: str) -> dict[str, Any]:
    """In the receiver's language and its party's time zone; no name or number of a prospect is in them."""
    zone = ZoneInfo(delivery.to.party.timezone)
    with translation.override(language), timezone.override(zone):
        found = summary(delivery.to, book=facts.book, now=facts.now)
        return {
            "quiet": found.is_quiet,
            "sentence": found.sentence,
            "urgent": found.urgent,
            "leads": [_lead(row, delivery, facts, language=language) for row in found.rows],
            "items": _items(found, is_agency=delivery.to.party.kind == PartyKind.AGENCY),
            "link": f"{settings.STAFFEL_URL}/",
        }


def _items(found: Summary, *, is_agency: bool) -> list[dict[str, str]]:
    desk = [
        {"label": str(_("Lies on the desk, %(reason)s") % {"reason": one.label}), "value": str(one.count)}
        for one in found.on_desk
    ]
    beside = [{"label": str(BESIDE[key]), "value": _counted(key, count)} for key, count in found.beside]
    partners = [
        {
            "label": one.name,
            "value": str(
                _("%(open)s open, %(overdue)s overdue") % {"open": one.open, "overdue": one.overdue}
            ),
        }
        for one in found.partners
    ]
    words = AGENCY_WEEK if is_agency else WEEK
    week = [{"label": str(words[one.key]), "value": f"{one.this} ({one.last})"} for one in found.week]
    return desk + beside + partners + week


def _counted(key: str, count: int) -> str:
    """Today reads no more questions than it shows, and one: then there are more."""
    return f"{QUESTIONS_SHOWN}+" if key == "questions" and count > QUESTIONS_SHOWN else str(count)


def _lead(row: Row, delivery: Delivery, facts: Facts, *, language: str) -> dict[str, str]:
    lead, book = row.lead, facts.book
    form = teasers.form_of(lead, book=book)
    product = teasers.known_product(lead, form, book=book, language=language)
    place = teasers.place_shown(lead, home=book.installation.country)
    due = moment_in_words(
        lead.deadline_at or facts.now,
        now=facts.now,
        timezone=delivery.to.party.timezone,
        language=language,
    )
    task = row.desk_reason or row.whose.task
    return {
        "number": str(lead.number),
        "title": phrases.title(product=product, place=place, language=language),
        "temperature": teasers.temperature_label(lead.temperature),
        "holder": ", ".join(filter(None, [*row.whose.asked] or [row.whose.holder, row.whose.person])),
        "task": task[:1].upper() + task[1:],
        "due": due,
        "link": f"{settings.STAFFEL_URL}/leads/{lead.id}",
    }
