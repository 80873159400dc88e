"""The order of the call list in the database: which leads come first, and how many there are, however many it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from staffel.models import Membership
from staffel.queries.directory import Directory
from staffel.rules.deadlines import AT_RISK_FROM
from staffel.rules.reasons import Reasons

# rules/calls.py says what the order is and why a lead stands where it does; a test holds this against it
CALLABLE: Final = """
WITH held AS (
    SELECT lead.id, lead.asked_at, lead.deadline_at,
        lead.temperature = 'hot' AND lead.attempted_at IS NULL AND lead.contacted_at IS NULL AS is_first_call,
        lead.follow_up_by_id = ANY(%(colleagues)s) AND lead.deadline_at > %(now)s AS is_colleagues,
        lead.deadline_kind = 'follow_up' OR last.result = ANY(%(promised)s) AS is_agreed,
        CASE WHEN lead.deadline_kind = 'follow_up' THEN greatest(last.due_at, lead.deadline_from)
             WHEN last.due_at IS NULL AND lead.contacted_at IS NOT NULL
             THEN lead.deadline_from + (lead.deadline_at - lead.deadline_from) * %(at_risk_from)s
             ELSE last.due_at END AS planned_at,
        lead.taken_until > %(now)s AND lead.taken_by_id IS DISTINCT FROM %(member)s AS is_taken
    FROM lead LEFT JOIN LATERAL (
        SELECT max(entry.at) AS at FROM entry
        WHERE entry.lead_id = lead.id AND entry.holder_id = %(party)s AND entry.kind = 'lead.qualifying'
    ) AS given ON true LEFT JOIN LATERAL (
        SELECT activity.due_at, activity.result FROM activity LEFT JOIN mandate ON mandate.id = activity.mandate_id
        WHERE activity.lead_id = lead.id AND activity.party_id = %(party)s AND activity.kind IN ('attempt', 'contact')
            AND CASE WHEN mandate.id IS NULL THEN given.at IS NULL OR activity.at >= given.at
                     ELSE mandate.ended_at IS NULL END
        ORDER BY activity.at DESC, activity.id DESC LIMIT 1
    ) AS last ON true
    WHERE lead.holder_id = %(party)s AND lead.status IN ('qualifying', 'working') AND lead.status <> 'closed'
        AND lead.deadline_kind <> 'release' AND lead.phone <> '' AND lead.may_call
), turn AS (
    SELECT id, asked_at, deadline_at, planned_at, is_taken IS TRUE AS is_taken,
        CASE WHEN is_colleagues OR planned_at > %(now)s THEN 3
             WHEN is_agreed AND planned_at IS NOT NULL THEN 0
             WHEN is_first_call THEN 1
             ELSE 2 END AS tier
    FROM held
), placed AS (
    SELECT id, tier, is_taken,
        CASE tier WHEN 3 THEN coalesce(planned_at, deadline_at) WHEN 0 THEN planned_at WHEN 1 THEN asked_at
             ELSE deadline_at END AS place
    FROM turn
)
"""
FIRST: Final = """
SELECT id, count(*) FILTER (WHERE tier < 3) OVER (), count(*) FILTER (WHERE tier = 3) OVER () FROM placed
ORDER BY tier, place, id LIMIT %(most)s
"""
NEXT: Final = "SELECT id FROM placed WHERE tier < 3 AND NOT is_taken ORDER BY tier, place, id LIMIT 1"
LEFT: Final = "SELECT count(*) FROM placed WHERE tier < 3 AND NOT is_taken AND id <> %(without)s"


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first leads of the list; `due` and `later`: how many there are in all."""

    lead_ids: tuple[UUID, ...]
    due: int
    later: int


def first_to_call(member: Membership, *, most: int, book: Directory, now: datetime) -> Ranked:
    """At most so many, in the order in which this member should call them."""
    rows = _asked(FIRST, member, book=book, now=now, most=most)
    due, later = rows[0][1:] if rows else (0, 0)
    return Ranked(tuple(row[0] for row in rows), due, later)


def next_to_call(member: Membership, *, book: Directory, now: datetime) -> UUID | None:
    """The first that is to be called now and that no colleague has on the telephone."""
    rows = _asked(NEXT, member, book=book, now=now)
    return rows[0][0] if rows else None


def left_to_call(member: Membership, *, without: UUID, book: Directory, now: datetime) -> int:
    """How many are to be called now beside this lead, without those that colleagues have on the telephone."""
    [[count]] = _asked(LEFT, member, book=book, now=now, without=without)
    return int(count)


def present_members(party_id: UUID, *, book: Directory, now: datetime) -> frozenset[UUID]:
    """Who can call at this moment: a personal follow-up of anybody else is the team's."""
    return frozenset(
        member.id
        for member in book.members.get(party_id, ())
        if not any(away.starts_at <= now < away.ends_at for away in book.away.get(member.id, ()))
    )


def _asked(
    sql: str, member: Membership, *, book: Directory, now: datetime, **more: Any
) -> list[tuple[Any, ...]]:
    values: Mapping[str, Any] = {
        "party": member.party_id,
        "member": member.id,
        "colleagues": list(present_members(member.party_id, book=book, now=now) - {member.id}),
        "promised": _promised(book),
        "now": now,
        "at_risk_from": AT_RISK_FROM,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(CALLABLE + sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _promised(book: Directory) -> list[str]:
    """The results with which a time was agreed, in whichever reasons they stand."""
    bodies = [edition.body for editions in book.published.values() for edition in editions]
    reasons = [body for body in bodies if isinstance(body, Reasons)]
    return sorted({one.key for body in reasons for one in body.calls if one.follows == "call_back"})
