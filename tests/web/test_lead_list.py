"""The list of leads: who has it, what is found, how it is filtered, sorted and cut, and what a file of it holds."""

import csv
import importlib
import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from staffel.actions import desk, follow_ups, offers, work
from staffel.actions.people import add_member
from staffel.actions.qualifying import correct_lead
from staffel.models import Delivery, Entry, Lead, Membership
from tests.scene import Scene, actor_of, captured, open_offer

AsMember = Callable[[Membership], Client]
FILES = ("csv", "xlsx")


def listed(client: Client, **query: str) -> list[str]:
    """The last names on the page, in their order."""
    text = client.get(reverse("leads"), query).content.decode()
    return [name.split()[-1] for name in re.findall(r'class="name"[^>]*>([^<]+)</a>', text)]


def table(client: Client, **query: str) -> list[list[str]]:
    response = client.get(reverse("leads-file", args=["csv"]), query)
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def three(scene: Scene) -> dict[str, Lead]:
    """Zoller asked an hour before Äpfel, and Äpfel before Bauer, whose town no partner works in."""
    people: list[tuple[str, dict[str, str]]] = [
        ("Zoller", {"company": "Größe & Söhne", "phone": "+498821987654"}),
        ("Äpfel", {"email": "obst@example.net", "postal_code": "80331", "phone": "+491711234567"}),
        ("Bauer", {"postal_code": "01067", "phone": ""}),
    ]
    made: dict[str, Lead] = {}
    for name, prospect in people:
        made[name] = captured(
            scene, name, prospect={"last_name": name, "email": f"{len(made)}@example.com", **prospect}
        )
        scene.later(hours=1)
    return made


# -- the doors ----------------------------------------------------------------------------------------------------


def test_anonymous_is_sent_to_the_login(scene: Scene, client: Client) -> None:
    for address in (reverse("leads"), *(reverse("leads-file", args=[kind]) for kind in FILES)):
        assert client.get(address)["Location"].startswith("/login")


def test_partners_have_no_list_but_their_portal_s(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    for member in (scene.otto, scene.paul):
        client = as_member(member)
        assert client.get(reverse("leads"))["Location"] == reverse("portal-leads")
        for kind in FILES:
            assert client.get(reverse("leads-file", args=[kind])).status_code == 404
        assert reverse("leads") + '"' not in client.get("/").content.decode()


def test_agency_and_field_sales_list_what_they_may_open(
    scene: Scene, three: dict[str, Lead], as_member: AsMember
) -> None:
    desk.place_lead(three["Bauer"].id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    desk.place_lead(
        three["Zoller"].id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now
    )
    desk.place_lead(
        three["Äpfel"].id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now
    )
    assert listed(as_member(scene.tom)) == ["Bauer"]
    assert listed(as_member(scene.frieda)) == ["Äpfel"]
    assert [row[0] for row in table(as_member(scene.tom))[1:]] == [str(three["Bauer"].number)]


def test_only_looking_is_allowed_and_changes_nothing(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), (Entry.objects.count(), Delivery.objects.count())
    for address in (reverse("leads"), *(reverse("leads-file", args=[kind]) for kind in FILES)):
        assert vera.post(address).status_code == 405
        response = vera.get(address)
        assert response.status_code == 200
        list(response)  # read to its end a file is closed
    assert vera.get("/leads.exe").status_code == 404
    assert (Entry.objects.count(), Delivery.objects.count()) == before


# -- search -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("zoll", ["Zoller"]), ("Groesse", ["Zoller"]), ("aepf", ["Äpfel"]), ("Anna Äpfel", ["Äpfel"]),
        ("apfel", []), ("Weilheim", ["Zoller"]), ("80331", ["Äpfel"]), ("13308", []), ("0171 1234567", ["Äpfel"]),
        ("4567", ["Äpfel"]), ("7654", ["Zoller"]), ("+49 171", ["Äpfel"]), ("obst@example.net", ["Äpfel"]),
        ("anna", ["Bauer", "Äpfel", "Zoller"]), ("nobody", []), ("&!|", []), ("'); --", []),
    ],
)  # fmt: skip
def test_search_finds(
    three: dict[str, Lead], scene: Scene, as_member: AsMember, typed: str, names: list[str]
) -> None:
    assert listed(as_member(scene.vera), q=typed) == names


def test_search_finds_the_number_of_a_lead(three: dict[str, Lead], scene: Scene, as_member: AsMember) -> None:
    assert listed(as_member(scene.vera), q=str(three["Bauer"].number)) == ["Bauer"]


def test_corrected_lead_is_found_under_what_is_right_now(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    right = {"last_name": "Vogel", "email": "vogel@example.org"}
    correct_lead(lead.id, right, actor=actor_of(scene.vera), now=scene.now)
    assert (listed(vera, q="Musterfrau"), listed(vera, q="vogel")) == ([], ["Vogel"])
    lead.refresh_from_db()
    assert lead.name_key == "vogel anna"


def test_search_words_are_written_again_where_they_are_missing(three: dict[str, Lead]) -> None:
    before = list(Lead.objects.order_by("id").values_list("search", "name_key"))
    Lead.objects.update(search="", name_key="")
    fill = importlib.import_module("staffel.migrations.0005_search_words").write_search_words
    for _ in range(2):
        fill(None, connection.schema_editor())
        assert list(Lead.objects.order_by("id").values_list("search", "name_key")) == before


# -- filters, order, pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Bauer", "Äpfel", "Zoller"]), ({"status": "brokering"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"status": "working"}, []), ({"status": "open"}, ["Bauer", "Äpfel", "Zoller"]), ({"status": "won"}, []),
        ({"temperature": "hot"}, []), ({"temperature": "warm"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"campaign": "default"}, ["Bauer", "Äpfel", "Zoller"]), ({"campaign": "x"}, []), ({"source": "fair"}, []),
        ({"holder": "desk"}, ["Bauer", "Äpfel", "Zoller"]), ({"holder": "wärme petra"}, []), ({"holder": "%"}, []),
        ({"since": "2026-03-02", "until": "2026-03-02"}, ["Bauer", "Äpfel", "Zoller"]), ({"since": "2026-03-03"}, []),
        ({"until": "2026-03-01"}, []), ({"since": "2026-02-31"}, ["Bauer", "Äpfel", "Zoller"]), ({"test": "1"}, []),
        ({"time": "resting"}, []), ({"time": "waiting"}, ["Bauer", "Äpfel", "Zoller"]), ({"time": "risk"}, []), ({"time": "x"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"area": "82"}, ["Zoller"]), ({"area": "de 8033, 99"}, ["Äpfel"]), ({"area": "AT"}, []), ({"area": "DE"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"area": "AT 82"}, []), ({"area": "%"}, []), ({"age": "1"}, []), ({"age": "0"}, ["Zoller"]), ({"age": "x"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"period": "week"}, ["Bauer", "Äpfel", "Zoller"]), ({"period": "last-week"}, []), ({"period": "today"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"period": "30"}, ["Bauer", "Äpfel", "Zoller"]), ({"event": "offered", "period": "week"}, ["Äpfel", "Zoller"]),
        ({"event": "placed", "period": "week"}, []), ({"event": "closed", "period": "week"}, []), ({"own": "1"}, []), ({"own": "0"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"sort": "oldest"}, ["Zoller", "Äpfel", "Bauer"]), ({"sort": "name"}, ["Äpfel", "Bauer", "Zoller"]), ({"sort": "x"}, ["Bauer", "Äpfel", "Zoller"]),
        ({"after": "x"}, ["Bauer", "Äpfel", "Zoller"]), ({"q": "\0"}, ["Bauer", "Äpfel", "Zoller"]),
    ],
)  # fmt: skip
def test_address_says_what_is_listed(
    three: dict[str, Lead], scene: Scene, as_member: AsMember, query: dict[str, str], names: list[str]
) -> None:
    assert listed(as_member(scene.vera), **query) == names


def test_the_leads_of_a_source_are_found_however_it_is_written(
    three: dict[str, Lead], scene: Scene, as_member: AsMember
) -> None:
    Lead.objects.filter(last_name="Zoller").update(source="Fair")
    vera = as_member(scene.vera)
    assert listed(vera, source="fair") == ["Zoller"]
    assert listed(vera, source="fai") == []


def test_overdue_resting_and_closed_leads_are_found(
    three: dict[str, Lead], scene: Scene, as_member: AsMember
) -> None:
    vera, actor = as_member(scene.vera), actor_of(scene.vera)
    work_lead = three["Bauer"]
    desk.work_lead(work_lead.id, actor=actor, now=scene.now)
    work.report_contact(work_lead.id, actor=actor, now=scene.now)
    on = (scene.now + timedelta(days=9)).date()
    follow_ups.agree_follow_up(work_lead.id, on=on, text="Umbau", actor=actor, now=scene.now)
    desk.close_lead(three["Zoller"].id, reason="spam", actor=actor, now=scene.now)
    Lead.objects.filter(id=three["Äpfel"].id).update(deadline_at=scene.now - timedelta(days=1))
    assert listed(vera, time="resting") == ["Bauer"]
    assert listed(vera, time="overdue") == ["Äpfel"]
    assert listed(vera, status="disqualified") == listed(vera, status="closed") == ["Zoller"]
    assert listed(vera, sort="deadline") == ["Äpfel", "Bauer"]


def test_what_was_placed_offered_and_closed_in_a_period_is_found(
    three: dict[str, Lead], scene: Scene, as_member: AsMember
) -> None:
    vera, actor = as_member(scene.vera), actor_of(scene.vera)
    desk.place_lead(three["Äpfel"].id, party_id=scene.otto.party_id, actor=actor, now=scene.now)
    desk.close_lead(three["Zoller"].id, reason="spam", actor=actor, now=scene.now)
    assert listed(vera, event="placed", period="today") == ["Äpfel"]
    assert listed(vera, event="closed", period="today") == ["Zoller"]
    assert listed(vera, event="closed", since="2026-03-03") == []
    assert listed(vera, event="placed", until="2026-03-01") == []


def test_what_happened_is_found_at_any_time_where_no_period_is_named(
    three: dict[str, Lead], scene: Scene, as_member: AsMember
) -> None:
    vera, actor = as_member(scene.vera), actor_of(scene.vera)
    desk.place_lead(three["Äpfel"].id, party_id=scene.otto.party_id, actor=actor, now=scene.now)
    desk.close_lead(three["Zoller"].id, reason="spam", actor=actor, now=scene.now)
    assert listed(vera, event="placed") == ["Äpfel"]
    assert listed(vera, event="closed") == ["Zoller"]
    assert listed(vera, event="contradicted") == listed(vera, event="joined") == []
    assert len(listed(vera)) == len(three)


def test_the_chip_says_that_it_is_at_any_time(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    text = vera.get(reverse("leads"), {"event": "contradicted"}).content.decode()
    assert "Interessent bestreitet den Kontakt: jederzeit" in " ".join(text.split())
    text = vera.get(reverse("leads"), {"event": "contradicted", "since": "2026-03-01"}).content.decode()
    assert "jederzeit" not in re.search(r'<ul class="chips".*?</ul>', text, re.S)[0]  # type: ignore[index]


def test_filters_stand_above_the_list_and_can_be_taken_away(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    query = {"area": "82", "period": "week", "event": "offered", "holder": "desk", "age": "0", "sort": "name"}
    text = as_member(scene.vera).get(reverse("leads"), query).content.decode()
    chips = re.search(r'<ul class="chips".*?</ul>', text, re.S)
    assert chips
    said = " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", chips[0], flags=re.S).split())
    for words in (
        "Gebiet: 82",
        "Zuständig: Innendienst",
        "Partner gefragt: diese Woche",
        "vor mehr als 0 Tagen",
    ):
        assert words in said
    assert "?period=week&amp;event=offered&amp;holder=desk&amp;age=0&amp;sort=name" in chips[0]
    assert "?area=82&amp;holder=desk&amp;age=0&amp;sort=name" in chips[0]


def test_headings_sort_and_say_how(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    text = vera.get(reverse("leads"), {"q": "muster", "sort": "name"}).content.decode()
    assert '<th aria-sort="ascending"><a href="/leads?q=muster&amp;sort=-name">' in text
    assert 'href="/leads?q=muster">Angefragt' in text
    assert '<th aria-sort="descending">' in vera.get(reverse("leads")).content.decode()


def test_names_of_holders_are_suggested_to_the_house_only(
    scene: Scene, as_member: AsMember, client: Client
) -> None:
    address, vera = reverse("lead-holders"), as_member(scene.vera)
    assert (
        vera.get(address, {"holder": "waerme"}).content.decode().strip()
        == '<option value="Petra Wärme GmbH">'
    )
    assert vera.get(address, {"holder": " "}).content.decode().strip() == ""
    for member in (scene.tom, scene.otto):
        assert as_member(member).get(address, {"holder": "p"}).status_code == 404
    assert vera.post(address).status_code == 405
    assert client.get(address)["Location"].startswith("/login")


def test_test_leads_are_listed_apart(scene: Scene, as_member: AsMember) -> None:
    captured(scene, "t", is_test=True)
    assert listed(as_member(scene.vera)) == []
    assert listed(as_member(scene.vera), test="1") == ["Musterfrau"]


@pytest.mark.parametrize("sort", ["", "oldest", "deadline", "-deadline", "name", "-name"])
def test_pages_follow_each_other_without_gap_or_repetition(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    for n in range(5):
        captured(scene, str(n), prospect={"last_name": f"Gleich{n % 2}"})
    vera = as_member(scene.vera)
    whole = listed(vera, sort=sort)
    monkeypatch.setattr("staffel.queries.leads.PAGE", 2)
    address, seen = f"{reverse('leads')}?sort={sort}", []
    while address:
        text = vera.get(address).content.decode()
        seen += re.findall(r"(Gleich\d)</a>", text)
        more = re.search(r'class="more" href="([^"]+)"', text)
        address = more[1].replace("&amp;", "&") if more else ""
    assert (len(whole), seen) == (5, whole)


def test_htmx_gets_the_list_and_a_short_address(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    response = vera.get(reverse("leads"), {"q": "muster", "status": ""}, HTTP_HX_REQUEST="true")
    assert response.content.decode().lstrip().startswith('<div id="leads"')
    assert response["HX-Push-Url"] == "/leads?q=muster"
    back = vera.get(reverse("leads"), HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<!doctype html>" in back.content.decode()


def test_empty_lists_say_what_to_do(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert "Noch keine Leads" in vera.get(reverse("leads")).content.decode()
    assert "Kein Lead gefunden" in vera.get(reverse("leads"), {"q": "x"}).content.decode()
    vera.cookies["django_language"] = "en"
    assert "No leads yet" in vera.get(reverse("leads")).content.decode()


def test_more_rows_take_no_more_queries(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    vera.get(reverse("leads"))
    numbers = []
    for key in ("2", "3"):
        with CaptureQueriesContext(connection) as queries:
            assert listed(vera, q="muster")
        numbers.append(len(queries))
        offers.decline_offer(open_offer(lead).id, reason="too_far", actor=actor_of(scene.vera), now=scene.now)
        captured(scene, key)
    assert numbers[0] == numbers[1]


# -- files --------------------------------------------------------------------------------------------------------


def test_csv_holds_what_is_listed_and_computes_nothing(scene: Scene, as_member: AsMember) -> None:
    captured(scene, "1", prospect={"company": '=HYPERLINK("http://x")', "last_name": "Süß; Söhne"})
    captured(scene, "2", prospect={"last_name": "Anders"})
    head, row = table(as_member(scene.vera), q="suess")
    cells = dict(zip(head, row, strict=True))
    assert cells["Firma"] == '\'=HYPERLINK("http://x")'
    assert cells["Nachname"] == "Süß; Söhne"
    assert cells["Telefon"] == "0881 12345"
    assert cells["Angefragt am"] == "2026-03-02 10:00"
    assert cells["Status"] == "In Vergabe"


def test_a_file_names_the_party_and_the_person(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    offers.accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    head, row = table(as_member(scene.vera))
    cells = dict(zip(head, row, strict=True))
    assert (cells["Zuständig"], cells["Person"]) == ("Paul Heizungsbau", "Paul")


def test_xlsx_holds_texts_numbers_and_times(scene: Scene, as_member: AsMember) -> None:
    captured(scene, "1", prospect={"company": "=1+1"})
    response = as_member(scene.vera).get(reverse("leads-file", args=["xlsx"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    head, row = book.get_sheet_by_index(0).to_python()
    cells: dict[str, Any] = dict(zip(map(str, head), row, strict=True))
    assert cells["Firma"] == "=1+1"
    assert cells["Angefragt am"].isoformat() == "2026-03-02T10:00:00"
    assert cells["Nummer"] == Lead.objects.get().number


def test_marketing_takes_no_contact_data_away(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    mia = as_member(add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing"))
    text = str(table(mia))
    assert "82362" in text
    for secret in ("Musterfrau", "anna.musterfrau", "12345", "Geheimweg"):
        assert secret not in text


def test_too_many_rows_for_a_spreadsheet_are_refused_in_words(
    scene: Scene, lead: Lead, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.web.lead_list.MOST_ROWS", 0)
    response = as_member(scene.vera).get(reverse("leads-file", args=["xlsx"]))
    assert response.status_code == 422
    assert "CSV-Datei" in response.content.decode()
    assert "Musterfrau" in response.content.decode()


def test_a_won_lead_names_who_won_it_and_for_how_much(scene: Scene, as_member: AsMember) -> None:
    lead, paul = captured(scene), actor_of(scene.paul)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    work.report_contact(lead.id, actor=paul, now=scene.later(minutes=5))
    work.win_lead(lead.id, amount=Decimal("12500"), actor=paul, now=scene.later(hours=1))
    vera = as_member(scene.vera)
    for address in (reverse("leads"), reverse("lead", args=[lead.id])):
        text = vera.get(address).content.decode()
        assert "Paul Heizungsbau" in text
        assert "12.500" in text
    assert "Paul Heizungsbau<small>gewonnen" in vera.get(reverse("leads")).content.decode()
