"""How somebody stands in a party, in words of one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from staffel.rules.people import may_have_role, member_state
from staffel.rules.refused import Refused
from staffel.rules.terms import DEFAULT_TERMS, check_terms, data_use

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOTHING: dict[str, Any] = {"is_active": True, "invited_at": None, "joined_at": None, "declined_at": None}


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "active"),
        ({"invited_at": AT}, "invited"),
        ({"invited_at": AT, "joined_at": AT}, "active"),
        ({"invited_at": AT, "joined_at": AT, "is_paused": True}, "paused"),
        ({"invited_at": AT, "is_paused": True}, "invited"),
        ({"invited_at": AT, "declined_at": AT}, "declined"),
        ({"is_active": False}, "ended"),
        ({"is_active": False, "invited_at": AT}, "ended"),
        ({"party_state": "ended"}, "ended"),
        ({"party_state": "invited", "invited_at": AT}, "invited"),
    ],
)
def test_a_member_has_one_state(given: dict[str, Any], state: str) -> None:
    assert member_state(**NOTHING | given) == state


def test_a_partner_has_no_administrator() -> None:
    assert may_have_role("desk", "administrator")
    assert may_have_role("partner", "partner_manager")
    assert not may_have_role("partner", "administrator")
    assert not may_have_role("agency", "desk")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_terms_speak_plainly(language: str) -> None:
    said = DEFAULT_TERMS[language] + " ".join(data_use(vendor="Wärmewerk", language=language))
    assert "!" not in said
    assert "Staffel" not in said
    assert "Wärmewerk" in said
    assert len(DEFAULT_TERMS[language]) < 1200


def test_terms_in_one_language_only_are_refused() -> None:
    check_terms(DEFAULT_TERMS)
    with pytest.raises(Refused) as refused:
        check_terms({"de": "Text", "en": " "})
    assert (refused.value.code, refused.value.details["field"]) == ("terms_missing", "en")
