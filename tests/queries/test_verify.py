"""`verify` is clean on honest data and names what was broken by force."""

import pytest
from django.db import connection

from staffel.actions.clock import run_due
from staffel.actions.offers import accept_offer
from staffel.actions.work import win_lead
from staffel.models import Entry
from staffel.models.ids import new_id
from staffel.queries.verify import verify
from tests.scene import Scene, actor_of, captured, open_offer, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


def wrong(scene: Scene) -> list[str]:
    return [check.key for check in verify(now=scene.now).checks if check.wrong]


def test_an_honest_network_is_clean(scene: Scene) -> None:
    accept_offer(open_offer(captured(scene)).id, actor=actor_of(scene.paul), now=scene.now)
    captured(scene, "2")
    assert wrong(scene) == []


@pytest.mark.parametrize(
    ("sql", "keys"),
    [
        (
            "UPDATE lead SET deadline_at = deadline_at + interval '1 hour'",
            ["offer_deadline", "journal_agrees"],
        ),
        ("UPDATE offer SET state = 'withdrawn', answered_at = now()", ["offer_kind"]),
        (
            "UPDATE lead SET holder_id = (SELECT id FROM party WHERE key = 'otto')",
            ["desk_holds_brokering", "journal_agrees"],
        ),
        (
            "UPDATE lead SET status = 'working'",
            ["work_has_mandate", "offers_belong", "brokerage_ended", "journal_agrees"],
        ),
        ("UPDATE submission SET lead_id = NULL", ["submission_kept"]),
    ],
)
def test_what_was_broken_by_force_is_named(scene: Scene, sql: str, keys: list[str]) -> None:
    captured(scene)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert wrong(scene) == keys


def test_points_that_were_earned_twice_are_named(scene: Scene) -> None:
    lead, paul = captured(scene), actor_of(scene.paul)
    accept_offer(open_offer(lead).id, actor=paul, now=scene.now)
    win_lead(lead.id, amount=None, actor=paul, now=scene.now)
    assert wrong(scene) == []
    entry = Entry.objects.filter(kind="points.earned").last()
    assert entry is not None
    entry.pk = new_id()
    entry.save(force_insert=True)
    assert wrong(scene) == ["points_once"]


def test_a_clock_that_stands_still_is_named(scene: Scene) -> None:
    captured(scene)
    scene.later(hours=5)
    assert wrong(scene) == ["alarms_in_time", "deliveries_in_time"]
    run_due(scene.now)
    assert "alarms_in_time" not in wrong(scene)
