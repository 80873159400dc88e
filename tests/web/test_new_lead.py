"""A lead entered by hand: offered at once, taken once, nothing typed is lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions.parties import bump
from staffel.actions.versions import publish
from staffel.channels.sender import send_due
from staffel.models import Delivery, Entry, Lead, Membership, Offer, Party, Submission
from staffel.queries.directory import directory
from staffel.queries.teasers import teaser_of
from tests.actions.test_gates import HEATING, TANK, asks
from tests.scene import Scene, actor_of, captured

AsMember = Callable[[Membership], Client]
NEW, OWN = "/leads/new", "/portal/new"
TYPED = {
    "nonce": "0190d3a0-0000-7000-8000-000000000001",
    "campaign": "default",
    "first_name": "Jana",
    "last_name": "Neumann",
    "phone": "0881 55 66 77",
    "email": "jana@example.net",
    "postal_code": "82362",
    "customer_type": "private",
    "message": "Bitte erst ab 17 Uhr",
}


def counted() -> tuple[int, ...]:
    return Lead.objects.count(), Entry.objects.count(), Delivery.objects.count(), Submission.objects.count()


def said(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# -- the doors ----------------------------------------------------------------------------------------------------


def test_only_the_house_enters_leads(scene: Scene, as_member: AsMember, client: Client) -> None:
    before = counted()
    for address in (NEW, reverse("new-lead-fields")):
        assert client.post(address, TYPED)["Location"].startswith("/login")
        for member in (scene.otto, scene.paul):
            assert as_member(member).post(address, TYPED).status_code == 404
    assert as_member(scene.otto).get(NEW).status_code == 404
    assert as_member(scene.vera).put(NEW).status_code == 405
    assert client.post(reverse("known-leads"), TYPED)["Location"].startswith("/login")
    assert as_member(scene.vera).get(reverse("known-leads")).status_code == 405
    assert counted() == before


def test_only_partners_have_leads_of_their_own(scene: Scene, as_member: AsMember, client: Client) -> None:
    before = counted()
    assert client.get(OWN)["Location"].startswith("/login")
    for member in (scene.vera, scene.tom, scene.frieda, scene.ada):
        assert as_member(member).get(OWN).status_code == 404
        assert as_member(member).post(OWN, TYPED).status_code == 404
    assert as_member(scene.paul).put(OWN).status_code == 405
    assert counted() == before


@pytest.mark.parametrize("name", ["vera", "ada", "tom", "frieda"])
def test_desk_administrator_agency_and_field_sales_have_the_page(
    scene: Scene, as_member: AsMember, name: str
) -> None:
    page = as_member(getattr(scene, name)).get(reverse("leads"))
    assert NEW in page.content.decode()
    assert as_member(getattr(scene, name)).get(NEW).status_code == 200


# -- entering -----------------------------------------------------------------------------------------------------


def test_entered_lead_is_offered_and_the_page_says_to_whom(scene: Scene, as_member: AsMember) -> None:
    answer = as_member(scene.vera).post(NEW, TYPED, follow=True)
    lead = Lead.objects.get()
    assert (lead.phone, lead.first_name, lead.place) == ("+49881556677", "Jana", "Weilheim in Oberbayern")
    assert lead.answers == {"message": "Bitte erst ab 17 Uhr", "customer_type": "private"}
    assert lead.asked_at == lead.received_at == scene.now
    offer = Offer.objects.get(lead=lead, state="open")
    assert f"Lead {lead.number} ist aufgenommen. Gefragt wird {offer.party.name}, bis" in said(answer)
    assert reverse("lead", args=[lead.id]) in answer.content.decode()
    entry = Entry.objects.get(lead=lead, kind="lead.captured")
    assert entry.actor_member_id == scene.vera.id


def test_the_same_page_sent_twice_is_one_lead(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    first = vera.post(NEW, TYPED)["Location"]
    before = counted()
    assert vera.post(NEW, TYPED)["Location"] == first
    assert counted() == before


@pytest.mark.parametrize(("name", "address"), [("vera", NEW), ("paul", OWN)])
def test_somebody_else_typed_on_a_page_that_was_sent_is_not_passed_over(
    scene: Scene, as_member: AsMember, name: str, address: str
) -> None:
    client = as_member(getattr(scene, name))
    client.post(address, TYPED)
    before, other = counted(), {**TYPED, "last_name": "Anders", "phone": "030 5550177", "email": ""}
    answer = client.post(address, other)
    assert answer.status_code == 422
    assert "Dieses Formular wurde schon mit anderem Inhalt abgeschickt." in said(answer)
    assert "Anders" in answer.content.decode()
    assert counted() == before
    nonce = re.search(r'name="nonce" value="([^"]+)"', answer.content.decode())
    assert nonce
    assert client.post(address, {**other, "nonce": nonce[1]}).status_code == 302
    assert sorted(Lead.objects.values_list("last_name", flat=True)) == ["Anders", "Neumann"]


def test_next_page_is_another_lead(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    for _ in range(2):
        nonce = re.search(r'name="nonce" value="([^"]+)"', vera.get(NEW).content.decode())
        assert nonce
        vera.post(NEW, {**TYPED, "nonce": nonce[1]})
    assert Lead.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "12"}, "keine Telefonnummer"),
        ({"email": "jana@@"}, "keine E-Mail-Adresse"),
        ({"last_name": "", "first_name": "", "phone": "", "email": ""}, "Hier ist niemand genannt"),
        ({"about_asked_at": "2027-01-01T10:00"}, "in der Zukunft"),
        ({"about_party": "Niemand"}, "So heißt niemand"),
        ({"about_party": "P"}, "Mehrere Partner passen"),
        ({"customer_type": "erfunden"}, "erfunden"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_stands_beside_its_field_and_nothing_is_lost(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(NEW, {**TYPED, **typed})
    assert answer.status_code == 422
    assert words in said(answer)
    assert "Bitte erst ab 17 Uhr" in answer.content.decode()
    assert TYPED["nonce"] in answer.content.decode()
    assert counted() == before


def test_no_lead_is_lost_for_a_slip_that_nobody_can_mend(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert vera.post(NEW, {**TYPED, "phone": "Durchwahl 12"}).status_code == 422
    assert vera.post(NEW, {**TYPED, "phone": "Durchwahl 12", "as_typed": "1"}).status_code == 302
    assert Lead.objects.get().answers["phone_given"] == "Durchwahl 12"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("00000", "Die Postleitzahl 00000 (Deutschland) kennen wir nicht, Entfernungen lassen sich"),
        ("99999", "Die Postleitzahl 99999 (Deutschland) kennen wir nicht und rechnen mit der Gegend"),
    ],
)  # fmt: skip
def test_unknown_postal_code_is_said_at_its_field_and_the_lead_is_taken_as_typed(
    scene: Scene, as_member: AsMember, code: str, words: str
) -> None:
    vera, before = as_member(scene.vera), counted()
    answer = vera.post(NEW, {**TYPED, "postal_code": code})
    assert answer.status_code == 422
    assert words in said(answer)
    assert counted() == before
    assert vera.post(NEW, {**TYPED, "postal_code": code, "as_typed": "1"}).status_code == 302
    lead = Lead.objects.get()
    assert lead.postal_code == code
    assert Submission.objects.get().problems[0]["field"] == "postal_code"
    assert "Ort unbekannt" in said(vera.get(reverse("lead", args=[lead.id])))


def test_a_partner_is_told_of_an_unknown_postal_code_while_typing_and_when_it_sends(
    scene: Scene, as_member: AsMember
) -> None:
    paul, before = as_member(scene.paul), counted()
    words = "Die Postleitzahl 99999 (Deutschland) kennen wir nicht"
    assert 'id="place-of"' in paul.get(OWN).content.decode()
    assert words in paul.post(reverse("place-of"), {"postal_code": "99999"}).content.decode()
    answer = paul.post(OWN, {**TYPED, "postal_code": "99999"})
    assert answer.status_code == 422
    assert words in said(answer)
    assert 'value="99999"' in answer.content.decode()
    assert counted() == before


def test_known_postal_code_is_not_doubted(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert vera.post(NEW, TYPED).status_code == 302
    assert "Ort unbekannt" not in said(vera.get(reverse("lead", args=[Lead.objects.get().id])))


def test_countries_are_chosen_by_name_the_vendors_own_first(scene: Scene, as_member: AsMember) -> None:
    page = as_member(scene.vera).get(NEW).content.decode()
    assert re.search(
        r'<option value=""[^>]*>Deutschland</option>\s*<option value="AU">Australien</option>', page
    )
    as_member(scene.vera).post(NEW, {**TYPED, "country": "AT", "postal_code": "6020", "phone": ""})
    assert Lead.objects.get().country == "AT"


def test_a_country_before_the_postal_code_still_counts(scene: Scene, as_member: AsMember) -> None:
    as_member(scene.vera).post(NEW, {**TYPED, "country": "", "postal_code": "A-6020", "phone": ""})
    assert (Lead.objects.get().country, Lead.objects.get().postal_code) == ("AT", "6020")


def test_the_form_says_what_does_instead_and_what_the_campaign_requires(
    scene: Scene, as_member: AsMember
) -> None:
    page = said(as_member(scene.vera).get(NEW))
    assert re.search(r"Nachname \w+ oder: Firma", page)
    assert re.search(r"Telefon \w+ oder: E-Mail", page)
    body = directory().current("campaign", "default", at=scene.now).body
    publish(
        "campaign", "default", replace(body, gates={"phone": "market", "postal_code": ""}),
        actor=actor_of(scene.vera), now=scene.now,
    )  # fmt: skip
    page = as_member(scene.vera).get(NEW).content.decode()
    assert "oder: E-Mail" not in page
    needed = set(re.findall(r'name="(\w+)"[^>]*data-needed', page))
    assert "phone" in needed
    assert not needed & {"email", "postal_code"}


def test_a_product_that_is_typed_freely_stays_hidden_and_the_page_says_so(
    scene: Scene, as_member: AsMember
) -> None:
    vera, words = as_member(scene.vera), "liest es erst nach der Annahme"
    assert words in said(vera.get(NEW))
    vera.post(NEW, {**TYPED, "product": "Wärmepumpe"})
    offer = Offer.objects.get(state="open")
    assert teaser_of(offer, book=directory(), language="de", now=scene.now).product == ""


def test_a_product_that_the_vendor_names_is_chosen_and_told_in_the_mail(
    scene: Scene, as_member: AsMember
) -> None:
    Party.objects.filter(id=scene.paul.party_id).update(tags=["Wärmepumpe"])
    bump()
    vera = as_member(scene.vera)
    assert '<option value="Wärmepumpe">Wärmepumpe</option>' in vera.get(NEW).content.decode()
    assert "liest es erst nach der Annahme" not in said(vera.get(NEW))
    vera.post(NEW, {**TYPED, "product": "Wärmepumpe"})
    send_due(scene.now)
    assert "Wärmepumpe" in Delivery.objects.get(kind="offer.made").kept_body


def test_every_clock_starts_when_the_person_asked(scene: Scene, as_member: AsMember) -> None:
    as_member(scene.vera).post(NEW, {**TYPED, "about_asked_at": "2026-02-27T15:30"})
    assert Lead.objects.get().asked_at == scene.now - timedelta(days=2, hours=18, minutes=30)


def test_wished_partner_is_asked_first_and_the_agency_cannot_wish(scene: Scene, as_member: AsMember) -> None:
    as_member(scene.frieda).post(NEW, {**TYPED, "about_party": "Petra Wärme GmbH"})
    assert Offer.objects.get(state="open").party_id == scene.petra.party_id
    assert "about_party" not in as_member(scene.tom).get(NEW).content.decode()


def test_lead_that_one_may_not_open_has_no_link(scene: Scene, as_member: AsMember) -> None:
    answer = as_member(scene.frieda).post(NEW, {**TYPED, "about_party": "petra"}, follow=True)
    assert "ist aufgenommen" in said(answer)
    assert reverse("lead", args=[Lead.objects.get().id]) not in answer.content.decode()


def test_nobody_reads_of_leads_that_others_entered(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene)
    assert str(lead.number) not in said(as_member(scene.frieda).get(f"{NEW}?done={lead.id}"))
    assert as_member(scene.frieda).get(f"{NEW}?done=nonsense").status_code == 200


def test_another_campaign_swaps_the_form_and_keeps_what_was_typed(scene: Scene, as_member: AsMember) -> None:
    text = as_member(scene.vera).post(reverse("new-lead-fields"), {**TYPED, "roof": "flach"}).content.decode()
    assert 'value="Neumann"' in text
    assert '<input type="hidden" name="roof" value="flach">' in text
    assert not Lead.objects.exists()


# -- the place of a postal code, and conditions -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "country", "said"),
    [
        ("82362", "", "Weilheim"),
        ("D-82362", "DE", "Weilheim"),
        ("1010", "Österreich", "Wien"),
        ("99999", "", "Die Postleitzahl 99999 (Deutschland) kennen wir nicht"),
        ("823", "", ""),
        ("", "", ""),
        ("82362", "Atlantis", ""),
        ("8o362", "", ""),
    ],
)
def test_place_of_a_postal_code_is_proposed(
    scene: Scene, as_member: AsMember, code: str, country: str, said: str
) -> None:
    answer = as_member(scene.vera).post(reverse("place-of"), {"postal_code": code, "country": country})
    assert answer.status_code == 200
    shown = answer.content.decode().removeprefix('<b class="wrong-because">')
    assert shown.startswith(said)
    assert bool(shown) == bool(said)


def test_place_is_proposed_to_whoever_is_logged_in(scene: Scene, as_member: AsMember, client: Client) -> None:
    assert as_member(scene.vera).get(reverse("place-of")).status_code == 405
    client.logout()
    assert client.post(reverse("place-of"), {"postal_code": "82362"})["Location"].startswith("/login")


def test_a_question_carries_its_conditions(scene: Scene, as_member: AsMember) -> None:
    asks(scene, HEATING, TANK)
    text = as_member(scene.vera).get(NEW).content.decode()
    assert 'data-only-if="[[&quot;heating&quot;, [&quot;oil&quot;]]]"' in text


def hidden_in(text: str) -> dict[str, str]:
    """The hidden fields of the page, as a browser sends them on."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))


@pytest.mark.parametrize(("name", "address"), [("vera", NEW), ("tom", NEW), ("frieda", NEW), ("paul", OWN)])
def test_a_page_opened_before_a_publication_is_read_by_what_it_asked(
    scene: Scene, as_member: AsMember, name: str, address: str
) -> None:
    asks(scene, HEATING)
    before, client = directory().current("form", "default", at=scene.now), as_member(getattr(scene, name))
    hidden = hidden_in(client.get(address).content.decode())
    scene.later(minutes=5)
    asks(scene, HEATING, TANK)
    with time_machine.travel(scene.now, tick=False):
        again = client.post(address, {**TYPED, **hidden, HEATING.key: "oil", "email": "jana@"})
        assert again.status_code == 422
        assert (f'name="{HEATING.key}"' in again.content.decode(), f'name="{TANK.key}"' in again.content.decode()) == (True, False)  # fmt: skip
        sent = {**TYPED, **hidden_in(again.content.decode()), HEATING.key: "oil"}
        assert client.post(address, sent).status_code == 302
    lead = Lead.objects.get()
    assert (lead.form_version_id, lead.answers[HEATING.key]) == (before.id, "oil")
    assert "form-edition" not in Submission.objects.get(lead=lead).payload


@pytest.mark.parametrize("named", ["", "x", "0190d3a0-0000-7000-8000-000000000001", "campaign"])
def test_an_edition_that_the_campaign_never_asked_is_not_believed(
    scene: Scene, as_member: AsMember, named: str
) -> None:
    book = directory()
    if named == "campaign":
        named = str(book.current("campaign", "default", at=scene.now).id)
    assert as_member(scene.vera).post(NEW, {**TYPED, "form-edition": named}).status_code == 302
    assert Lead.objects.get().form_version_id == book.current("form", "default", at=scene.now).id
