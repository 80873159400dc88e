"""What a party that once held a lead goes on seeing of it: status, outcome and its own part, nothing of the prospect.

The rows are those of `access.followed_leads`; what is shown here is built from closed values only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from staffel.models import Lead, Mandate, Membership
from staffel.queries.access import followed_leads
from staffel.queries.directory import Directory
from staffel.queries.teasers import form_of, known_product, place_shown
from staffel.queries.timeline import Line, own_history
from staffel.queries.tracks import Track, tracks

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Followed:
    """One lead that the party no longer holds. `place` and `product` as in a teaser; `ended`: how its own work ended (an
    outcome of a mandate, "" where it had none); `status` and `outcome`: where the lead is now; `is_held`: with the party."""

    id: UUID
    number: int
    place: str
    product: str
    temperature: str
    campaign: str
    asked_at: datetime
    held_from: datetime | None
    held_until: datetime | None
    ended: str
    status: str
    outcome: str
    closed_at: datetime | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class FollowedPage:
    """`after` "": the last page."""

    rows: tuple[Followed, ...]
    after: str


def followed_page(
    member: Membership, *, after: str, book: Directory, leads: QuerySet[Lead] | None = None
) -> FollowedPage:
    """One page, the latest enquiry first; `after` is the number of the lead to go on behind; `leads`: of these, else of
    all that the party follows. Two queries."""
    found = followed_leads(member) if leads is None else leads
    if after.isdecimal() and len(after) < 19:
        found = found.filter(number__lt=int(after))
    rows = list(found.defer("search", "answers").order_by("-number")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return FollowedPage(tuple(followed(rows[:PAGE], member, book=book)), str(last.number) if last else "")


def followed(leads: Iterable[Lead], member: Membership, *, book: Directory) -> list[Followed]:
    """These followed leads as their party may see them, in their order. One query."""
    given = list(leads)
    rows = Mandate.objects.filter(lead_id__in=[lead.id for lead in given], party_id=member.party_id)
    mandates = {mandate.lead_id: mandate for mandate in rows.order_by("started_at")}  # the last one stays
    return [_followed(lead, mandates.get(lead.id), member, book=book) for lead in given]


def followed_tracks(
    rows: Sequence[Followed], member: Membership, *, book: Directory, now: datetime
) -> dict[UUID, Track]:
    """The tracks of these leads, by id: the party's own turns, and not until when another has it now. Two queries."""
    leads = Lead.objects.filter(id__in=[row.id for row in rows]).defer("search", "answers")
    found = tracks(list(leads), member=member, book=book, now=now)
    return {lead_id: replace(track, deadline_at=None) for lead_id, track in found.items()}


def followed_history(lead: Lead, member: Membership, *, book: Directory) -> list[Line]:
    """What the party itself did and was asked, newest first, without anything that a person typed. One query."""
    lines = own_history(lead, party_id=member.party_id, book=book)
    return [line.without_note() for line in lines if line.kind != "note.added"]


def _followed(lead: Lead, mandate: Mandate | None, member: Membership, *, book: Directory) -> Followed:
    form = form_of(lead, book=book)
    return Followed(
        id=lead.id,
        number=lead.number,
        place=place_shown(lead, home=book.installation.country),
        product=known_product(lead, form, book=book, language=get_language() or "en"),
        temperature=lead.temperature,
        campaign=book.campaign_by_id(lead.campaign_id).name,
        asked_at=lead.asked_at,
        held_from=mandate.started_at if mandate else None,
        held_until=mandate.ended_at if mandate else None,
        ended=mandate.outcome if mandate else "",
        status=lead.status,
        outcome=lead.outcome,
        closed_at=lead.closed_at,
        is_held=lead.holder_id == member.party_id,
    )
