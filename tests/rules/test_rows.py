"""Rows of an import: all problems at once, and no lead lost for a slip of the pen."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from staffel.rules.hours import hours_from_text
from staffel.rules.party_rows import area_row, party_row
from staffel.rules.prospects import Prospect, prospect_from_mapping
from staffel.rules.rows import ParsedLead, history_row, lead_row

ANNA = {
    "id": "4711",
    "asked_at": "23.11.2026 14:05",
    "salutation": "Frau",
    "name": "Dr. Anna-Lena von der Heide",
    "email": "anna@heide.example",
    "phone": "0351 123456",
    "mobile": "0171 1234567",
    "street": "Hauptstraße",
    "house_number": "5a",
    "postal_code": "1067",
    "place": "Dresden",
    "expected_value": "12.000 €",
    "customer_type": "privat",
    "message": "Bitte anrufen",
    "answers.baujahr": "1990",
}


def read(**cells: str) -> ParsedLead:
    return lead_row(cells, timezone="Europe/Berlin", country="DE")


def test_unknown_postal_code_is_kept_and_said_without_blocking() -> None:
    lead = read(name="Huber", postal_code="00000")
    assert lead.prospect.postal_code == "00000"
    assert lead.is_readable
    assert [problem.text for problem in lead.problems] == [
        "We do not know the postal code 00000 (Germany), so distances cannot be worked out. Is it right?"
    ]
    assert "begin alike" in read(name="Huber", postal_code="99999").problems[0].text
    assert not read(name="Huber", postal_code="82362").problems


def test_a_full_row_becomes_a_lead() -> None:
    lead = read(**ANNA)
    assert lead.is_readable
    assert lead.problems == ()
    assert lead.prospect == Prospect(
        salutation="ms",
        first_name="Anna-Lena",
        last_name="von der Heide",
        email="anna@heide.example",
        phone="+49351123456",
        street="Hauptstraße 5a",
        postal_code="01067",
        place="Dresden",
        country="DE",
    )
    assert (lead.id, lead.asked_at) == ("4711", datetime(2026, 11, 23, 13, 5, tzinfo=UTC))
    assert (lead.expected_value, lead.currency, lead.is_test) == (Decimal("12000.00"), "EUR", False)
    assert lead.answers == {
        "baujahr": "1990",
        "message": "Bitte anrufen",
        "customer_type": "private",
        "title": "Dr.",
        "mobile": "+491711234567",
    }


def test_all_problems_of_a_row_are_named_at_once() -> None:
    lead = read(
        name="Huber", asked_at="11/12/2026", email="huber", phone="abends", expected_value="viel", test="?"
    )
    assert {problem.field for problem in lead.problems} == {
        "asked_at",
        "email",
        "phone",
        "expected_value",
        "test",
    }
    assert {problem.field for problem in lead.problems if problem.is_blocking} == {"asked_at", "test"}
    assert not lead.is_readable


def test_a_wrong_number_does_not_keep_a_lead_out_and_is_kept() -> None:
    lead = read(name="Huber", phone="abends erreichbar", postal_code="803", language="Bairisch")
    assert lead.is_readable
    assert lead.prospect == Prospect(last_name="Huber", country="DE")
    assert lead.answers["phone_given"] == "abends erreichbar"
    assert lead.answers["language_given"] == "Bairisch"
    assert lead.answers["postal_code_given"] == "803"


def test_a_country_that_nobody_knows_is_not_taken_for_the_default() -> None:
    lead = read(name="Huber", country="Bajuwarien", postal_code="80331")
    assert (lead.prospect.country, lead.prospect.postal_code) == ("", "80331")
    assert lead.answers["country_given"] == "Bajuwarien"


@pytest.mark.parametrize(
    ("cells", "prospect"),
    [
        ({"company": "Huber GmbH"}, Prospect(company="Huber GmbH", country="DE")),
        ({"first_name": "Anna", "name": "Huber"}, Prospect(first_name="Anna", country="DE")),
        (
            {"last_name": "Huber", "mobile": "0171 1234567"},
            Prospect(last_name="Huber", phone="+491711234567", country="DE"),
        ),
        (
            {"last_name": "Huber", "postal_code": "A-1010", "phone": "01 5123456"},
            Prospect(last_name="Huber", postal_code="1010", phone="+4315123456", country="AT"),
        ),
        (
            {"last_name": "Huber", "postal_place": "80331 München"},
            Prospect(last_name="Huber", postal_code="80331", place="München", country="DE"),
        ),
        (
            {"last_name": "Huber", "country": "Schweiz", "postal_code": "8001", "language": "Deutsch"},
            Prospect(last_name="Huber", postal_code="8001", country="CH", language="de"),
        ),
    ],
)
def test_prospects_are_put_together(cells: dict[str, str], prospect: Prospect) -> None:
    parsed = prospect_from_mapping(cells, country="DE")
    assert parsed.prospect == prospect
    assert parsed.is_readable


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "last_name"),
        ({"place": "Köln"}, "last_name"),
        ({"last_name": "x" * 101}, "last_name"),
        ({"company": "x" * 201}, "company"),
        ({"last_name": 5}, "last_name"),
        ({"last_name": "Huber", "street": ["a"]}, "street"),
    ],
)
def test_values_that_make_no_prospect_are_refused(values: dict[str, object], field: str) -> None:
    parsed = prospect_from_mapping(values, country="DE")
    assert not parsed.is_readable
    assert field in {problem.field for problem in parsed.problems if problem.is_blocking}


@pytest.mark.parametrize(
    ("cells", "status", "outcome", "blocked"),
    [
        ({}, "", "", set()),
        ({"status": "in Bearbeitung"}, "working", "", set()),
        ({"status": "gewonnen"}, "closed", "won", set()),
        ({"outcome": "verloren"}, "closed", "lost", set()),
        ({"status": "beendet", "outcome": "Dublette"}, "closed", "duplicate", set()),
        ({"status": "beendet"}, "closed", "", {"outcome"}),
        ({"status": "in Bearbeitung", "outcome": "won"}, "working", "won", {"status"}),
        ({"status": "irgendwas", "closed_at": "gestern"}, "", "", {"status", "closed_at"}),
    ],
)
def test_history_is_read_or_refused(
    cells: dict[str, str], status: str, outcome: str, blocked: set[str]
) -> None:
    history = history_row(cells, timezone="Europe/Berlin")
    assert (history.status, history.outcome) == (status, outcome)
    assert {problem.field for problem in history.problems} == blocked
    assert history.is_readable is not bool(blocked)


def test_a_party_is_read() -> None:
    cells = {
        "name": "Müller GmbH",
        "kind": "Händler",
        "status": "pausiert",
        "postal_code": "1067",
        "postal_codes": "80-82; 85221",
        "hours": "Mo-Fr 8-17",
        "languages": "Deutsch, en",
        "tags": "WP; PV, WP",
        "capacity_day": "5",
        "capacity_open": "unbegrenzt",
        "weight": "1,5",
        "timezone": "Europe/Berlin",
        "looked_after_by": "gebiet@firma.example",
    }
    party = party_row(cells, country="DE")
    assert party.problems == ()
    assert (party.key, party.kind, party.state, party.is_paused) == (
        "mueller_gmbh_01067",
        "partner",
        "active",
        True,
    )
    assert party.areas == (("range", "80000", "82999"), ("code", "85221", ""))
    assert (party.languages, party.tags) == (("de", "en"), ("WP", "PV"))
    assert party.hours == hours_from_text("Mo-Fr 08:00-17:00")
    assert (party.capacity_open, party.capacity_day, party.weight) == (None, 5, 1.5)


def test_whatever_cannot_be_read_blocks_a_party() -> None:
    cells = {
        "postal_code": "80",
        "hours": "immer",
        "capacity_day": "x",
        "email": "x",
        "timezone": "Bayern",
        "kind": "?",
    }
    party = party_row(cells, country="AT")
    assert not party.is_readable
    assert {problem.field for problem in party.problems} == {*cells, "name"}


@pytest.mark.parametrize(
    ("cells", "areas", "radius_km"),
    [
        ({"from": "80", "to": "82"}, (("range", "80000", "82999"),), None),
        ({"from": "1067", "to": "1099"}, (("range", "01067", "01099"),), None),
        ({"from": "80331"}, (("code", "80331", ""),), None),
        ({"prefix": "80, 81*"}, (("prefix", "80", ""), ("prefix", "81", "")), None),
        ({"postal_code": "1067"}, (("code", "01067", ""),), None),
        ({"code": "80-82, 85221"}, (("range", "80000", "82999"), ("code", "85221", "")), None),
        ({"country": "DE"}, (("country", "", ""),), None),
        ({"radius_km": "25", "postal_code": "1067"}, (), 25.0),
    ],
)
def test_areas_are_read(
    cells: dict[str, str], areas: tuple[tuple[str, str, str], ...], radius_km: float | None
) -> None:
    area = area_row({"party": "P1", "exclusive": "ja", **cells}, country="DE")
    assert area.problems == ()
    assert (area.areas, area.radius_km, area.is_exclusive) == (areas, radius_km, True)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"party": "P1"}, "code"),
        ({"from": "80"}, "party"),
        ({"party": "P1", "to": "82"}, "from"),
        ({"party": "P1", "from": "82", "to": "80"}, "from"),
        ({"party": "P1", "radius_km": "25"}, "radius_km"),
        ({"party": "P1", "radius_km": "weit", "postal_code": "80331"}, "radius_km"),
        ({"party": "P1", "country": "DE", "place": "Köln"}, "code"),
    ],
)
def test_areas_that_cover_nothing_are_refused(cells: dict[str, str], field: str) -> None:
    area = area_row(cells, country="DE")
    assert not area.is_readable
    assert field in {problem.field for problem in area.problems}


@pytest.mark.parametrize(
    ("said", "at"),
    [("ja", None), ("x", None), ("TRUE", None), ("01.03.2026", datetime(2026, 2, 28, 23, 0, tzinfo=UTC))],
)
def test_a_consent_is_a_yes_or_the_day_since_when(said: str, at: datetime | None) -> None:
    lead = read(name="Huber", consent_mail=said)
    assert [(one.purpose, one.at) for one in lead.consents] == [("mail", at)]
    assert lead.problems == ()


@pytest.mark.parametrize("said", ["", "nein", "0", "-", "no"])
def test_a_no_is_no_consent_and_no_problem(said: str) -> None:
    lead = read(name="Huber", consent_mail=said)
    assert (lead.consents, lead.problems) == ((), ())


@pytest.mark.parametrize("said", ["vielleicht", "11/12/2026", "31.02.2026"])
def test_what_is_neither_yes_no_nor_a_day_is_noted_and_no_consent(said: str) -> None:
    lead = read(name="Huber", consent_call=said)
    assert lead.consents == ()
    assert lead.is_readable, "the lead is not lost for it"
    (problem,) = lead.problems
    assert (problem.field, problem.is_blocking) == ("consent_call", False)
    assert f"“{said}” is neither yes, no nor a day" in problem.text
    assert lead.answers["consent_call_given"] == said
