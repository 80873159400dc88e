"""Which channel may be used for a prospect, and on what ground."""

from datetime import UTC, datetime, timedelta

import pytest

from staffel.rules.consents import DEFAULT_CONSENTS, PURPOSES, Fact, GivenConsent, check_consent, permissions
from staffel.rules.refused import Refused

ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = ASKED + timedelta(days=1)


def grounds(*facts: Fact, **about: bool) -> dict[str, str]:
    return {name: one.ground for name, one in permissions(facts, asked_at=ASKED, **about).items()}


def test_who_asks_may_be_called_about_it_and_passed_on_to_the_one_who_answers() -> None:
    assert grounds() == {"pass_on": "enquiry", "call": "enquiry", "mail": "", "text": ""}
    assert permissions([], asked_at=ASKED)["call"].at == ASKED


def test_an_address_that_nobody_asked_with_permits_nothing() -> None:
    assert set(grounds(has_asked=False).values()) == {""}


def test_where_a_campaign_requires_more_the_enquiry_is_no_ground_for_passing_it_on() -> None:
    assert grounds(needs_consent=True) == {"pass_on": "", "call": "enquiry", "mail": "", "text": ""}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_consent_is_the_ground_for_its_own_purpose_alone(purpose: str) -> None:
    found = grounds(Fact(purpose, "consent", LATER), has_asked=False)
    assert {name for name, ground in found.items() if ground} == {purpose}
    assert found[purpose] == "consent"


def test_a_consent_goes_before_the_enquiry_and_says_since_when() -> None:
    found = permissions([Fact("call", "consent", LATER)], asked_at=ASKED)["call"]
    assert (found.ground, found.at) == ("consent", LATER)


@pytest.mark.parametrize("ground", ["consent", "enquiry"])
def test_what_was_withdrawn_is_permitted_on_no_ground(ground: str) -> None:
    found = permissions([Fact("call", ground, ASKED, withdrawn_at=LATER)], asked_at=ASKED)["call"]
    assert (found.is_granted, found.at) == (False, LATER)


def test_a_new_consent_permits_again_what_was_withdrawn() -> None:
    gone = Fact("call", "consent", ASKED, withdrawn_at=LATER)
    again = Fact("call", "consent", LATER + timedelta(days=1))
    assert grounds(gone, again)["call"] == "consent"


def test_a_consent_has_one_of_the_purposes() -> None:
    with pytest.raises(ValueError, match="purpose"):
        GivenConsent(purpose="everything")


@pytest.mark.parametrize(
    ("key", "body", "code"),
    [
        ("everything", {"de": "Ja", "en": "Yes"}, "purpose_unknown"),
        ("call", {"de": "Ja", "en": "  "}, "consent_text_missing"),
        ("call", {"de": "Ja"}, "consent_text_missing"),
        ("call", {"de": "Ja" * 1_001, "en": "Yes"}, "consent_text_long"),
    ],
)
def test_a_text_is_there_in_both_languages_and_can_be_read(key: str, body: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_consent(key, body)
    assert refused.value.code == code


def test_the_texts_of_the_beginning_can_be_published() -> None:
    for key, body in DEFAULT_CONSENTS.items():
        check_consent(key, body)
    assert set(DEFAULT_CONSENTS) == set(PURPOSES)
