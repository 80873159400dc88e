"""Which states a lead, an offer, a mandate and a brokerage can have, and which moves between them are legal."""

from collections.abc import Mapping
from typing import Final

QUALIFYING: Final = "qualifying"
BROKERING: Final = "brokering"
WORKING: Final = "working"
CLOSED: Final = "closed"
LEAD_STATUSES: Final = (QUALIFYING, BROKERING, WORKING, CLOSED)

OUTCOMES: Final = ("won", "lost", "disqualified", "duplicate", "withdrawn")

LEAD_MOVES: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({QUALIFYING, BROKERING, WORKING, CLOSED}),  # captured; closed only as history
    QUALIFYING: frozenset({QUALIFYING, BROKERING, WORKING, CLOSED}),
    BROKERING: frozenset({QUALIFYING, BROKERING, WORKING, CLOSED}),
    WORKING: frozenset({BROKERING, WORKING, CLOSED}),
    CLOSED: frozenset({QUALIFYING, BROKERING}),  # reopened
}

OFFER_STATES: Final = ("open", "accepted", "declined", "expired", "withdrawn", "undone")
OFFER_MOVES: Final[Mapping[str, frozenset[str]]] = {
    "open": frozenset({"accepted", "declined", "expired", "withdrawn"}),
    "expired": frozenset({"accepted", "declined"}),  # late is not too late, and a late no still tells why
    "undone": frozenset({"accepted", "declined"}),
    "accepted": frozenset({"undone"}),
    "declined": frozenset(),
    "withdrawn": frozenset(),
}

MANDATE_OUTCOMES: Final = (
    *OUTCOMES,  # the lead was closed
    "given_back", "taken_back", "undone", "absent", "ended",  # the lead goes on without this party
)  # fmt: skip
BROKERAGE_OUTCOMES: Final = ("placed", "failed", "withdrawn")

DEADLINE_KINDS: Final = (
    "first_call",  # of an agency that has just got the lead
    "qualify",  # answer what the next hand-over requires
    "release",  # an imported lead that is held: let it go, or close it
    "offer",  # the open offers' windows
    "place",  # nobody could be asked or nobody wanted it: the desk places it by hand
    "slot",  # everybody eligible is full today: the next free place
    "step",  # the limit of the mandate's step
    "follow_up",  # the date agreed with the prospect
)


def may_move(moves: Mapping[str, frozenset[str]], before: str, after: str) -> bool:
    """Whether `moves` allow to go from `before` to `after`; an unknown state allows nothing."""
    return after in moves.get(before, frozenset())
