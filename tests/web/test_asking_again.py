"""Who asks again, by whatever door: one open lead, one partner, who sees all that has come; and one page of its own."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staffel.actions import materials, merges, offers
from staffel.actions.handouts import hand_out
from staffel.actions.import_runs import run_import
from staffel.actions.keys import create_writer_key
from staffel.actions.links import prospect_link, token
from staffel.models import Consent, Delivery, Duplicate, Import, Lead, Membership, Offer
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer

AsMember = Callable[[Membership], Client]
Door = Callable[[Scene, AsMember, dict[str, str]], Any]
ANNA = {
    "first_name": "Anna",
    "last_name": "Musterfrau",
    "email": PROSPECT["email"],
    "phone": PROSPECT["phone"],
}
THERE = {"postal_code": PROSPECT["postal_code"]}


def by_page(scene: Scene, as_member: AsMember, who: dict[str, str]) -> Any:
    typed = {"nonce": str(uuid4()), "campaign": "default", "customer_type": "private", **who}
    return as_member(scene.vera).post("/leads/new", typed)


def by_agency(scene: Scene, as_member: AsMember, who: dict[str, str]) -> Any:
    typed = {"nonce": str(uuid4()), "campaign": "default", "customer_type": "private", **who}
    return as_member(scene.tom).post("/leads/new", typed)


def by_interface(scene: Scene, as_member: AsMember, who: dict[str, str]) -> Any:
    headers = {"Authorization": f"Bearer {create_writer_key(str(uuid4()))}"}
    body = json.dumps({"prospect": who, "source": "website"})
    return Client().post("/api/leads", body, content_type="application/json", headers=headers)


def by_file(scene: Scene, as_member: AsMember, who: dict[str, str]) -> Any:
    names = {
        "first_name": "Vorname",
        "last_name": "Nachname",
        "email": "E-Mail",
        "phone": "Telefon",
        "postal_code": "PLZ",
        "company": "Firma",
    }
    text = "\n".join([";".join(names[key] for key in who), ";".join(who.values())])
    vera = as_member(scene.vera)
    vera.post("/import", {"kind": "leads", "file": SimpleUploadedFile("liste.csv", text.encode())})
    found = Import.objects.latest("id")
    vera.post(reverse("import-act", args=[found.id, "begin"]), {"mode": "new", "campaign": "default"})
    return run_import(found.id, clock=timezone.now)


def by_fair(scene: Scene, as_member: AsMember, who: dict[str, str]) -> Any:
    talk = {
        "id": str(uuid4()),
        "asked_at": scene.now.isoformat(),
        "campaign": "default",
        "values": {**who, "call_time": "morning"},
    }
    body = {"device": str(uuid4()), "now": scene.now.isoformat(), "leads": [talk]}
    return as_member(scene.vera).post(
        reverse("capture-leads"), json.dumps(body), content_type="application/json"
    )


def by_public_form(scene: Scene, as_member: AsMember, who: dict[str, str]) -> Any:
    client = Client()
    page = client.get("/f/default").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    with time_machine.travel(scene.now + timedelta(minutes=1), tick=False):  # nobody types faster
        return client.post("/f/default", {**hidden, **who})


TYPED = (by_page, by_agency, by_interface, by_file, by_fair)


def holder_of(scene: Scene, lead: Lead) -> Membership:
    offer = open_offer(lead)
    member = next(one for one in (scene.paul, scene.petra) if one.party_id == offer.party_id)
    offers.accept_offer(offer.id, actor=actor_of(member), now=scene.now)
    return member


@pytest.mark.parametrize("door", [*TYPED, by_public_form])
def test_by_every_door_the_same_person_joins_its_open_lead_and_its_partner_is_told(
    scene: Scene, as_member: AsMember, door: Door
) -> None:
    known = captured(scene)
    holder = holder_of(scene, known)
    door(scene, as_member, {**ANNA, **THERE})
    lead = Lead.objects.exclude(id=known.id).get()
    assert (lead.outcome, lead.joined_to) == ("duplicate", known)
    assert not Offer.objects.filter(lead=lead).exists(), "no second partner"
    told = Delivery.objects.filter(kind="lead.asked_again")
    assert {one.member_id for one in told} == {holder.id}


@pytest.mark.parametrize("door", TYPED)  # the public form asks for a telephone or an address
def test_by_no_door_is_a_company_alone_taken_for_a_person(
    scene: Scene, as_member: AsMember, door: Door
) -> None:
    firm = {"company": "Siemens AG", **THERE}
    nobody = dict.fromkeys(PROSPECT, "")
    known = captured(scene, prospect={**nobody, **firm})
    door(scene, as_member, firm)
    door(scene, as_member, {**firm, "company": "Siemens Energy AG"})
    assert Lead.objects.exclude(id=known.id).count() == 2
    assert not Lead.objects.filter(outcome="duplicate").exists()
    assert not Duplicate.objects.filter(state="joined").exists()


# -- what the holder sees of it -----------------------------------------------------------------------------------


def test_what_came_along_is_seen_at_the_lead_by_whoever_holds_it(scene: Scene, as_member: AsMember) -> None:
    known = captured(scene)
    holder = holder_of(scene, known)
    lead = captured(scene, "2", prospect=PROSPECT, answers={"roof": "Flachdach"}, source="Messe Köln")
    paper = materials.add_material(
        "Heizen im Altbau", is_paper=True, actor=actor_of(scene.vera), now=scene.now
    )
    hand_out(lead.id, [paper], way="fair", actor=actor_of(scene.vera), now=scene.now)
    for member, address in ((scene.vera, f"/leads/{known.id}"), (holder, f"/portal/leads/{known.id}")):
        page = as_member(member).get(address).content.decode()
        assert "Hat erneut angefragt" in page
        assert "Flachdach" in page
        assert "Messe Köln" in page
        assert "Heizen im Altbau" in page
    story = as_member(scene.vera).get(f"/leads/{known.id}").content.decode()
    assert f"noch einmal gemeldet (Nr. {lead.number})" in story


def test_who_asks_a_third_time_after_the_desk_has_joined_two_is_seen_at_the_one_that_is_left(
    scene: Scene, as_member: AsMember
) -> None:
    first = captured(scene)
    second = captured(scene, "2", prospect={**PROSPECT, "email": "", "phone": "+4989777777"})
    third = captured(
        scene, "3", prospect={**PROSPECT, "email": "", "phone": "+4989777777"}, answers={"roof": "Schiefer"}
    )
    assert third.joined_to == second
    pair = Duplicate.objects.get(lead=second, known=first).id
    merges.join_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    first.refresh_from_db()
    assert first.score == 40, "it has asked again twice"
    assert "Schiefer" in as_member(scene.vera).get(f"/leads/{first.id}").content.decode()
    merges.part_pair(pair, actor=actor_of(scene.vera), now=scene.now)
    assert Lead.objects.filter(id=first.id, score=None).exists()
    assert "Schiefer" not in as_member(scene.vera).get(f"/leads/{first.id}").content.decode()


# -- the prospect's own page --------------------------------------------------------------------------------------


def link_of(scene: Scene, lead: Lead) -> str:
    return reverse("prospect", args=[token(prospect_link(lead.id, now=scene.now))])


def test_the_link_of_a_joined_enquiry_shows_how_the_open_one_stands(scene: Scene, client: Client) -> None:
    known = captured(scene)
    holder = holder_of(scene, known)
    lead = captured(scene, "2", prospect=PROSPECT)
    assert f"{holder.party.name} kümmert sich" in client.get(link_of(scene, lead)).content.decode()
    merges.part_pair(Duplicate.objects.get(lead=lead).id, actor=actor_of(scene.vera), now=scene.now)
    assert "Wir suchen den Betrieb" in client.get(link_of(scene, lead)).content.decode()


def test_who_withdraws_by_either_link_withdraws_all_it_has_allowed(scene: Scene, client: Client) -> None:
    known, lead = captured(scene), captured(scene, "2", prospect=PROSPECT)
    for one in (known, lead):
        Consent.objects.create(lead=one, purpose="call", ground="enquiry", given_at=scene.now)
    client.post(f"{link_of(scene, lead)}/withdraw")
    known.refresh_from_db()
    lead.refresh_from_db()
    assert (known.outcome, lead.outcome) == ("withdrawn", "duplicate")
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert not Lead.objects.filter(may_call=True).exists()


# -- what the desk is told while it types -------------------------------------------------------------------------


def hint(client: Client, **typed: str) -> str:
    return " ".join(
        client.post(reverse("known-leads"), {"campaign": "default", **typed}).content.decode().split()
    )


def test_who_is_typed_and_surely_known_is_said_to_join(scene: Scene, as_member: AsMember) -> None:
    known = captured(scene)
    said = hint(as_member(scene.vera), first_name="Anna", last_name="Musterfrau", email=PROSPECT["email"])
    assert f"gehört dann zu Nr. {known.number}" in said
    by_page(scene, as_member, {**ANNA, **THERE})
    assert Lead.objects.exclude(id=known.id).get().joined_to == known, "as was said"


@pytest.mark.parametrize("days", [91, 0])
def test_what_would_not_be_joined_is_not_said_to_be(scene: Scene, as_member: AsMember, days: int) -> None:
    known = captured(scene)
    if not days:
        Lead.objects.filter(id=known.id).update(is_test=True)
    with time_machine.travel(scene.later(days=days), tick=False):
        said = hint(as_member(scene.vera), first_name="Anna", last_name="Musterfrau", email=PROSPECT["email"])
    assert str(known.number) in said
    assert "gehört dann zu" not in said


def test_who_may_be_known_is_shown_by_name_and_place_alone(scene: Scene, as_member: AsMember) -> None:
    known = captured(scene)
    typed = {"first_name": "Anna", "last_name": "Musterfrau", "postal_code": "82362"}
    said = hint(as_member(scene.vera), **typed)
    assert str(known.number) in said
    assert "derselbe Name" in said
    assert "gehört dann zu" not in said
    assert "niemand bekannt" in hint(as_member(scene.tom), **typed), "nobody fishes"


def test_of_a_person_with_several_enquiries_the_open_lead_is_shown_once(
    scene: Scene, as_member: AsMember
) -> None:
    known, lead = captured(scene), captured(scene, "2", prospect=PROSPECT)
    said = hint(as_member(scene.vera), email=PROSPECT["email"])
    assert f"/leads/{known.id}" in said
    assert f"/leads/{lead.id}" not in said


def test_to_a_partner_nothing_is_said_of_joining(scene: Scene, as_member: AsMember) -> None:
    captured(scene)
    said = hint(as_member(scene.otto), first_name="Anna", last_name="Musterfrau", email=PROSPECT["email"])
    assert "gleiche E-Mail" in said
    assert "gehört dann zu" not in said
