"""Calls from the list: who has a lead on the telephone, what a result does, and what is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from staffel.actions.actors import Actor
from staffel.actions.calls import give_up_calling, put_back_call, report_call, take_call
from staffel.actions.desk import work_lead
from staffel.actions.people import add_member
from staffel.models import Activity, Entry, Lead, Membership, Note, Party
from staffel.queries.calls import call_list
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.scene import Scene, actor_of, captured


@pytest.fixture
def tina(scene: Scene) -> Membership:
    return add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")


@pytest.fixture
def lead(scene: Scene) -> Lead:
    """With the agency, because its postal code is missing."""
    return with_agency(scene, "1")


def with_agency(scene: Scene, key: str, **values: Any) -> Lead:
    found = captured(scene, key, prospect={"postal_code": ""}, **values)
    Lead.objects.filter(id=found.id).update(holder=scene.agency)
    return Lead.objects.get(id=found.id)


def refused(code: str, act: Callable[[], object]) -> None:
    before = trace()
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert trace() == before


def due(member: Membership, now: datetime) -> list[int]:
    return [row.lead.number for row in call_list(member, book=directory(), now=now).due]


def test_who_takes_a_lead_has_it_for_a_quarter_of_an_hour(scene: Scene, lead: Lead, tina: Membership) -> None:
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    refused("call_taken", lambda: take_call(lead.id, actor=actor_of(tina), now=scene.later(minutes=14)))
    [row] = call_list(tina, book=directory(), now=scene.now).due
    assert row.taken_by == "Tom"
    take_call(lead.id, actor=actor_of(tina), now=scene.later(minutes=1))
    refused(
        "call_taken", lambda: report_call(lead.id, result="mailbox", actor=actor_of(scene.tom), now=scene.now)
    )


def test_what_is_put_back_is_free_for_the_colleagues(scene: Scene, lead: Lead, tina: Membership) -> None:
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    put_back_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    take_call(lead.id, actor=actor_of(tina), now=scene.now)
    assert Entry.objects.filter(lead=lead, kind="call.put_back").count() == 1


def test_nobody_calls_what_another_party_holds(scene: Scene, lead: Lead) -> None:
    for member in (scene.vera, scene.paul, scene.otto):
        refused("call_over", partial(take_call, lead.id, actor=actor_of(member), now=scene.now))


def test_not_reached_is_an_attempt_and_plans_the_next(scene: Scene, lead: Lead) -> None:
    next_at = report_call(
        lead.id, result="mailbox", actor=actor_of(scene.tom), now=scene.now, text="Ansage ohne Namen"
    ).next_at
    lead.refresh_from_db()
    assert next_at is not None
    assert next_at > scene.now
    assert (lead.attempted_at, lead.contacted_at, lead.taken_by) == (scene.now, None, None)
    made = Activity.objects.get(lead=lead)
    assert (made.kind, made.result, made.due_at) == ("attempt", "mailbox", next_at)
    assert made.note is not None
    assert made.note.text == "Ansage ohne Namen"
    assert due(scene.tom, scene.now) == []
    assert due(scene.tom, next_at) == [lead.number]
    assert broken(now=scene.now) == {}


def test_engaged_is_tried_again_after_a_quarter_of_an_hour(scene: Scene, lead: Lead) -> None:
    end = report_call(lead.id, result="engaged", actor=actor_of(scene.tom), now=scene.now)
    assert end.next_at == scene.now + timedelta(minutes=15)


def test_reached_is_a_contact(scene: Scene, lead: Lead) -> None:
    report_call(lead.id, result="reached", actor=actor_of(scene.tom), now=scene.now)
    lead.refresh_from_db()
    assert lead.contacted_at == scene.now
    assert Activity.objects.get(lead=lead).kind == "contact"


def test_reached_in_a_mandate_enters_the_step(scene: Scene) -> None:
    lead = captured(scene, "2")
    work_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    report_call(lead.id, result="no_answer", actor=actor_of(scene.tom), now=scene.now)
    report_call(lead.id, result="reached", actor=actor_of(scene.tom), now=scene.later(hours=1))
    mandate = lead.mandates.get()
    assert (mandate.attempts, mandate.contacted_at, mandate.step) == (1, scene.now, "contacted")


def test_call_back_within_the_deadline_is_a_plan(scene: Scene, lead: Lead) -> None:
    at, promised = scene.now + timedelta(minutes=30), lead.deadline_at
    report_call(
        lead.id,
        result="call_back",
        call_back_at=at,
        actor=actor_of(scene.tom),
        now=scene.now,
        text="Bat darum",
    )
    lead.refresh_from_db()
    assert (lead.deadline_kind, lead.deadline_at) == ("qualify", promised)
    assert due(scene.tom, scene.now) == []
    assert due(scene.tom, at) == [lead.number]


def test_call_back_after_the_deadline_is_a_follow_up_with_one_reason(scene: Scene, lead: Lead) -> None:
    at = scene.now + timedelta(days=3)
    actor = actor_of(scene.tom)
    refused(
        "reason_missing",
        lambda: report_call(lead.id, result="call_back", call_back_at=at, actor=actor, now=scene.now),
    )
    report_call(
        lead.id, result="call_back", call_back_at=at, actor=actor, now=scene.now, text="Ist im Urlaub"
    )
    lead.refresh_from_db()
    assert (lead.deadline_kind, lead.deadline_from) == ("follow_up", at)
    assert lead.deadline_at is not None
    assert lead.deadline_at > at
    assert Note.objects.filter(lead=lead, text="Ist im Urlaub").count() == 1
    assert broken(now=scene.now) == {}


def test_personal_follow_up_is_hidden_from_the_colleagues_until_it_is_overdue(
    scene: Scene, lead: Lead, tina: Membership
) -> None:
    at = scene.now + timedelta(days=3)
    report_call(
        lead.id, result="call_back", call_back_at=at, actor=actor_of(scene.tom), now=scene.now, text="Bat darum",
        is_personal=True,
    )  # fmt: skip
    lead.refresh_from_db()
    assert lead.deadline_at is not None
    assert due(scene.tom, at) == [lead.number]
    assert due(tina, at) == []
    assert due(tina, lead.deadline_at + timedelta(seconds=1)) == [lead.number]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("result_unknown", {"result": "lunch"}),
        ("call_back_missing", {"result": "call_back"}),
        ("call_back_past", {"result": "call_back", "call_back_at": -1}),
    ],
)
def test_bad_input_is_refused_and_nothing_happens(
    scene: Scene, lead: Lead, code: str, values: dict[str, Any]
) -> None:
    if "call_back_at" in values:
        values = {**values, "call_back_at": scene.now + timedelta(minutes=values["call_back_at"])}
    refused(code, lambda: report_call(lead.id, actor=actor_of(scene.tom), now=scene.now, **values))


def test_wrong_number_lies_on_the_desk(scene: Scene, lead: Lead) -> None:
    report_call(lead.id, result="wrong_number", actor=actor_of(scene.tom), now=scene.now)
    lead.refresh_from_db()
    assert (lead.status, lead.holder_id, lead.desk_reason) == (
        "brokering",
        scene.desk.id,
        "call_wrong_number",
    )
    assert broken(now=scene.now) == {}


def test_giving_up_needs_the_policys_attempts(scene: Scene, lead: Lead) -> None:
    actor = actor_of(scene.tom)
    for _ in range(3):
        report_call(lead.id, result="no_answer", actor=actor, now=scene.later(hours=4))
    refused("attempts_missing", lambda: give_up_calling(lead.id, actor=actor, now=scene.now))
    at = scene.later(hours=4) + timedelta(minutes=30)
    report_call(lead.id, result="call_back", call_back_at=at, text="Bat darum", actor=actor, now=scene.now)
    give_up_calling(lead.id, actor=actor, now=scene.now, text="Viermal versucht")
    lead.refresh_from_db()
    assert (lead.holder_id, lead.desk_reason) == (scene.desk.id, "not_reachable")


def test_own_number_of_attempts_begins_anew_with_another_party(scene: Scene, lead: Lead) -> None:
    other = Party.objects.create(key="other", kind="agency", name="Andere Agentur", hours=scene.agency.hours)
    tilda = add_member(other.id, email="tilda@example.com", name="Tilda", role="agency_member")
    report_call(lead.id, result="no_answer", actor=actor_of(scene.tom), now=scene.now)
    Lead.objects.filter(id=lead.id).update(holder=other)
    actor = Actor("member", tilda.id, other.id)
    report_call(lead.id, result="no_answer", actor=actor, now=scene.later(hours=1))
    assert [row.attempts for row in call_list(tilda, book=directory(), now=scene.later(days=4)).due] == [1]


def test_a_lead_without_a_number_is_counted_and_not_called(scene: Scene) -> None:
    captured(scene, "3", prospect={"phone": "", "postal_code": ""})
    found = call_list(scene.vera, book=directory(), now=scene.now)
    assert (len(found.due), found.without_phone) == (0, 1)
