"""A lead's answers, corrected in place on its page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.corrections import correct_value
from staffel.actions.people import add_member
from staffel.models import Brokerage, Correction, Entry, Lead, Person
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.test_lead_page import HTMX, AsMember, at, placed, text_of


def test_a_value_becomes_a_field_in_place_and_is_saved(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera, address = as_member(scene.vera), at("lead-value", lead, "phone")
    field = vera.get(address, **HTMX).content.decode()
    assert 'name="seen" value="+4988112345"' in field
    assert "<html" not in field
    saved = vera.post(address, {"value": "0881 99887", "seen": "+4988112345"}, **HTMX)
    assert (saved.status_code, saved["HX-Retarget"]) == (200, "#lead")
    assert "Telefon berichtigt." in text_of(saved)
    assert "berichtigt von Vera" in text_of(saved)
    assert "0881 12345" in text_of(saved)  # the old value
    lead.refresh_from_db()
    assert lead.phone == "+4988199887"


@pytest.mark.parametrize(("language", "name"), [("de", "Deutschland"), ("en", "Germany")])
def test_the_country_is_shown_by_its_name_and_typed_as_before(
    scene: Scene, lead: Lead, as_member: AsMember, language: str, name: str
) -> None:
    Person.objects.filter(id=scene.vera.person_id).update(language=language)
    vera = as_member(scene.vera)
    page = vera.get(at("lead", lead)).content.decode()
    assert f"<span>{name}</span>" in page
    assert 'value="DE"' in vera.get(at("lead-value", lead, "country"), **HTMX).content.decode()


def test_it_works_without_javascript_too(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert "edit=phone" in vera.get(at("lead-value", lead, "phone"))["Location"]
    page = vera.get(at("lead", lead), {"edit": "phone"}).content.decode()
    assert 'name="seen" value="+4988112345"' in page
    wrong = vera.post(at("lead-value", lead, "phone"), {"value": "abends", "seen": "+4988112345"})
    assert wrong.status_code == 422
    assert 'value="abends"' in wrong.content.decode()
    assert "<html" in wrong.content.decode()
    right = vera.post(at("lead-value", lead, "phone"), {"value": "0881 99887", "seen": "+4988112345"})
    assert right.status_code == 302


def test_somebody_else_was_quicker_both_values_are_shown_and_either_can_be_taken(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera, address = as_member(scene.vera), at("lead-value", lead, "phone")
    correct_value(
        lead.id, "phone", ["0881 99887"], seen="+4988112345", actor=actor_of(scene.ada), now=scene.now
    )
    before = Entry.objects.count(), Correction.objects.count()
    conflict = vera.post(address, {"value": "0881 5555", "seen": "+4988112345"}, **HTMX)
    assert conflict.status_code == 409
    assert "Ada hat das inzwischen geändert auf: 0881 99887" in text_of(conflict)
    assert 'value="0881 5555"' in conflict.content.decode()
    assert (Entry.objects.count(), Correction.objects.count()) == before
    seen = re.findall(r'name="seen" value="([^"]+)"', conflict.content.decode())[0]
    assert "0881 99887" in text_of(vera.get(address, {"keep": "1"}, **HTMX))
    assert vera.post(address, {"value": "0881 5555", "seen": seen}, **HTMX).status_code == 200
    lead.refresh_from_db()
    assert lead.phone == "+498815555"


def test_a_choice_is_chosen_and_an_unknown_key_with_odd_letters_is_a_value_like_any_other(
    scene: Scene, as_member: AsMember
) -> None:
    lead = captured(scene, answers={"customer_type": "private", "Wohin / woher?": "hier"})
    vera = as_member(scene.vera)
    choice = vera.get(at("lead-value", lead, "customer_type"), **HTMX).content.decode()
    assert '<option value="private" selected>Privat</option>' in choice
    odd = at("lead-value", lead, "Wohin / woher?")
    assert vera.post(odd, {"value": "dort", "seen": "hier"}, **HTMX).status_code == 200
    lead.refresh_from_db()
    assert lead.answers["Wohin / woher?"] == "dort"


def test_a_corrected_postal_code_says_where_the_lead_would_go_and_offers_it_anew(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    Brokerage.objects.update(started_at=scene.now - timedelta(hours=1))
    page = vera.post(at("lead-value", lead, "postal_code"), {"value": "20095", "seen": "82362"}, **HTMX)
    assert "ginge dieser Lead jetzt an Otto Nord" in text_of(page)
    assert open_offer(lead).party_id == scene.paul.party_id
    anew = vera.post(at("lead-act", lead, "market"), {"market": "default", "text": "neu"}, **HTMX)
    assert anew.status_code == 200
    assert open_offer(lead).party_id == scene.otto.party_id
    assert "ginge dieser Lead" not in text_of(anew)
    assert "Gefragt ist jetzt: Otto Nord." in text_of(anew)


def test_a_lead_in_work_would_go_elsewhere_but_is_not_offered_anew(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed(scene, lead, scene.paul)
    scene.later(minutes=1)
    correct_value(lead.id, "postal_code", ["20095"], seen="82362", actor=actor_of(scene.vera), now=scene.now)
    page = as_member(scene.vera).get(at("lead", lead))
    assert "ginge dieser Lead jetzt an Otto Nord" in text_of(page)
    assert "Neu vergeben" not in text_of(page)


def test_an_unknown_postal_code_is_asked_about_once_and_kept_when_it_is_meant(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    address, vera = reverse("lead-value", args=[lead.id, "postal_code"]), as_member(scene.vera)
    typed, before = {"value": "99999", "seen": lead.postal_code}, Entry.objects.count()
    doubted = vera.post(address, typed, headers={"HX-Request": "true"})
    assert doubted.status_code == 422
    assert "kennen wir nicht" in doubted.content.decode()
    assert 'name="sure" value="99999"' in doubted.content.decode()
    assert Entry.objects.count() == before
    vera.post(address, {**typed, "sure": "99999"}, headers={"HX-Request": "true"})
    lead.refresh_from_db()
    assert lead.postal_code == "99999"


def test_the_desk_corrects_and_nobody_else_who_does_not_hold_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed(scene, lead, scene.paul)
    mia = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    address, before = at("lead-value", lead, "last_name"), Correction.objects.count()
    typed = {"value": "Neu", "seen": "Musterfrau"}
    for member in (scene.otto, scene.petra, scene.paul, scene.frieda, mia):
        assert as_member(member).get(address).status_code == 404
        assert as_member(member).post(address, typed).status_code == 404
    assert Client().post(address, typed)["Location"].startswith("/login")
    assert as_member(scene.vera).put(address).status_code == 405
    assert as_member(scene.vera).get(at("lead-value", lead, "search")).status_code == 404
    assert Correction.objects.count() == before
    assert as_member(scene.tom).get(address).status_code == 404
    assert as_member(scene.vera).post(address, typed).status_code == 302
    assert Correction.objects.count() == before + 1


def test_the_agency_that_holds_it_corrects(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    Lead.objects.filter(id=lead.id).update(holder=scene.agency, status="qualifying")
    typed = {"value": "Neu", "seen": "Musterfrau"}
    assert as_member(scene.tom).post(at("lead-value", lead, "last_name"), typed).status_code == 302
    lead.refresh_from_db()
    assert (lead.last_name, Correction.objects.latest("id").member_id) == ("Neu", scene.tom.id)
