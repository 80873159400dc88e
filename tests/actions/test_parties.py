"""A party's own data, its beginning and end, and notes about it."""

from datetime import date
from typing import Any

import pytest

from staffel.actions.new_parties import create_party
from staffel.actions.parties import activate_party, change_party, end_party
from staffel.actions.party_notes import add_party_note, finish_party_note
from staffel.models import Entry, Party, PartyNote
from staffel.queries.directory import directory
from staffel.rules.refused import Refused
from tests.actions.relay import broken
from tests.scene import Scene, actor_of, captured, open_offer


def test_what_stays_the_same_leaves_no_line(scene: Scene) -> None:
    before = Entry.objects.count()
    change_party(scene.paul.party_id, {"name": "Paul Heizungsbau"}, actor=actor_of(scene.vera), now=scene.now)
    assert Entry.objects.count() == before


def test_a_partner_that_moves_is_found_at_its_new_place(scene: Scene) -> None:
    values = {"postal_code": "20095", "place": "Weilheim in Oberbayern", "name": "Äpfel & Co"}
    change_party(scene.paul.party_id, values, actor=actor_of(scene.vera), now=scene.now)
    party = Party.objects.get(id=scene.paul.party_id)
    assert (party.region, party.place, party.name_key) == ("HH", "Hamburg Altstadt", "aepfel co")
    assert Entry.objects.get(kind="party.changed").data["fields"] == ["name", "postal_code"]
    assert directory().network.bidders[party.id].latitude == party.latitude


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"state": "ended"}, "field_unknown"),
        ({"looked_after_by_id": "petra"}, "care_unknown"),
        ({"stand_in_id": "petra"}, "stand_in_unknown"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(scene: Scene, values: dict[str, Any], code: str) -> None:
    typed = {key: scene.petra.id if value == "petra" else value for key, value in values.items()}
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        change_party(scene.paul.party_id, typed, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == code
    assert Entry.objects.count() == before
    assert Party.objects.get(id=scene.paul.party_id).looked_after_by_id == scene.frieda.id


def test_a_new_partner_has_a_number_a_place_and_the_hours_of_an_office(scene: Scene) -> None:
    party_id = create_party(
        {"name": " Nora Solar ", "postal_code": "50667"}, kind="partner", actor=actor_of(scene.vera), now=scene.now
    )  # fmt: skip
    party = Party.objects.get(id=party_id)
    assert (party.key, party.name, party.place, party.state) == (
        "nora_solar_50667",
        "Nora Solar",
        "Köln",
        "active",
    )
    assert party.hours["mon"] == [["08:00", "17:00"]]
    assert directory().parties[party_id].name == "Nora Solar"


def test_an_invited_partner_is_asked_nothing_until_it_takes_part(scene: Scene) -> None:
    party_id = create_party(
        {"name": "Nora"}, kind="partner", is_invited=True, actor=actor_of(scene.vera), now=scene.now
    )
    assert not directory().network.bidders[party_id].is_active
    activate_party(party_id, actor=actor_of(scene.vera), now=scene.now)
    assert directory().network.bidders[party_id].is_active
    with pytest.raises(Refused) as refused:
        activate_party(party_id, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == "active_before"


@pytest.mark.parametrize(
    ("values", "key", "code"),
    [({"name": " "}, "", "name_missing"), ({"name": "Neu"}, "paul", "key_taken"), ({"x": 1}, "", "field_unknown")],
)  # fmt: skip
def test_a_new_partner_that_is_refused_is_not_there(
    scene: Scene, values: dict[str, Any], key: str, code: str
) -> None:
    before = Party.objects.count(), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        create_party(values, kind="partner", key=key, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == code
    assert (Party.objects.count(), Entry.objects.count()) == before


def test_an_ended_partner_leaves_why_and_can_come_back(scene: Scene) -> None:
    lead = captured(scene)
    paul = scene.paul.party_id
    end_party(paul, actor=actor_of(scene.vera), now=scene.now, text="Betrieb aufgegeben")
    assert open_offer(lead).party_id == scene.petra.party_id
    assert PartyNote.objects.get().text == "Betrieb aufgegeben"
    with pytest.raises(Refused) as refused:
        end_party(paul, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == "ended_before"
    activate_party(paul, actor=actor_of(scene.vera), now=scene.now)
    assert (Party.objects.get(id=paul).state, Party.objects.get(id=paul).ended_at) == ("active", None)
    assert broken(now=scene.now) == {}


def test_a_note_comes_back_until_it_is_done(scene: Scene) -> None:
    note_id = add_party_note(
        scene.paul.party_id, text=" Zertifikat läuft ab ", due_on=date(2026, 3, 9), actor=actor_of(scene.frieda),
        now=scene.now,
    )  # fmt: skip
    note = PartyNote.objects.get(id=note_id)
    assert (note.text, note.author_id, note.done_at) == ("Zertifikat läuft ab", scene.frieda.id, None)
    finish_party_note(note_id, actor=actor_of(scene.frieda), now=scene.now)
    finish_party_note(note_id, actor=actor_of(scene.frieda), now=scene.later(hours=1))
    assert PartyNote.objects.get().done_at == note.created_at


@pytest.mark.parametrize(
    ("text", "due_on", "code"), [(" ", None, "text_missing"), ("x", date(2026, 3, 1), "follow_up_past")]
)
def test_a_note_that_is_refused_is_not_kept(scene: Scene, text: str, due_on: date | None, code: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        add_party_note(
            scene.paul.party_id, text=text, due_on=due_on, actor=actor_of(scene.vera), now=scene.now
        )
    assert refused.value.code == code
    assert (PartyNote.objects.count(), Entry.objects.count()) == (0, before)
