"""A lead is found by the beginning of every word that belongs to it, and by the end of its telephone number."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.cells import harmless
from staffel.rules.finding import (
    LONGEST_WORD,
    MOST_AREAS,
    MOST_TERMS,
    areas_asked_for,
    asked_for,
    found_under,
)

LEAD = {
    "number": 1042,
    "name": "Müller Jörg",
    "company": "Größe & Söhne GmbH",
    "place": "Garmisch-Partenkirchen",
    "postal_code": "82467",
    "email": "j.mueller@groesse.example",
    "phone": "+4988211234567",
}


def test_words_and_the_key_of_the_name() -> None:
    words, key = found_under(**LEAD)  # type: ignore[arg-type]
    assert key == "mueller joerg groesse soehne gmbh"
    assert words.split()[5:] == [
        "1042", "82467", "garmisch", "partenkirchen", "j", "example", "4988211234567", "~7654321128894",
    ]  # fmt: skip


def test_without_a_name_the_address_sorts() -> None:
    nameless = LEAD | {"name": " ", "company": ""}
    assert found_under(**nameless)[1] == "j mueller groesse example"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Mül", "('muel':*)"),
        ("0171 1234", "('1711234':* | '~4321171':*)"),
        ("4567", "('4567':* | '~7654':*)"),
        ("mueller 82", "('mueller':*) & ('82':*)"),
        ("a'b\\c:d", "('a':*) & ('b':*) & ('c':*) & ('d':*)"),
        (" &|! ", ""),
        ("", ""),
    ],
)
def test_search_asks_for_beginnings(typed: str, asked: str) -> None:
    assert asked_for(typed) == asked


def test_a_search_and_a_word_have_an_end() -> None:
    assert asked_for(" ".join(f"w{n}" for n in range(50))).count(" & ") == MOST_TERMS - 1
    words, key = found_under(**(LEAD | {"company": "x" * 200}))  # type: ignore[arg-type]
    assert max(map(len, words.split())) == LONGEST_WORD
    assert len(key) == 80


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=30))
def test_nothing_typed_leaves_the_quotation_marks(text: str) -> None:
    for word in re.findall(r"'(.*?)':\*", asked_for(text)):
        assert re.fullmatch(r"~?[^\W_]+", word)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), (" =1", "' =1"), ("＝1", "'＝1"), ("+49 881 12345", "+49 881 12345"), ("-5,00", "-5,00"),
        ("Müller", "Müller"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_a_spreadsheet_computes_nothing(text: str, written: str) -> None:
    assert harmless(text) == written


@pytest.mark.parametrize(
    ("typed", "areas"),
    [
        ("80", (("", "80"),)), (" 80, 81;de 7 ", (("", "80"), ("", "81"), ("DE", "7"))), ("at", (("AT", ""),)),
        ("CH-30", (("CH", "30"),)), ("sw1a", (("", "SW1A"),)), ("GB SW1A 1", (("GB", "SW1A 1"),)), (" ,; ", ()),
    ],
)  # fmt: skip
def test_areas_are_countries_and_beginnings_of_postal_codes(
    typed: str, areas: tuple[tuple[str, str], ...]
) -> None:
    assert areas_asked_for(typed) == areas


def test_a_search_names_no_more_areas_than_can_be_looked_for() -> None:
    assert len(areas_asked_for("1," * 99)) == MOST_AREAS
