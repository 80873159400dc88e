"""One person's name, however it was written, and two people's that look alike."""

import pytest

from staffel.rules.identities import identity
from staffel.rules.prospects import Prospect
from staffel.rules.same_names import persons
from staffel.rules.sounds import are_alike, sound


def _named(name: str) -> Prospect:
    """first|last"""
    first, _, last = name.partition("|")
    return Prospect(first_name=first, last_name=last)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Hans|Müller", "HANS|Mueller", "same"),
        ("Hans|Müller", "Muller|Hans", "same"),
        ("Hans|Müller", "|Müller, Hans", "same"),
        ("Hans|Müller", "Dr. Hans|Müller", "same"),
        ("Hans|von der Heide", "Hans|v. d. Heide", "alike"),
        ("Hans|von der Heide", "Hans|Heide", "same"),
        ("Hans-Peter|Groß", "Hans Peter|Gross", "same"),
        ("Hans|Meier", "Hans|Mayr", "alike"),
        ("Karin|Sommer", "Karin|Sommer-Berg", "alike"),
        ("Michael|Groß", "Micheal|Groß", "first_alike"),
        ("Hans-Peter|Groß", "Hans|Groß", "first_alike"),
        ("H.|Müller", "Hans|Müller", "part"),
        ("|Müller", "Hans|Müller", "part"),
        ("Andrea|Huber", "Andreas|Huber", "relative"),
        ("Christian|Huber", "Christina|Huber", "relative"),
        ("Josef|Moser sen.", "Josef|Moser jun.", "relative"),
        ("|Herr Huber", "|Frau Huber", "relative"),
        ("Eva|Klein", "Jan|Groß", "differs"),
        ("Hans|", "|Müller", "differs"),
        ("|", "Hans|Müller", ""),
    ],
)
def test_two_names(one: str, other: str, level: str) -> None:
    first, second = identity(_named(one)), identity(_named(other))
    assert persons(first, second) == level
    assert persons(second, first) == level


@pytest.mark.parametrize(
    ("word", "code"),
    [("mueller", "657"), ("meyer", "67"), ("maier", "67"), ("wikipedia", "3412"), ("philipp", "351"), ("axel", "0485"),
     ("schmidt", "862"), ("日本", "日本"), ("", "")],
)  # fmt: skip
def test_how_words_sound(word: str, code: str) -> None:
    assert sound(word) == code


def test_the_first_letter_of_a_name_is_no_slip() -> None:
    assert are_alike("becker", "beker")
    assert not are_alike("becker", "wecker")
    assert not are_alike("jan", "jon")
