"""A partner's open leads, and what it is asked, as its phone keeps them to be read without network."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from staffel.models import Activity, Handout, Lead, Mandate, Membership, Note
from staffel.queries.access import worked_leads
from staffel.queries.consents import facts_by_lead, permitted_by
from staffel.queries.directory import Directory
from staffel.queries.gates import open_to_close
from staffel.queries.handed import needs_agreement
from staffel.queries.labels import PERMISSIONS, TEMPERATURES, WAYS, deadline_label, label
from staffel.queries.materials import giver_of, handouts_by_lead
from staffel.queries.own_leads import Asked, asked
from staffel.queries.teasers import contact_with, note_author, spoken_notes, temperature_label
from staffel.queries.timeline import reasons_of, shared_histories
from staffel.queries.together import together_by_lead
from staffel.queries.values import options_of
from staffel.rules.consents import Permission
from staffel.rules.forms import Question

MOST: Final = 200  # the most urgent; a firm of five works fewer
HISTORY: Final = 8  # lines of what happened last
SHOWN_AFTER: Final = timedelta(days=1)  # an appointment still stands on the page so long


def kept_leads(member: Membership, *, book: Directory, language: str, now: datetime) -> list[dict[str, Any]]:
    """Each lead with its contact data, what is due, the next appointment, what happened last, the reasons for losing it and
    what is asked at its end; ready for JSON, in the active language, the most urgent first; none before the firm has
    agreed. Ten queries for any number."""
    if needs_agreement(member):
        return []
    found = list(worked_leads(member).defer("search").order_by("deadline_at", "id")[:MOST])
    ids = [lead.id for lead in found]
    mandates = {one.lead_id: one for one in Mandate.objects.filter(lead_id__in=ids, ended_at=None)}
    together = together_by_lead(ids)
    notes, facts = _notes(together, reader=member.party_id), facts_by_lead(together)
    handouts = handouts_by_lead(found)
    appointments = next_appointments(mandates.values(), now=now)
    happened = shared_histories(found, together=together, party_id=member.party_id, book=book, most=HISTORY)
    return [
        {
            **_kept(lead, mandates[lead.id], notes.get(lead.id, ()), book=book, language=language),
            "permitted": [_permitted(one) for one in permitted_by(facts.get(lead.id, ()), lead, book=book)],
            "handouts": [_had(one, member) for one in handouts.get(lead.id, ())],
            "appointment": _moment(appointments.get(mandates[lead.id].id)),
            "history": [[line.at.isoformat(), line.text, line.note] for line in happened[lead.id]],
        }
        for lead in found
        if lead.id in mandates
    ]


def kept_offers(member: Membership, *, book: Directory, now: datetime, language: str) -> list[dict[str, Any]]:
    """Each open offer to the member's party with what is seen before the acceptance, and the reasons for declining it;
    ready for JSON, in the active language, the most urgent first. Two queries for any number."""
    found = asked(member, book=book, now=now)
    return [_kept_offer(one, book=book, language=language) for one in found if not one.is_late]


def _kept_offer(one: Asked, *, book: Directory, language: str) -> dict[str, Any]:
    teaser, lead = one.teaser, one.offer.lead
    return {
        "id": str(lead.id),
        "number": teaser.number,
        "title": teaser.product or teaser.campaign,
        "place": teaser.place,
        "distance_km": teaser.distance_km,
        "temperature": teaser.temperature,
        "temperature_reasons": _why(teaser.temperature, teaser.temperature_reasons),
        "answers": [[item.label, item.value] for item in teaser.items],
        "asked_at": teaser.asked_at.isoformat(),
        "window_ends_at": teaser.window_ends_at.isoformat(),
        "is_halted": one.is_halted,
        "decline": [
            [reason.key, reason.labels.get(language) or reason.labels["en"], reason.follows]
            for reason in reasons_of(lead, book=book).decline
        ],
    }


def _notes(together: Mapping[UUID, Collection[UUID]], *, reader: UUID) -> Mapping[UUID, Collection[Note]]:
    """Also those of the enquiries that were joined to each."""
    of = {lead_id: known for known, joined in together.items() for lead_id in joined}
    found: dict[UUID, list[Note]] = defaultdict(list)
    for note in spoken_notes(reader=reader).filter(lead_id__in=of):
        found[of[note.lead_id]].append(note)
    return found


def _why(temperature: str, reasons: Collection[str]) -> list[str]:
    return [f"{label(TEMPERATURES, temperature)}: {reason}" for reason in reasons]


def _permitted(one: Permission) -> list[Any]:
    """What it is called, and whether it is permitted."""
    return [label(PERMISSIONS, one.purpose), one.is_granted]


def _had(one: Handout, member: Membership) -> list[str]:
    """Title, way, when ("" while it is on its way), and who gave it."""
    at = one.at.isoformat() if one.at else ""
    return [one.material.title, label(WAYS, one.way), at, giver_of(one, reader=member)]


def next_appointments(mandates: Iterable[Mandate], *, now: datetime) -> dict[UUID, datetime]:
    """By mandate, when its last appointment is, until a day after it. One query."""
    agreed = Activity.objects.filter(mandate__in=[*mandates], kind="appointment").order_by("at", "id")
    latest = dict(agreed.values_list("mandate_id", "due_at"))
    return {one: at for one, at in latest.items() if at and at >= now - SHOWN_AFTER}


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _kept(
    lead: Lead, mandate: Mandate, notes: Collection[Note], *, book: Directory, language: str
) -> dict[str, Any]:
    contact = contact_with(lead, tuple(notes), book=book, language=language)
    pipeline = book.editions[mandate.pipeline_version_id].body
    assert lead.deadline_at is not None
    return {
        "id": str(lead.id),
        "number": contact.number,
        "name": contact.name or contact.company or contact.email or str(contact.number),
        "company": contact.company if contact.name else "",
        "phone": contact.phone,
        "phone_url": contact.phone_url,
        "email": contact.email,
        "address": list(contact.address),
        "product": contact.product,
        "answers": [[item.label, item.value] for item in contact.answers],
        "message": contact.message,
        "notes": [
            [note_author(note, reader=lead.holder_id), note.created_at.isoformat(), note.text]
            for note in contact.notes
        ],
        "temperature": lead.temperature,
        "temperature_label": temperature_label(lead.temperature),
        "temperature_reasons": _why(lead.temperature, contact.temperature_reasons),
        "task": deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline),
        "rests_until": lead.deadline_from.isoformat()
        if lead.deadline_kind == "follow_up" and lead.deadline_from
        else "",
        "deadline_at": lead.deadline_at.isoformat(),
        "asked_at": lead.asked_at.isoformat(),
        "lost": [
            [reason.key, reason.labels.get(language) or reason.labels["en"]]
            for reason in reasons_of(lead, book=book).lost
            if reason.key != "not_reachable"
        ],
        "closing": [_asked(one, language=language) for one in open_to_close(lead, book=book)],
    }


def _asked(question: Question, *, language: str) -> dict[str, Any]:
    """A question that must be answered before the end, as a form shows it."""
    return {
        "key": question.key,
        "label": question.label(language),
        "type": question.type,
        "options": [list(one) for one in options_of(question.key, question, language=language)],
    }
