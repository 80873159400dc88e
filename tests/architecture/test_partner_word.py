"""What partners are called is one setting: no text speaks of them by a fixed word, and each reads right with any word.

A text keeps a place for it: `worded(_("Terms for %(partners)s"))`, in a template `{{ partners }}`. The setting has one and
many; it knows no gender and no case. So a German text says one without an article, and many where it needs no ending.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

import polib

from staffel.locale.build import PACKAGE, PO, texts
from staffel.rules.partner_words import PLACES

FIXED: Final = re.compile(r"(?<!ansprech)partner", re.IGNORECASE)
PLACE: Final = re.compile(r"%\(\w+\)[sd]")
# texts of the setting itself, which says what it is about
ALLOWED: Final = frozenset(
    {
        "What your partners are called",
        "Such as Händler, Fachpartner or Installateur: it stands wherever your partners are spoken of by that word.",
    }
)
# what would read wrong with another word: an English article, a German one before one, an ending, a dative of many
WRONG: Final = re.compile(
    r"""\b(a|an)\ %\([Pp]artner\)s
    | \b(d(er|en|em|es)|dies\w+|jede[rmns]?|[kms]?ein\w*|nächste\w*|welche\w*)\ %\((a_p|p|P)artner\)s
    | %\((a_)?[Pp]artners?\)s[a-zäöü]
    | \b(de[nm]|mit|von|bei|aus|allen|diesen|Ihren)\ %\([Pp]artners\)s""",
    re.VERBOSE,
)
# names of a file's columns and of a text's places, and the setting's own usual words: none is a sentence
NAMES: Final = frozenset({"rules/fields.py", "rules/choices.py", "rules/texts.py", "rules/partner_words.py"})
FLOORS: Final = ("rules", "queries", "channels", "web")
# what an answer of the interface says in English beside its code; a page says it by the code
FOR_PROGRAMS: Final = frozenset({"Refused", "Http404"})
# rendered with a context of their own, in which the words do not stand ready
APART: Final = re.compile(r'inclusion_tag\(\s*"([^"]+)"|render_to_string\(\s*"([^"]+)"')
ONLY: Final = re.compile(r'include "([^"]+)"[^%]* only %}')


def said() -> Iterator[tuple[str, str]]:
    """Every text that somebody reads, and where it stands."""
    for entry in polib.pofile(str(PO)):
        for text in (entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()):
            yield entry.msgid, text


def test_no_text_calls_partners_by_a_fixed_word() -> None:
    found = [text for key, text in said() if key not in ALLOWED and FIXED.search(PLACE.sub("", text))]
    assert found == [], "keep a place for the word: queries/partner_words.py says how"


def test_every_text_reads_right_with_another_word() -> None:
    assert [text for _key, text in said() if WRONG.search(text)] == []


def test_what_is_allowed_is_still_said() -> None:
    assert {text for _context, text, _plural in texts()} >= ALLOWED


def test_rules_in_two_languages_call_partners_by_no_fixed_word() -> None:
    known = {text for one in texts() for text in one}
    found = [
        f"{where}: {text}"
        for where, text in _constants()
        if where not in NAMES and text not in known and re.search(r"\b[Pp]artners?n?\b", PLACE.sub("", text))
    ]
    assert found == []


def _constants() -> Iterator[tuple[str, str]]:
    """Sentences in the code that no translation knows: strings with a blank that are neither docstrings nor for programs."""
    for floor in FLOORS:
        for path in sorted((PACKAGE / floor).rglob("*.py")):
            for node in _read_by_people(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                    yield str(path.relative_to(PACKAGE)), re.sub(r"\{\{.*?\}\}", "", node.value)


def _read_by_people(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        is_for_programs = (
            isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in FOR_PROGRAMS
        )
        if not is_docstring and not is_for_programs:
            yield child
            yield from _read_by_people(child)


def test_no_template_uses_the_words_where_they_do_not_stand_ready() -> None:
    templates = {
        str(path.relative_to(PACKAGE / "templates")): path.read_text() for path in PACKAGE.rglob("*.html")
    }
    apart = {
        name for path in PACKAGE.rglob("*.py") for pair in APART.findall(path.read_text()) for name in pair
    }
    apart |= {name for text in templates.values() for name in ONLY.findall(text)}
    uses = re.compile(r"\{\{ (" + "|".join(PLACES) + r") \}\}")
    assert apart & templates.keys()
    assert [name for name in sorted(apart & templates.keys()) if uses.search(templates[name])] == []


def test_nothing_else_that_a_template_is_given_has_the_name_of_a_word() -> None:
    words = "|".join(PLACES)
    taken = re.compile(rf"{{%[^%]*(\b(as|for|with|count|asvar) ({words})\b|\b({words})=)")
    given = re.compile(r'"([Pp]artners|a_partner)":')
    found = [path.name for path in PACKAGE.rglob("*.html") if taken.search(path.read_text())]
    found += [path.name for path in (PACKAGE / "web").rglob("*.py") if given.search(path.read_text())]
    assert found == []
