"""What of a company's name counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.company_names import companies, company_name, company_words
from staffel.rules.words import folded


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Müller & Söhne GmbH & Co. KG", ("mueller", "soehne")),
        ("Firma Groß und Partner OHG", ("gross", "partner")),
        ("Weber G.m.b.H.", ("weber",)),
        ("Weber Gesellschaft mit beschränkter Haftung", ("weber",)),
        ("Start UG (haftungsbeschränkt)", ("start",)),
        ("Dupré S.à r.l.", ("dupre",)),
        ("Jansen B.V.", ("jansen",)),
        ("Bäckerei Ihde e.K., Inh. Ute Ihde", ("baeckerei", "ihde")),
        ("Adam e.Kfm.", ("adam",)),
        ("H & M", ("h", "m")),
        ("GmbH", ()),
    ],
)
def test_legal_forms_and_ands_are_left_out(name: str, words: tuple[str, ...]) -> None:
    assert company_words(name) == words


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Müller & Söhne GmbH", "Mueller und Soehne", "same"),
        ("Schmidt-Bau GmbH", "SCHMIDTBAU", "same"),
        ("E.ON SE", "EON", "same"),
        ("Bau Groß KG", "Gross Bau GmbH & Co. KG", "same"),
        ("Müller GmbH", "Müller AG", "near"),
        ("Zimmerei Hölzl", "Zimmerei Hözl", "near"),
        ("Siemens AG", "Siemens Energy AG", "related"),
        ("Siemens Mobility GmbH", "Siemens Energy AG", "differs"),
    ],
)
def test_two_names_of_one_company(one: str, other: str, alike: str) -> None:
    assert companies(company_name(one), company_name(other)) == alike
    assert companies(company_name(other), company_name(one)) == alike


@settings(deadline=None)
@given(st.text(alphabet="aeouäöüß nr&+-.éGmbHAKCo", max_size=30))
def test_what_was_normalised_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    words = company_words(text)
    assert company_words(" ".join(words)) == words
