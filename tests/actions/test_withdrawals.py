"""A withdrawal that somebody was told: it has the effect of the prospect's own word, and nothing more is sent."""

import pytest

from staffel.actions import desk, offers, work
from staffel.actions.handouts import hand_out
from staffel.actions.prospects import record_withdrawal, withdraw_enquiry, withdraw_permission
from staffel.actions.versions import publish
from staffel.models import Delivery, Handout, Lead, Mandate, Note, Offer, PartyKind
from staffel.queries.consents import permissions_of
from staffel.queries.directory import directory
from staffel.queries.materials import letters_to_post
from staffel.rules.consents import GivenConsent
from tests.actions.relay import broken, trace
from tests.actions.test_consents import STRICT, recorded
from tests.actions.test_handouts import brochure
from tests.actions.test_journey import fresh, refusal
from tests.actions.test_offers import kinds
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db


def working(scene: Scene, key: str = "1", **values: object) -> Lead:
    lead = captured(scene, key, **values)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return fresh(lead)


def told(kind: str = "consent.withdrawn") -> set[object]:
    return set(Delivery.objects.filter(kind=kind).values_list("member__party_id", flat=True))


def test_the_desk_records_it_and_the_partner_is_told(scene: Scene) -> None:
    lead = working(scene)
    record_withdrawal(
        lead.id, ["call", "text"], text="Rief heute an", actor=actor_of(scene.vera), now=scene.now
    )
    assert (fresh(lead).may_call, fresh(lead).may_pass_on) == (False, True)
    assert kinds(lead).count("consent.withdrawn") == 1  # it never permitted text messages
    assert told() == {scene.paul.party_id}
    assert Note.objects.get().is_internal
    assert broken(now=scene.now) == {}


def test_the_partner_that_holds_it_records_it_and_the_desk_is_told(scene: Scene) -> None:
    lead = working(scene)
    mandate = Mandate.objects.get(lead=lead)
    record_withdrawal(
        lead.id,
        ["call"],
        text="Will nur Mails",
        mandate_id=mandate.id,
        actor=actor_of(scene.paul),
        now=scene.now,
    )
    assert not fresh(lead).may_call
    assert told() == {scene.desk.id}
    assert not Note.objects.get().is_internal


def test_it_counts_for_the_enquiries_that_were_joined_and_for_one_that_has_ended(scene: Scene) -> None:
    lead = working(scene)
    other = captured(scene, "2", prospect=PROSPECT, consents=(GivenConsent(purpose="mail"),))
    assert other.joined_to_id == lead.id
    work.lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    record_withdrawal(other.id, ["call", "mail"], text="Brief", actor=actor_of(scene.vera), now=scene.now)
    assert not Lead.objects.filter(may_call=True).exists()
    granted = [one.purpose for one in permissions_of(fresh(lead), book=directory()) if one.is_granted]
    assert granted == ["pass_on"]


def test_a_withdrawal_that_says_nothing_is_refused(scene: Scene) -> None:
    lead, values = working(scene), {"actor": actor_of(scene.vera), "now": scene.now}
    before = trace()
    assert refusal(record_withdrawal, lead.id, [], text="x", **values) == "withdrawal_missing"
    assert refusal(record_withdrawal, lead.id, ["x"], text="x", **values) == "withdrawal_missing"
    assert refusal(record_withdrawal, lead.id, ["call"], text=" ", **values) == "said_how_missing"
    paul = {"actor": actor_of(scene.paul), "now": scene.now, "mandate_id": lead.id}
    assert refusal(record_withdrawal, lead.id, ["call"], text="x", **paul) == "mandate_over"
    Lead.objects.filter(id=lead.id).update(erased_at=scene.now)
    assert refusal(record_withdrawal, lead.id, ["call"], text="x", **values) == "lead_erased"
    Lead.objects.filter(id=lead.id).update(erased_at=None)
    assert trace() == before


def test_a_lead_that_is_sorted_out_as_withdrawn_permits_nothing_more(scene: Scene) -> None:
    lead = captured(scene, consents=(GivenConsent(purpose="mail"),))
    desk.close_lead(lead.id, reason="withdrawn", actor=actor_of(scene.vera), now=scene.now)
    lead = fresh(lead)
    assert (lead.may_pass_on, lead.may_call, lead.may_mail, lead.tells_prospect) == (False,) * 4
    assert kinds(lead).count("consent.withdrawn") == 3
    other = captured(scene, "2")
    desk.close_lead(other.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert fresh(other).may_call, "what is no enquiry has withdrawn nothing"


def test_who_has_withdrawn_gets_no_letter_any_more(scene: Scene) -> None:
    lead, one = working(scene), brochure(scene)
    other = captured(scene, "2", prospect=PROSPECT)
    vera = actor_of(scene.vera)
    hand_out(lead.id, [one], way="letter", actor=vera, now=scene.now)
    hand_out(other.id, [brochure(scene, "Preise")], way="mail", actor=vera, now=scene.now)
    assert len(letters_to_post(scene.vera)) == 1
    withdraw_enquiry(lead.id, now=scene.now)
    assert letters_to_post(scene.vera) == []
    assert not Handout.objects.filter(cancelled_at=None).exists()
    assert kinds(lead).count("handout.cancelled") == 2, "each once"
    before = trace()
    values = {"way": "letter", "actor": vera, "now": scene.now}
    assert refusal(hand_out, lead.id, [one], **values) == "enquiry_withdrawn"
    assert trace() == before


def test_the_mail_room_posts_nothing_for_a_test(scene: Scene) -> None:
    lead = captured(scene, is_test=True)
    hand_out(lead.id, [brochure(scene)], way="letter", actor=actor_of(scene.vera), now=scene.now)
    assert letters_to_post(scene.vera) == []


def test_who_waits_for_a_consent_is_offered_first_to_the_partner_it_knows(scene: Scene) -> None:
    lead = captured(scene, prospect={"postal_code": "80331"})
    offer = open_offer(lead)
    offers.accept_offer(offer.id, actor=actor_of(scene.petra), now=scene.now)
    assert offer.party_id == scene.petra.party_id
    work.win_lead(lead.id, amount=None, actor=actor_of(scene.petra), now=scene.now)
    publish("campaign", "default", STRICT, actor=actor_of(scene.ada), now=scene.now)
    again = captured(scene, "2", prospect=PROSPECT)
    assert again.desk_reason == "consent_missing"
    recorded(scene, again)
    assert open_offer(again).party_id == scene.petra.party_id


def test_an_agency_that_may_not_call_gives_a_complete_lead_to_the_partner_it_knows(scene: Scene) -> None:
    lead = captured(scene, prospect={"postal_code": "80331"})
    offers.accept_offer(open_offer(lead).id, actor=actor_of(scene.petra), now=scene.now)
    work.win_lead(lead.id, amount=None, actor=actor_of(scene.petra), now=scene.now)
    again = captured(scene, "2", prospect=PROSPECT)
    Offer.objects.filter(lead=again).update(state="withdrawn", answered_at=scene.now)
    again.brokerages.update(ended_at=scene.now, outcome="withdrawn")
    Lead.objects.filter(id=again.id).update(
        status="qualifying", holder=scene.agency, deadline_kind="first_call"
    )
    assert scene.agency.kind == PartyKind.AGENCY
    withdraw_permission(again.id, "call", now=scene.now)
    assert open_offer(again).party_id == scene.petra.party_id
