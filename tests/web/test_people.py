"""The people page: who may do what to whom, by hand and from a file, and what happens when somebody leaves."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions.people import add_member
from staffel.models import Area, Delivery, Entry, Mandate, Membership, Party, PartyState, Person, Submission
from staffel.queries.people import members_of, standing_of
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.counting import assert_as_committed
from tests.web.test_pages import AsMember, accept

PEOPLE = "Name;E-Mail;Rolle;Team\nKim Neu;kim@example.com;Außendienst;\nTina Tel;tina@example.com;;Tom Telesales\nVera;vera@example.com;;\nOhne;;;\nXaver;x@example.com;Inhaber;desk\n"
FIRMS = "Nr;Firma;E-Mail;Ansprechpartner;PLZ\n1;Berg Wärme;berg@example.com;Bea Berg;82362\n2;Tal GmbH;;;80331\n3;Ohne Ort;o@example.com;;999\n"


def file(content: str, name: str = "liste.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def counted() -> tuple[int, ...]:
    return (
        Entry.objects.count(), Delivery.objects.count(), Membership.objects.count(), Person.objects.count(),
        Party.objects.count(),
    )  # fmt: skip


def invite(client: Client, party: Party, **typed: str) -> Any:
    given = {
        "name": "Nina Neu",
        "email": "nina@example.com",
        "role": "partner_member",
        "language": "de",
        **typed,
    }
    return client.post(reverse("people-invite", args=[party.id]), given)


def nina() -> Membership:
    return Membership.objects.select_related("party", "person").get(person__email="nina@example.com")


def test_only_the_administrator_has_the_page(scene: Scene, as_member: AsMember, client: Client) -> None:
    page = as_member(scene.ada).get("/people").text
    for name in ("Ada", "Vera", "Frieda", "Tom Telesales"):
        assert name in page
    assert "Paul Heizungsbau" not in page
    for member in (scene.vera, scene.frieda, scene.tom, scene.paul, scene.otto):
        for address in ("/people", "/people/file"):
            assert as_member(member).get(address).status_code == 404
    assert client.get("/people")["Location"].startswith("/login")
    assert as_member(scene.ada).post("/people").status_code == 405


def test_somebody_is_invited_and_stands_there_as_invited(scene: Scene, as_member: AsMember) -> None:
    ada = as_member(scene.ada)
    assert invite(ada, scene.desk, role="desk")["Location"] == "/people"
    page = ada.get("/people").text
    assert "eingeladen" in page
    assert Delivery.objects.get(kind="invitation").member == nina()
    answer = ada.post(reverse("people-change", args=[nina().id, "resend"]), headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith("<section")
    assert "geht noch einmal hinaus" in answer.text
    ada.post(reverse("people-change", args=[nina().id, "revoke"]))
    assert standing_of(nina()).state == "ended"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "nobody"}, "keine E-Mail-Adresse"),
        ({"email": "paul@example.com"}, "gehört schon dazu"),
        ({"role": "administrator"}, "administrator"),
        ({"name": ""}, "zwingend"),
    ],
)
def test_a_wrong_invitation_says_why_beside_the_field(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = invite(as_member(scene.vera), scene.paul.party, **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert counted() == before


def test_each_manages_the_people_that_are_its_own_to_manage(scene: Scene, as_member: AsMember) -> None:
    before = counted()
    for member, party in (
        (scene.vera, scene.desk), (scene.frieda, scene.paul.party), (scene.tom, scene.agency),
        (scene.paul, scene.petra.party), (scene.otto, scene.paul.party),
    ):  # fmt: skip
        assert invite(as_member(member), party).status_code == 404
    for member, other in ((scene.vera, scene.ada), (scene.paul, scene.petra), (scene.tom, scene.tom)):
        for act in ("resend", "revoke", "role"):
            assert as_member(member).post(reverse("people-change", args=[other.id, act])).status_code == 404
        assert as_member(member).post(reverse("people-end", args=[other.id])).status_code == 404
    assert counted() == before
    assert invite(as_member(scene.paul), scene.paul.party).status_code == 302
    assert as_member(scene.ada).get(reverse("people-change", args=[scene.vera.id, "role"])).status_code == 405
    assert as_member(scene.ada).post(reverse("people-change", args=[scene.vera.id, "x"])).status_code == 404


def test_the_pages_take_as_many_queries_as_committed(scene: Scene, as_member: AsMember) -> None:
    for number in range(12):
        add_member(scene.desk.id, email=f"d{number}@example.com", name=f"D{number}", role="desk")
    address = {
        "people": "/people",
        "account": "/account",
        "first-steps": "/first-steps",
        "firms": "/people/partners",
    }
    assert_as_committed(as_member(scene.ada), address)


def test_nobody_is_sent_to_another_site_after_an_act(scene: Scene, as_member: AsMember) -> None:
    answer = invite(as_member(scene.ada), scene.desk, role="desk", next="https://evil.example/")
    assert answer["Location"] == "/people"


def test_a_new_agency_is_set_up_and_its_people_are_invited(scene: Scene, as_member: AsMember) -> None:
    ada = as_member(scene.ada)
    assert ada.post("/people/team", {"name": "Rufwerk", "kind": "agency"})["Location"] == "/people"
    team = Party.objects.get(name="Rufwerk")
    assert (team.kind, team.state) == ("agency", PartyState.ACTIVE)
    assert "Rufwerk" in ada.get("/people").text
    assert invite(ada, team, role="agency_member").status_code == 302
    before = counted()
    for wrong in (
        {"name": "", "kind": "desk"},
        {"name": "X", "kind": "partner"},
        {"name": "Rufwerk", "kind": "desk"},
    ):
        assert ada.post("/people/team", wrong).status_code == 422
    for member in (scene.vera, scene.tom, scene.paul, scene.otto):
        assert as_member(member).post("/people/team", {"name": "X", "kind": "desk"}).status_code == 404
    assert counted() == before


def test_a_role_changes_and_the_last_administrator_stays(scene: Scene, as_member: AsMember) -> None:
    ada, address = as_member(scene.ada), reverse("people-change", args=[scene.vera.id, "role"])
    ada.post(address, {"role": "marketing"})
    assert Membership.objects.get(id=scene.vera.id).role == "marketing"
    before = counted()
    for typed, words in (
        ({"role": "partner_manager"}, "gibt es dort nicht"),
        ({"role": ""}, "gibt es dort nicht"),
    ):
        assert words in ada.post(address, typed).text
    own = reverse("people-change", args=[scene.ada.id, "role"])
    assert "letzte Administrator" in ada.post(own, {"role": "desk"}).text
    assert "letzte Administrator" in ada.post(reverse("people-end", args=[scene.ada.id])).text
    assert counted() == before
    assert ada.get("/people").status_code == 200


def test_who_leaves_passes_its_partners_on(scene: Scene, as_member: AsMember) -> None:
    ada, address = as_member(scene.ada), reverse("people-end", args=[scene.frieda.id])
    assert "Paul Heizungsbau" in ada.get(address).text
    before = counted()
    assert "wer diese Partner ab jetzt betreut" in ada.post(address).text
    assert "wer diese Partner ab jetzt betreut" in ada.post(address, {"passed_to": str(scene.paul.id)}).text
    assert counted() == before
    assert ada.post(address, {"passed_to": str(scene.vera.id)})["Location"] == "/people"
    assert Party.objects.get(id=scene.paul.party_id).looked_after_by_id == scene.vera.id
    assert as_member(scene.frieda).get("/process").status_code == 404


def test_a_lead_stays_with_its_firm_when_its_person_leaves(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene)
    party = Party.objects.get(id=open_offer(lead).party_id)
    second = add_member(party.id, email="zwei@example.com", name="Zwei", role="partner_member")
    accept(scene, lead)
    Mandate.objects.update(member=second)
    as_member(scene.vera).post(reverse("people-end", args=[second.id]))
    lead.refresh_from_db()
    assert (lead.holder_id, Mandate.objects.get().member_id) == (party.id, None)


def test_ending_the_only_person_of_a_firm_says_what_that_means(scene: Scene, as_member: AsMember) -> None:
    assert "niemand erreichbar" in as_member(scene.vera).get(reverse("people-end", args=[scene.otto.id])).text


def test_people_come_from_a_file_after_a_look(scene: Scene, as_member: AsMember) -> None:
    ada, before = as_member(scene.ada), counted()
    page = ada.post("/people/file", {"file": file(PEOPLE)}).text
    assert counted() == before
    assert "2 Personen werden eingeladen" in page
    assert "1 gehört schon dazu" in page
    assert "Ohne E-Mail-Adresse kann niemand eingeladen werden" in page
    assert "Diese Rolle gibt es bei Innendienst nicht" in page
    carried = page.split('name="carried" value="')[1].split('"', 1)[0]
    assert ada.post("/people/file", {"carried": carried, "name": "x.csv", "sure": "1"}).status_code == 302
    made = Membership.objects.filter(invited_at=scene.now).order_by("person__email")
    assert [(one.person.email, one.role, one.party.name) for one in made] == [
        ("kim@example.com", "field_sales", "Innendienst"), ("tina@example.com", "agency_member", "Tom Telesales"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "wählen Sie eine Datei"),
        ({"carried": "%%%"}, "wählen Sie eine Datei"),
        ({"carried": "AAAA"}, "wählen Sie eine Datei"),
    ],
)
def test_a_file_that_is_none_is_refused(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    before = counted()
    for address, member in (("/people/file", scene.ada), ("/people/partners", scene.vera)):
        answer = as_member(member).post(address, typed)
        assert answer.status_code == 422
        assert words in answer.text
    assert as_member(scene.ada).post("/people/file", {"file": file("nur ein Kopf")}).status_code == 422
    assert counted() == before


def test_firms_from_a_file_are_invited_and_get_no_offer_before_they_agree(
    scene: Scene, as_member: AsMember
) -> None:
    vera, before = as_member(scene.vera), counted()
    page = vera.post("/people/partners", {"file": file(FIRMS)}).text
    assert counted() == before
    assert "Neu: 2 Partner." in page
    assert "1 neuen Betrieb per E-Mail einladen" in page
    carried = page.split('name="carried" value="')[1].split('"', 1)[0]
    assert "kommt kein Leadangebot an. Zeile 3" in " ".join(re.sub(r"<[^>]+>", " ", page).split())
    typed = {"carried": carried, "name": "x.csv", "sure": "1", "how": "invite"}
    done = vera.post("/people/partners", typed, follow=True).text
    assert "1 Betrieb hat keine E-Mail-Adresse und wurde ausgelassen." in done
    firm = Party.objects.get(key="1")
    assert (firm.state, firm.place) == (PartyState.INVITED, "Weilheim in Oberbayern")
    assert [row.state for row in members_of(firm)] == ["invited"]
    assert not Party.objects.filter(key="2").exists()


def test_firms_from_a_file_are_taken_in_when_all_is_agreed(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    page = vera.post("/people/partners", {"file": file(FIRMS)}).text
    carried = page.split('name="carried" value="')[1].split('"', 1)[0]
    typed = {"carried": carried, "name": "x.csv", "sure": "1", "how": "take", "from": "first-steps"}
    assert vera.post("/people/partners", typed)["Location"] == "/first-steps"
    assert set(Party.objects.filter(key__in="12").values_list("state", flat=True)) == {PartyState.ACTIVE}
    assert not Delivery.objects.filter(kind="invitation").exists()


def carried_in(page: str) -> dict[str, str]:
    return {"carried": page.split('name="carried" value="')[1].split('"', 1)[0], "name": "x.csv"}


PLAIN = "Nom;E-Mail;PLZ;Rayon\nBerg Wärme;berg@example.com;82362;25\nTal Wärme;tal@example.com;80331;\n"


def test_columns_of_a_list_of_partners_are_chosen_like_those_of_leads(
    scene: Scene, as_member: AsMember
) -> None:
    vera, before = as_member(scene.vera), counted()
    page = vera.post("/people/partners", {"file": file(PLAIN)}).text
    assert "Noch ist keine Spalte der Name des Betriebs" in page
    assert 'name="sure"' not in page
    assert 'name="column-3"' in page
    assert '<option value="radius_km"' in page
    chosen = {**carried_in(page), "column-0": "name", "column-3": "radius_km"}
    page = vera.post("/people/partners", chosen).text
    assert "Neu: 2 Partner." in page
    assert "25 km" in page
    assert "Neu und ohne Gebiet: 1 Partner." in page
    assert counted() == before
    vera.post("/people/partners", {**chosen, "sure": "1", "how": "take"})
    areas = Area.objects.filter(party__name__in=("Berg Wärme", "Tal Wärme"))
    assert [(area.party.name, area.radius_km) for area in areas] == [("Berg Wärme", 25.0)]


def test_what_cannot_be_read_is_named_by_line_and_column_and_kept(scene: Scene, as_member: AsMember) -> None:
    text = "Nom;E-Mail;PLZ;Fon\nBerg Wärme;berg@example.com;82362;\nTal Wärme;tal@example.com;80331;abends\n"
    vera, typed = as_member(scene.vera), {"column-0": "name", "column-3": "phone"}
    page = vera.post("/people/partners", {"file": file(text), **typed}).text
    assert re.search(r'<b>Zeile 3</b> <span class="mark">Fon</span> „abends“ ist keine Telefonnummer', page)
    vera.post("/people/partners", {**carried_in(page), **typed, "sure": "1", "how": "invite"})
    assert Party.objects.filter(name="Berg Wärme").exists()
    assert not Party.objects.filter(name="Tal Wärme").exists()
    kept = Submission.objects.get(state="problem")
    assert (kept.payload["Fon"], kept.line) == ("abends", 3)


def test_a_radius_is_given_to_each_new_partner_without_an_area(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    typed = {"column-0": "name", "column-3": "radius_km", "radius": "40"}
    page = vera.post("/people/partners", {"file": file(PLAIN), **typed}).text
    assert "Neu und ohne Gebiet" not in page
    assert "40 km" in page
    typed |= {**carried_in(page), "sure": "1", "how": "invite"}
    assert vera.post("/people/partners", typed).status_code == 302
    found = Area.objects.filter(party__name__in=("Berg Wärme", "Tal Wärme"))
    assert {area.party.name: area.radius_km for area in found} == {"Berg Wärme": 25.0, "Tal Wärme": 40.0}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"column-0": "name", "column-1": "name"}, "können nicht beide dasselbe sein"),
        ({"column-0": "erfunden"}, "ist kein Feld"),
        ({"column-0": "name", "radius": "weit"}, "keine Zahl über null"),
    ],
)
def test_a_wrong_choice_keeps_the_file_and_changes_nothing(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    vera, before = as_member(scene.vera), counted()
    answer = vera.post("/people/partners", {"file": file(PLAIN), **typed, "sure": "1", "how": "take"})
    assert answer.status_code == 422
    assert words in answer.text
    assert carried_in(answer.text)["carried"]
    assert counted() == before


def test_one_firm_is_invited_by_hand(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    typed = {"name": "Berg Wärme", "person": "Bea Berg", "email": "berg@example.com", "postal_code": "82362",
             "languages": "en"}  # fmt: skip
    wrong = vera.post("/people/partners/invite", {**typed, "postal_code": "1", "email": "x"})
    assert wrong.status_code == 422
    assert 'value="Berg Wärme"' in wrong.text
    assert not Party.objects.filter(name="Berg Wärme").exists()
    assert vera.post("/people/partners/invite", typed).status_code == 302
    member = Membership.objects.get(person__email="berg@example.com")
    assert (member.person.language, member.party.state) == ("en", PartyState.INVITED)
    assert "ist schon da" in vera.post("/people/partners/invite", typed).text


def test_partners_are_invited_by_the_desk_only(scene: Scene, as_member: AsMember) -> None:
    for member in (scene.frieda, scene.tom, scene.paul, scene.otto):
        assert as_member(member).get("/people/partners").status_code == 404
        assert as_member(member).post("/people/partners/invite").status_code == 404


# -- one's own account ----------------------------------------------------------------------------------------------


def test_everybody_changes_its_own_account(scene: Scene, as_member: AsMember) -> None:
    for member in (scene.ada, scene.frieda, scene.tom, scene.paul):
        client = as_member(member)
        assert client.get("/account").status_code == 200
        typed = {
            "name": "Neu",
            "language": "en",
            "sms_for": "never",
            "quiet_from": "21:00",
            "quiet_to": "06:00",
        }
        assert client.post("/account", typed)["Location"] == "/account"
        changed = Membership.objects.select_related("person").get(id=member.id)
        assert (str(changed.person), changed.wants_daily_mail, changed.sms_for) == ("Neu", False, "never")
        assert "Saved." in client.get("/account").text


def test_what_is_wrong_in_the_account_changes_nothing(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    typed = {"name": "Neu", "language": "de", "sms_for": "urgent", "phone": "12"}
    assert "keine Telefonnummer" in vera.post("/account", typed).text
    assert vera.post("/account", {**typed, "phone": "", "name": ""}).status_code == 422
    assert str(Person.objects.get(email="vera@example.com")) == "Vera"


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(scene: Scene, as_member: AsMember) -> None:
    vera, elsewhere = as_member(scene.vera), as_member(scene.vera)
    typed = {"oldpassword": "falsch", "password1": "Wintergarten-7", "password2": "Wintergarten-7"}
    assert "nicht Ihr jetziges Passwort" in vera.post("/account/password", typed).text
    assert vera.post("/account/password", {**typed, "oldpassword": "staffel-demo"})["Location"] == "/account"
    assert vera.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert Person.objects.get(email="vera@example.com").check_password("Wintergarten-7")


def test_guessing_the_old_password_is_held_back(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    typed = {"oldpassword": "falsch", "password1": "Wintergarten-7", "password2": "Wintergarten-7"}
    answers = [vera.post("/account/password", typed).status_code for _ in range(6)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


def test_actors_are_named_in_the_journal(scene: Scene, as_member: AsMember) -> None:
    invite(as_member(scene.vera), scene.paul.party)
    entry = Entry.objects.get(kind="member.invited")
    assert (entry.actor_member_id, entry.party_id) == (actor_of(scene.vera).member_id, scene.paul.party_id)
