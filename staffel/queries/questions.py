"""Questions about leads: what the link in a mail opens for whoever was asked, and what is still unanswered."""

from dataclasses import dataclass
from datetime import datetime

from staffel.models import Lead, Link, LinkPurpose, Membership, Note
from staffel.queries.directory import Directory
from staffel.queries.teasers import form_of, known_product, place_shown


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the party that was asked sees it: of the lead only closed values, of the answers its own."""

    link: Link
    member: Membership
    note: Note
    number: int
    product: str
    place: str
    asked_at: datetime
    answers: tuple[Note, ...]


def asked_by_link(link: Link, *, book: Directory, language: str) -> Asked | None:
    """What the link asks; None where it asks nothing, or not its party (any more), or the lead was erased. Two queries."""
    if link.purpose != LinkPurpose.QUESTION:
        return None
    mine = Note.objects.filter(id=link.subject, asked_id=link.member.party_id, lead__erased_at=None)
    note = mine.select_related("lead", "party").first()
    if note is None:
        return None
    lead = note.lead
    given = Note.objects.filter(answers=note, party_id=link.member.party_id).order_by("created_at")
    return Asked(
        link=link,
        member=link.member,
        note=note,
        number=lead.number,
        product=known_product(lead, form_of(lead, book=book), book=book, language=language),
        place=place_shown(lead, home=book.installation.country),
        asked_at=lead.asked_at,
        answers=tuple(given),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A question on the lead's page, with its answers, the oldest first."""

    note: Note
    answers: tuple[Note, ...]


def questions_of(lead: Lead) -> list[Question]:
    """All questions about the lead, the newest first. One query."""
    rows = Note.objects.filter(lead=lead).exclude(asked=None, answers=None)
    found = list(rows.select_related("asked", "party", "author__person").order_by("created_at", "id"))
    return [
        Question(note, tuple(one for one in found if one.answers_id == note.id))
        for note in reversed(found)
        if note.asked_id
    ]
