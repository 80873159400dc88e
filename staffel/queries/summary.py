"""A member's own part of Today in sentences, for the mail of the morning."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from staffel.models import Membership, PartyKind, Role
from staffel.queries.access import decides
from staffel.queries.agency_week import agency_numbers
from staffel.queries.directory import Directory
from staffel.queries.duplicates import waiting_pairs
from staffel.queries.party_notes import due_party_notes
from staffel.queries.questions import late_questions, unanswered_questions
from staffel.queries.unclear import unclear_count
from staffel.queries.waiting import (
    AtPartner,
    Filters,
    Numbers,
    OnDesk,
    Row,
    at_partners,
    numbers,
    on_desk,
    waiting_page,
)
from staffel.queries.week import WeekNumber, week_numbers

SHOWN: Final = 8  # leads and partners: who needs more opens the page


@dataclass(frozen=True, slots=True)
class Summary:
    """`sentence`: one line says it all; `urgent`: what is overdue and at risk, "" where nothing is. `is_quiet`: nothing
    waits, is late, at risk, lies on the desk or stands beside the list. `rows`: the most urgent leads that press;
    `beside`: what else Today shows, how many of each, by key (without what there is none of); `partners`: those that a
    member of field sales looks after, the most overdue first."""

    is_quiet: bool
    sentence: str
    urgent: str
    rows: tuple[Row, ...]
    on_desk: tuple[OnDesk, ...]
    week: tuple[WeekNumber, ...]
    beside: tuple[tuple[str, int], ...]
    partners: tuple[AtPartner, ...]


def summary(member: Membership, *, book: Directory, now: datetime) -> Summary:
    """In the active language and time zone. As many queries as the page takes, without the tracks."""
    found = numbers(member, book=book, now=now)
    is_vendor = member.party.kind == PartyKind.DESK
    lying = on_desk(member, book=book, now=now) if is_vendor else ()
    beside = _beside(member, book=book, now=now)
    is_quiet = not (found.waiting or found.overdue or found.at_risk or lying or beside)
    looks_after = member.role == Role.FIELD_SALES and not is_quiet
    return Summary(
        is_quiet=is_quiet,
        sentence=_quiet(found) if is_quiet else _sentence(found),
        urgent=_urgent(found),
        rows=_urgent_rows(member, found, book=book, now=now),
        on_desk=lying,
        week=() if is_quiet else _week(member, book=book, now=now),
        beside=beside,
        partners=tuple(at_partners(member, book=book, now=now)[:SHOWN]) if looks_after else (),
    )


def _beside(member: Membership, *, book: Directory, now: datetime) -> tuple[tuple[str, int], ...]:
    """What lies beside the list on each role's Today. Five queries for the desk, one for field sales."""
    found: dict[str, int] = {}
    if decides(member):
        found = {
            "unclear": unclear_count(member),
            "alike": waiting_pairs(),
            "questions": len(unanswered_questions(member)),
            "late_questions": late_questions(member, book=book, now=now).count,
        }
    if decides(member) or member.role == Role.FIELD_SALES:
        found["due_notes"] = len(due_party_notes(member, today=timezone.localdate(now)))
    return tuple((key, count) for key, count in found.items() if count)


def _week(member: Membership, *, book: Directory, now: datetime) -> tuple[WeekNumber, ...]:
    if member.party.kind == PartyKind.AGENCY:
        return tuple(agency_numbers(member, now=now))
    return tuple(week_numbers(member, book=book, now=now))


def _urgent_rows(member: Membership, found: Numbers, *, book: Directory, now: datetime) -> tuple[Row, ...]:
    """What is late or at risk comes first in the list; without any, nothing is shown."""
    pressing = min(found.overdue + found.at_risk, SHOWN)
    return waiting_page(member, Filters(), book=book, now=now).rows[:pressing] if pressing else ()


def _quiet(found: Numbers) -> str:
    if not found.open:
        return _("Nothing waits today: no open leads.")
    return _("Nothing waits today: %(open)s open leads, none of them overdue.") % {"open": found.open}


def _sentence(found: Numbers) -> str:
    if not found.waiting:
        return _("Nobody waits for the first call, %(open)s leads are open") % {"open": found.open}
    turns = ", ".join(words for _kind, words in found.turns)
    words = _("%(waiting)s of %(open)s open leads (%(share)s %%) wait for their first call: %(turns)s")
    return words % {"waiting": found.waiting, "open": found.open, "share": found.share, "turns": turns}


def _urgent(found: Numbers) -> str:
    parts = {
        _("%(count)s overdue"): found.overdue,
        _("%(count)s at risk"): found.at_risk,
        _("%(count)s resting"): found.resting,
    }
    said = [words % {"count": count} for words, count in parts.items() if count]
    return ", ".join(said) if found.overdue or found.at_risk else ""
