"""`staffel key` and `staffel verify`: a key is shown once, and a broken promise ends with 1."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from staffel.commands.key_command import command as key
from staffel.commands.verify_command import command as verify
from staffel.models import ApiKey, Lead
from staffel.rules.refused import Refused
from tests.scene import Scene, captured, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage(timezone.now())


def test_a_key_is_shown_once_and_never_again(scene: Scene) -> None:
    secret = CliRunner().invoke(key, ["create", "website"]).stdout.strip()
    assert secret.startswith("staffel_")
    listed = CliRunner().invoke(key, ["list"]).output
    assert "website: may write" in listed
    assert secret not in listed
    assert not ApiKey.objects.filter(digest__contains=secret).exists()


def test_a_name_is_used_once_and_freed_by_revoking(scene: Scene) -> None:
    CliRunner().invoke(key, ["create", "website"])
    assert isinstance(CliRunner().invoke(key, ["create", "website"]).exception, Refused)
    assert CliRunner().invoke(key, ["revoke", "website"]).exit_code == 0
    assert CliRunner().invoke(key, ["create", "website", "--read-only"]).exit_code == 0
    keys = json.loads(CliRunner().invoke(key, ["list", "--json"]).stdout)
    assert [(one["may"], one["revoked_at"] is None) for one in keys] == [("write", False), ("read", True)]


def test_a_key_that_is_not_there_cannot_be_revoked(scene: Scene) -> None:
    assert isinstance(CliRunner().invoke(key, ["revoke", "nobody"]).exception, Refused)


def test_verify_says_that_the_promise_holds(scene: Scene) -> None:
    captured(scene)
    done = CliRunner().invoke(verify, ["--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["counts"]["open_leads"] == 1


def test_verify_names_what_is_wrong_and_ends_with_one(scene: Scene) -> None:
    lead = captured(scene)
    Lead.objects.filter(id=lead.id).update(holder=scene.agency)
    done = CliRunner().invoke(verify)
    assert done.exit_code == 1
    assert f"WRONG  A lead in brokering is held by its desk. (1: {lead.number})" in done.stdout
