"""The command line: help for a newcomer, clear words and exit code 2 for what cannot be done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from staffel.cli import COMMANDS


def staffel(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "staffel", *arguments],
        env={**os.environ, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_help_names_every_command_and_touches_nothing(tmp_path: Path) -> None:
    done = staffel("--help", STAFFEL_HOME=str(tmp_path / "home"), DATABASE_URL="", STAFFEL_SECRET_KEY="")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "django"])
def test_every_command_explains_itself(name: str) -> None:
    done = staffel(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_an_unknown_command_is_refused() -> None:
    assert staffel("fly").returncode == 2


def test_a_database_that_does_not_answer_is_named_without_a_traceback() -> None:
    done = staffel("check", DATABASE_URL="postgresql://staffel@127.0.0.1:1/none")
    assert done.returncode == 2
    assert "The database cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_database_url_is_named_without_a_traceback() -> None:
    done = staffel("check", DATABASE_URL="sqlite:///leads.db")
    assert done.returncode == 2
    assert "DATABASE_URL must begin with postgresql://" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_finds_missing_tables_and_says_what_to_do() -> None:
    done = staffel("check", "--json")
    assert done.returncode == 1
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert findings["database"]["is_error"] is False
    assert "staffel migrate" in findings["tables"]["text"]


def test_a_port_outside_the_range_is_refused() -> None:
    assert staffel("web", "--port", "70000").returncode == 2
