"""Which moves are legal: every pair is written down once, all others are not."""

import pytest

from staffel.rules.reasons import DEFAULT_REASONS, FOLLOWS, REASON_KINDS, Reasons
from staffel.rules.refused import Refused
from staffel.rules.states import (
    LEAD_MOVES,
    LEAD_STATUSES,
    OFFER_MOVES,
    OFFER_STATES,
    OUTCOMES,
    may_move,
)

LEGAL = {
    ("qualifying", "brokering"), ("qualifying", "working"), ("qualifying", "closed"), ("qualifying", "qualifying"),
    ("brokering", "qualifying"), ("brokering", "working"), ("brokering", "closed"), ("brokering", "brokering"),
    ("working", "brokering"), ("working", "closed"), ("working", "working"),
    ("closed", "qualifying"), ("closed", "brokering"),
}  # fmt: skip


@pytest.mark.parametrize("before", LEAD_STATUSES)
@pytest.mark.parametrize("after", LEAD_STATUSES)
def test_a_lead_moves_only_where_the_journey_leads(before: str, after: str) -> None:
    assert may_move(LEAD_MOVES, before, after) == ((before, after) in LEGAL)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("open", "accepted"), ("open", "declined"), ("open", "expired"), ("open", "withdrawn"), ("expired", "accepted"),
        ("expired", "declined"), ("undone", "accepted"), ("undone", "declined"), ("accepted", "undone"),
    ],
)  # fmt: skip
def test_an_offer_may_be_answered_late(before: str, after: str) -> None:
    assert may_move(OFFER_MOVES, before, after)


@pytest.mark.parametrize("before", ["declined", "withdrawn", "nonsense"])
@pytest.mark.parametrize("after", OFFER_STATES)
def test_what_was_declined_or_withdrawn_is_over(before: str, after: str) -> None:
    assert not may_move(OFFER_MOVES, before, after)


def test_no_offer_opens_again() -> None:
    assert not any(may_move(OFFER_MOVES, before, "open") for before in OFFER_STATES)


@pytest.mark.parametrize("kind", REASON_KINDS)
def test_every_reason_has_words_in_both_languages_and_says_what_follows(kind: str) -> None:
    for reason in DEFAULT_REASONS.of(kind):
        assert set(reason.labels) == {"de", "en"}
        assert reason.follows in FOLLOWS
        assert (reason.follows == "close") == (reason.outcome in OUTCOMES)


def test_an_unknown_reason_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused) as refused:
        DEFAULT_REASONS.chosen("decline", "weather")
    assert refused.value.code == "reason_unknown"
    assert "too_far" in refused.value.details["known"]


def test_without_reasons_none_can_be_chosen() -> None:
    with pytest.raises(Refused):
        Reasons().chosen("lost", "price")
