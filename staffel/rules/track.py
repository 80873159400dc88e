"""Who had the turn from when to when: a lead's life as segments, read from what the journal says after each case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Final
from uuid import UUID

from staffel.rules.states import BROKERING, CLOSED

ARRIVING: Final = "arriving"  # asked, but not received yet
ASKED: Final = "asked"  # open offers: the parties asked
PARTNER: Final = "partner"
RESTING: Final = "resting"  # until the date agreed with the prospect
ELSEWHERE: Final = "elsewhere"  # with somebody the reader is not told of

ANSWERS: Final = frozenset(
    {"offer.accepted", "offer.declined", "offer.expired", "offer.withdrawn", "offer.undone"}
)
MORE_TIME: Final = frozenset({"deadline.extended", "deadline.resumed"})
# A case writes several entries: the first kind of these says best what ended a turn, else that of the first entry.
TELLING: Final = (
    "lead.closed", "lead.captured", "lead.reopened", "offer.accepted", "offer.declined", "offer.expired", "offer.undone",
    "mandate.given_back", "mandate.taken_back", "qualifying.taken_back", "lead.placed", "follow_up.agreed", "activity.appointment",
    "activity.quote", "activity.contact", "activity.attempt", "lead.qualified", "lead.released", "offer.withdrawn",
    "offer.made", "brokerage.waiting", "lead.on_desk",
)  # fmt: skip
RANK: Final = {kind: rank for rank, kind in enumerate(TELLING)}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the journal. `status`, `holder`, `holder_kind` and `deadline_at` are the lead's after its case;
    `party`: whom the entry names; `rests_until`: when the day begins that it agreed on."""

    id: UUID
    at: datetime
    kind: str
    status: str
    holder: UUID | None = None
    holder_kind: str = ""
    party: UUID | None = None
    deadline_at: datetime | None = None
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One turn. `kind`: "desk", "agency", "partner", "asked", "resting", "arriving" or "elsewhere". `is_work`: the
    party's to work, not to broker. `ended_by`: the entries that ended it (several where
    several did the same at once); none while it runs, or when a date ended it."""

    kind: str
    parties: tuple[UUID, ...]
    start: datetime
    end: datetime
    is_work: bool = False
    ended_by: tuple[UUID, ...] = ()

    @property
    def lasted(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Turn:
    kind: str
    parties: tuple[UUID, ...] = ()
    is_work: bool = False
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Rest:
    until: datetime
    deadline_at: datetime | None


def segments(moments: Sequence[Moment], *, asked_at: datetime, now: datetime) -> list[Segment]:
    """The turns from `asked_at` to `now`, in order, none without duration; while a lead was closed nobody had one.
    `moments`: the lead's entries in the order they were written."""
    found: list[Segment] = []
    turn, since = _Turn(ARRIVING), asked_at
    asked: set[UUID] = set()
    rest: _Rest | None = None
    for at, group in groupby(moments, key=lambda moment: moment.at):
        case = list(group)
        found += _ended(turn, since, max(at, since), by=_telling(case))
        _count_asked(asked, case)
        rest = _rest(case, before=rest)
        turn, since = _turn_after(case[-1], asked=asked, rest=rest), max(at, since)
    return _joined([*found, *_ended(turn, since, max(now, since), by=())])


Parties = tuple[UUID, ...]


def exchanges(track: Iterable[Segment]) -> list[tuple[datetime, Parties, Parties]]:
    """When the lead came from one party to another to work it, and from whom to whom; brokering is none (KPIS,
    handovers)."""
    worked = [one for one in track if one.is_work]
    return [
        (after.start, before.parties, after.parties)
        for before, after in pairwise(worked)
        if after.parties != before.parties
    ]


def hand_overs(track: Iterable[Segment]) -> list[datetime]:
    """When the lead came to another party to work it."""
    return [at for at, _giver, _taker in exchanges(track)]


def came_again(track: Iterable[Segment]) -> list[UUID]:
    """The parties that got the lead to work it again after they had given it away (KPIS, ping-pong; whoever asks leaves
    the desks out)."""
    given: dict[UUID, None] = {}
    again: dict[UUID, None] = {}
    for _at, giver, taker in exchanges(track):
        given.update(dict.fromkeys(giver))
        again.update(dict.fromkeys(party for party in taker if party in given))
    return list(again)


def seen_by(track: Iterable[Segment], party: UUID) -> list[Segment]:
    """The track as one party may see it: its own turns; of the others only that the lead was elsewhere."""
    return _joined([_veiled(one, party) for one in track])


def _veiled(one: Segment, party: UUID) -> Segment:
    if one.kind == ARRIVING:
        return one
    if party in one.parties:
        return replace(one, parties=(party,))
    return Segment(ELSEWHERE, (), one.start, one.end)


def _turn_after(last: Moment, *, asked: set[UUID], rest: _Rest | None) -> _Turn:
    if last.status == CLOSED or last.holder is None:
        return _Turn(CLOSED)
    if last.status == BROKERING:
        return _Turn(ASKED, tuple(sorted(asked))) if asked else _Turn(last.holder_kind, (last.holder,))
    return _Turn(last.holder_kind, (last.holder,), is_work=True, rests_until=rest.until if rest else None)


def _count_asked(asked: set[UUID], case: Sequence[Moment]) -> None:
    for moment in case:
        if moment.party is not None and moment.kind == "offer.made":
            asked.add(moment.party)
        elif moment.party is not None and moment.kind in ANSWERS:
            asked.discard(moment.party)


def _rest(case: Sequence[Moment], *, before: _Rest | None) -> _Rest | None:
    """What is agreed after this case: until something other than more time for the same date moves the deadline."""
    deadline_at = case[-1].deadline_at
    for moment in case:
        if moment.rests_until is not None:
            return _Rest(moment.rests_until, deadline_at)
    if before is None:
        return None
    is_kept = before.deadline_at == deadline_at or any(moment.kind in MORE_TIME for moment in case)
    return replace(before, deadline_at=deadline_at) if is_kept else None


def _ended(turn: _Turn, start: datetime, end: datetime, *, by: tuple[UUID, ...]) -> list[Segment]:
    """The turn as segments: a rest lasts to its date at most, from then on the holder has the turn."""
    if turn.kind == CLOSED or end <= start:
        return []
    date = turn.rests_until
    if date is None or date <= start:
        return [Segment(turn.kind, turn.parties, start, end, turn.is_work, by)]
    if date >= end:
        return [Segment(RESTING, turn.parties, start, end, turn.is_work, by)]
    resting = Segment(RESTING, turn.parties, start, date, turn.is_work)
    return [resting, Segment(turn.kind, turn.parties, date, end, turn.is_work, by)]


def _telling(case: Sequence[Moment]) -> tuple[UUID, ...]:
    best = min(case, key=lambda moment: RANK.get(moment.kind, len(RANK)))
    return tuple(moment.id for moment in case if moment.kind == best.kind)


def _joined(parts: Iterable[Segment]) -> list[Segment]:
    """Turns that go on are one: what happened within them ended nothing."""
    found: list[Segment] = []
    for part in parts:
        last = found[-1] if found else None
        if last and last.end == part.start and _same_turn(last, part):
            found[-1] = replace(last, end=part.end, ended_by=part.ended_by)
        else:
            found.append(part)
    return found


def _same_turn(one: Segment, other: Segment) -> bool:
    return (one.kind, one.parties, one.is_work) == (other.kind, other.parties, other.is_work)
