"""Who sees which lead, who may do what to it, and what remains for whoever once held it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.http import Http404

from staffel.actions import desk, work
from staffel.actions.people import add_member
from staffel.actions.qualifying import correct_lead, qualify_lead
from staffel.actions.versions import publish
from staffel.models import Lead, Membership, Party
from staffel.queries.access import followed_lead, followed_leads, may_act, may_do, visible_leads
from staffel.queries.directory import directory
from staffel.queries.followed import followed, followed_history, followed_page
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.scene import MONDAY, Scene, actor_of, captured, open_offer, stage

DESK = {"release", "place", "offer", "market", "close", "reopen", "work", "complete"}


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = stage()
    with time_machine.travel(MONDAY, tick=False):
        yield made


def with_paul(scene: Scene, key: str = "1") -> Lead:
    lead = captured(scene, key)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return seen(lead)


def seen(lead: Lead) -> Lead:
    return Lead.objects.select_related("holder").get(id=lead.id)


def sees(member: Membership, lead: Lead) -> bool:
    return visible_leads(member).filter(id=lead.id).exists()


def given_back(scene: Scene, lead: Lead) -> None:
    work.give_back(
        lead.id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.now, text="Ruft 0881 12345 an"
    )


def test_field_sales_moves_what_lies_with_its_partners_and_decides_nothing_else(scene: Scene) -> None:
    lead = with_paul(scene)
    acts = {"note", "extend", "take-back", "hand-over"}
    assert {
        act for act in acts | DESK | {"follow-up", "contact", "win"} if may_do(scene.frieda, lead, act)
    } == acts
    Party.objects.filter(id=scene.paul.party_id).update(looked_after_by=None)
    assert {act for act in acts if may_do(scene.frieda, seen(lead), act)} == {"note"}


def test_field_sales_notes_on_what_its_partner_is_only_asked_for(scene: Scene) -> None:
    lead = captured(scene)
    assert open_offer(lead).party_id == scene.paul.party_id
    assert sees(scene.frieda, lead)
    assert may_do(scene.frieda, seen(lead), "note")
    assert not may_do(scene.frieda, seen(lead), "take-back")


def test_field_sales_sees_what_its_partners_brought_to_an_end(scene: Scene) -> None:
    lead, other = with_paul(scene), with_paul(scene, "2")
    work.win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    given_back(scene, other)
    assert sees(scene.frieda, lead)
    assert not sees(scene.frieda, other)


def test_marketing_looks_on_and_does_nothing(scene: Scene) -> None:
    mia = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    lead = with_paul(scene)
    assert sees(mia, lead)
    assert not may_act(mia, lead)


@pytest.mark.parametrize("act", sorted(DESK - {"work", "complete"} | {"take-back", "extend", "hand-over"}))
def test_a_holder_outside_of_the_house_has_no_act_of_the_desk(scene: Scene, act: str) -> None:
    assert not may_do(scene.paul, with_paul(scene), act)


def test_a_partner_that_gave_a_lead_back_follows_it_without_anything_of_the_prospect(scene: Scene) -> None:
    lead = with_paul(scene)
    given_back(scene, lead)
    scene.later(hours=1)
    work.add_note(
        lead.id, text="Später und geheim", actor=actor_of(scene.vera), now=scene.now, is_internal=True
    )
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert not sees(scene.paul, lead)
    book, now_followed = directory(), followed_lead(scene.paul, lead.id)
    [row] = followed([now_followed], scene.paul, book=book)
    assert (row.status, row.outcome, row.ended) == ("closed", "disqualified", "given_back")
    told = repr(row) + repr(followed_history(now_followed, scene.paul, book=book))
    assert "gave the lead back" in told or "zurück" in told
    for secret in ("Musterfrau", "Anna", "Geheimweg", "12345", "anna.", "geheim"):
        assert secret not in told


def test_nobody_follows_what_it_never_held_or_still_holds(scene: Scene) -> None:
    lead = with_paul(scene)
    assert not followed_leads(scene.paul).exists()
    given_back(scene, lead)
    for member in (scene.petra, scene.otto, scene.tom, scene.vera, scene.frieda):
        with pytest.raises(Http404):
            followed_lead(member, lead.id)
    desk.place_lead(
        lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now, text="Doch"
    )
    assert not followed_leads(scene.paul).exists()


def test_an_erased_lead_is_followed_no_more(scene: Scene) -> None:
    lead = with_paul(scene)
    given_back(scene, lead)
    Lead.objects.filter(id=lead.id).update(erased_at=scene.now)
    assert not followed_leads(scene.paul).exists()


def test_the_agency_follows_what_it_was_entrusted_with_and_qualified(scene: Scene) -> None:
    body = Campaign(markets=(MarketChoice("default"),), qualifier="agency")
    publish("campaign", "default", body, actor=actor_of(scene.ada), now=scene.now)
    lead = captured(scene, prospect={"postal_code": ""})
    assert lead.holder_id == scene.agency.id
    assert not followed_leads(scene.tom).exists()
    correct_lead(lead.id, {"postal_code": "82362"}, actor=actor_of(scene.tom), now=scene.now)
    qualify_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    [row] = followed([followed_lead(scene.tom, lead.id)], scene.tom, book=directory())
    assert (row.status, row.ended, row.place) == ("brokering", "", "82362 Weilheim in Oberbayern")


def test_the_followed_list_goes_on_behind_a_number(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("staffel.queries.followed.PAGE", 2)
    for n in range(3):
        given_back(scene, with_paul(scene, str(n)))
    book = directory()
    first = followed_page(scene.paul, after="", book=book)
    second = followed_page(scene.paul, after=first.after, book=book)
    numbers = [row.number for row in (*first.rows, *second.rows)]
    assert numbers == sorted(Lead.objects.values_list("number", flat=True), reverse=True)
    assert (second.after, len(followed_page(scene.paul, after="x" * 40, book=book).rows)) == ("", 2)
