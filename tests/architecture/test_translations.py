"""The compiled translations are those of the source."""

from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).parents[2] / "staffel" / "locale"


@pytest.mark.parametrize("source", sorted(LOCALE.rglob("*.po")), ids=lambda path: path.parts[-3])
def test_the_compiled_translation_says_what_its_source_says(source: Path) -> None:
    written = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.pofile(str(source)).translated_entries()
    }
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.mofile(str(source.with_suffix(".mo")))
    }
    assert compiled == written, "run `make messages`"
