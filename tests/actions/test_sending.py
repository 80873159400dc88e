"""Deliveries are taken by one sender at a time, their results recorded, and one can be promised once more."""

from datetime import timedelta

import pytest

from staffel.actions.absences import enter_absence
from staffel.actions.sending import (
    Said,
    give_back,
    record_dropped,
    record_failed_try,
    record_kept,
    resend,
    switch_mail_off,
    take_due,
)
from staffel.models import Delivery, Entry, Membership, Offer
from staffel.models.ids import new_id
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured, open_offer

SAID = Said("Betreff", "Text", None)


def test_what_is_taken_is_nobody_elses_for_two_minutes(scene: Scene) -> None:
    captured(scene)
    (taken,) = take_due("mail", now=scene.now)
    assert take_due("mail", now=scene.later(seconds=119)) == []
    assert take_due("mail", now=scene.later(seconds=1)) == [taken]  # its sender was killed


def test_what_was_given_back_can_be_taken_at_once(scene: Scene) -> None:
    captured(scene)
    taken = take_due("mail", now=scene.now)
    give_back(taken, error="no server")
    assert Delivery.objects.get().error == "no server"
    assert take_due("mail", now=scene.now) == taken


def test_fifty_are_taken_at_once_and_nothing_before_its_time(scene: Scene) -> None:
    for key in range(51):
        captured(scene, str(key))
    assert len(take_due("mail", now=scene.now)) == 50
    Delivery.objects.update(taken_until=None, due_at=scene.now + timedelta(seconds=1))
    assert take_due("mail", now=scene.now) == []


def test_a_result_that_comes_after_the_end_changes_nothing(scene: Scene) -> None:
    captured(scene)
    (taken,) = take_due("mail", now=scene.now)
    record_kept(taken, SAID, now=scene.now)
    record_failed_try(taken, error="late", now=scene.now)
    record_dropped(taken, reason="late")
    row = Delivery.objects.get()
    assert (row.state, row.error, row.kept_subject, row.tries.count()) == ("kept", "", "Betreff", 0)


def test_the_last_member_without_mail_lets_its_offers_go_on(scene: Scene) -> None:
    lead = captured(scene)
    switch_mail_off(scene.paul.id, code=550, reason="unknown", now=scene.now)
    assert open_offer(lead).party_id == scene.petra.party_id
    assert Offer.objects.get(party=scene.paul.party_id).reason == "unreachable"
    switch_mail_off(scene.paul.id, code=550, reason="unknown", now=scene.later(hours=1))
    assert Entry.objects.filter(kind="mail.switched_off").count() == 1


def test_a_party_with_somebody_else_to_reach_keeps_its_offers(scene: Scene) -> None:
    lead = captured(scene)
    Membership.objects.filter(id=scene.otto.id).update(party=scene.paul.party_id)
    enter_absence(
        scene.otto.party_id,
        starts_at=scene.now,
        ends_at=scene.now + timedelta(days=1),
        actor=actor_of(scene.otto),
        now=scene.now,
    )
    switch_mail_off(scene.paul.id, code=550, reason="unknown", now=scene.now)
    assert open_offer(lead).party_id == scene.paul.party_id


def test_a_message_can_be_promised_once_more(scene: Scene) -> None:
    lead = captured(scene)
    (taken,) = take_due("mail", now=scene.now)
    record_kept(taken, SAID, now=scene.now)
    again = Delivery.objects.get(id=resend(taken, actor=actor_of(scene.vera), now=scene.later(hours=1)))
    old = Delivery.objects.get(id=taken)
    assert (again.state, again.kind, again.lead_id, again.offer_id) == (
        "waiting",
        old.kind,
        lead.id,
        old.offer_id,
    )
    assert (again.due_at, again.member_id) == (scene.now, scene.paul.id)
    assert again.message_id != old.message_id


@pytest.mark.parametrize("code", ["delivery_missing", "delivery_waiting", "mail_off"])
def test_resending_is_refused(scene: Scene, code: str) -> None:
    captured(scene)
    (taken,) = take_due("mail", now=scene.now)
    if code == "mail_off":
        record_kept(taken, SAID, now=scene.now)
        Membership.objects.update(mail_off_at=scene.now)
    asked = new_id() if code == "delivery_missing" else taken
    with pytest.raises(Refused) as refused:
        resend(asked, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == code
    assert Delivery.objects.count() == 1
