"""`staffel absence`: days are whole days where the party is, and what it means for its leads is said."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from click.testing import CliRunner, Result

from staffel.actions.offers import accept_offer
from staffel.commands.absence_command import command as absence
from staffel.models import Absence
from tests.actions.relay import trace
from tests.actions.test_asking import asked
from tests.scene import Scene, actor_of, captured, open_offer, stage


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = stage()
    with time_machine.travel(made.now, tick=False):
        yield made


def enter(*said: str) -> Result:
    return CliRunner().invoke(absence, ["enter", *said])


def test_company_holidays_are_whole_days_where_the_party_is(scene: Scene) -> None:
    done = enter("Paul Heizungsbau", "3.8.2026", "2026-08-21")
    assert done.exit_code == 0, done.output
    row = Absence.objects.get(party_id=scene.paul.party_id, member=None)
    assert row.starts_at == datetime(2026, 8, 2, 22, tzinfo=UTC)
    assert row.ends_at == datetime(2026, 8, 21, 22, tzinfo=UTC)
    listed = json.loads(CliRunner().invoke(absence, ["list", "--json"]).stdout)
    assert [(one["first_day"], one["last_day"]) for one in listed] == [("2026-08-03", "2026-08-21")]


def test_what_begins_today_sends_the_open_offer_to_the_next(scene: Scene) -> None:
    lead = captured(scene)
    enter("paul", "2026-03-02", "2026-03-06")
    assert asked(lead) == {"petra"}


def test_leads_that_fall_due_meanwhile_are_named(scene: Scene) -> None:
    accept_offer(open_offer(captured(scene)).id, actor=actor_of(scene.paul), now=scene.now)
    assert "1 of its leads fall due meanwhile" in enter("paul", "2026-03-02", "2026-03-20").output


def test_one_person_is_away_and_somebody_stands_in(scene: Scene) -> None:
    enter("paul", "2026-03-09", "2026-03-20", "--member", "PAUL@example.com")
    assert Absence.objects.get().member_id == scene.paul.id
    assert "Paul Heizungsbau, paul@example.com" in CliRunner().invoke(absence, ["list"]).output


@pytest.mark.parametrize(
    "said",
    [
        ("nobody", "2026-08-03", "2026-08-21"),
        ("paul", "soon", "2026-08-21"),
        ("paul", "2026-08-21", "2026-08-03"),
        ("paul", "2026-01-05", "2026-01-09"),
        ("paul", "2026-08-03", "2026-08-21", "--stand-in", "petra@example.com"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(scene: Scene, said: tuple[str, ...]) -> None:
    before = trace()
    assert enter(*said).exit_code != 0
    assert trace() == before
