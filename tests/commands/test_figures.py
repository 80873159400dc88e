"""`staffel figures`: the same figures as the page, for a period and a campaign; few cases get no share."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from staffel.commands.figures_command import command
from staffel.models import Entry
from staffel.queries.ask_once import LINES
from staffel.rules.refused import Refused
from tests.actions.test_gates import HEATING, asks
from tests.scene import Scene, captured, stage


@pytest.fixture
def scene(db: None) -> Scene:
    made = stage(timezone.now())
    asks(made, HEATING, qualifier="agency")
    for key in "123":
        captured(made, key, answers={"heating": "oil"})
    captured(made, "4")
    return made


def said(*arguments: str) -> str:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.usefixtures("scene")
def test_figures_are_printed_with_what_they_count_and_out_of_how_many() -> None:
    text, before = said(), Entry.objects.count()
    assert "4 leads arrived" in text
    assert "3  No qualification call needed: 3 of 4, too few for a share" in text
    assert "1  Stopped for qualification" in text
    assert "went straight to the market, of those" in text
    assert "Most often missing:" in text
    assert Entry.objects.count() == before


def test_from_ten_on_there_is_a_share(scene: Scene) -> None:
    for key in range(5, 11):
        captured(scene, str(key), answers={"heating": "oil"})
    assert "9  No qualification call needed: 90.0% (9 of 10)" in said()


@pytest.mark.usefixtures("scene")
def test_as_json_for_a_period_and_a_campaign() -> None:
    found: dict[str, Any] = json.loads(said("--json", "--campaign", "default", "--days", "7"))
    assert set(found["lines"]) == set(LINES)
    assert found["lines"]["straight"]["rate"] == {"count": 3, "of": 4}
    assert found["campaigns"][0]["campaign"] == "default"
    earlier = json.loads(said("--json", "--since", "2020-01-01", "--until", "2020-12-31"))
    assert earlier["arrived"] == 0


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    "arguments",
    [("--campaign", "gone"), ("--since", "2020-02-01", "--until", "2020-01-01"), ("--since", "2999-01-01")],
)
def test_what_there_is_not_is_refused(arguments: tuple[str, ...]) -> None:
    assert isinstance(CliRunner().invoke(command, arguments).exception, Refused)
