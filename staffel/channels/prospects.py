"""Writes to the prospect of a lead: what it may know of its own enquiry, in its language, with its own link."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from staffel.actions.links import prospect_link, token
from staffel.channels.facts import Facts
from staffel.channels.letters import Letter, letter_of
from staffel.channels.prospect_causes import prospects_lead
from staffel.models import Delivery, Lead
from staffel.queries import teasers
from staffel.queries.prospects import caller_of
from staffel.rules import phrases
from staffel.rules.moments import day_in_words, moment_in_words
from staffel.rules.phones import telephone_shown
from staffel.rules.texts import LANGUAGES


def write_to_prospect(delivery: Delivery, facts: Facts) -> Letter:
    """The mail as it is said now."""
    lead = prospects_lead(delivery, facts)
    language = language_of_prospect(lead, facts)
    edition = facts.book.editions.get(delivery.text_version_id) if delivery.text_version_id else None
    edition = edition or facts.book.current("text", delivery.kind, at=facts.now)
    return letter_of(edition, language, _words(delivery, lead, facts, language=language), facts)


def _words(delivery: Delivery, lead: Lead, facts: Facts, *, language: str) -> dict[str, object]:
    book, vendor = facts.book, facts.installation
    mandate, zone = delivery.mandate, vendor.timezone
    caller = caller_of(lead, mandate, book=book) if mandate else None
    is_to_come = delivery.kind == "prospect.accepted" and mandate is not None and mandate.contacted_at is None
    due_at = lead.deadline_at if is_to_come else None
    with translation.override(language):
        form = teasers.form_of(lead, book=book)
        return {
            "greeting": phrases.greeting(
                "", language=language
            ),  # a name is typed by anybody: no mail carries it
            "vendor": vendor.vendor,
            "contact": vendor.contact,
            "imprint": vendor.imprint,
            "expected_at": "",
            "leads": [],
            "items": [{"label": title, "value": ""} for title in _titles(delivery, facts)],
            "number": str(lead.number),
            "product": teasers.known_product(lead, form, book=book, language=language),
            "campaign": book.campaign_by_id(lead.campaign_id).name,
            "asked_on": day_in_words(lead.asked_at, timezone=zone, language=language),
            "partner": caller.name if caller else vendor.vendor,
            "phone": telephone_shown(caller.phone, lead.country) if caller else "",
            "privacy": caller.privacy_url if caller else "",
            "vendor_privacy": "" if caller and caller.is_vendor else vendor.privacy_url,
            "due": moment_in_words(due_at, now=facts.now, timezone=zone, language=language) if due_at else "",
            "link": prospect_url(lead, now=facts.now),
            "needs_consent": "" if lead.may_pass_on else "1",
        }


def _titles(delivery: Delivery, facts: Facts) -> list[str]:
    known = facts.book.materials
    return [known[one] for one in delivery.data.get("materials", ()) if one in known]


def prospect_url(lead: Lead, *, now: datetime) -> str:
    """The prospect's own page of its enquiry; one for ever."""
    return f"{settings.STAFFEL_URL}/p/{token(prospect_link(lead.id, now=now))}"


def language_of_prospect(lead: Lead, facts: Facts) -> str:
    """German or English: the prospect's, else the installation's, as far as there are texts in it."""
    for language in (lead.language[:2], facts.installation.language[:2]):
        if language in LANGUAGES:
            return language
    return "en"
