"""The translations are whole: nothing untranslated, the compiled file is the written one, and the words are ours."""

import re

import polib
import pytest

from staffel.locale.build import MO, PO, texts
from staffel.rules.partner_words import PLACES

ENTRIES = [(entry.msgid, entry) for entry in polib.pofile(str(PO))]


def test_every_text_of_the_pages_is_in_the_file_and_nothing_else() -> None:
    used = {(context, text) for context, text, _ in texts()}
    assert used == {(entry.msgctxt or "", entry.msgid) for _, entry in ENTRIES}


def test_nothing_is_untranslated_or_doubtful() -> None:
    po = polib.pofile(str(PO))
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


def test_compiled_file_says_what_the_written_one_says() -> None:
    def said(entries: polib.POFile | polib.MOFile) -> dict[tuple[str, str], object]:
        return {(e.msgctxt or "", e.msgid): e.msgstr_plural or e.msgstr for e in entries if e.msgid}

    assert said(polib.mofile(str(MO))) == said(polib.pofile(str(PO)))


def test_translations_keep_their_placeholders() -> None:
    """The word for partners is there for every text, so that a language may do without it or use another form of it."""

    def places(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)[sd]", text)) - set(PLACES)

    for source, entry in ENTRIES:
        many = {index: entry.msgid_plural for index in entry.msgstr_plural if index}
        for index, translated in {0: entry.msgstr, **entry.msgstr_plural}.items():
            if translated:
                assert places(translated) == places(many.get(index, source)), source


@pytest.mark.parametrize("word", ["Angebot", "Auftrag", "Abschluss"])
def test_sales_words_are_used_in_their_sales_meaning_only(word: str) -> None:
    allowed = {
        "Quote",
        "Reached by itself when a quote is reported.",
        "Save quote",
        "Noted: quote.",
        "Quote made%(amount)s.",
    }
    found = {source for source, entry in ENTRIES if re.search(rf"\b{word}\b", entry.msgstr)}
    assert found <= allowed


def test_german_is_polite_and_calm() -> None:
    for source, entry in ENTRIES:
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not re.search(r"\b(du|dein|deine|dir|dich)\b", said, re.IGNORECASE), source
            assert "!" not in said, source
