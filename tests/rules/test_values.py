"""Dates, amounts, postal codes, countries and choices: what is meant is read, what is ambiguous is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from staffel.rules.amounts import Amount, parse_amount, parse_count, parse_currency, parse_positive
from staffel.rules.choices import (
    parse_boolean,
    parse_customer_type,
    parse_lead_status,
    parse_outcome,
    parse_party_kind,
    parse_party_state,
    parse_salutation,
    parse_temperature,
)
from staffel.rules.countries import parse_country, parse_language, parse_languages
from staffel.rules.dates import parse_date, parse_moment
from staffel.rules.names import PersonName, parse_email, split_name
from staffel.rules.postal_codes import area_between, areas_from_text, parse_postal_code

AFTERNOON = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23", MIDNIGHT),
        ("23.11.2026", MIDNIGHT),
        ("23.11.26", MIDNIGHT),
        ("11/23/2026", MIDNIGHT),
        ("23/11/2026", MIDNIGHT),
        ("23-11-2026", MIDNIGHT),
        ("Mo, 23.11.2026", MIDNIGHT),
        ("23.11.2026 14:05", AFTERNOON),
        ("23.11.2026, 14:05 Uhr", AFTERNOON),
        ("2026-11-23T14:05:00", AFTERNOON),
        ("2026-11-23T13:05:00.250Z", AFTERNOON),
        ("2026-11-23 15:05+02:00", AFTERNOON),
        ("11/23/2026 2:05 PM", AFTERNOON),
        ("Montag, 23. November 2026 14:05", AFTERNOON),
        ("23 Nov 2026 14:05", AFTERNOON),
        ("01.07.2026 10:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),  # summer time
    ],
)
def test_moments_are_local_unless_they_say_more(text: str, at: datetime) -> None:
    assert parse_moment(text, timezone="Europe/Berlin") == at


def test_a_day_needs_no_zone() -> None:
    assert parse_date("5. März 2026") == date(2026, 3, 5)
    assert parse_date("12/12/2026") == date(2026, 12, 12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("11/12/2026", "two different days"),
        ("1-2-2026", "two different days"),
        ("31.02.2026", "no date"),
        ("gestern", "no date"),
        ("45000", "no date"),
        ("", "no date"),
        ("23.11.2026 25:00", "no date"),
        ("23.11.2026 14:05 +99:00", "no date"),
        ("23.11.20265", "no date"),
        ("23. Foo 2026", "no date"),
    ],
)
def test_dates_nobody_can_be_sure_of_are_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_moment(text, timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("12000", "12000", ""),
        ("1.234,56 €", "1234.56", "EUR"),
        ("1,234.56", "1234.56", ""),
        ("CHF 1'200.-", "1200", "CHF"),
        ("1.200,-", "1200", ""),
        ("1 234,5 EUR", "1234.5", "EUR"),
        ("$1,200", "1200", "USD"),
        ("1.234", "1234", ""),
        ("1.234.567", "1234567", ""),
        ("0.123", "0.12", ""),
        ("1234.567", "1234.57", ""),
        ("12.3450", "12.35", ""),
    ],
)
def test_amounts_are_read_in_both_spellings(text: str, value: str, currency: str) -> None:
    assert parse_amount(text) == Amount(Decimal(value).quantize(Decimal("0.01")), currency)


@pytest.mark.parametrize(
    "text", ["", "-5", "ca. 500", "viel", "1.2.3", "1.234,567.8", "12,34,5", "5k", "9" * 13]
)
def test_amounts_that_are_unclear_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        parse_amount(text)


def test_counts_and_weights() -> None:
    assert [parse_count(text) for text in ("5", "5.0", "unbegrenzt", "")] == [5, 5, None, None]
    assert [parse_positive(text) for text in ("1,5", "25 km", "2")] == [1.5, 25.0, 2.0]
    assert [parse_currency(text) for text in ("€", "chf", "EUR")] == ["EUR", "CHF", "EUR"]
    for parse, text in (
        (parse_count, "-1"),
        (parse_count, "1.5"),
        (parse_positive, "0"),
        (parse_currency, "Taler"),
    ):
        with pytest.raises(ValueError, match="“"):
            parse(text)


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("80331", "DE", "80331"),
        ("1067", "DE", "01067"),
        ("D-80331", "DE", "80331"),
        ("A-1010", "AT", "1010"),
        ("8001", "CH", "8001"),
        ("11000", "CZ", "110 00"),
        ("sw1a  1aa", "GB", "SW1A 1AA"),
        ("00-001", "PL", "00-001"),
    ],
)
def test_postal_codes_are_written_as_in_their_country(text: str, country: str, code: str) -> None:
    assert parse_postal_code(text, country) == code


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("803", "DE"),
        ("803311", "DE"),
        ("80331.5", "DE"),
        ("10100", "AT"),
        ("800", "CH"),
        ("?", "GB"),
        ("", "DE"),
    ],
)
def test_postal_codes_of_another_length_are_refused(text: str, country: str) -> None:
    with pytest.raises(ValueError, match="no postal code"):
        parse_postal_code(text, country)


@pytest.mark.parametrize(
    ("text", "country", "areas"),
    [
        (
            "80-82; 85221; 86150-86199",
            "DE",
            [("range", "80000", "82999"), ("code", "85221", ""), ("range", "86150", "86199")],
        ),
        ("80 – 82, 9", "DE", [("range", "80000", "82999"), ("prefix", "9", "")]),
        ("80 bis 82 und 85221", "DE", [("range", "80000", "82999"), ("code", "85221", "")]),
        ("80*, 81xxx, 1067*", "DE", [("prefix", "80", ""), ("prefix", "81", ""), ("prefix", "1067", "")]),
        ("80 81 80", "DE", [("prefix", "80", ""), ("prefix", "81", "")]),
        ("D-80331", "DE", [("code", "80331", "")]),
        ("01067-01067", "DE", [("code", "01067", "")]),
        ("9950-10115", "DE", [("range", "09950", "10115")]),  # one whole code says that both are
        ("Deutschland", "DE", [("country", "", "")]),
        ("alle", "CH", [("country", "", "")]),
        ("1-3; 6020", "AT", [("range", "1000", "3999"), ("code", "6020", "")]),
        ("SW1*; AB12", "GB", [("prefix", "SW1", ""), ("code", "AB12", "")]),
        ("110 00-120 00; 13", "CZ", [("range", "11000", "12000"), ("prefix", "13", "")]),
        ("00-001", "PL", [("code", "00-001", "")]),
        ("1012-1099", "NL", [("range", "1012", "1099")]),
        ("", "DE", []),
    ],
)
def test_area_lists_are_read(text: str, country: str, areas: list[tuple[str, str, str]]) -> None:
    assert areas_from_text(text, country) == areas


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("82-80", "DE", "backwards"),
        ("1067-1099", "DE", "Write 01067 or 1067"),
        ("1067", "DE", "Write 01067 or 1067"),
        ("Bayern", "DE", "no postal code"),
        ("Österreich", "DE", "no postal code"),
        ("EC1-EC2", "GB", "star"),
    ],
)
def test_areas_that_can_mean_two_things_are_refused(text: str, country: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        areas_from_text(text, country)


def test_columns_from_and_to_make_a_range() -> None:
    assert area_between("80", "82", "DE") == ("range", "80000", "82999")
    assert area_between("80331", "", "DE") == ("code", "80331", "")
    assert area_between("1067", "1099", "DE") == ("range", "01067", "01099")  # the zeros a spreadsheet lost


def test_countries_and_languages_by_their_names() -> None:
    names = ("D", "Deutschland", "österreich", "CH", "A", "Vereinigtes Königreich", "gb", "AUT")
    assert [parse_country(name) for name in names] == ["DE", "DE", "AT", "CH", "AT", "GB", "GB", "AT"]
    assert [parse_language(name) for name in ("de-AT", "Englisch", "FR")] == ["de", "en", "fr"]
    assert parse_languages("Deutsch/Englisch, de") == ("de", "en")
    with pytest.raises(ValueError, match="no known country"):
        parse_country("Absurdistan")
    with pytest.raises(ValueError, match="no known language"):
        parse_language("klingonisch")


def test_choices_are_read_in_german_and_english() -> None:
    assert [parse_boolean(text) for text in ("ja", "X", "✓", "nein", "0", "")] == [True] * 3 + [False] * 3
    assert [parse_temperature(text) for text in ("heiß", "B", "cold")] == ["hot", "warm", "cold"]
    assert [parse_salutation(text) for text in ("Herrn", "Frau", "Mrs.", "divers", "Firma")] == [
        "mr", "ms", "ms", "diverse", "",
    ]  # fmt: skip
    assert [parse_customer_type(text) for text in ("Privat", "B2B")] == ["private", "business"]
    assert [parse_party_kind(text) for text in ("Händler", "Agentur")] == ["partner", "agency"]
    assert [parse_party_state(text) for text in ("ACTIVE", "PENDING:INVITED", "gekündigt")] == [
        "active", "invited", "ended",
    ]  # fmt: skip
    assert [parse_lead_status(text) for text in ("in Bearbeitung", "gewonnen")] == ["working", "closed"]
    assert parse_outcome("Zurückgezogen") == "withdrawn"
    with pytest.raises(ValueError, match="heiß, warm, kalt"):
        parse_temperature("lauer Wind")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr. Anna-Lena von der Heide", PersonName("Anna-Lena", "von der Heide", "Dr.")),
        ("Frau Prof. Dr. Heide", PersonName("", "Heide", "Prof. Dr.", "ms")),
        ("Heide, Anna-Lena", PersonName("Anna-Lena", "Heide")),
        ("Hans Peter Müller", PersonName("Hans Peter", "Müller")),
        ("Dipl.-Ing. (FH) Max Muster", PersonName("Max", "Muster", "Dipl.-Ing. (FH)")),
        ("Dr. h.c. Max H. Müller", PersonName("Max H.", "Müller", "Dr. h.c.")),
        ("Mag. Eva Gruber, MBA", PersonName("Eva", "Gruber", "Mag. MBA")),
        ("Di Luca", PersonName("", "Di Luca")),
        ("DI Luca Moser", PersonName("Luca", "Moser", "DI")),
        ("Huber", PersonName("", "Huber")),
        ("Herr", PersonName("", "Herr")),
        ("", PersonName()),
    ],
)
def test_full_names_are_taken_apart(text: str, name: PersonName) -> None:
    assert split_name(text) == name


def test_mail_addresses_are_checked_by_their_form_only() -> None:
    assert parse_email(" Paul@Firma.example ") == "Paul@firma.example"
    assert parse_email("Paul Huber <paul@huber.de>") == "paul@huber.de"
    for wrong in ("paul", "paul@huber", "a b@c.de", "a@b.de, c@d.de", ""):
        with pytest.raises(ValueError, match="no e-mail address"):
            parse_email(wrong)
