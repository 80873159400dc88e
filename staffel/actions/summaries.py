"""Promises each member its own part of Today by mail, once on every working morning of its party."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from staffel.actions import messages
from staffel.actions.actors import SYSTEM
from staffel.actions.case import open_batch
from staffel.actions.receipts import take_once
from staffel.actions.repeats import repeated
from staffel.models import Membership, PartyKind, PartyState, Receipt, Role
from staffel.queries.directory import Directory, directory
from staffel.rules.mornings import morning

DOOR: Final = "summary"
READERS: Final = frozenset({Role.DESK, Role.FIELD_SALES, Role.AGENCY_MEMBER})


@repeated
def promise_summaries(*, now: datetime) -> int:
    """Write the mails of this morning that are not written yet, and return how many. Safe at any time and as often as one
    likes: a receipt for each member and day keeps it to one, also with several workers or after an outage. Who wants
    none, is away or has no mail gets none."""
    book = directory()
    due = {f"{member.id}:{day.isoformat()}": (member, day) for member, day in _due(book, now=now)}
    if due:
        written = Receipt.objects.filter(door=DOOR, key__in=due).values_list("key", flat=True)
        for key in written:
            del due[key]
    if not due:
        return 0
    count = 0
    with open_batch(actor=SYSTEM, now=now) as batch:
        for key in sorted(due):  # in one order: two workers never wait for each other in a circle
            member, day = due[key]
            if take_once(DOOR, key, now=now):
                messages.tell("today.summary", [member], batch=batch, on=day.isoformat())
                count += 1
    return count


def _due(book: Directory, *, now: datetime) -> Iterator[tuple[Membership, date]]:
    for party in book.parties.values():
        if party.kind == PartyKind.PARTNER or party.state != PartyState.ACTIVE:
            continue
        day = morning(now, book.calendars[party.id])
        for member in _readers(book.members.get(party.id, ())) if day else ():
            if day and not _is_away(member, book, now=now):
                yield member, day


def _readers(team: tuple[Membership, ...]) -> Iterator[Membership]:
    """Who works with leads. Marketing measures and reads its page; an administrator does the desk's work only where
    nobody else does."""
    has_desk = any(member.role == Role.DESK for member in team)
    for member in team:
        is_reader = member.role in READERS or (member.role == Role.ADMINISTRATOR and not has_desk)
        if is_reader and member.wants_daily_mail and member.mail_off_at is None:
            yield member


def _is_away(member: Membership, book: Directory, *, now: datetime) -> bool:
    return any(one.starts_at <= now < one.ends_at for one in book.away.get(member.id, ()))
