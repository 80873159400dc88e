"""The values of a text's placeholders: what this receiver may know, in its language and time zone, and no more.

Only closed values are used (queries.teasers): no name, address, telephone or free text of a prospect gets into a mail.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from staffel.channels.facts import Facts
from staffel.channels.links import join_url, url_for
from staffel.channels.summaries import summary_words
from staffel.models import Delivery, Lead, Membership, PartyKind
from staffel.queries import labels, teasers, values
from staffel.rules import phrases
from staffel.rules.moments import moment_in_words
from staffel.rules.texts import LANGUAGES

Words = dict[str, Any]
NOTHING: Final = ""


def language_of(member: Membership) -> str:
    """German or English; the receiver's, as far as there are texts in it."""
    language = member.person.language[:2]
    return language if language in LANGUAGES else "en"


def words_for(delivery: Delivery, leads: list[Lead], facts: Facts) -> Words:
    """All placeholders of the delivery's text. `leads` are those it speaks of, most urgent first."""
    member, installation = delivery.to, facts.installation
    language = language_of(member)
    with translation.override(language):
        spoken = [_lead_words(lead, delivery, facts, language=language) for lead in leads]
        words = (
            _words_of_leads(delivery, leads, spoken, facts, language=language)
            if spoken
            else _words_without_leads(delivery, facts, language=language)
        )
    return (
        {"leads": spoken}
        | words
        | {
            "greeting": phrases.greeting(_line(member.person.name), language=language),
            "vendor": installation.vendor,
            "contact": installation.contact,
            "imprint": installation.imprint,
            "expected_at": _expected_at(delivery, spoken[0]["link"] if spoken else NOTHING),
            "count": str(len(spoken)),
            "several": len(spoken) > 1,
        }
    )


def _words_of_leads(
    delivery: Delivery, leads: list[Lead], spoken: list[Words], facts: Facts, *, language: str
) -> Words:
    """Those of the most urgent lead stand for the message."""
    offered = _offer_words(delivery, leads[0], facts, language=language)
    return spoken[0] | offered | _own_words(delivery, leads[0], facts, language=language)


def _words_without_leads(delivery: Delivery, facts: Facts, *, language: str) -> Words:
    if delivery.kind == "today.summary":
        return summary_words(delivery, facts, language=language)
    return _invitation_words(delivery, facts)


def _invitation_words(delivery: Delivery, facts: Facts) -> Words:
    """Who invites, into which party, and where to answer."""
    team = facts.book.members.values()
    by = next((m for members in team for m in members if str(m.id) == delivery.data.get("by")), None)
    return {
        "inviter": _line(by.person.name) if by and by.person.name else facts.installation.vendor,
        "party": delivery.to.party.name,
        "link": join_url(delivery, facts),
    }


def _expected_at(delivery: Delivery, link: str) -> str:
    """Where a partner or an agency reads what is expected of it; the vendor's own people have it in their pages, and who is
    still invited is told when it joins."""
    kind = delivery.to.party.kind
    if kind == PartyKind.DESK or (delivery.lead_id is None and delivery.kind != "today.summary"):
        return NOTHING
    if kind == PartyKind.AGENCY:
        return f"{settings.STAFFEL_URL}/process"
    opens_lead = link and delivery.kind != "question.asked"  # the link of a question opens nothing else
    return f"{link}/process" if opens_lead else f"{settings.STAFFEL_URL}/portal/process"


def _lead_words(lead: Lead, delivery: Delivery, facts: Facts, *, language: str) -> Words:
    book = facts.book
    form = teasers.form_of(lead, book=book)
    product, place = (
        teasers.known_product(lead, form, book=book, language=language),
        teasers.place_shown(lead, home=book.installation.country),
    )
    due_at = delivery.offer.window_ends_at if delivery.offer else lead.deadline_at
    zone = delivery.to.party.timezone
    return {
        "number": str(lead.number),
        "title": phrases.title(product=product, place=place, language=language),
        "product": product,
        "place": place,
        "temperature": teasers.temperature_label(lead.temperature),
        "temperature_reason": ", ".join(teasers.reasons_before(lead, teasers.form_of(lead, book=book))),
        "campaign": book.campaign_by_id(lead.campaign_id).name,
        "holder": book.parties[lead.holder_id].name if lead.holder_id else NOTHING,
        "task": _task(lead, facts),
        "due": moment_in_words(due_at, now=facts.now, timezone=zone, language=language)
        if due_at
        else NOTHING,
        "reason": _desk_reason(lead, facts),
        "link": url_for(lead, delivery, facts),
    }


def _offer_words(delivery: Delivery, lead: Lead, facts: Facts, *, language: str) -> Words:
    offer = delivery.offer
    if offer is None:
        return {}
    offer.lead = lead
    teaser = teasers.teaser_of(offer, book=facts.book, language=language, now=facts.now)
    return {
        "distance": str(teaser.distance_km) if teaser.distance_km is not None else NOTHING,
        "call_time": teaser.call_time,
        "items": [{"label": item.label, "value": item.value} for item in _items(teaser)],
    }


def _items(teaser: teasers.Teaser) -> Iterator[teasers.Item]:
    yield from teaser.items
    if teaser.points:
        yield teasers.Item(_("Points"), teaser.points)


def _own_words(delivery: Delivery, lead: Lead, facts: Facts, *, language: str) -> Words:
    """Which values were corrected since this was promised; who asks or answers, as others may know it."""
    if delivery.kind == "lead.corrected":
        form = teasers.form_of(lead, book=facts.book)
        since = [one for one in facts.corrections if one.lead_id == lead.id and one.at >= delivery.created_at]
        names = dict.fromkeys(values.label_of(one.field, form, language=language) for one in since)
        return {"fields": ", ".join(names)}
    note = facts.notes.get(UUID(delivery.data["note"])) if "note" in delivery.data else None
    if note is None:
        return {}
    is_ours = note.party is None or note.party.kind == PartyKind.DESK
    return {
        "speaker": facts.installation.vendor
        if is_ours and delivery.to.party.kind != PartyKind.DESK
        else note.party.name
        if note.party
        else NOTHING
    }


def _task(lead: Lead, facts: Facts) -> str:
    """What is to be done until the deadline: the step's name, or what the deadline asks for."""
    mandate = facts.mandates.get(lead.id)
    if mandate is None:
        return _upper(labels.deadline_label(lead.deadline_kind))
    pipeline = facts.book.editions[mandate.pipeline_version_id].body
    return _upper(labels.deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline))


def _desk_reason(lead: Lead, facts: Facts) -> str:
    if not lead.desk_reason:
        return NOTHING
    campaign = facts.book.editions[lead.campaign_version_id].body
    reasons = facts.book.current("reasons", campaign.reasons, at=facts.now).body
    return labels.reason_label(lead.desk_reason, reasons)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(text: str) -> str:
    return " ".join(text.split())
