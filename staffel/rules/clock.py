"""What is due on a lead now, and when the clock looks next: the warning, the ladder, expiry and the take-back.

All comes from one list of moments. A moment that is past is due, the first that lies ahead is the alarm; after an
outage the rungs that were missed become one act, so one combined reminder goes out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from staffel.rules.deadlines import limit_end, warning_at
from staffel.rules.policies import Policy
from staffel.rules.worktime import WorkCalendar

LOOK_AGAIN: Final = timedelta(
    days=7
)  # a lead with nothing ahead is looked at again: a stale alarm heals itself
WARNED: Final = 1  # the rung of the warning; the policy's rungs follow

ActKind = Literal["expire_offer", "warn_offer", "climb", "take_back", "hand_back", "ask_again", "cool"]


@dataclass(frozen=True, slots=True)
class OpenOffer:
    id: UUID
    starts_at: datetime
    ends_at: datetime
    was_warned: bool
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Standing:
    """A lead as the clock sees it. `calendar` is the holder's; `take_back`: minutes of working time and longest
    wall-clock time after the missed deadline until the lead is taken back, None: never. `hands_back`: an agency's
    missed deadline ends its turn at once. `cools_at`: when it becomes
    colder by a step, None: not by waiting."""

    deadline_kind: str
    deadline_from: datetime
    deadline_at: datetime
    rung: int
    calendar: WorkCalendar
    policy: Policy
    offers: Sequence[OpenOffer] = ()
    take_back: tuple[int, timedelta] | None = None
    hands_back: bool = False
    cools_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    kind: ActKind
    at: datetime
    offer_id: UUID | None = None
    rung: int = 0
    tell: tuple[str, ...] = ()


def moments(standing: Standing) -> Iterator[Act]:
    """Every act that lies in this standing's past or future, in no order."""
    if standing.cools_at:
        yield Act("cool", standing.cools_at)
    for offer in standing.offers:
        yield Act("expire_offer", offer.ends_at, offer.id)
        if not offer.was_warned:
            at = warning_at(
                offer.starts_at, offer.ends_at, share=standing.policy.warn_at, calendar=offer.calendar
            )
            yield Act("warn_offer", at, offer.id)
    if standing.deadline_kind == "offer":
        return
    if standing.deadline_kind == "slot":
        yield Act("ask_again", standing.deadline_at)
        return
    yield from _of_deadline(standing)


def _of_deadline(standing: Standing) -> Iterator[Act]:
    """The warning, the ladder, and the end of a turn."""
    if standing.rung < WARNED:
        yield Act("climb", _warning(standing), rung=WARNED, tell=("holder",))
    for number, rung in enumerate(standing.policy.ladder, start=WARNED + 1):
        if number > standing.rung:
            yield Act(
                "climb",
                _after(standing, rung.after_work_minutes, timedelta(hours=rung.longest_hours)),
                None,
                number,
                rung.tell,
            )
    if standing.take_back:
        yield Act("take_back", _after(standing, *standing.take_back))
    if standing.hands_back:
        yield Act("hand_back", standing.deadline_at)


def due_acts(standing: Standing, *, now: datetime) -> tuple[Act, ...]:
    """What is due at `now`, in order of time. Of an offer that expires no warning is sent any more, a lead that is
    taken back is not reminded of, and several rungs become the highest, told to everybody they name."""
    due = sorted((act for act in moments(standing) if act.at <= now), key=lambda act: act.at)
    expired = {act.offer_id for act in due if act.kind == "expire_offer"}
    if taken := [act for act in due if act.kind in {"take_back", "hand_back"}]:
        return (*(act for act in due if act.kind == "cool"), taken[0])
    climbs = [act for act in due if act.kind == "climb"]
    rest = [
        act
        for act in due
        if act.kind != "climb" and not (act.kind == "warn_offer" and act.offer_id in expired)
    ]
    return (*rest, *_one_climb(climbs))


def next_wake(standing: Standing, *, now: datetime) -> datetime:
    """When the clock looks next: the first moment after `now`, else in a week. In UTC."""
    ahead = [act.at for act in moments(standing) if act.at > now]
    return min(ahead, default=now + LOOK_AGAIN)


def _one_climb(climbs: Sequence[Act]) -> tuple[Act, ...]:
    if not climbs:
        return ()
    highest = max(climbs, key=lambda act: act.rung)
    overdue = [act for act in climbs if act.rung > WARNED] or climbs
    tell = tuple(dict.fromkeys(role for act in overdue for role in act.tell))
    return (Act("climb", highest.at, rung=highest.rung, tell=tell),)


def _warning(standing: Standing) -> datetime:
    if standing.deadline_kind == "follow_up":
        return standing.deadline_from  # the agreed day begins
    return warning_at(
        standing.deadline_from,
        standing.deadline_at,
        share=standing.policy.warn_at,
        calendar=standing.calendar,
    )


def _after(standing: Standing, work_minutes: int, longest: timedelta) -> datetime:
    return limit_end(
        standing.deadline_at, work_minutes=work_minutes, calendar=standing.calendar, longest=longest
    )
