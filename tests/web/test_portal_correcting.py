"""Whoever works a lead corrects what is known of it and takes the contact along, through both of a partner's doors."""

import re
from collections.abc import Callable
from html import unescape

import pytest
import vobject
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, work
from staffel.actions.actors import Actor
from staffel.actions.corrections import correct_value
from staffel.actions.links import link_for, token
from staffel.models import Correction, Delivery, Entry, Lead, Mandate, Membership
from tests.scene import Scene, actor_of, open_offer

AsMember = Callable[[Membership], Client]
At = Callable[..., str]
BOTH = pytest.mark.parametrize("is_link", [False, True], ids=["logged in", "by link"])


def door(
    scene: Scene, lead: Lead, as_member: AsMember, *, is_link: bool, accepts: bool = True
) -> tuple[Client, At]:
    """The browser of whoever is asked, and the addresses of its enquiry: its page, an act, or the contact."""
    offer = open_offer(lead)
    member = next(one for one in (scene.paul, scene.petra) if one.party_id == offer.party_id)
    proof = token(link_for("offer", offer.id, member.id, now=scene.now))

    def at(name: str = "", *more: str) -> str:
        names = {
            "": ("link", "portal-lead"),
            "answer": ("answer", "portal-answer"),
            "vcf": ("link-contact", "portal-contact"),
        }
        return reverse(names[name][not is_link], args=[proof if is_link else lead.id, *more])

    client = Client() if is_link else as_member(member)
    if accepts:
        client.post(at("answer", "accept"))
    return client, at


def form(client: Client, at: At) -> dict[str, str]:
    """What the form holds as it is shown, without any script."""
    text = client.get(at()).content.decode()
    shown = re.search(r'<details class="correct".*?</details>', text, re.S)
    assert shown
    fields = re.findall(r'<input[^>]*?name="((?:seen|value)-[^"]+)"[^>]*?value="([^"]*)"', shown[0])
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', shown[0], re.S):
        fields += [(name, value) for value in re.findall(r'value="([^"]*)" selected', options)]
    fields += re.findall(r'<textarea name="(value-[^"]+)"[^>]*>([^<]*)<', shown[0])
    return {name: unescape(value) for name, value in fields}


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Correction.objects.count(), Delivery.objects.count()


@BOTH
def test_whoever_works_it_corrects_several_values_at_once(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    typed = form(client, at)
    assert next(name for name in typed if name.startswith("value-")) == "value-phone"
    posted = {**typed, "value-phone": "0881 99887", "value-first_name": "Anne"}
    answer = client.post(at("answer", "correct"), posted, follow=True)
    text = answer.content.decode()
    assert "Die Daten sind berichtigt." in text
    assert 'href="tel:+4988199887"' in text
    lead.refresh_from_db()
    assert (lead.phone, lead.first_name, lead.last_name) == ("+4988199887", "Anne", "Musterfrau")
    assert set(Correction.objects.values_list("field", "before")) == {
        ("phone", "0881 12345"),
        ("first_name", "Anna"),
    }
    entered = Entry.objects.get(kind="lead.corrected")
    assert (entered.data, entered.actor_kind) == (
        {"fields": ["first_name", "phone"]},
        "link" if is_link else "member",
    )


@BOTH
def test_what_the_desk_has_changed_meanwhile_stands_beside_what_was_typed(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    typed = form(client, at)
    for key, value, seen in (("phone", "0881 99887", "+4988112345"), ("last_name", "Neumann", "Musterfrau")):
        correct_value(lead.id, key, [value], seen=seen, actor=actor_of(scene.vera), now=scene.now)
    before = counted()
    posted = {**typed, "value-phone": "0881 11111", "value-company": "Muster GmbH"}
    answer = client.post(at("answer", "correct"), posted)
    text = answer.content.decode()
    assert (answer.status_code, counted()) == (409, before)
    for shown in ("0881 99887", 'value="0881 11111"', 'value="Muster GmbH"', 'value="Neumann"', " autofocus"):
        assert shown in text
    lead.refresh_from_db()
    assert (lead.phone, lead.company) == ("+4988199887", "")
    again = {**posted, "seen-phone": "+4988199887"}
    client.post(at("answer", "correct"), again)
    lead.refresh_from_db()
    assert (lead.phone, lead.company, lead.last_name) == ("+4988111111", "Muster GmbH", "Neumann")


@BOTH
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_set_or_lost(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    typed, before = form(client, at), counted()
    answer = client.post(
        at("answer", "correct"), {**typed, "value-phone": "abends", "value-first_name": "Anne"}
    )
    text = answer.content.decode()
    assert (answer.status_code, counted()) == (422, before)
    assert 'value="abends"' in text
    assert 'value="Anne"' in text
    assert text.count('aria-invalid="true"') == 1
    assert text.count('<details class="correct" name="result" open>') == 1


def test_a_country_is_read_before_what_depends_on_it_and_a_name_may_give_way_to_a_company(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, at = door(scene, lead, as_member, is_link=False)
    typed = form(client, at)
    wanted = {"country": "AT", "postal_code": "6020", "first_name": "", "last_name": "", "company": "Muster"}
    answer = client.post(
        at("answer", "correct"), {**typed, **{f"value-{key}": text for key, text in wanted.items()}}
    )
    assert answer.status_code == 302, answer.content.decode()
    lead.refresh_from_db()
    assert {key: getattr(lead, key) for key in wanted} == wanted


def test_values_that_a_lead_does_not_have_are_not_taken(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, at = door(scene, lead, as_member, is_link=False)
    before = counted()
    client.post(at("answer", "correct"), {"seen-won_amount": "", "value-won_amount": "5"})
    lead.refresh_from_db()
    assert (counted(), lead.answers) == (before, lead.answers)
    assert "won_amount" not in lead.answers


@BOTH
def test_nothing_is_corrected_or_taken_along_before_acceptance_and_after_giving_back(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link, accepts=False)
    posted = {"seen-first_name": "Anna", "value-first_name": "Anne"}

    def assert_closed() -> None:
        before = counted()
        assert client.get(at("vcf")).status_code == 404
        assert client.post(at("answer", "correct"), posted).status_code == 422
        text = client.get(at()).content.decode()
        assert "contact.vcf" not in text
        assert 'class="correct"' not in text
        assert counted() == before

    assert_closed()
    client.post(at("answer", "accept"))
    assert client.get(at("vcf")).status_code == 200
    work.give_back(
        lead.id,
        reason="no_capacity",
        actor=Actor("member", None, Mandate.objects.get().party_id),
        now=scene.now,
    )
    assert_closed()


@BOTH
def test_the_contact_goes_into_the_address_book(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    assert f'href="{at("vcf")}" download' in client.get(at()).content.decode()
    answer = client.get(at("vcf"))
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    card = vobject.readOne(answer.content.decode())
    assert (card.n.value.family, card.tel.value) == ("Musterfrau", "+4988112345")
    assert client.post(at("vcf")).status_code == 405


def test_strangers_take_no_contact_and_correct_nothing(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    _client, at = door(scene, lead, as_member, is_link=False)
    before = counted()
    for member in (scene.otto, scene.vera):
        assert as_member(member).get(at("vcf")).status_code == 404
        assert as_member(member).post(at("answer", "correct"), {"value-phone": "1"}).status_code == 404
    assert Client().get(at("vcf"))["Location"].startswith("/login")
    assert Client().get(reverse("link-contact", args=["x"])).status_code == 404
    assert counted() == before


def test_whoever_has_lost_the_lead_while_typing_changes_nothing(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, at = door(scene, lead, as_member, is_link=False)
    typed = form(client, at)
    desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Eilt")
    before = counted()
    assert client.post(at("answer", "correct"), {**typed, "value-first_name": "Anne"}).status_code == 422
    assert counted() == before


@BOTH
def test_an_unknown_postal_code_is_doubted_once_and_kept_when_it_is_meant(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    posted = {**form(client, at), "value-postal_code": "99999", "value-first_name": "Anne"}
    before = counted()
    doubted = client.post(at("answer", "correct"), posted)
    text = doubted.content.decode()
    assert doubted.status_code == 422
    assert "Die Postleitzahl 99999 (Deutschland) kennen wir nicht" in text
    assert re.search(r'name="value-postal_code"[^>]*value="99999"', text)
    assert re.search(r'name="value-first_name"[^>]*value="Anne"', text)
    assert counted() == before
    sure = re.search(r'name="sure-postal_code" value="(\d+)"', text)
    assert sure
    meant = client.post(at("answer", "correct"), {**posted, "sure-postal_code": sure[1]})
    assert meant.status_code == 302, re.findall(r"wrong-because[^<]*<[^<]*", meant.content.decode())
    lead.refresh_from_db()
    assert (lead.postal_code, lead.first_name) == ("99999", "Anne")


def test_a_code_that_is_doubted_is_not_taken_for_another(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, at = door(scene, lead, as_member, is_link=False)
    posted = {**form(client, at), "value-postal_code": "00000", "sure-postal_code": "99999"}
    assert client.post(at("answer", "correct"), posted).status_code == 422
    lead.refresh_from_db()
    assert lead.postal_code == "82362"
