"""Headers become fields when they are known or nearly so; everything else is kept as an answer."""

import pytest

from staffel.rules.columns import propose_mapping, slug_of
from staffel.rules.fields import HEADERS
from staffel.rules.words import normalised


@pytest.mark.parametrize(
    ("kind", "headers", "fields"),
    [
        (
            "leads",
            [
                "Anfragedatum",
                "Anrede",
                "Vorname",
                "Name",
                "E-Mail",
                "Telefon",
                "PLZ",
                "Ort",
                "Straße",
                "Nachricht",
            ],
            [
                "asked_at",
                "salutation",
                "first_name",
                "last_name",
                "email",
                "phone",
                "postal_code",
                "place",
                "street",
                "message",
            ],
        ),
        ("leads", ["Lead ID", "Created at", "Full name", "Zip"], ["id", "asked_at", "name", "postal_code"]),
        ("leads", ["Anfragedatun", "Nachrict", "Telefonumer"], ["asked_at", "message", "phone"]),
        ("leads", ["Baujahr", "E-Mail 2", "Produktname", "Kundennummer"], ["", "", "", ""]),
        (
            "parties",
            [
                "Händlernummer",
                "Firma",
                "Ansprechpartner",
                "PLZ-Gebiet",
                "Kapazität (Tag)",
                "betreut von",
                "postal_codes",
            ],
            ["key", "name", "person", "postal_codes", "capacity_day", "looked_after_by", ""],
        ),
        (
            "areas",
            ["Partner", "Land", "PLZ von", "PLZ bis", "Gebietsschutz"],
            ["party", "country", "from", "to", "exclusive"],
        ),
    ],
)
def test_headers_are_mapped(kind: str, headers: list[str], fields: list[str]) -> None:
    assert [column.field for column in propose_mapping(headers, kind).columns] == fields


def test_the_first_of_two_headers_wins_and_the_other_is_reported() -> None:
    mapping = propose_mapping(["Telefon", "Telefon", "message", "Message"], "leads")
    assert mapping.fields == {"phone": "Telefon", "message": "message"}
    assert [(column.header, column.taken_by) for column in mapping.repeated] == [
        ("Telefon", "Telefon"),
        ("Message", "message"),
    ]
    assert mapping.cells(("1", "2", "3", "4")) == {
        "phone": "1", "answers.telefon": "2", "message": "3", "answers.message_2": "4",
    }  # fmt: skip


def test_a_near_header_says_so_and_gives_way_to_a_known_one() -> None:
    mapping = propose_mapping(["Nachrict", "Nachricht"], "leads")
    assert [(column.field, column.is_near) for column in mapping.columns] == [("", False), ("message", False)]
    assert propose_mapping(["Nachrict"], "leads").columns[0].is_near


def test_unknown_columns_keep_their_cells_under_their_own_slugs() -> None:
    mapping = propose_mapping(["Baujahr (Heizung)", "Baujahr Heizung", "***"], "leads")
    assert [column.slug for column in mapping.unknown] == ["baujahr_heizung", "baujahr_heizung_2", "column_3"]
    assert slug_of("Größe in m²") == "groesse_in_m2"


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="leads, parties and areas"):
        propose_mapping(["Name"], "products")


@pytest.mark.parametrize("kind", HEADERS)
def test_every_known_header_is_normalised_and_means_one_field(kind: str) -> None:
    known = [header for headers in HEADERS[kind].values() for header in set(headers)]
    assert all(normalised(header) == header for header in known)
    assert sorted(known) == sorted(set(known))
