"""The call list begins right however many leads it holds: the database ranks them as the rule does."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.models import Activity, Lead, Membership
from staffel.models.ids import new_id
from staffel.queries.call_ranks import first_to_call, left_to_call, next_to_call
from staffel.queries.calls import MOST, CallList, call_list
from staffel.queries.directory import directory
from tests.scene import Scene, captured


@pytest.fixture
def pattern(scene: Scene) -> Lead:
    """With the agency, because its postal code is missing."""
    found = captured(scene, prospect={"postal_code": ""}, temperature="warm")
    Lead.objects.filter(id=found.id).update(holder=scene.agency)
    return Lead.objects.get(id=found.id)


def copies(pattern: Lead, count: int, **values: Any) -> list[Lead]:
    fields = {field.attname: getattr(pattern, field.attname) for field in Lead._meta.concrete_fields}
    highest = Lead.objects.order_by("-number").values_list("number", flat=True)[0]
    return Lead.objects.bulk_create(
        Lead(**{**fields, "id": new_id(), "number": highest + at, "source_key": "", **values})
        for at in range(1, count + 1)
    )


def called(lead: Lead, scene: Scene, *, result: str, ago: timedelta, again: timedelta | None) -> None:
    Activity.objects.create(
        lead=lead,
        party=scene.agency,
        kind="attempt",
        at=scene.now - ago,
        result=result,
        due_at=None if again is None else scene.now + again,
    )


def listed(member: Membership, scene: Scene) -> CallList:
    return call_list(member, book=directory(), now=scene.now)


def test_an_agreed_call_and_a_hot_lead_come_first_before_more_than_three_hundred_others(
    scene: Scene, pattern: Lead
) -> None:
    others = copies(pattern, MOST + 5)
    last = {"deadline_at": scene.now + timedelta(days=9), "wake_at": scene.now + timedelta(days=9)}
    [hot] = copies(pattern, 1, temperature="hot", **last)
    [agreed] = copies(pattern, 1, attempted_at=scene.now, **last)
    called(agreed, scene, result="call_back", ago=timedelta(hours=2), again=timedelta(minutes=-1))
    found = listed(scene.tom, scene)
    assert [row.lead.id for row in found.due][:2] == [agreed.id, hot.id]
    assert [row.turn.why for row in found.due][:3] == ["agreed", "first_call", "deadline"]
    assert (len(found.due), found.due_count, found.is_cut) == (MOST, len(others) + 3, True)
    assert next_to_call(scene.tom, book=directory(), now=scene.now) == agreed.id
    left = left_to_call(scene.tom, without=agreed.id, book=directory(), now=scene.now)
    assert left == found.due_count - 1


def test_what_colleagues_have_on_the_telephone_is_passed_over(scene: Scene, pattern: Lead) -> None:
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    taken = {"taken_by_id": tina.id, "taken_until": scene.now + timedelta(minutes=10), "temperature": "hot"}
    copies(pattern, MOST + 1, **taken)
    assert next_to_call(scene.tom, book=directory(), now=scene.now) == pattern.id
    assert left_to_call(scene.tom, without=pattern.id, book=directory(), now=scene.now) == 0
    assert left_to_call(tina, without=pattern.id, book=directory(), now=scene.now) == MOST + 1
    later = scene.now + timedelta(minutes=11)
    assert next_to_call(scene.tom, book=directory(), now=later) != pattern.id


@pytest.mark.parametrize("seed", range(4))
def test_the_database_ranks_as_the_rule_does(scene: Scene, pattern: Lead, seed: int) -> None:
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    gone = add_member(scene.agency.id, email="gone@example.com", name="Gerd", role="agency_member")
    Membership.objects.filter(id=gone.id).update(is_active=False)
    bump()
    chance = Random(seed)

    def about(*hours: float) -> Any:
        return scene.now + timedelta(hours=chance.choice(hours), seconds=chance.randrange(600))

    for _ in range(90):
        deadline_at = about(-5, 1, 30)
        [lead] = copies(
            pattern,
            1,
            temperature=chance.choice(["hot", "warm", "cold"]),
            asked_at=about(-50, -3),
            deadline_from=about(-60, -2, 0.5),
            deadline_at=max(deadline_at, about(-5)),
            deadline_kind=chance.choice(["qualify", "qualify", "follow_up"]),
            attempted_at=chance.choice([None, None, scene.now]),
            contacted_at=chance.choice([None, None, scene.now]),
            follow_up_by_id=chance.choice([None, scene.tom.id, tina.id, gone.id]),
        )
        for _ in range(chance.randrange(3)):
            again = chance.choice([None, timedelta(hours=-1), timedelta(hours=2)])
            result = chance.choice(["call_back", "mailbox", "reached"])
            called(lead, scene, result=result, ago=timedelta(minutes=chance.randrange(9999)), again=again)
    book = directory()
    ranked = first_to_call(scene.tom, most=MOST, book=book, now=scene.now)
    found = call_list(scene.tom, book=book, now=scene.now)
    assert [row.lead.id for row in (*found.due, *found.later)] == list(ranked.lead_ids)
    assert (ranked.due, ranked.later) == (len(found.due), len(found.later))
    assert {row.turn.why for row in found.due} == {"agreed", "first_call", "deadline"}
    assert {row.turn.why for row in found.later} == {"agreed", "planned", "personal"}
