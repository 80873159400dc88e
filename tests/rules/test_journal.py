"""An entry carries ids, codes, numbers and times; what a person typed has no place in it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from staffel.rules.journal import KINDS, checked
from staffel.rules.refused import Refused

TYPED = {
    "text",
    "note",
    "name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "street",
    "company",
    "message",
    "subject",
}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02T09:00:00+00:00"),
        (date(2026, 3, 2), "2026-03-02"),
        (Decimal("18500.00"), "18500.00"),
        ("other", "other"),
        (3, 3),
        (True, True),
    ],
)
def test_what_is_kept_can_be_written_as_json(value: Any, plain: Any) -> None:
    assert checked("offer.declined", {"reason": value}) == {"reason": plain}


def test_what_is_not_known_is_left_out() -> None:
    assert checked("offer.accepted", {"party": None, "late": None}) == {}


def test_a_list_is_kept_as_a_list() -> None:
    assert checked("lead.qualifying", {"open_questions": ("email", "phone")}) == {
        "open_questions": ["email", "phone"]
    }


@pytest.mark.parametrize(
    ("kind", "data"),
    [("lead.eaten", {}), ("offer.declined", {"text": "keine Lust"}), ("note.added", {"text": "…"})],
)
def test_an_unknown_kind_or_field_is_refused(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        checked(kind, data)
    assert refused.value.code == "entry_invalid"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_has_a_field_for_free_text(kind: str) -> None:
    assert KINDS[kind].isdisjoint(TYPED)
    noun, _, happened = kind.partition(".")
    assert noun
    assert happened
