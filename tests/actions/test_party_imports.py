"""Parties and areas from a file: the key decides, an empty cell changes nothing, leads are never left with nobody."""

from collections.abc import Sequence

import pytest

from staffel.actions.area_imports import AreaPlan, import_areas
from staffel.actions.party_imports import PartyPlan, import_parties, plan_parties
from staffel.models import Area, Entry, Lead, Membership, Offer, Party
from staffel.queries.directory import directory
from staffel.rules.columns import propose_mapping
from staffel.rules.refused import Refused
from tests.scene import MONDAY, Scene, captured

PARTIES = (
    "Händlernummer",
    "Firma",
    "PLZ",
    "E-Mail",
    "Ansprechpartner",
    "PLZ-Gebiet",
    "Kapazität",
    "Betreut von",
    "Status",
)
HUBER = (
    "P1",
    "Huber Heizung",
    "84028",
    "huber@example.com",
    "Max Huber",
    "84",
    "10",
    "frieda@example.com",
    "",
)
AREAS = ("Partner", "von", "bis", "Produkt", "exklusiv", "PLZ", "Umkreis")


def planned(*rows: Sequence[str]) -> PartyPlan:
    return plan_parties(list(enumerate(rows, start=2)), propose_mapping(PARTIES, "parties"))


def imported(*rows: Sequence[str]) -> PartyPlan:
    plan = planned(*rows)
    import_parties(plan, now=MONDAY)
    return plan


def areas(*rows: Sequence[str]) -> AreaPlan:
    return import_areas(list(enumerate(rows, start=2)), propose_mapping(AREAS, "areas"), now=MONDAY)


def test_a_new_partner_has_its_place_region_zone_member_area_and_field_sales(scene: Scene) -> None:
    plan = imported(HUBER, ("P2", "Ötzi Wärme", "A-6020", "oetzi@example.com", "", "", "unbegrenzt", "", ""))
    assert [len(plan.new), len(plan.changed), plan.unread] == [2, 0, []]
    huber, oetzi = Party.objects.get(key="P1"), Party.objects.get(key="P2")
    assert (huber.place, huber.region, huber.capacity_open) == ("Landshut", "BY", 10)
    assert huber.looked_after_by == scene.frieda
    assert list(huber.areas.values_list("country", "kind", "first")) == [("DE", "prefix", "84")]
    assert (oetzi.country, oetzi.timezone, oetzi.capacity_open) == ("AT", "Europe/Vienna", None)
    member = Membership.objects.get(party=huber)
    assert (member.person.name, member.role) == ("Max Huber", "partner_manager")
    assert directory().network.seat(huber.id) is not None


def test_the_same_file_twice_changes_nothing(scene: Scene) -> None:
    imported(HUBER)
    entries, serial = Entry.objects.count(), directory().serial
    plan = planned(HUBER)
    assert (len(plan.new), len(plan.changed), plan.unchanged) == (0, 0, 1)
    assert (Entry.objects.count(), directory().serial) == (entries, serial)


def test_a_file_changes_what_it_says_and_an_empty_cell_nothing(scene: Scene) -> None:
    imported(HUBER)
    plan = imported(("P1", "Huber Heizung", "", "", "", "", "3", "", ""))
    assert [row.changed for row in plan.changed] == [("capacity_open",)]
    huber = Party.objects.get(key="P1")
    assert (huber.capacity_open, huber.email, huber.postal_code) == (3, "huber@example.com", "84028")
    assert Entry.objects.filter(
        kind="party.changed", party=huber, data={"fields": ["capacity_open"]}
    ).exists()


def test_a_partner_that_ends_by_the_file_hands_its_offers_on(scene: Scene) -> None:
    lead = captured(scene)
    assert Offer.objects.get(lead=lead, state="open").party_id == scene.paul.party_id
    plan = imported(("paul", "Paul Heizungsbau", "82362", "", "", "", "", "", "beendet"))
    assert [row.state for row in plan.changed] == ["end"]
    assert Party.objects.get(key="paul").state == "ended"
    assert Offer.objects.get(lead=lead, state="open").party_id == scene.petra.party_id
    assert Lead.objects.get().holder == scene.desk


def test_a_pause_by_the_file_begins_and_ends(scene: Scene) -> None:
    imported(("paul", "Paul Heizungsbau", "", "", "", "", "", "", "pausiert"))
    assert Party.objects.get(key="paul").is_paused
    imported(("paul", "Paul Heizungsbau", "", "", "", "", "", "", "aktiv"))
    assert not Party.objects.get(key="paul").is_paused


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("P1", "", "84028", "", "", "", "", "", ""), "name"),
        (("P1", "Huber", "84028", "x@@y", "", "", "", "", ""), "email"),
        (("P1", "Huber", "84028", "", "", "", "viele", "", ""), "capacity_open"),
        (("desk", "Innendienst", "", "", "", "", "", "", "beendet"), "status"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(scene: Scene, row: Sequence[str], field: str) -> None:
    (unread,) = planned(row).unread
    assert [problem.field for problem in unread.problems] == [field]


def test_a_number_on_two_lines_is_for_repair(scene: Scene) -> None:
    plan = planned(HUBER, ("P1", "Huber Zwei", *HUBER[2:]))
    assert (len(plan.new), [row.line for row in plan.unread]) == (1, [3])


def test_a_party_keeps_its_kind(scene: Scene) -> None:
    mapping = propose_mapping(("Nr", "Firma", "Art"), "parties")
    (unread,) = plan_parties([(2, ("paul", "Paul", "Agentur"))], mapping).unread
    assert "keeps its kind" in unread.problems[0].text


def test_what_keeps_a_partner_from_offers_is_said(scene: Scene) -> None:
    plan = planned(("P3", "Ohne Alles", "", "", "", "", "", "nobody@example.com", ""))
    assert [problem.field for _line, problem in plan.remarks] == ["looked_after_by", "email", "postal_code"]


def test_a_desk_gets_no_member_by_its_address_alone(scene: Scene) -> None:
    mapping = propose_mapping(("Nr", "Firma", "Art", "E-Mail"), "parties")
    import_parties(plan_parties([(2, ("D2", "Süd", "Innendienst", "sued@example.com"))], mapping), now=MONDAY)
    assert not Membership.objects.filter(party__key="D2").exists()


def test_areas_replace_those_of_the_parties_that_the_file_names(scene: Scene) -> None:
    plan = areas(("petra", "80000", "81999", "", "", "", ""), ("petra", "", "", "", "", "80331", "30 km"))
    assert (plan.added, plan.removed) == (2, 3)
    assert set(Area.objects.filter(party__key="petra").values_list("kind", flat=True)) == {"range", "radius"}
    assert Area.objects.filter(party__key="paul").count() == 3
    assert not areas(
        ("petra", "80000", "81999", "", "", "", ""), ("petra", "", "", "", "", "80331", "30 km")
    ).changes


def test_nothing_of_a_party_is_removed_while_a_line_of_it_cannot_be_read(scene: Scene) -> None:
    plan = areas(("petra", "84000", "84999", "", "", "", ""), ("petra", "xx", "", "", "", "", ""))
    assert (plan.added, plan.removed, len(plan.unread)) == (1, 0, 1)
    assert Area.objects.filter(party__key="petra").count() == 4


def test_a_party_nobody_knows_is_named(scene: Scene) -> None:
    plan = areas(("Niemand", "80000", "", "", "", "", ""))
    assert [problem.field for problem in plan.unread[0].problems] == ["party"]


def test_two_exclusive_areas_in_one_place_are_refused_with_both_names_and_nothing_changes(
    scene: Scene,
) -> None:
    with pytest.raises(Refused, match=r"Paul Heizungsbau .*Petra Wärme"):
        areas(("paul", "80000", "81999", "", "ja", "", ""), ("petra", "81000", "82999", "", "ja", "", ""))
    assert Area.objects.filter(is_exclusive=True).count() == 0
    areas(("paul", "80000", "81999", "", "ja", "", ""))
    with pytest.raises(Refused, match="Paul Heizungsbau"):
        areas(("petra", "81000", "", "", "ja", "", ""))


def test_a_file_of_partners_leaves_exclusive_areas_alone(scene: Scene) -> None:
    areas(("paul", "80000", "81999", "Klima", "ja", "", ""))
    imported(("paul", "Paul Heizungsbau", "", "", "", "82", "", "", ""))
    assert set(Area.objects.filter(party__key="paul").values_list("kind", "is_exclusive")) == {
        ("prefix", False),
        ("range", True),
    }
