"""What a party reads of a lead that it had or was asked for tells nothing of any other party: both doors, and the agency's."""

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, offers, work
from staffel.actions.assessments import rate_lead
from staffel.actions.attachments import attach_file
from staffel.actions.links import Purpose, link_for, token
from staffel.actions.versions import publish
from staffel.models import Lead, Mandate, Membership, Offer
from staffel.queries.readable import NAMING_KINDS, PARTNER_KINDS
from staffel.queries.sentences import SENTENCES
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.test_pages import AsMember, act


def asked_first(scene: Scene, lead: Lead) -> tuple[Membership, Membership]:
    """Whom it is offered to first, and the other one."""
    paul, petra = scene.paul, scene.petra
    return (paul, petra) if open_offer(lead).party_id == paul.party_id else (petra, paul)


def both_doors(subject: Offer | Mandate, member: Membership, as_member: AsMember) -> str:
    """What the portal and the mail's link show of the lead's history."""
    lead = subject.lead
    purpose: Purpose = "offer" if isinstance(subject, Offer) else "mandate"
    key = token(link_for(purpose, subject.id, member.id, now=lead.asked_at))
    pages = (
        as_member(member).get(reverse("portal-lead", args=[lead.id])),
        Client().get(reverse("link", args=[key])),
    )
    assert [page.status_code for page in pages] == [200, 200]
    told = [page.content.decode() for page in pages]
    assert all("Was bisher geschah" in one for one in told)
    return "\n".join(told)


def test_whoever_declines_is_not_told_who_is_asked_next(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    offer = open_offer(lead)
    member, other = asked_first(scene, lead)
    offers.decline_offer(offer.id, reason="too_far", actor=actor_of(member), now=scene.later(minutes=5))
    assert open_offer(lead).party_id == other.party_id
    told = both_doors(offer, member, as_member)
    assert member.party.name in told
    assert other.party.name not in told


def test_whoever_gives_back_is_not_told_who_is_asked_next_nor_when_it_has_the_lead_again(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.later(minutes=1))
    mandate = lead.mandates.get()
    work.give_back(lead.id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.later(minutes=1))
    assert open_offer(lead).party_id == scene.petra.party_id
    assert scene.petra.party.name not in both_doors(mandate, scene.paul, as_member)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.later(minutes=1))
    assert scene.petra.party.name not in both_doors(mandate, scene.paul, as_member)


def test_the_agency_that_hands_a_lead_on_is_not_told_to_whom(scene: Scene, as_member: AsMember) -> None:
    by_agency = Campaign(markets=(MarketChoice("default"),), qualifier="agency")
    publish("campaign", "default", by_agency, actor=actor_of(scene.ada), now=scene.now)
    lead, tom = captured(scene, prospect={"postal_code": ""}), as_member(scene.tom)
    tom.post(reverse("lead-value", args=[lead.id, "postal_code"]), {"value": "82362", "seen": ""})
    assert act(tom, lead, "complete").status_code == 302
    page = tom.get(reverse("followed-lead", args=[lead.id])).content.decode()
    assert "Qualifiziert" in page
    assert open_offer(lead).party.name not in page


def test_the_agency_reads_no_partner_s_name_on_a_lead_s_page(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera, paul = actor_of(scene.vera), actor_of(scene.paul)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    mandate = lead.mandates.get()
    work.report_contact(lead.id, actor=paul, now=scene.now)
    rate_lead(lead.id, mandate_id=mandate.id, temperature="cold", actor=paul, now=scene.now)
    attach_file(lead.id, filename="Merkblatt.pdf", content=b"%PDF-1.7 x", actor=vera, now=scene.now)
    desk.hand_over_lead(
        lead.id, party_id=scene.agency.id, actor=vera, now=scene.later(hours=1), text="Bitte anrufen"
    )
    page = as_member(scene.tom).get(reverse("lead", args=[lead.id])).text
    assert "eine andere Firma nach dem Erstkontakt" in page
    assert "· Vera, heute" in page
    assert "Paul" not in page
    assert (
        "Paul Heizungsbau nach dem Erstkontakt"
        in as_member(scene.vera).get(reverse("lead", args=[lead.id])).text
    )


@pytest.mark.parametrize("kind", sorted(PARTNER_KINDS))
def test_each_sentence_that_names_a_party_is_known_to_name_one(kind: str) -> None:
    names = "%(party)s" in str(SENTENCES[kind]) and kind != "question.asked"  # outsiders ask the house only
    assert names == (kind in NAMING_KINDS)
