"""A mail that came back: its delivery, its receiver, its offers and its lead know it, once; all else changes nothing."""

from typing import Any
from uuid import UUID

import pytest

from staffel.actions.bounces import record_bounce
from staffel.actions.handouts import hand_out
from staffel.actions.sending import Said, record_sent, resend, resend_failed, switch_mail_on, take_due
from staffel.models import Delivery, DeliveryAttempt, Entry, Handout, Lead, Membership, Offer, Person
from staffel.models.ids import new_id
from staffel.queries.directory import directory
from staffel.queries.timeline import story_page
from staffel.rules.bounces import Notice
from tests.actions.relay import broken, trace
from tests.actions.test_handouts import brochure
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db
SAID = Said("Betreff", "Text", None)
DEAD = ("5.1.1", "User unknown")
FULL = ("5.2.2", "Over quota")


def sent(scene: Scene, *, to: str = "paul@example.com", key: str = "1") -> tuple[Lead, UUID]:
    """A lead whose offer to Paul the mail server has taken."""
    lead = captured(scene, key)
    (taken,) = take_due("mail", now=scene.now)
    record_sent(taken, SAID, sent_to=to, now=scene.now)
    return lead, taken


def comes_back(
    scene: Scene, delivery_id: UUID, code: tuple[str, str] = DEAD, *, is_final: bool = True
) -> bool:
    return record_bounce(Notice(delivery_id, is_final, *code), now=scene.later(minutes=5))


def everything() -> tuple[Any, ...]:
    return (
        trace(), list(Delivery.objects.order_by("id").values()), DeliveryAttempt.objects.count(),
        list(Membership.objects.order_by("id").values("mail_off_at", "mail_off_reason")),
        list(Handout.objects.order_by("id").values("at", "delivery_id")),
    )  # fmt: skip


def test_an_offer_to_a_dead_mailbox_goes_to_the_next_at_once(scene: Scene) -> None:
    lead, delivery_id = sent(scene)
    assert comes_back(scene, delivery_id)
    row = Delivery.objects.get(id=delivery_id)
    assert (row.state, row.error) == ("returned", "5.1.1 User unknown")
    assert [(one.succeeded, one.is_permanent) for one in row.tries.order_by("at")] == [
        (True, False),
        (False, True),
    ]
    scene.paul.refresh_from_db()
    assert (scene.paul.mail_off_at, scene.paul.mail_off_reason) == (scene.now, "5.1.1 User unknown")
    assert Offer.objects.get(party=scene.paul.party_id).reason == "unreachable"
    assert open_offer(lead).party_id == scene.petra.party_id
    assert broken(now=scene.now) == {}


def test_the_lead_and_the_party_say_so_without_contact_data(scene: Scene) -> None:
    lead, delivery_id = sent(scene)
    comes_back(scene, delivery_id, ("5.1.1", "<paul@example.com>: User unknown"))
    entry = Entry.objects.get(kind="mail.returned")
    assert (entry.lead_id, entry.party_id, entry.actor_kind) == (lead.id, scene.paul.party_id, "system")
    assert entry.data == {
        "party": str(scene.paul.party_id), "member": str(scene.paul.id), "code": "5.1.1", "why": "mailbox_unknown",
    }  # fmt: skip
    assert Entry.objects.get(kind="mail.switched_off").data == {"member": str(scene.paul.id), "code": "5.1.1"}
    lead.refresh_from_db()
    said = [line.text for line in story_page(lead, book=directory()).lines]
    assert "Eine Mail an Paul Heizungsbau kam zurück: Das Postfach gibt es nicht." in said


def test_a_full_mailbox_is_said_and_nothing_is_switched_off(scene: Scene) -> None:
    lead, delivery_id = sent(scene)
    comes_back(scene, delivery_id, FULL)
    assert Delivery.objects.get(id=delivery_id).state == "returned"
    scene.paul.refresh_from_db()
    assert scene.paul.mail_off_at is None
    assert open_offer(lead).party_id == scene.paul.party_id
    assert Entry.objects.get(kind="mail.returned").data["why"] == "mailbox_full"


@pytest.mark.parametrize("code", [DEAD, FULL])
def test_the_same_notice_twice_changes_nothing(scene: Scene, code: tuple[str, str]) -> None:
    _lead, delivery_id = sent(scene)
    comes_back(scene, delivery_id, code)
    before = everything()
    assert comes_back(scene, delivery_id, code)
    assert everything() == before


def test_what_is_not_final_changes_nothing(scene: Scene) -> None:
    _lead, delivery_id = sent(scene)
    before = everything()
    assert comes_back(scene, delivery_id, ("4.4.1", "timed out"), is_final=False)
    assert everything() == before


def test_a_mail_that_is_none_of_ours_changes_nothing(scene: Scene) -> None:
    sent(scene)
    before = everything()
    assert not comes_back(scene, new_id())
    assert everything() == before


@pytest.mark.parametrize("state", ["waiting", "failed", "dropped", "kept"])
def test_what_was_never_sent_does_not_come_back(scene: Scene, state: str) -> None:
    _lead, delivery_id = sent(scene)
    Delivery.objects.update(state=state)
    before = everything()
    assert comes_back(scene, delivery_id)
    assert everything() == before


def test_a_push_message_does_not_come_back(scene: Scene) -> None:
    _lead, delivery_id = sent(scene)
    Delivery.objects.update(channel="push")
    before = everything()
    assert not comes_back(scene, delivery_id)
    assert everything() == before


@pytest.mark.parametrize("case", ["redirected", "corrected"])
def test_another_address_says_nothing_about_the_member(scene: Scene, case: str) -> None:
    lead, delivery_id = sent(
        scene, to="test@waermewerk.example" if case == "redirected" else "paul@example.com"
    )
    if case == "corrected":
        Person.objects.filter(id=scene.paul.person_id).update(email="paul.neu@example.com")
    comes_back(scene, delivery_id)
    assert Delivery.objects.get(id=delivery_id).state == "returned"
    scene.paul.refresh_from_db()
    assert scene.paul.mail_off_at is None
    assert open_offer(lead).party_id == scene.paul.party_id


def test_a_worker_that_died_halfway_is_made_good_by_the_next(scene: Scene) -> None:
    """The mail was switched off, then it died: the notice is read again."""
    _lead, delivery_id = sent(scene)
    Membership.objects.filter(id=scene.paul.id).update(mail_off_at=scene.now)
    comes_back(scene, delivery_id)
    assert Delivery.objects.get(id=delivery_id).state == "returned"
    assert Entry.objects.filter(kind="mail.returned").count() == 1


def mailed_brochure(scene: Scene) -> tuple[Lead, UUID]:
    lead, one = captured(scene), brochure(scene)
    Delivery.objects.update(state="kept")
    hand_out(lead.id, [one], way="mail", is_again=False, actor=actor_of(scene.vera), now=scene.now)
    row = Delivery.objects.get(kind="prospect.materials")
    record_sent(row.id, SAID, sent_to=lead.email, now=scene.now)
    assert Handout.objects.get().at == scene.now
    return lead, row.id


def test_what_came_back_from_a_prospect_was_not_given_to_it(scene: Scene) -> None:
    lead, delivery_id = mailed_brochure(scene)
    comes_back(scene, delivery_id)
    assert Handout.objects.get().at is None
    entry = Entry.objects.get(kind="prospect.mail_returned")
    assert (entry.lead_id, entry.data) == (lead.id, {"code": "5.1.1", "why": "mailbox_unknown"})
    assert not Membership.objects.exclude(mail_off_at=None).exists()
    again = resend(delivery_id, actor=actor_of(scene.vera), now=scene.now)
    record_sent(again, SAID, sent_to=lead.email, now=scene.later(hours=1))
    assert Handout.objects.get().at == scene.now


def test_a_returned_mail_is_sent_again(scene: Scene) -> None:
    lead, delivery_id = sent(scene)
    comes_back(scene, delivery_id, FULL)
    new = Delivery.objects.get(id=resend(delivery_id, actor=actor_of(scene.vera), now=scene.now))
    assert (new.state, new.kind, new.lead_id, new.offer_id) == (
        "waiting",
        "offer.made",
        lead.id,
        open_offer(lead).id,
    )
    old = Delivery.objects.get(id=delivery_id)
    assert (old.state, old.error) == ("dropped", f"again {new.id}")
    before = everything()
    assert comes_back(scene, delivery_id)  # a second server reports the old one
    assert everything() == before


def test_returned_mails_are_sent_again_together_once_mail_is_on(scene: Scene) -> None:
    _lead, delivery_id = sent(scene)
    comes_back(scene, delivery_id)
    vera = actor_of(scene.vera)
    assert resend_failed([delivery_id], actor=vera, now=scene.now) == 0
    switch_mail_on(scene.paul.id, actor=vera, now=scene.now)
    assert resend_failed([delivery_id], actor=vera, now=scene.now) == 1
    assert resend_failed([delivery_id], actor=vera, now=scene.now) == 0
