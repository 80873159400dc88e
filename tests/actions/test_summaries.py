"""Today by mail: each working morning once, to whom it helps, and to nobody who wants none."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from staffel.actions.absences import enter_absence
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.actions.summaries import promise_summaries
from staffel.models import Delivery, Membership, Party
from tests.scene import MONDAY, Scene, actor_of


def told() -> list[str]:
    """Who was promised the mail, by name."""
    rows = Delivery.objects.filter(kind="today.summary").order_by("member__person__name")
    return list(rows.values_list("member__person__name", flat=True))


def set_member(member: Membership, **values: Any) -> None:
    Membership.objects.filter(id=member.id).update(**values)
    bump()


def test_desk_field_sales_and_agency_get_it_once_a_working_day(scene: Scene) -> None:
    assert promise_summaries(now=MONDAY - timedelta(hours=3)) == 0  # 7:00
    assert promise_summaries(now=MONDAY) == 3
    assert told() == ["Frieda", "Tom", "Vera"]
    for minutes in (0, 5, 300):
        assert promise_summaries(now=MONDAY + timedelta(minutes=minutes)) == 0
    assert promise_summaries(now=MONDAY + timedelta(days=1)) == 3
    assert promise_summaries(now=MONDAY + timedelta(days=5)) == 0  # Saturday


def test_after_an_outage_only_the_day_that_still_runs_is_told(scene: Scene) -> None:
    assert promise_summaries(now=MONDAY + timedelta(days=2, hours=5)) == 3
    assert len(told()) == 3


@pytest.mark.parametrize(
    "values",
    [{"wants_daily_mail": False}, {"mail_off_at": MONDAY}, {"is_active": False}, {"role": "marketing"}],
)
def test_who_wants_none_or_has_no_use_for_it_gets_none(scene: Scene, values: dict[str, Any]) -> None:
    set_member(scene.vera, **values)
    promise_summaries(now=MONDAY)
    assert "Vera" not in told()


def test_who_is_away_gets_none(scene: Scene) -> None:
    enter_absence(
        scene.desk.id,
        member_id=scene.vera.id,
        starts_at=MONDAY - timedelta(days=1),
        ends_at=MONDAY + timedelta(days=3),
        actor=actor_of(scene.ada),
        now=MONDAY - timedelta(days=2),
    )
    promise_summaries(now=MONDAY)
    assert told() == ["Frieda", "Tom"]


def test_an_administrator_gets_it_where_nobody_else_runs_the_desk(scene: Scene) -> None:
    set_member(scene.vera, is_active=False)
    promise_summaries(now=MONDAY)
    assert told() == ["Ada", "Frieda", "Tom"]


def test_each_party_has_its_own_morning(scene: Scene) -> None:
    Party.objects.filter(id=scene.agency.id).update(timezone="America/New_York")
    bump()
    promise_summaries(now=MONDAY)  # 4:00 there
    assert told() == ["Frieda", "Vera"]
    promise_summaries(now=MONDAY + timedelta(hours=5))
    assert told() == ["Frieda", "Tom", "Vera"]


def test_a_party_that_has_ended_is_told_nothing(scene: Scene) -> None:
    Party.objects.filter(id=scene.agency.id).update(state="ended", ended_at=MONDAY)
    bump()
    add_member(scene.desk.id, email="neu@example.com", name="Neu", role="desk")
    promise_summaries(now=MONDAY)
    assert told() == ["Frieda", "Neu", "Vera"]


def test_it_is_for_that_day(scene: Scene) -> None:
    promise_summaries(now=MONDAY)
    days = set(Delivery.objects.filter(kind="today.summary").values_list("data__on", flat=True))
    assert days == {datetime.date(MONDAY).isoformat()}
