"""The list of partners: found, sorted, said in words, in as many queries for many."""

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.offers import decline_offer
from staffel.actions.parties import change_party
from staffel.models import Party
from tests.scene import Scene, actor_of, add_partner, captured, open_offer
from tests.web.test_pages import plain
from tests.web.test_parties import AsMember, act, worked_by_paul


def listed(client: Client, **asked: str) -> str:
    return plain(client.get(reverse("parties"), asked).content.decode())


def test_the_list_finds_by_the_beginning_of_words_by_number_and_by_tag(
    scene: Scene, as_member: AsMember
) -> None:
    Party.objects.filter(id=scene.otto.party_id).update(tags=["Wärmepumpe"])
    add_partner("new", "Neuer", "50667", ["50"], tags=["waermepumpe gross"])
    vera = as_member(scene.vera)
    assert "Petra Wärme GmbH" in listed(vera, q="waer")
    assert "Paul" not in listed(vera, q="waer")
    for query in ({"q": "münch"}, {"q": "petra"}, {"q": "80331"}):
        assert "1 Partner" in listed(vera, **query)
    assert "Otto Nord" in listed(vera, tag="Wärmepumpe")
    assert "Niemand gefunden" in listed(vera, q="gibt es nicht")


def test_field_sales_begins_with_its_own(scene: Scene, as_member: AsMember) -> None:
    frieda = as_member(scene.frieda)
    assert "1 Partner" in listed(frieda)
    assert "3 Partner" in listed(frieda, care="")
    assert "2 Partner" in listed(as_member(scene.vera), care="nobody")


def test_the_list_says_load_answer_time_acceptance_and_last_sign_of_life(
    scene: Scene, as_member: AsMember
) -> None:
    lead = captured(scene)
    scene.later(minutes=20)
    decline_offer(open_offer(lead).id, reason="too_far", actor=actor_of(scene.paul), now=scene.now)
    change_party(scene.petra.party_id, {"capacity_open": 1}, actor=actor_of(scene.vera), now=scene.now)
    text = listed(as_member(scene.vera), q="paul")
    assert "20 Min." in text
    assert "0 von 1" in text
    full = listed(as_member(scene.vera), state="full")
    assert "Petra Wärme GmbH" in full
    assert "davon 1 angefragt" in full
    assert "Paul" not in full


@pytest.mark.parametrize("sort", ["load", "acceptance", "seen"])
def test_the_list_sorts_without_losing_anybody(scene: Scene, as_member: AsMember, sort: str) -> None:
    worked_by_paul(scene)
    text = listed(as_member(scene.vera), sort=sort)
    assert "3 Partner" in text
    if sort == "load":
        assert text.index("Paul Heizungsbau") < text.index("Otto Nord")


def test_states_are_said_in_words(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    Party.objects.filter(id=scene.otto.party_id).update(state="ended", ended_at=scene.now)
    assert "2 Partner" in listed(vera)
    assert "Otto Nord" in listed(vera, state="ended")
    assert "beendet" in listed(vera, state="ended")
    assert act(vera, scene.paul, "pause").status_code == 302
    assert "pausiert" in listed(vera, state="paused")
    assert "1 Partner" in listed(vera, state="paused")
