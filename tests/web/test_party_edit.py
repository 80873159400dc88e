"""Two people who edit one partner: nobody's change is lost without a word."""

import pytest
from django.test import Client
from django.urls import reverse

from staffel.models import Entry, Party
from tests.scene import Scene
from tests.web.test_pages import AsMember, plain
from tests.web.typed import typed_in


@pytest.fixture
def address(scene: Scene) -> str:
    return reverse("party-edit", args=[scene.paul.party_id])


def form_of(client: Client, address: str) -> dict[str, list[str]]:
    """What the browser would send of the page as it stands."""
    return dict(typed_in(client.get(address).text))


def test_what_two_change_beside_each_other_is_kept_of_both(
    scene: Scene, address: str, as_member: AsMember
) -> None:
    vera, ada = as_member(scene.vera), as_member(scene.ada)
    first, second = form_of(vera, address), form_of(ada, address)
    assert vera.post(address, first | {"phone": "089 11122", "hours_mon": "09:00-12:00"}).status_code == 302
    assert ada.post(address, second | {"street": "Neu 1", "hours_tue": ""}).status_code == 302
    party = Party.objects.get(id=scene.paul.party_id)
    assert (party.phone, party.street) == ("+498911122", "Neu 1")
    assert party.hours["mon"] == [["09:00", "12:00"]]
    assert "tue" not in party.hours
    assert party.hours["wed"]


def test_who_changes_the_same_is_told_once_and_may_still_mean_it(
    scene: Scene, address: str, as_member: AsMember
) -> None:
    vera, ada = as_member(scene.vera), as_member(scene.ada)
    first, second = form_of(vera, address), form_of(ada, address)
    vera.post(address, first | {"street": "Alt 2"})
    before = Entry.objects.count()
    told = ada.post(address, second | {"street": "Neu 1"})
    assert told.status_code == 422
    assert "inzwischen geändert: Alt 2." in plain(told.text)
    assert 'value="Neu 1"' in told.text
    party = Party.objects.get(id=scene.paul.party_id)
    assert (party.street, Entry.objects.count()) == ("Alt 2", before)
    assert ada.post(address, dict(typed_in(told.text))).status_code == 302
    party.refresh_from_db()
    assert party.street == "Neu 1"


def test_what_both_set_alike_is_no_difference(scene: Scene, address: str, as_member: AsMember) -> None:
    vera, ada = as_member(scene.vera), as_member(scene.ada)
    first, second = form_of(vera, address), form_of(ada, address)
    for client, typed in ((vera, first), (ada, second)):
        assert client.post(address, typed | {"street": "Neu 1"}).status_code == 302
    assert Party.objects.get(id=scene.paul.party_id).street == "Neu 1"
