"""What arrives is taken once, placed at once or held, and what lived elsewhere is taken over in silence."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.history import History
from staffel.actions.leads import Captured, capture_lead, capture_leads
from staffel.actions.qualifying import correct_lead, qualify_lead, release_leads
from staffel.models import Delivery, Entry, Lead, Mandate, Receipt, Submission
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.scene import Scene, actor_of, captured, enquiry, open_offer


def take(scene: Scene, *new: Any, door: str = "api", mode: Any = "new") -> list[Captured]:
    return capture_leads(new, door=door, mode=mode, actor=SYSTEM, now=scene.now)


def test_the_same_key_is_one_lead_and_the_same_answer(scene: Scene) -> None:
    new = enquiry(at=scene.now, fingerprint="a")
    first, again = take(scene, new)[0], take(scene, new)[0]
    assert (again.lead_id, first.was_known, again.was_known) == (first.lead_id, False, True)
    assert (Lead.objects.count(), Receipt.objects.count(), Submission.objects.count()) == (1, 1, 1)
    assert Delivery.objects.count() == 1


def test_the_same_key_for_something_else_is_refused_and_nothing_changes(scene: Scene) -> None:
    take(scene, enquiry(at=scene.now, fingerprint="a"))
    before = trace()
    with pytest.raises(Refused) as refused:
        take(scene, enquiry(at=scene.now, fingerprint="b"))
    assert (refused.value.code, trace()) == ("key_reused", before)


def test_the_same_key_by_another_door_is_another_lead(scene: Scene) -> None:
    take(scene, enquiry(at=scene.now))
    take(scene, enquiry(at=scene.now), door="web")
    assert Lead.objects.count() == 2


def test_a_row_that_stands_twice_in_one_file_is_one_lead(scene: Scene) -> None:
    first, second = take(scene, enquiry(at=scene.now), enquiry(at=scene.now))
    assert first.lead_id == second.lead_id
    assert [first.was_known, second.was_known] == [False, True]
    assert Lead.objects.count() == 1


def test_a_sources_own_id_is_one_lead_by_whatever_door(scene: Scene) -> None:
    first = take(scene, enquiry("1", at=scene.now, source="fair", source_key="F1"))[0]
    again = take(scene, enquiry("2", at=scene.now, source="fair", source_key="F1"), door="web")[0]
    other = take(scene, enquiry("3", at=scene.now, source="shop", source_key="F1"), door="web")[0]
    assert again.lead_id == first.lead_id != other.lead_id
    assert again.was_known


def test_an_unknown_campaign_is_refused_and_nothing_changes(scene: Scene) -> None:
    before = trace()
    with pytest.raises(Refused) as refused:
        capture_lead(enquiry(at=scene.now, campaign="none"), door="api", actor=SYSTEM, now=scene.now)
    assert (refused.value.code, trace()) == ("campaign_unknown", before)


def test_a_wish_that_nobody_fits_stops_no_lead(scene: Scene) -> None:
    lead = captured(scene, wished_party="Gibt es nicht GmbH")
    assert lead.wished_party_id is None
    assert open_offer(lead).party_id == scene.paul.party_id


def test_a_test_lead_runs_through_everything_and_is_marked(scene: Scene) -> None:
    lead = captured(scene, is_test=True)
    assert lead.is_test
    assert open_offer(lead).party_id == scene.paul.party_id


# -- incomplete ---------------------------------------------------------------------------------------------------


def test_an_incomplete_lead_waits_with_its_open_questions_and_goes_on_when_they_are_answered(
    scene: Scene,
) -> None:
    lead, vera = captured(scene, prospect={"postal_code": "", "email": "", "phone": ""}), actor_of(scene.vera)
    assert (lead.status, lead.holder_id, lead.deadline_kind) == ("qualifying", scene.desk.id, "qualify")
    entry = Entry.objects.get(lead=lead, kind="lead.qualifying")
    assert entry.data == {"open_questions": ["email", "phone", "postal_code"]}
    before = trace()
    with pytest.raises(Refused) as refused:
        qualify_lead(lead.id, actor=vera, now=scene.now)
    assert (refused.value.code, trace()) == ("incomplete", before)
    values = {"postal_code": "82362", "phone": "+4988112345"}
    correct_lead(lead.id, values, actor=vera, now=scene.later(minutes=5))
    qualify_lead(lead.id, actor=vera, now=scene.now)
    assert open_offer(lead).party_id == scene.paul.party_id
    assert Lead.objects.get(id=lead.id).desk_reason == ""


def test_a_complete_lead_does_not_stop_there(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        qualify_lead(captured(scene).id, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == "not_qualifying"


# -- held and history ---------------------------------------------------------------------------------------------


def test_held_leads_lie_on_the_desk_with_a_deadline_until_they_are_released(scene: Scene) -> None:
    done = take(
        scene,
        enquiry("1", at=scene.now),
        enquiry("2", at=scene.now, prospect={"postal_code": ""}),
        mode="held",
    )
    leads = [Lead.objects.get(id=one.lead_id) for one in done]
    assert [(lead.holder_id, lead.deadline_kind) for lead in leads] == [(scene.desk.id, "release")] * 2
    assert Delivery.objects.count() == 0
    ids = [lead.id for lead in leads]
    assert release_leads(ids, actor=actor_of(scene.vera), now=scene.later(days=1)) == 2
    assert open_offer(leads[0]).party_id == scene.paul.party_id
    assert Lead.objects.get(id=leads[1].id).deadline_kind == "qualify"
    assert release_leads(ids, actor=actor_of(scene.vera), now=scene.now) == 0
    assert broken(now=scene.now) == {}


def before(scene: Scene, days: int) -> Any:
    return scene.now - timedelta(days=days)


def test_history_takes_over_the_holder_the_step_and_the_dates_and_sends_nothing(scene: Scene) -> None:
    history = History(
        holder=scene.paul.party_id,
        step="quote",
        accepted_at=before(scene, 20),
        contacted_at=before(scene, 19),
    )
    done = take(scene, enquiry(at=before(scene, 21), history=history), mode="history")
    lead, mandate = Lead.objects.get(id=done[0].lead_id), Mandate.objects.get()
    assert (lead.status, lead.holder_id, lead.contacted_at) == (
        "working",
        scene.paul.party_id,
        before(scene, 19),
    )
    assert (mandate.step, mandate.started_at) == ("quote", before(scene, 20))
    assert lead.deadline_from == scene.now
    assert Delivery.objects.count() == 0
    assert broken(now=scene.now) == {}


@pytest.mark.parametrize(
    ("outcome", "amount"), [("won", Decimal("9000.00")), ("lost", None), ("withdrawn", None)]
)
def test_history_takes_over_the_end(scene: Scene, outcome: str, amount: Decimal | None) -> None:
    history = History(
        holder=scene.paul.party_id, outcome=outcome, won_amount=amount, accepted_at=before(scene, 20),
        closed_at=before(scene, 2),
    )  # fmt: skip
    done = take(scene, enquiry(at=before(scene, 21), history=history), mode="history")
    lead, mandate = Lead.objects.get(id=done[0].lead_id), Mandate.objects.get()
    assert (lead.status, lead.outcome, lead.won_amount, lead.closed_at) == (
        "closed",
        outcome,
        amount,
        before(scene, 2),
    )
    assert (mandate.outcome, mandate.ended_at) == (outcome, before(scene, 2))
    assert Delivery.objects.count() == 0
    assert broken(now=scene.now) == {}


def test_history_that_nobody_has_lies_on_the_desk(scene: Scene) -> None:
    done = take(scene, enquiry(at=before(scene, 21), history=History()), mode="history")
    lead = Lead.objects.get(id=done[0].lead_id)
    assert (lead.holder_id, lead.desk_reason) == (scene.desk.id, "history")
    assert Delivery.objects.count() == 0
