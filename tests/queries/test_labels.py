"""Every code that people read has its words."""

from django.utils import translation

from staffel.actions import fairs, imports
from staffel.queries.handed import TRIAL_DOOR
from staffel.queries.import_words import RESEMBLANCES
from staffel.queries.labels import DOORS, door_label
from staffel.rules import public_forms
from staffel.rules.duplicates import POINTS


def test_whatever_speaks_for_or_against_a_duplicate_has_its_words() -> None:
    assert RESEMBLANCES.keys() == POINTS.keys()


def test_every_way_by_which_a_lead_comes_in_is_named_in_both_languages() -> None:
    doors = {fairs.DOOR, imports.DOOR, public_forms.DOOR, TRIAL_DOOR, "api", "demo", "page", "portal"}
    assert doors == DOORS.keys()
    for language in ("de", "en"):
        with translation.override(language):
            for door in doors:
                assert door_label(f"{door}:01a2") not in {door, f"{door}:01a2"}
    with translation.override("de"):
        assert door_label(TRIAL_DOOR) == "die ersten Schritte"
