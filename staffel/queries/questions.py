"""Questions about leads: what the link in a mail opens for whoever was asked, and who may be asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch

from staffel.models import Lead, Link, LinkPurpose, Mandate, Membership, Note, Party, PartyKind, PartyState
from staffel.queries.directory import Directory
from staffel.queries.teasers import form_of, known_product, place_shown

SHOWN: Final = 8


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


def open_questions(member: Membership, lead: Lead) -> list[Note]:
    """What the member's party was asked about the lead and has not answered yet, the oldest first. One query."""
    if lead.erased_at:
        return []
    own = Note.objects.filter(answers=OuterRef("id"), party_id=member.party_id)
    asked = Note.objects.filter(~Exists(own), lead=lead, asked_id=member.party_id)
    return list(asked.select_related("party").order_by("created_at"))


def own_questions(member: Membership, lead: Lead) -> list[tuple[Note, list[Note]]]:
    """What the member's party asked the house about the lead, the newest first, each with its answers. Two queries at most."""
    if lead.erased_at:
        return []
    asked = Note.objects.filter(lead=lead, party_id=member.party_id, asked__kind=PartyKind.DESK)
    answers = Prefetch("answered_by", Note.objects.select_related("author__person").order_by("created_at"))
    found = asked.order_by("-created_at").prefetch_related(answers)
    return [(note, list(note.answered_by.all())) for note in found]


def unanswered_questions(member: Membership) -> list[Note]:
    """What the member's party was asked about any lead and has not answered yet, the oldest first, at most as many as a
    panel shows and one more. One query."""
    own = Note.objects.filter(answers=OuterRef("id"), party_id=member.party_id)
    asked = Note.objects.filter(~Exists(own), asked_id=member.party_id, lead__erased_at=None)
    return list(asked.select_related("party", "lead").order_by("created_at")[: SHOWN + 1])


def may_be_asked(lead: Lead, *, member: Membership, book: Directory) -> list[Party]:
    """Whom the member may ask about the lead: the vendor's people its holder first, then who worked it before, then its
    desk; everybody else the desk only. One query."""
    ids = [lead.desk_id]
    if member.party.kind == PartyKind.DESK:
        worked = Mandate.objects.filter(lead=lead).order_by("-started_at").values_list("party_id", flat=True)
        ids = [one for one in (lead.holder_id, *worked) if one] + ids
    others = [one for one in dict.fromkeys(ids) if one != member.party_id]
    return [book.parties[one] for one in others if book.parties[one].state != PartyState.ENDED]
