"""Every code that people read has its words."""

from staffel.queries.import_words import RESEMBLANCES
from staffel.rules.duplicates import POINTS


def test_whatever_speaks_for_or_against_a_duplicate_has_its_words() -> None:
    assert RESEMBLANCES.keys() == POINTS.keys()
