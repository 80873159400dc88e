"""Keeps the German translation whole: finds every text in code and templates, adds it to the .po, compiles the .mo.

A fresh machine has no gettext tools, so this stands in for xgettext and msgfmt. `python -m staffel.locale.build`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polib
from django.utils.translation.template import templatize

PACKAGE: Final = Path(__file__).parent.parent
PO: Final = PACKAGE / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO: Final = PO.with_suffix(".mo")
SINGULAR: Final = frozenset({"gettext", "gettext_lazy", "gettext_noop", "_", "_l", "_s"})
PLURAL: Final = frozenset({"ngettext", "ngettext_lazy"})
IN_CONTEXT: Final = frozenset({"pgettext", "pgettext_lazy"})
PLURAL_IN_CONTEXT: Final = frozenset({"npgettext", "npgettext_lazy"})
# what cannot be read is said by rules, which know no gettext, and translated when a page shows it: the last text given
KEPT: Final = frozenset({"Unreadable", "Problem", "blocks"})
CALL: Final = re.compile(r"\b(?:n?p?gettext(?:_lazy|_noop)?|_)\(")

Text = tuple[str, str, str]  # context, text, plural


def texts() -> dict[Text, str]:
    """Every translatable text of the package, and the file (from the package) where it is first used."""
    found: dict[Text, str] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        for text in _in_file(path):
            found.setdefault(text, str(path.relative_to(PACKAGE)))
    return found


def _in_file(path: Path) -> Iterator[Text]:
    if path.suffix == ".py":
        yield from _in_tree(ast.parse(path.read_text()))
        return
    # templatize writes the calls between blanked-out markup: each call is parsed alone
    source = templatize(path.read_text())
    for match in CALL.finditer(source):
        yield from _in_tree(_first_call(source[match.start() :]))


def _first_call(source: str) -> ast.AST:
    for end in (at + 1 for at, sign in enumerate(source) if sign == ")"):
        try:
            return ast.parse(source[:end])
        except SyntaxError:
            continue
    raise SyntaxError(source[:80])


def _in_tree(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _called(node)):
            said = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if found := _text(name, said):
                yield found


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr if call.func.attr in KEPT else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _text(name: str, said: list[str]) -> Text | None:
    if name in KEPT and said and " " in said[-1]:  # a field alone is no sentence
        return "", said[-1], ""
    if name in SINGULAR and said:
        return "", said[0], ""
    if name in PLURAL and len(said) > 1:
        return "", said[0], said[1]
    if name in IN_CONTEXT and len(said) > 1:
        return said[0], said[1], ""
    return (said[0], said[1], said[2]) if name in PLURAL_IN_CONTEXT and len(said) > 2 else None


def update() -> polib.POFile:
    """The .po with every text that is used now, and none that is not; new ones are untranslated."""
    po = polib.pofile(str(PO), wrapwidth=100)
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in po}
    po.clear()
    for (context, text, plural), where in texts().items():
        entry = known.get((context, text)) or polib.POEntry(msgid=text, msgctxt=context or None)
        entry.msgid_plural = plural
        if plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        entry.occurrences = [(where, "")]
        if entry not in po:
            po.append(entry)
    return po


if __name__ == "__main__":
    updated = update()
    updated.save(str(PO))
    updated.save_as_mofile(str(MO))
    missing = updated.untranslated_entries()
    print(f"{len(updated)} texts, {len(missing)} without a translation")  # noqa: T201
    raise SystemExit(1 if missing else 0)
