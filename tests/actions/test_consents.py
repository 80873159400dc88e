"""What a prospect permits decides where its lead goes, and everything stays known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from staffel.actions import desk
from staffel.actions.consents import record_consent
from staffel.actions.leads import capture_leads
from staffel.actions.offers import accept_offer
from staffel.actions.prospects import withdraw_enquiry, withdraw_permission
from staffel.actions.versions import publish
from staffel.models import Consent, Delivery, Entry, Lead, Note, Offer, Version
from staffel.queries.calls import call_list
from staffel.queries.directory import directory
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.consents import GivenConsent
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.scene import PROSPECT, Scene, actor_of, captured, enquiry

STRICT = Campaign(markets=(MarketChoice("default"),), needs_consent=True)


@pytest.fixture
def strict(scene: Scene) -> Scene:
    """The campaign requires the consent to being passed on."""
    publish("campaign", "default", STRICT, actor=actor_of(scene.ada), now=scene.now)
    return scene


def text_of(purpose: str) -> UUID:
    return Version.objects.get(kind="consent", key=purpose).id


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(id=lead.id)


def kinds(lead: Lead) -> list[str]:
    return list(Entry.objects.filter(lead=lead).order_by("id").values_list("kind", flat=True))


def recorded(scene: Scene, lead: Lead, *purposes: str, **more: Any) -> None:
    more = {"text": "Unterschrift auf dem Messebogen", "at": scene.now, **more}
    record_consent(lead.id, purposes or ["pass_on"], actor=actor_of(scene.vera), now=scene.now, **more)


def test_the_enquiry_itself_is_the_ground_for_answering_it(scene: Scene) -> None:
    lead = captured(scene)
    assert (lead.may_pass_on, lead.may_call, lead.may_mail, lead.may_text) == (True, True, False, False)
    assert lead.offers.filter(state="open").exists()
    assert not Consent.objects.exists(), "what follows from the enquiry is no row"


def test_a_consent_that_came_along_is_kept_with_its_text_time_source_and_proof(strict: Scene) -> None:
    text, at = text_of("pass_on"), strict.now - timedelta(minutes=5)
    given = (GivenConsent(purpose="pass_on", version=text, at=at, proof={"question": "weitergabe"}),)
    lead = captured(strict, consents=given)
    kept = Consent.objects.get()
    assert (kept.lead, kept.text_version_id, kept.given_at, kept.proof) == (
        lead,
        text,
        at,
        {"question": "weitergabe"},
    )
    assert kept.source
    assert Entry.objects.get(kind="consent.given").data == {
        "purpose": "pass_on",
        "version": 1,
        "source": kept.source,
    }
    assert lead.offers.filter(state="open").exists(), "nothing is missing"


def test_without_the_consent_nobody_is_offered_the_lead_and_the_desk_has_a_deadline(strict: Scene) -> None:
    lead = captured(strict)
    assert (lead.status, lead.holder_id, lead.desk_reason) == ("brokering", strict.desk.id, "consent_missing")
    assert lead.deadline_at is not None
    assert not Offer.objects.exists()
    assert broken(now=strict.now) == {}


def test_addresses_that_nobody_asked_with_permit_nothing(scene: Scene) -> None:
    cold = replace(STRICT, needs_consent=False, by_enquiry=False)
    publish("campaign", "default", cold, actor=actor_of(scene.ada), now=scene.now)
    lead = captured(scene)
    assert (lead.may_pass_on, lead.may_call, lead.desk_reason) == (False, False, "consent_missing")


Door = Callable[[Scene, Lead], object]


def _place(scene: Scene, lead: Lead) -> object:
    return desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)


def _offer(scene: Scene, lead: Lead) -> object:
    desk.offer_by_hand(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return None


def _by_market(scene: Scene, lead: Lead) -> object:
    desk.offer_by_market(lead.id, market_key="default", actor=actor_of(scene.vera), now=scene.now)
    return None


@pytest.mark.parametrize("door", [_place, _offer, _by_market])
def test_no_act_of_the_desk_passes_it_on_without_the_consent(strict: Scene, door: Door) -> None:
    lead = captured(strict)
    before = trace()
    with pytest.raises(Refused) as refused:
        door(strict, lead)
    assert refused.value.code == "consent_missing"
    assert trace() == before


def test_offering_the_whole_desk_again_leaves_it_with_its_old_deadline(strict: Scene) -> None:
    lead, before = captured(strict), trace()
    assert desk.offer_again([lead.id], actor=actor_of(strict.vera), now=strict.later(minutes=5)) == 0
    assert trace() == before


def test_the_vendor_itself_and_its_agency_may_work_it(strict: Scene) -> None:
    lead = captured(strict)
    desk.place_lead(lead.id, party_id=strict.agency.id, actor=actor_of(strict.vera), now=strict.now)
    assert fresh(lead).holder_id == strict.agency.id, "it acts for the vendor"
    before = trace()
    with pytest.raises(Refused) as refused:
        desk.hand_over_lead(
            lead.id, party_id=strict.paul.party_id, actor=actor_of(strict.vera), now=strict.now, text="Ort"
        )
    assert refused.value.code == "consent_missing"
    assert trace() == before


def test_when_the_consent_is_recorded_the_lead_goes_on_by_itself(strict: Scene) -> None:
    lead = captured(strict)
    recorded(strict, lead, is_our_text=True)
    lead = fresh(lead)
    assert (lead.may_pass_on, lead.desk_reason) == (True, "")
    assert lead.offers.filter(state="open").exists()
    kept = Consent.objects.get()
    assert kept.text_version_id == text_of("pass_on"), "the one that held then"
    assert (kept.source, kept.proof) == ("desk", {"note": str(Note.objects.get().id)})
    assert Note.objects.get().is_internal
    assert broken(now=strict.now) == {}


def test_another_enquiry_of_the_same_person_can_bring_it(strict: Scene) -> None:
    lead = captured(strict)
    captured(strict, "2", prospect=PROSPECT, consents=(GivenConsent(purpose="pass_on"),))
    lead = fresh(lead)
    assert (lead.may_pass_on, lead.offers.filter(state="open").exists()) == (True, True)
    assert broken(now=strict.now) == {}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"purposes": []}, "purposes_missing"),
        ({"text": "  "}, "proof_missing"),
        ({"at": timedelta(hours=1)}, "given_later"),
        ({"is_our_text": True, "at": timedelta(days=-900)}, "consent_text_unknown"),
    ],
)
def test_a_consent_that_cannot_be_proved_is_not_kept(
    strict: Scene, values: dict[str, Any], code: str
) -> None:
    lead = captured(strict)
    given: dict[str, Any] = {"purposes": ["pass_on"], "text": "Brief", "at": timedelta(), **values}
    given["at"] += strict.now
    before = trace(), Consent.objects.count()
    with pytest.raises(Refused) as refused:
        record_consent(lead.id, actor=actor_of(strict.vera), now=strict.now, **given)
    assert refused.value.code == code
    assert (trace(), Consent.objects.count()) == before


def test_nothing_is_recorded_of_a_lead_that_has_ended(strict: Scene) -> None:
    lead = captured(strict)
    desk.close_lead(lead.id, reason="spam", actor=actor_of(strict.vera), now=strict.now)
    before = trace()
    with pytest.raises(Refused) as refused:
        recorded(strict, lead)
    assert refused.value.code == "lead_closed"
    assert trace() == before


def test_who_has_withdrawn_is_not_passed_on_when_the_lead_is_opened_again(scene: Scene) -> None:
    lead = captured(scene)
    withdraw_enquiry(lead.id, now=scene.now)
    desk.reopen_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Ruft zurück")
    lead = fresh(lead)
    assert (lead.may_pass_on, lead.may_call, lead.desk_reason) == (False, False, "consent_missing")


def test_an_offer_that_ran_out_cannot_be_accepted_once_the_consent_is_withdrawn(scene: Scene) -> None:
    lead = captured(scene)
    offer = Offer.objects.filter(lead=lead, party=scene.paul.party_id).get()
    Offer.objects.filter(id=offer.id).update(state="expired", answered_at=scene.now)
    Lead.objects.filter(id=lead.id).update(may_pass_on=False)
    before = trace()
    with pytest.raises(Refused) as refused:
        accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    assert refused.value.code == "consent_missing"
    assert trace() == before


def test_a_hundred_leads_with_consents_are_taken_in_without_a_query_for_each(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    given = (GivenConsent(purpose="call"), GivenConsent(purpose="mail"))
    many = [enquiry(str(key), consents=given) for key in range(100, 150)]
    with django_assert_max_num_queries(60):
        capture_leads(many, door="import:x", mode="held", actor=actor_of(scene.vera), now=scene.now)
    assert Consent.objects.count() == 100
    assert Lead.objects.filter(may_mail=True).count() == 50


# -- what the prospect withdraws by its link ----------------------------------------------------------------------


def called_off(scene: Scene, lead: Lead, purpose: str = "call") -> Lead:
    withdraw_permission(lead.id, purpose, now=scene.now)
    return fresh(lead)


def test_who_wants_no_calls_is_called_by_nobody_at_once_and_its_holder_is_told(scene: Scene) -> None:
    lead = captured(scene)
    accept_offer(
        Offer.objects.get(lead=lead, party=scene.paul.party_id).id, actor=actor_of(scene.paul), now=scene.now
    )
    for _ in range(2):
        lead = called_off(scene, lead)
    assert (lead.may_call, lead.may_pass_on, lead.status) == (False, True, "working")
    kept = Consent.objects.get()
    assert (kept.purpose, kept.ground, kept.withdrawn_at) == ("call", "enquiry", scene.now)
    assert kinds(lead).count("consent.withdrawn") == 1, "twice is once"
    told = Delivery.objects.filter(kind="consent.withdrawn").values_list("member__party", flat=True)
    assert set(told) == {scene.paul.party_id, scene.desk.id}
    assert broken(now=scene.now) == {}


def test_a_lead_that_the_desk_shall_call_leaves_its_call_list_and_is_counted_there(scene: Scene) -> None:
    lead = captured(scene)
    desk.work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    found = call_list(scene.vera, book=directory(), now=scene.now)
    assert (len(found.due) + len(found.later), found.without_permission) == (1, 0)
    called_off(scene, lead)
    found = call_list(scene.vera, book=directory(), now=scene.now)
    assert (len(found.due) + len(found.later), found.without_permission) == (0, 1)


def test_an_agency_that_may_not_call_any_more_gives_the_lead_to_the_desk(scene: Scene) -> None:
    asking = replace(STRICT, needs_consent=False, qualifier="agency", gates={"budget": "market"})
    publish("campaign", "default", asking, actor=actor_of(scene.ada), now=scene.now)
    lead = captured(scene)
    assert lead.holder_id == scene.agency.id
    lead = called_off(scene, lead)
    assert (lead.holder_id, lead.status) == (scene.desk.id, "qualifying")
    assert broken(now=scene.now) == {}


def test_an_agency_gets_no_lead_that_it_may_not_call(scene: Scene) -> None:
    cold = replace(STRICT, by_enquiry=False, qualifier="agency", gates={"budget": "market"})
    publish("campaign", "default", cold, actor=actor_of(scene.ada), now=scene.now)
    assert captured(scene).holder_id == scene.desk.id
    with_it = captured(scene, "2", consents=(GivenConsent(purpose="call"),))
    assert with_it.holder_id == scene.agency.id


def test_who_wants_no_mails_is_written_no_more(scene: Scene) -> None:
    lead = captured(scene, consents=(GivenConsent(purpose="mail"),))
    assert (lead.may_mail, lead.tells_prospect) == (True, True)
    lead = called_off(scene, lead, "mail")
    assert (lead.may_mail, lead.tells_prospect, lead.may_call) == (False, False, True)
    assert Consent.objects.get().withdrawn_at == scene.now
    assert Consent.objects.get().text_version_id is None


def test_the_last_consent_to_being_passed_on_ends_the_offers(strict: Scene) -> None:
    lead = captured(strict, consents=(GivenConsent(purpose="pass_on"),))
    assert lead.offers.filter(state="open").exists()
    lead = called_off(strict, lead, "pass_on")
    assert (lead.desk_reason, lead.offers.filter(state="open").exists()) == ("consent_missing", False)
    assert broken(now=strict.now) == {}
