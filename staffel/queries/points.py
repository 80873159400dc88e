"""The ledger of points, read from the journal: what a mandate has earned, a party's sums, and its lines, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Sum, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language

from staffel.models import Entry, Lead, Mandate, Membership, PartyKind
from staffel.queries.access import known_leads
from staffel.queries.directory import Directory
from staffel.queries.rewards import in_words
from staffel.queries.teasers import form_of, known_product, place_shown
from staffel.rules.points import EARNED, FIRST_CONTACT, KINDS, rewards, rewards_any, signed, standing
from staffel.rules.policies import Policy

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal says of a mandate: how hot the lead was when it began, "" where that was not kept yet, and by act what
    stands of its points. `earned`: the acts for which it has earned at all, also what was taken back; `as_test`: those that
    count no more since the lead was marked as a test."""

    temperature: str
    standing: dict[str, int]
    earned: frozenset[str] = frozenset()
    as_test: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands of a party's points: of this calendar year, and of all."""

    year: int
    this_year: int
    all: int


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One entry of the ledger. `points` is negative where they were taken back. `opens`: whether the reader may open the
    lead; else only its number is told. `place` and `product` as in a teaser."""

    at: datetime
    lead_id: UUID
    number: int
    opens: bool
    place: str
    product: str
    act: str
    temperature: str
    points: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """`after` "": the last page."""

    lines: tuple[PointsLine, ...]
    after: str


def kept_of(lead_id: UUID, mandate_id: UUID) -> Kept:
    """Of this mandate of the lead. One query."""
    told = Entry.objects.filter(lead_id=lead_id, mandate_id=mandate_id, kind__in=("mandate.started", *KINDS))
    found = list(told.order_by("id").values_list("kind", "data"))
    begun = next((str(data.get("temperature", "")) for kind, data in found if kind not in KINDS), "")
    points = [(kind, data) for kind, data in found if kind in KINDS]
    last = {data["act"]: data for _kind, data in points}
    as_test = frozenset(act for act, data in last.items() if data.get("test"))
    return Kept(begun, standing(points), frozenset(last), as_test)


def still_to_earn(lead: Lead, mandate: Mandate, *, book: Directory, now: datetime) -> str:
    """What whoever works the lead can still earn with it, in the active language; "" for nothing. A query only where its
    policy rewards something."""
    policy: Policy = book.editions[mandate.policy_version_id].body
    is_partners = book.parties[mandate.party_id].kind == PartyKind.PARTNER
    if not rewards_any(policy) or not is_partners or mandate.is_own or lead.is_test:
        return ""
    kept = kept_of(lead.id, mandate.id)
    if not kept.temperature:
        return ""
    is_late = mandate.contacted_at is not None or (lead.deadline_at is not None and lead.deadline_at < now)
    earned = rewards(policy, kept.temperature)
    return in_words(
        {
            act: points
            for act, points in earned.items()
            if not kept.standing[act] and not (act == FIRST_CONTACT and is_late)
        }
    )


def sums(party_id: UUID, *, now: datetime) -> Sums:
    """Of this party. One query, from the index of points."""
    local = timezone.localtime(now)
    begin = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    points = Cast(KT("data__points"), IntegerField())
    each = Case(When(kind=EARNED, then=points), default=-points)
    found = _entries(party_id).aggregate(all=Sum(each), this_year=Sum(each, filter=Q(at__gte=begin)))
    return Sums(local.year, found["this_year"] or 0, found["all"] or 0)


def ledger(member: Membership, party_id: UUID, *, after: str, book: Directory) -> Ledger:
    """A page of the party's points for this reader; `after` is the id of the entry to go on behind. Two queries."""
    entries = _entries(party_id).select_related("lead").defer("lead__search", "lead__answers").order_by("-id")
    if after_id := _id(after):
        entries = entries.filter(id__lt=after_id)
    found = list(entries[: PAGE + 1])
    shown = found[:PAGE]
    known = known_leads(member, {entry.lead_id for entry in shown if entry.lead_id})
    lines = tuple(_line(entry, entry.lead, known, book=book) for entry in shown if entry.lead)
    return Ledger(lines, str(shown[-1].id) if len(found) > PAGE else "")


def _entries(party_id: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(party_id=party_id, kind__in=KINDS)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(entry: Entry, lead: Lead, known: Collection[UUID], *, book: Directory) -> PointsLine:
    """Of a lead that the reader does not know, the number alone."""
    opens, data = lead.id in known, entry.data
    return PointsLine(
        at=entry.at,
        lead_id=lead.id,
        number=lead.number,
        opens=opens,
        place=place_shown(lead, home=book.installation.country) if opens else "",
        product=known_product(lead, form_of(lead, book=book), book=book, language=get_language() or "en")
        if opens
        else "",
        act=data["act"],
        temperature=data["temperature"],
        points=signed(entry.kind, data),
    )
