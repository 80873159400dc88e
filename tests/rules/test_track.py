"""Who had the turn: journals in, segments out."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from staffel.rules.track import Moment, Segment, hand_overs, seen_by, segments

DESK, AGENCY, PAUL, PETRA = (UUID(int=n) for n in range(1, 5))
KINDS = {DESK: "desk", AGENCY: "agency", PAUL: "partner", PETRA: "partner", None: ""}
NOW = datetime(2026, 3, 12, tzinfo=UTC)


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


def moment(
    number: int,
    on: int,
    kind: str,
    status: str,
    holder: UUID | None,
    party: UUID | None = None,
    due: int | None = 20,
    rests: int | None = None,
) -> Moment:
    return Moment(
        UUID(int=100 + number),
        day(on),
        kind,
        status,
        holder,
        KINDS[holder],
        party,
        day(due) if due else None,
        day(rests) if rests else None,
    )


def journal(*rows: tuple[Any, ...]) -> list[Moment]:
    return [moment(number, *row) for number, row in enumerate(rows)]


def told(track: list[Segment]) -> list[tuple[str, tuple[UUID, ...], int, int]]:
    return [(one.kind, one.parties, one.start.day, one.end.day) for one in track]


CAPTURED = (2, "lead.captured", "brokering", DESK)
OFFERED = (2, "offer.made", "brokering", DESK, PAUL)
ACCEPTED = (3, "offer.accepted", "working", PAUL, PAUL)
AGREED = (4, "follow_up.agreed", "working", PAUL, None, 9, 8)

LIVES: dict[str, tuple[list[tuple[Any, ...]], list[Any]]] = {
    "nothing written yet: it is on its way": ([], [("arriving", (), 1, 12)]),
    "the desk holds it": (
        [(2, "lead.captured", "qualifying", DESK)],
        [("arriving", (), 1, 2), ("desk", (DESK,), 2, 12)],
    ),
    "the agency qualifies it": (
        [(1, "lead.captured", "qualifying", AGENCY), (3, "lead.on_desk", "brokering", DESK)],
        [("agency", (AGENCY,), 1, 3), ("desk", (DESK,), 3, 12)],
    ),
    "two are asked, one accepts": (
        [CAPTURED, OFFERED, (2, "offer.made", "brokering", DESK, PETRA),
         ACCEPTED, (3, "offer.withdrawn", "working", PAUL, PETRA)],
        [("arriving", (), 1, 2), ("asked", (PAUL, PETRA), 2, 3), ("partner", (PAUL,), 3, 12)],
    ),
    "one declines, the next is asked, nobody wants it": (
        [CAPTURED, OFFERED, (3, "offer.declined", "brokering", DESK, PAUL), (3, "offer.made", "brokering", DESK, PETRA),
         (5, "offer.expired", "brokering", DESK, PETRA), (5, "lead.on_desk", "brokering", DESK)],
        [("arriving", (), 1, 2), ("asked", (PAUL,), 2, 3), ("asked", (PETRA,), 3, 5), ("desk", (DESK,), 5, 12)],
    ),
    "what happens within a turn does not divide it": (
        [CAPTURED, OFFERED, ACCEPTED, (5, "activity.attempt", "working", PAUL), (6, "note.added", "working", PAUL)],
        [("arriving", (), 1, 2), ("asked", (PAUL,), 2, 3), ("partner", (PAUL,), 3, 12)],
    ),
    "it rests until the agreed day, then the holder has the turn again": (
        [CAPTURED, OFFERED, ACCEPTED, AGREED],
        [("arriving", (), 1, 2), ("asked", (PAUL,), 2, 3), ("partner", (PAUL,), 3, 4), ("resting", (PAUL,), 4, 8),
         ("partner", (PAUL,), 8, 12)],
    ),
    "a note does not end a rest, an appointment does": (
        [CAPTURED, OFFERED, ACCEPTED, AGREED, (5, "note.added", "working", PAUL, None, 9),
         (6, "activity.appointment", "working", PAUL, None, 11)],
        [("arriving", (), 1, 2), ("asked", (PAUL,), 2, 3), ("partner", (PAUL,), 3, 4), ("resting", (PAUL,), 4, 6),
         ("partner", (PAUL,), 6, 12)],
    ),
    "more time for the same day goes on resting": (
        [CAPTURED, OFFERED, ACCEPTED, AGREED, (6, "deadline.extended", "working", PAUL, None, 10)],
        [("arriving", (), 1, 2), ("asked", (PAUL,), 2, 3), ("partner", (PAUL,), 3, 4), ("resting", (PAUL,), 4, 8),
         ("partner", (PAUL,), 8, 12)],
    ),
    "closed, nobody has the turn until it is opened again": (
        [CAPTURED, OFFERED, ACCEPTED, (5, "mandate.ended", "closed", None, PAUL, None),
         (5, "lead.closed", "closed", None, None, None), (9, "lead.reopened", "qualifying", DESK)],
        [("arriving", (), 1, 2), ("asked", (PAUL,), 2, 3), ("partner", (PAUL,), 3, 5), ("desk", (DESK,), 9, 12)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("life", LIVES)
def test_a_life_is_told_by_whose_turn_it_was(life: str) -> None:
    rows, expected = LIVES[life]
    assert told(segments(journal(*rows), asked_at=day(1), now=NOW)) == expected


def test_a_turn_is_ended_by_the_most_telling_entry_of_its_case() -> None:
    made = journal(
        CAPTURED,
        OFFERED,
        ACCEPTED,
        (5, "mandate.ended", "closed", None, PAUL, None),
        (5, "lead.closed", "closed", None, None, None),
    )
    track = segments(made, asked_at=day(1), now=NOW)
    assert [one.ended_by for one in track] == [(made[0].id,), (made[2].id,), (made[4].id,)]


def test_a_turn_of_several_is_ended_by_what_each_of_them_did() -> None:
    made = journal(
        CAPTURED,
        OFFERED,
        (2, "offer.made", "brokering", DESK, PETRA),
        (3, "offer.expired", "brokering", DESK, PAUL),
        (3, "offer.expired", "brokering", DESK, PETRA),
        (3, "lead.on_desk", "brokering", DESK),
    )
    assert segments(made, asked_at=day(1), now=NOW)[1].ended_by == (made[3].id, made[4].id)


def test_the_running_turn_and_a_rest_that_a_date_ends_are_ended_by_no_entry() -> None:
    track = segments(journal(CAPTURED, OFFERED, ACCEPTED, AGREED), asked_at=day(1), now=NOW)
    assert [bool(one.ended_by) for one in track] == [True, True, True, False, False]


def test_only_what_is_worked_is_handed_over() -> None:
    made = journal(
        (1, "lead.captured", "qualifying", AGENCY),
        (2, "offer.made", "brokering", DESK, PAUL),
        (3, "offer.accepted", "working", PAUL, PAUL),
        AGREED,
        (10, "mandate.taken_back", "brokering", DESK, PAUL),
    )
    assert hand_overs(segments(made, asked_at=day(1), now=NOW)) == [day(3)]


def test_a_party_sees_its_own_turns_and_of_others_only_that_there_were_some() -> None:
    made = journal(
        CAPTURED,
        OFFERED,
        (2, "offer.made", "brokering", DESK, PETRA),
        (3, "offer.expired", "brokering", DESK, PETRA),
        (3, "offer.expired", "brokering", DESK, PAUL),
        (4, "lead.placed", "working", PETRA, PETRA),
        (6, "mandate.taken_back", "brokering", DESK, PETRA),
        (7, "lead.placed", "working", PAUL, PAUL),
    )
    assert told(seen_by(segments(made, asked_at=day(1), now=NOW), PAUL)) == [
        ("arriving", (), 1, 2),
        ("asked", (PAUL,), 2, 3),
        ("elsewhere", (), 3, 7),
        ("partner", (PAUL,), 7, 12),
    ]


def test_asked_after_it_was_received_begins_with_the_first_entry() -> None:
    track = segments(journal((2, "lead.captured", "qualifying", DESK)), asked_at=day(3), now=NOW)
    assert told(track) == [("desk", (DESK,), 3, 12)]
