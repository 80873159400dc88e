"""Questions about leads: what the link in a mail opens for whoever was asked, and who may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from staffel.models import (
    Entry,
    Lead,
    Link,
    LinkPurpose,
    Mandate,
    Membership,
    Note,
    Party,
    PartyKind,
    PartyState,
)
from staffel.queries.directory import Directory
from staffel.queries.teasers import form_of, known_product, place_shown
from staffel.rules.worktime import WorkCalendar, is_working_day

SHOWN: Final = 8
ALL_LATE: Final = 200  # as many as one reads at once


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the party that was asked sees it: of the lead only closed values, of the answers its own.
    `is_over`: as `over_questions`."""

    link: Link
    member: Membership
    note: Note
    number: int
    product: str
    place: str
    asked_at: datetime
    answers: tuple[Note, ...]
    is_over: bool


def asked_by_link(link: Link, *, book: Directory, language: str) -> Asked | None:
    """What the link asks; None where it asks nothing, or not its party (any more), or the lead was erased. Three queries at
    most."""
    if link.purpose != LinkPurpose.QUESTION:
        return None
    mine = Note.objects.filter(id=link.subject, asked_id=link.of.party_id, lead__erased_at=None)
    note = mine.select_related("lead", "party").first()
    if note is None:
        return None
    lead = note.lead
    given = Note.objects.filter(answers=note, party_id=link.of.party_id).order_by("created_at")
    return Asked(
        link=link,
        member=link.of,
        note=note,
        number=lead.number,
        product=known_product(lead, form_of(lead, book=book), book=book, language=language),
        place=place_shown(lead, home=book.installation.country),
        asked_at=lead.asked_at,
        answers=tuple(given),
        is_over=bool(over_questions(link.of.party_id, lead, [note])),
    )


def open_questions(member: Membership, lead: Lead) -> list[Note]:
    """What the member's party was asked about the lead and has not answered yet, the oldest first. One query."""
    if lead.erased_at:
        return []
    own = Note.objects.filter(answers=OuterRef("id"), party_id=member.party_id)
    asked = Note.objects.filter(~Exists(own), lead=lead, asked_id=member.party_id)
    return list(asked.select_related("party").order_by("created_at"))


def over_questions(party_id: UUID, lead: Lead, questions: Sequence[Note]) -> frozenset[UUID]:
    """Which of these the party was asked while it held the lead that it holds no more: their texts may tell of the
    prospect, and are not shown to it. What it is asked afterwards it reads. One query at most."""
    if lead.holder_id == party_id or not questions:
        return frozenset()
    asked = Entry.objects.filter(lead=lead, kind="question.asked", holder_id=party_id)
    return frozenset(asked.filter(note__in=questions).values_list("note_id", flat=True))


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


@dataclass(frozen=True, slots=True)
class LateQuestions:
    """How many there are, and the oldest of them."""

    count: int
    rows: tuple[Note, ...]


def late_questions(member: Membership, *, book: Directory, now: datetime, most: int = SHOWN) -> LateQuestions:
    """Asked a working day ago or longer (by the calendar of the member's own party) about leads that are open still, and
    not answered; without those to the member's own party, for the desk, which sees every lead. One query from the
    indexes of questions and answers, two where there are `most` or more."""
    asked = Note.objects.filter(
        ~Exists(Note.objects.filter(answers=OuterRef("id"))),
        ~Q(lead__status="closed"),
        ~Q(asked_id=member.party_id),
        asked__isnull=False,
        lead__is_test=False,
        created_at__lte=_a_working_day_before(now, book.calendars[member.party_id]),
    )
    rows = asked.select_related("lead", "asked").defer("lead__search", "lead__answers").order_by("created_at")
    shown = tuple(rows[:most])
    return LateQuestions(asked.count() if len(shown) == most else len(shown), shown)


def _a_working_day_before(now: datetime, calendar: WorkCalendar) -> datetime:
    """The same hour on the working day before this one; on a free day the end of the working day before the last."""
    at = timezone.localtime(now)
    if not is_working_day(at.date(), calendar):
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
        at = _working_day_before(at, calendar) + timedelta(days=1)
    return _working_day_before(at, calendar)


def _working_day_before(at: datetime, calendar: WorkCalendar) -> datetime:
    days = (timedelta(days=number) for number in range(1, 15))
    return next((at - span for span in days if is_working_day((at - span).date(), calendar)), at)


def may_be_asked(lead: Lead, *, member: Membership, book: Directory) -> list[Party]:
    """Whom the member may ask about the lead: the vendor's people its holder first, then who worked it before, then its
    desk; everybody else the desk only. One query."""
    ids = [lead.desk_id]
    if member.party.kind == PartyKind.DESK:
        worked = Mandate.objects.filter(lead=lead).order_by("-started_at").values_list("party_id", flat=True)
        ids = [one for one in (lead.holder_id, *worked) if one] + ids
    others = [one for one in dict.fromkeys(ids) if one != member.party_id]
    return [book.parties[one] for one in others if book.parties[one].state != PartyState.ENDED]
