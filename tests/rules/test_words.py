"""Words for search and sorting are spelled the same way wherever they come from."""

import pytest

from staffel.rules.words import cleaned, folded, normalised, search_terms, search_words, sort_key


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe", "groesse"),
        ("  Müller & Söhne  GmbH ", "mueller soehne gmbh"),
        ("Anna-Lena d'Été", "anna lena d ete"),
        ("Łódź, Ångström", "lodz angstroem"),
        ("Mu\u0308ller", "mueller"),
        ("ÄÖÜẞ", "aeoeuess"),
        ("snake_case", "snake case"),
        ("Ελλάδα", "ελλαδα"),
        ("", ""),
    ],
)
def test_text_is_normalised(text: str, words: str) -> None:
    assert normalised(text) == words


def test_names_sort_as_in_a_telephone_book() -> None:
    assert sorted(["Muller", "Müller", "Mucha"], key=sort_key) == ["Mucha", "Müller", "Muller"]


def test_unseen_characters_are_not_stored() -> None:
    assert cleaned(" a\x00b\u200b\xa0c\r\nd ") == "ab c\nd"


def test_a_telephone_number_is_found_by_its_ending() -> None:
    stored = search_words("Jörg Müller", "+49 171 1234567", "80331").split()
    assert "491711234567" in stored
    assert found("mül", stored)
    assert found("0171 1234567", stored)
    assert found("4567", stored)
    assert found("+49171", stored)
    assert found("803", stored)
    assert found("jorg", stored) is False
    assert found("müller 4567", stored)
    assert found("müller 4568", stored) is False


def found(text: str, stored: list[str]) -> bool:
    return all(
        any(word.startswith(term) for term in group for word in stored) for group in search_terms(text)
    )


@pytest.mark.parametrize(
    ("texts", "one"),
    [
        (("Müller", "Mueller", "MULLER"), "muller"),
        (("Bäuerle", "Baeuerle", "Bauerle"), "bauerle"),
        (("Groß", "gross"), "gross"),
        (("Bauer",), "bauer"),
        (("Baur",), "baur"),
        (("Neuer",), "neuer"),
    ],
)
def test_folded_words_do_not_tell_how_an_umlaut_was_written(texts: tuple[str, ...], one: str) -> None:
    assert {folded(text) for text in texts} == {one}
