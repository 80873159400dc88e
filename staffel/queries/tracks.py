"""The tracks of leads: who had the turn, by name, and what ended each turn, as the reader may know it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.models import Entry, Lead, Membership, PartyKind
from staffel.queries.directory import Directory
from staffel.queries.partner_words import worded
from staffel.queries.timeline import sentence, words_of
from staffel.rules import track as rule

TURNS: Mapping[str, Promise] = {
    "desk": gettext_lazy("Desk"),
    "agency": gettext_lazy("Agency"),
    "asked": worded(gettext_lazy("%(Partner)s asked")),
    "partner": worded(gettext_lazy("In work at %(a_partner)s")),
    "resting": gettext_lazy("Agreed follow-up"),
    "arriving": gettext_lazy("Before it arrived"),
    "elsewhere": gettext_lazy("With others"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One segment as a person reads it. `name`: who had the turn; `ended`: what ended it, "" while it runs or where
    nobody asked for it."""

    kind: str
    name: str
    start: datetime
    end: datetime
    is_running: bool
    ended: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One hand-over between two parties that each had the turn to work the lead, by name."""

    at: datetime
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class Track:
    """From the moment somebody asked to `now`. `deadline_at`: the next one, None when the lead is closed. `exchanges`: the
    hand-overs by name; `again`: the parties, no desk, that got the lead back after they had given it away."""

    turns: tuple[Turn, ...]
    hand_overs: tuple[datetime, ...]
    deadline_at: datetime | None
    now: datetime
    exchanges: tuple[Exchange, ...] = ()
    again: tuple[str, ...] = ()


def tracks(leads: Sequence[Lead], *, member: Membership, book: Directory, now: datetime) -> dict[UUID, Track]:
    """The tracks of these leads without sentences, by id; one query for any number. A party sees its own turns only."""
    moments: dict[UUID, list[rule.Moment]] = defaultdict(list)
    names = ("lead_id", "id", "at", "kind", "status", "holder_id", "party_id", "deadline_at", "data__on")
    entries = Entry.objects.filter(lead_id__in=[lead.id for lead in leads]).order_by("lead_id", "id")
    for lead_id, *values in entries.values_list(*names):
        moments[lead_id].append(_moment(*values, book=book))
    return {lead.id: _track(lead, moments[lead.id], {}, member=member, book=book, now=now) for lead in leads}


def track_of(lead: Lead, *, member: Membership, book: Directory, now: datetime) -> Track:
    """The track of one lead, with what ended each turn in the active language. One query."""
    entries = list(Entry.objects.filter(lead=lead).order_by("id"))
    moments = [
        _moment(
            e.id, e.at, e.kind, e.status, e.holder_id, e.party_id, e.deadline_at, e.data.get("on"), book=book
        )
        for e in entries
    ]
    by_id = {entry.id: entry for entry in entries}
    return _track(lead, moments, by_id, member=member, book=book, now=now)


def _moment(
    entry_id: UUID,
    at: datetime,
    kind: str,
    status: str,
    holder_id: UUID | None,
    party_id: UUID | None,
    deadline_at: datetime | None,
    on: str | None,
    *,
    book: Directory,
) -> rule.Moment:
    holder = book.parties.get(holder_id) if holder_id else None
    moment = rule.Moment(
        entry_id, at, kind, status, holder_id, holder.kind if holder else "", party_id, deadline_at
    )
    if on and holder:
        return replace(
            moment, rests_until=datetime.combine(date.fromisoformat(on), time(), ZoneInfo(holder.timezone))
        )
    return moment


def _track(
    lead: Lead,
    moments: Sequence[rule.Moment],
    entries: Mapping[UUID, Entry],
    *,
    member: Membership,
    book: Directory,
    now: datetime,
) -> Track:
    found = rule.segments(moments, asked_at=lead.asked_at, now=now)
    if book.parties[member.party_id].kind != PartyKind.DESK:
        found = rule.seen_by(found, member.party_id)
    return Track(
        turns=tuple(_turns(found, lead, entries, book=book, now=now)),
        hand_overs=tuple(rule.hand_overs(found)),
        exchanges=tuple(
            Exchange(at, _names(giver, book), _names(taker, book))
            for at, giver, taker in rule.exchanges(found)
        ),
        again=tuple(
            book.parties[party].name
            for party in rule.came_again(found)
            if book.parties[party].kind != PartyKind.DESK
        ),
        deadline_at=lead.deadline_at,
        now=now,
    )


def _names(parties: Iterable[UUID], book: Directory) -> str:
    return ", ".join(book.parties[party].name for party in parties)


def _turns(
    found: Iterable[rule.Segment],
    lead: Lead,
    entries: Mapping[UUID, Entry],
    *,
    book: Directory,
    now: datetime,
) -> Iterable[Turn]:
    for one in found:
        is_running = lead.is_open and one.end >= now
        yield Turn(
            kind=one.kind,
            name=_names(one.parties, book) or str(TURNS[one.kind]),
            start=one.start,
            end=one.end,
            is_running=is_running,
            ended=_ended(one, lead, entries, book=book) if entries and not is_running else "",
        )


def _ended(one: rule.Segment, lead: Lead, entries: Mapping[UUID, Entry], *, book: Directory) -> str:
    if one.kind == rule.ELSEWHERE:
        return ""
    if not one.ended_by:
        return _("The agreed date has come.")
    words = words_of(lead, book=book)
    return " ".join(sentence(entries[entry], words=words, book=book) for entry in one.ended_by)
