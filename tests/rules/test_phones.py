"""Telephone numbers are stored in one form; what cannot be dialled is refused with words."""

import pytest

from staffel.rules.phones import (
    comparable_number,
    digits_dialled,
    is_mobile,
    numbers_in,
    telephone,
    telephone_shown,
)


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("089 1234567", "DE", "+49891234567"),
        ("+49 (0) 89 1234567", "DE", "+49891234567"),
        ("0049 89/123-45 67", "DE", "+49891234567"),
        ("+49 89 1234567", "AT", "+49891234567"),
        ("17612345678", "DE", "+4917612345678"),  # the zero a spreadsheet lost
        ("498912345678", "DE", "+498912345678"),  # and the plus
        ("01 5123456", "AT", "+4315123456"),
        ("044 668 18 00", "ch", "+41446681800"),
        ("089 1234567 Durchwahl 12", "DE", "+49891234567"),
    ],
)
def test_a_number_is_stored_as_e164(text: str, country: str, e164: str) -> None:
    assert telephone(text, country) == e164


@pytest.mark.parametrize(
    "text", ["", "keine", "12", "abends erreichbar", "4,98E+11", "089 1234567 / 0171 1234567"]
)
def test_what_cannot_be_dialled_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no telephone number in DE"):
        telephone(text, "DE")


def test_a_number_without_country_needs_its_code() -> None:
    assert telephone("+49891234567", "") == "+49891234567"
    with pytest.raises(ValueError, match="country code"):
        telephone("089 1234567", "")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Vera, +49 89 1234567", [("Vera, ", ""), ("+49 89 1234567", "+49891234567")]),
        (
            "Tel. 089/1234567 oder (0171) 1234567.",
            [("Tel. ", ""), ("089/1234567", "+49891234567"), (" oder ", ""), ("(0171) 1234567", "+491711234567"), (".", "")],
        ),
        ("Vera, vera@example.com", [("Vera, vera@example.com", "")]),
        ("Seit 1987 für Sie da, HRB 12345", [("Seit 1987 für Sie da, HRB 12345", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_numbers_in_a_text_are_found_where_they_can_be_dialled(
    text: str, parts: list[tuple[str, str]]
) -> None:
    assert numbers_in(text, "DE") == parts
    assert "".join(said for said, _ in numbers_in(text, "DE")) == text


def test_a_number_is_shown_national_at_home_only() -> None:
    assert telephone_shown("+49891234567", "DE") == "089 1234567"
    assert telephone_shown("+49891234567", "AT") == "+49 89 1234567"
    assert telephone_shown("abends", "DE") == "abends"


@pytest.mark.parametrize(
    ("typed", "country", "digits"),
    [
        ("0881 12", "DE", "4988112"), ("+49 881 12", "DE", "4988112"), ("0049 88112", "AT", "4988112"),
        ("0664 12", "AT", "4366412"), ("0881", "DE", ""), ("", "DE", ""), ("88112", "DE", "4988112"),
    ],
)  # fmt: skip
def test_digits_of_a_number_being_typed_begin_as_stored_ones(typed: str, country: str, digits: str) -> None:
    assert digits_dialled(typed, country) == digits


@pytest.mark.parametrize(
    ("text", "country", "compared"),
    [
        ("+49891234567", "", "+49891234567"), ("089/123 45 67", "DE", "+49891234567"), ("0049 (0)89 1234567", "AT", "+49891234567"),
        ("0881 12", "DE", "+4988112"), ("abends", "DE", ""), ("", "DE", ""), ("000000", "DE", ""),
        ("11111111111", "DE", ""),
    ],
)  # fmt: skip
def test_numbers_are_compared_in_one_form_even_those_no_plan_has(
    text: str, country: str, compared: str
) -> None:
    assert comparable_number(text, country) == compared


def test_only_a_certain_mobile_is_one_persons() -> None:
    assert is_mobile("+4917112345678")
    assert not is_mobile("+4988112345")
    assert not is_mobile("+12125550123")  # American numbers do not tell
    assert not is_mobile("abends")
