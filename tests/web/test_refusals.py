"""Every refusal that can reach a page has words there, in both languages, and the words find what they name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.utils import translation

import staffel
from staffel.actions.qualifying import qualify_lead
from staffel.models import Entry
from staffel.rules.partner_words import PLACES
from staffel.rules.refused import Refused
from staffel.web.refusals import COUNTED, WORDS, in_words
from tests.scene import Scene, actor_of, captured

ROOT: Final = Path(staffel.__file__).parent
FLOORS: Final = ("actions", "queries", "rules", "web")
# What no page can be told, and why.
ELSEWHERE: Final = {
    "entry_invalid": "a slip in the program: the failed page and the log say so",
    "key_unknown": "keys of the interface are made and revoked on the command line",
    "name_taken": "keys of the interface are made and revoked on the command line",
}
# “value” and “name” are empty where a refusal does not give them; what partners are called is always known
ALWAYS_THERE: Final = frozenset({"value", "name", *PLACES})


def refusals(*floors: str) -> Iterator[tuple[str, ast.Call]]:
    """Each `Refused(…)` with where it stands."""
    for floor in floors:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "Refused"
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def code_of(call: ast.Call) -> str | None:
    """The code as it is written; None where it is handed through."""
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def test_every_refusal_that_can_reach_a_page_has_words() -> None:
    found = {
        f"{code} ({where})"
        for where, call in refusals(*FLOORS)
        if (code := code_of(call)) and code not in WORDS.keys() | COUNTED.keys() | ELSEWHERE.keys()
    }
    assert found == set()


def test_words_belong_to_a_refusal() -> None:
    written = {
        node.value
        for path in ROOT.rglob("*.py")
        if path.name != "refusals.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert (WORDS.keys() | COUNTED.keys() | ELSEWHERE.keys()) - written == set()
    assert WORDS.keys() & COUNTED.keys() == set()


def test_words_name_only_what_their_refusal_gives() -> None:
    found = []
    for where, call in refusals(*FLOORS):
        given = {keyword.arg for keyword in call.keywords}
        if None in given or (code := code_of(call)) not in WORDS:  # `**details`: only known when it happens
            continue
        wanted = set(re.findall(r"%\((\w+)\)", str(WORDS[code]))) - ALWAYS_THERE
        found += [f"{where} does not give {name}" for name in wanted - given]
    assert found == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Noch offen: Postleitzahl."), ("en", "Still unanswered: Postal code.")],
)
def test_open_questions_are_named_as_the_form_names_them(scene: Scene, language: str, said: str) -> None:
    lead = captured(scene, prospect={"postal_code": ""})
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        qualify_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    with translation.override(language):
        assert in_words(refused.value) == said
    assert Entry.objects.count() == before
