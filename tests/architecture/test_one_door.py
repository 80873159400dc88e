"""There is one way for a lead to change: only actions write, only the one door writes a lead's rows and wakes jobs."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from staffel.rules.journal import KINDS
from staffel.rules.texts import DEFAULT_TEXTS, LANGUAGES

ROOT: Final = Path(__file__).parents[2] / "staffel"
WRITES: Final = frozenset(
    "save create update delete bulk_create bulk_update get_or_create update_or_create create_user".split()
)
SQL_WRITES: Final = ("INSERT INTO ", "UPDATE ", "DELETE FROM ", "COPY ", "TRUNCATE ")
LEAD_ROWS: Final = frozenset({"Lead", "Offer", "Mandate", "Brokerage", "Entry", "Activity", "Note"})

# Where something else than an action may write, and why.
OUTSIDE: Final = {
    "migrations": "the tables themselves",
    "models": "the manager of persons, which Django's login asks for; called by actions",
    "embedded.py": "the server's own files",
    "account.py": "the operator's password and settings, before there is an application",
    "home.py": "the data directory",
    "demo": "the invented network's master data; its leads come from actions, see below",
}
# Within the actions only the one door writes a lead's rows. `update` on its own rows: not a lead's.
DOOR: Final = frozenset({"case.py", "rows.py"})


def modules(*, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0] not in without:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def is_query(node: ast.expr) -> bool:
    """Whether the chain goes through a manager: `Party.objects.filter(…)`, `lead.offers.create` counts too."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in {"objects", "_default_manager"}
        for part in ast.walk(node)
    )


def model_of(node: ast.expr) -> str:
    """The model's name in `Party.objects.…`."""
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return names[0] if names else ""


def written_strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_nobody_but_an_action_writes_to_the_database() -> None:
    found = []
    for name, tree in modules(without=frozenset({"actions", *OUTSIDE})):
        for call in calls(tree, WRITES):
            assert isinstance(call.func, ast.Attribute)
            if is_query(call.func) or (call.func.attr in {"save", "delete"} and not call.args):
                found.append(f"{name}:{call.lineno} .{call.func.attr}")
        found += [
            f"{name}: {text[:40]}" for text in written_strings(tree) if text.lstrip().startswith(SQL_WRITES)
        ]
    assert found == []


def test_the_demonstration_makes_its_leads_by_actions_only() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        if name.startswith("demo/")
        for call in calls(tree, WRITES)
        if is_query(call.func) and model_of(call.func) in {*LEAD_ROWS, "Delivery", "Submission", "Receipt"}
    ]
    assert found == []


def test_within_the_actions_only_the_one_door_writes_the_rows_of_a_lead() -> None:
    found = []
    for name, tree in modules():
        if not name.startswith("actions/") or name.removeprefix("actions/") in DOOR:
            continue
        for call in calls(tree, WRITES):
            assert isinstance(call.func, ast.Attribute)
            if is_query(call.func) and model_of(call.func) in LEAD_ROWS:
                found.append(f"{name}:{call.lineno} {model_of(call.func)}.{call.func.attr}")
    assert found == []


def test_the_actions_write_sql_of_their_own_only_where_django_has_no_words() -> None:
    """Receipts: `ON CONFLICT DO NOTHING` with a wait for the concurrent taker. Imports: what was mended is marked in one
    statement for a whole file."""
    writing = {
        name
        for name, tree in modules()
        if name.startswith("actions/")
        and any(text.lstrip().startswith(SQL_WRITES) for text in written_strings(tree))
    }
    assert writing <= {"actions/receipts.py", "actions/rows.py", "actions/imports.py"}


def test_only_the_one_door_wakes_jobs() -> None:
    deferring = {
        name
        for name, tree in modules()
        for call in calls(tree, frozenset({"defer", "defer_async"}))
        if "configure_task" in ast.dump(call) or not is_query(call.func)
    }
    assert {name for name in deferring if not name.startswith("queries/")} == {"actions/jobs.py"}


def test_rules_know_no_django_and_no_clock_of_their_own() -> None:
    found = []
    for name, tree in modules():
        if not name.startswith("rules/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = (
                    [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                )
                found += [
                    f"{name}: {one}"
                    for one in names
                    if one.split(".")[0] in {"django", "psycopg", "procrastinate"}
                ]
        found += [f"{name}:{call.lineno}" for call in calls(tree, frozenset({"now", "utcnow", "today"}))]
    assert found == []


def first_text(call: ast.Call) -> set[str]:
    """The text constants a call's first argument can be."""
    if not call.args:
        return set()
    return {
        node.value
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def told_kinds() -> set[str]:
    return {kind for name, tree in modules() if name.startswith("actions/") for call in calls(tree, frozenset({"tell", "tell_prospect"}))
            for kind in first_text(call)}  # fmt: skip


def test_every_message_that_is_promised_has_its_text_and_every_text_is_used() -> None:
    kinds = told_kinds()
    assert kinds == {key.removesuffix(".desk") for key in DEFAULT_TEXTS}


@pytest.mark.parametrize("key", sorted(DEFAULT_TEXTS))
def test_every_text_is_there_in_both_languages(key: str) -> None:
    assert set(DEFAULT_TEXTS[key]) == set(LANGUAGES)


def test_the_journal_knows_every_kind_that_is_written_and_every_known_kind_is_written() -> None:
    entered: set[str] = set()
    named: set[str] = set()
    for name, tree in modules():
        if name.startswith("actions/"):
            named |= set(written_strings(tree))
            for call in calls(tree, frozenset({"enter"})):
                entered |= first_text(call)
    assert entered - set(KINDS) == set()
    assert set(KINDS) - named == set()
