"""The call list: in which order leads should be called now, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

TAKEN_FOR: Final = timedelta(minutes=15)

Why = Literal["agreed", "first_call", "deadline", "planned", "personal"]


@dataclass(frozen=True, slots=True)
class Callable:
    """A lead that somebody shall call. `was_called`: by whomever, with or without success. `planned_at`: not before that
    time; `is_agreed`: a person was promised it. `own_by`: the member whose personal follow-up it is, None the whole
    team's."""

    lead_id: UUID
    temperature: str
    asked_at: datetime
    deadline_at: datetime
    was_called: bool
    planned_at: datetime | None = None
    is_agreed: bool = False
    own_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a lead stands in the list. `is_due`: may be called now by this member; `why` it stands there."""

    lead_id: UUID
    is_due: bool
    why: Why
    planned_at: datetime | None


def call_order(leads: Iterable[Callable], *, member_id: UUID, now: datetime) -> list[Turn]:
    """Those to be called now first: agreed times that have come, the earliest first; hot leads that nobody has called,
    the longest waiting first; then by deadline. Behind them what is planned for later, by its time. A colleague's
    personal follow-up is the team's once its deadline is over."""
    placed = sorted((_place(one, member_id=member_id, now=now) for one in leads), key=lambda place: place[0])
    return [turn for _key, turn in placed]


def _place(one: Callable, *, member_id: UUID, now: datetime) -> tuple[tuple[int, datetime, UUID], Turn]:
    is_colleagues = one.own_by not in {None, member_id} and one.deadline_at > now
    if is_colleagues or (one.planned_at is not None and one.planned_at > now):
        at = one.planned_at or one.deadline_at
        why: Why = "personal" if is_colleagues else "agreed" if one.is_agreed else "planned"
        return (3, at, one.lead_id), Turn(one.lead_id, is_due=False, why=why, planned_at=at)
    if one.is_agreed and one.planned_at is not None:
        return (0, one.planned_at, one.lead_id), Turn(
            one.lead_id, is_due=True, why="agreed", planned_at=one.planned_at
        )
    if one.temperature == "hot" and not one.was_called:
        return (1, one.asked_at, one.lead_id), Turn(
            one.lead_id, is_due=True, why="first_call", planned_at=None
        )
    return (2, one.deadline_at, one.lead_id), Turn(
        one.lead_id, is_due=True, why="deadline", planned_at=one.planned_at
    )
