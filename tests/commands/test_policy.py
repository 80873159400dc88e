"""`staffel policy publish` refuses what the pages refuse, and then publishes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from staffel.actions.versions import publish
from staffel.commands.policy_command import command
from staffel.models import Version
from staffel.queries.directory import directory
from staffel.rules.forms import DEFAULT_FORM, Form, Question
from staffel.rules.versions import json_of
from tests.scene import Scene, actor_of, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


def published(tmp_path: Path, scene: Scene, key: str, **gates: str) -> Result:
    """The default campaign with these gates, as the command reads it from a file."""
    body = json_of(directory().current("campaign", "default", at=scene.now).body)
    file = tmp_path / "campaign.json"
    file.write_text(json.dumps({**body, "gates": gates}), encoding="utf-8")
    return CliRunner().invoke(command, ["publish", "campaign", key, str(file)])


@pytest.mark.parametrize("key", ["default", "fair"])
def test_a_campaign_cannot_require_a_file_where_nobody_can_give_it(
    scene: Scene, tmp_path: Path, key: str
) -> None:
    plan = Question("plan", {"de": "Plan", "en": "Plan"}, "file", "interest")
    form = Form(DEFAULT_FORM.labels, (*DEFAULT_FORM.questions, plan))
    publish("form", "default", form, actor=actor_of(scene.vera), now=scene.now)
    before = Version.objects.count()
    done = published(tmp_path, scene, key, plan="close", phone="market")
    assert done.exit_code != 0
    assert "“plan” is a consent or a file" in f"{done.output}{done.exception}"
    assert Version.objects.count() == before
    assert published(tmp_path, scene, key, plan="market", phone="market").exit_code == 0
    assert directory().current("campaign", key, at=scene.later(days=9_999)).body.gates["plan"] == "market"
