"""Whole lives of leads, told by actions and the clock."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from staffel.actions.clock import run_due
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.work import report_appointment, report_contact, report_quote, win_lead
from staffel.models import Delivery, Entry, Lead
from tests.actions.relay import broken
from tests.scene import Scene, actor_of, captured, open_offer, stage


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    scene = stage()
    yield scene
    assert broken(now=scene.now) == {}


def whose(lead: Lead) -> list[str]:
    """Who held it, one after the other."""
    held = (
        Entry.objects.filter(lead=lead, holder__isnull=False)
        .order_by("id")
        .values_list("holder__key", flat=True)
    )
    return [key for key, before in zip(held, [None, *held], strict=False) if key != before]


def test_a_lead_is_declined_accepted_worked_and_won(scene: Scene) -> None:
    lead = captured(scene, temperature="hot")
    decline_offer(
        open_offer(lead).id, reason="too_far", actor=actor_of(scene.paul), now=scene.later(minutes=3)
    )
    accept_offer(open_offer(lead).id, actor=actor_of(scene.petra), now=scene.later(minutes=4))
    petra = actor_of(scene.petra)
    report_contact(lead.id, actor=petra, now=scene.later(minutes=20), text="Möchte im Sommer umbauen")
    report_appointment(lead.id, due_at=scene.now + timedelta(days=2), actor=petra, now=scene.now)
    report_quote(lead.id, amount=Decimal("21000.00"), actor=petra, now=scene.later(days=3))
    win_lead(lead.id, amount=Decimal("19800.00"), actor=petra, now=scene.later(days=9))
    lead.refresh_from_db()
    assert (lead.outcome, lead.won_amount) == ("won", Decimal("19800.00"))
    assert whose(lead) == ["desk", "petra"]


def test_a_lead_that_nobody_answers_is_carried_to_the_desk_and_up_the_ladder(scene: Scene) -> None:
    lead = captured(scene)
    for _ in range(40):
        lead.refresh_from_db()
        assert lead.wake_at is not None
        scene.now = max(scene.now, lead.wake_at)
        run_due(scene.now)
    lead.refresh_from_db()
    assert (lead.holder_id, lead.desk_reason, lead.rung) == (scene.desk.id, "nobody_wants_it", 4)
    told = set(Delivery.objects.filter(lead=lead).values_list("kind", "member__person__name"))
    assert {
        ("offer.made", "Paul"),
        ("offer.made", "Petra"),
        ("lead.on_desk", "Vera"),
        ("deadline.missed", "Ada"),
    } <= told


def test_a_partner_that_accepts_and_does_nothing_loses_the_lead_to_the_next(scene: Scene) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    while lead.status == "working" or not lead.offers.filter(state="open").exists():
        lead.refresh_from_db()
        scene.now = max(scene.now, lead.wake_at or scene.now)
        run_due(scene.now)
        lead.refresh_from_db()
    accept_offer(open_offer(lead).id, actor=actor_of(scene.petra), now=scene.now)
    assert whose(lead) == ["desk", "paul", "desk", "petra"]
    assert Lead.objects.get(id=lead.id).desk_returns == 1
