"""Whoever has said "do not call me" has no button that calls: on no list, in no file, and without network neither."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, work
from staffel.actions.handouts import hand_out
from staffel.actions.materials import add_material
from staffel.actions.prospects import withdraw_permission
from staffel.models import Activity, Lead
from tests.scene import PROSPECT, Scene, actor_of, captured
from tests.web.test_pages import AsMember

WORDS = "darf nicht angerufen werden"
DIALS = f'href="tel:{PROSPECT["phone"]}"'


@pytest.fixture
def worked(scene: Scene, lead: Lead) -> Lead:
    """In work with Paul, who has it on his list."""
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return lead


def shown(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def kept(client: Client) -> Any:
    (one,) = client.get(reverse("portal-offline")).json()["leads"]
    return one


def test_the_partners_lists_say_so_where_the_button_was(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    paul = as_member(scene.paul)
    for page in ("portal", "portal-leads"):
        assert DIALS in shown(paul, page)
        assert WORDS not in shown(paul, page)
    withdraw_permission(worked.id, "call", now=scene.now)
    for page in ("portal", "portal-leads"):
        assert DIALS not in shown(paul, page)
        assert WORDS in shown(paul, page)


def test_the_phone_keeps_no_number_to_dial(scene: Scene, worked: Lead, as_member: AsMember) -> None:
    paul = as_member(scene.paul)
    assert kept(paul)["phone_url"] == f"tel:{PROSPECT['phone']}"
    withdraw_permission(worked.id, "call", now=scene.now)
    one = kept(paul)
    assert (one["phone_url"], bool(one["phone"])) == ("", True)
    assert ["Anrufe", False] in one["permitted"]
    assert ["Weitergabe", True] in one["permitted"]


def test_the_file_of_the_contact_and_the_appointment_say_it_instead_of_the_number(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    work.report_appointment(worked.id, due_at=scene.now, actor=actor_of(scene.paul), now=scene.now)
    agreed = Activity.objects.get(kind="appointment")
    paul = as_member(scene.paul)
    files = (("portal-contact", worked.id), ("portal-appointment", worked.id, agreed.id))
    assert PROSPECT["phone"] in shown(paul, *files[0])
    withdraw_permission(worked.id, "call", now=scene.now)
    for name, *args in files:
        text = shown(paul, name, *args).replace("\r\n ", "")
        assert "88112345" not in text.replace(" ", "")
        assert "möchte nicht angerufen werden" in text


def test_today_gives_the_desk_no_call_to_make(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    desk.work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    vera = as_member(scene.vera)
    assert DIALS in shown(vera, "today")
    withdraw_permission(lead.id, "call", now=scene.now)
    assert DIALS not in shown(vera, "today")


def test_the_phone_keeps_what_the_prospect_has_also_by_another_enquiry(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    vera = actor_of(scene.vera)
    one = add_material("Prospekt", is_paper=True, actor=vera, now=scene.now)
    other = captured(scene, "2", prospect=PROSPECT)
    assert other.joined_to_id == worked.id
    hand_out(other.id, [one], way="fair", actor=vera, now=scene.now)
    assert kept(as_member(scene.paul))["handouts"] == [
        ["Prospekt", "auf der Messe", scene.now.isoformat(), "Vera"]
    ]


def test_what_was_said_with_a_joined_enquiry_is_read_by_the_holder_with_and_without_network(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    other = captured(scene, "2", prospect=PROSPECT)
    assert other.joined_to_id == worked.id
    vera = actor_of(scene.vera)
    work.add_note(other.id, text="Am Stand: will im Mai bauen", actor=vera, now=scene.now)
    work.add_note(other.id, text="Nur für uns", actor=vera, now=scene.now, is_internal=True)
    work.add_note(other.id, text="Petras Wort", actor=actor_of(scene.petra), now=scene.now)
    paul = as_member(scene.paul)
    page = shown(paul, "portal-lead", worked.id)
    assert page.count("Am Stand: will im Mai bauen") >= 1
    assert [note[2] for note in kept(paul)["notes"]] == ["Am Stand: will im Mai bauen"]
    for hidden in ("Nur für uns", "Petras Wort"):
        assert hidden not in page
    told = shown(as_member(scene.vera), "lead", worked.id)
    assert "Am Stand: will im Mai bauen" in told
    assert "Nur für uns" in told
