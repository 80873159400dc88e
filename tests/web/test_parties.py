"""Partners: the list, a partner's page, and every act on it: who may, what is refused, and that nothing changed then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.links import link_for, token
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.parties import change_party
from staffel.actions.people import add_member
from staffel.models import Absence, Entry, Lead, Mandate, Membership, Party, PartyNote
from staffel.queries.directory import directory
from staffel.queries.party_figures import acceptance, offer_response
from staffel.queries.party_leads import party_leads
from tests.scene import Scene, actor_of, add_partner, captured, open_offer
from tests.web.counting import assert_as_committed
from tests.web.test_pages import plain

AsMember = Callable[[Membership], Client]

FORM = {
    "name": "Paul Heizungsbau", "country": "DE", "timezone": "Europe/Berlin", "languages": "de", "tags": "heat_pump, pv",
    "postal_code": "82362", "place": "Weilheim", "weight": "1", "hours_mon": "08:00-12:00 13:00-17:00",
}  # fmt: skip


def page(client: Client, party: Party | Membership, *, status: int = 200) -> str:
    party_id = party.party_id if isinstance(party, Membership) else party.id
    answer = client.get(reverse("party", args=[party_id]))
    assert answer.status_code == status
    return plain(answer.content.decode())


def act(client: Client, member: Membership, name: str, **typed: str) -> Any:
    return client.post(reverse("party-act", args=[member.party_id, name]), typed)


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), PartyNote.objects.count(), Absence.objects.count(), Party.objects.count()


def worked_by_paul(scene: Scene) -> Lead:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return Lead.objects.get(id=lead.id)


@pytest.fixture
def mia(scene: Scene) -> Membership:
    return add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")


# -- the doors ------------------------------------------------------------------------------------------------------


def test_partners_and_agencies_have_no_list_of_partners(scene: Scene, as_member: AsMember) -> None:
    before = counted()
    for member in (scene.otto, scene.paul, scene.tom):
        client = as_member(member)
        assert client.get(reverse("parties")).status_code == 404
        for name in ("party", "party-edit", "party-end", "absence-new"):
            assert client.get(reverse(name, args=[scene.paul.party_id])).status_code == 404
        assert client.get(reverse("party-new")).status_code == 404
        assert act(client, scene.paul, "pause").status_code == 404
    assert counted() == before


def test_anonymous_is_sent_to_the_login(scene: Scene, client: Client) -> None:
    for address in (reverse("parties"), reverse("party", args=[scene.paul.party_id])):
        assert client.get(address)["Location"].startswith("/login")
    assert act(client, scene.paul, "pause")["Location"].startswith("/login")


def test_wrong_methods_are_refused(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert vera.post(reverse("parties")).status_code == 405
    assert vera.post(reverse("party", args=[scene.paul.party_id])).status_code == 405
    assert vera.get(reverse("party-act", args=[scene.paul.party_id, "pause"])).status_code == 405
    assert act(vera, scene.paul, "explode").status_code == 404


def test_marketing_reads_and_changes_nothing(scene: Scene, as_member: AsMember, mia: Membership) -> None:
    client, before = as_member(mia), counted()
    assert "Paul Heizungsbau" in page(client, scene.paul)
    assert "Bearbeiten" not in page(client, scene.paul)
    for name in ("party-edit", "party-end", "absence-new"):
        assert client.get(reverse(name, args=[scene.paul.party_id])).status_code == 404
    for name in ("pause", "resume", "capacity", "note", "activate"):
        assert act(client, scene.paul, name, text="x").status_code == 404
    assert counted() == before


def test_field_sales_cares_for_its_own_partners_and_only_looks_at_others(
    scene: Scene, as_member: AsMember
) -> None:
    frieda = as_member(scene.frieda)
    assert act(frieda, scene.paul, "note", text="Angerufen").status_code == 302
    assert act(frieda, scene.paul, "capacity", capacity_open="3").status_code == 302
    before = counted()
    assert "Petra" in page(frieda, scene.petra)
    assert act(frieda, scene.petra, "note", text="x").status_code == 404
    for name in ("party-edit", "party-end"):
        assert frieda.get(reverse(name, args=[scene.paul.party_id])).status_code == 404
    assert frieda.get(reverse("party-new")).status_code == 404
    assert act(frieda, scene.paul, "activate").status_code == 404
    assert counted() == before


def test_a_desk_decides_about_partners_and_the_administrator_about_all(
    scene: Scene, as_member: AsMember
) -> None:
    vera, ada = as_member(scene.vera), as_member(scene.ada)
    for party_id in (scene.agency.id, scene.desk.id):
        assert vera.get(reverse("party-edit", args=[party_id])).status_code == 404
        assert ada.get(reverse("party-edit", args=[party_id])).status_code == 200
    assert vera.get(reverse("absence-new", args=[scene.desk.id])).status_code == 200


# -- the list -------------------------------------------------------------------------------------------------------


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


# -- one partner ----------------------------------------------------------------------------------------------------


def test_the_page_shows_what_a_partner_has_on_its_hands(scene: Scene, as_member: AsMember) -> None:
    lead = worked_by_paul(scene)
    text = page(as_member(scene.vera), scene.paul)
    assert "Musterfrau" in text
    assert str(lead.number) in text
    assert "DE 80…, DE 81…, DE 82…" in text
    assert "Karfreitag" in text
    assert "frieda" in text.lower()


def test_field_sales_sees_no_leads_of_partners_that_others_look_after(
    scene: Scene, as_member: AsMember
) -> None:
    worked_by_paul(scene)
    Party.objects.filter(id=scene.paul.party_id).update(looked_after_by=None)
    assert "Musterfrau" not in page(as_member(scene.frieda), scene.paul)


def test_data_is_edited_and_the_history_says_what_and_who(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    address = reverse("party-edit", args=[scene.paul.party_id])
    assert "08:00-17:00" in vera.get(address).content.decode()
    typed = {**FORM, "capacity_open": "7", "looked_after_by": str(scene.frieda.id), "phone": "0881 1234567"}
    answer = vera.post(address, typed)
    assert answer.status_code == 302
    party = Party.objects.get(id=scene.paul.party_id)
    assert (party.tags, party.capacity_open, party.phone) == (["heat_pump", "pv"], 7, "+498811234567")
    assert party.hours == {"mon": [["08:00", "12:00"], ["13:00", "17:00"]]}
    text = page(vera, scene.paul)
    assert "Geändert: Kapazität gleichzeitig, Arbeitszeiten, Telefon" in text
    assert "Vera" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "zwingend"),
        ({"hours_mon": "8 bis Mittag"}, "Arbeitszeiten"),
        ({"hours_mon": "12:00-08:00"}, "enden"),
        ({"postal_code": "123"}, "Postleitzahl"),
        ({"postal_code": "99999"}, "Die Postleitzahl 99999 (Deutschland) kennen wir nicht"),
        ({"capacity_open": "viel"}, "ganze Zahl"),
        ({"weight": "0"}, "über null"),
        ({"timezone": "Berlin"}, "Zeitzone"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_typed_is_lost(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(
        reverse("party-edit", args=[scene.paul.party_id]), {**FORM, "street": "Neue Gasse 1", **typed}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in plain(text)
    assert "Neue Gasse 1" in text
    assert counted() == before


def test_an_unknown_postal_code_that_is_meant_is_kept(scene: Scene, as_member: AsMember) -> None:
    vera, address = as_member(scene.vera), reverse("party-edit", args=[scene.paul.party_id])
    doubted = vera.post(address, {**FORM, "postal_code": "99999"}).content.decode()
    assert 'name="sure_postal_code" value="99999"' in doubted
    assert (
        vera.post(address, {**FORM, "postal_code": "99999", "sure_postal_code": "99999"}).status_code == 302
    )
    assert Party.objects.get(id=scene.paul.party_id).postal_code == "99999"
    assert vera.post(address, {**FORM, "postal_code": "99999"}).status_code == 302  # it stood there before


def test_a_new_partner_is_entered_and_a_taken_number_is_refused(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert vera.get(reverse("party-new")).status_code == 200
    made = vera.post(reverse("party-new"), {**FORM, "name": "Nora", "key": "P9"})
    party = Party.objects.get(key="P9")
    assert made["Location"] == reverse("party", args=[party.id])
    before = counted()
    again = vera.post(reverse("party-new"), {**FORM, "name": "Nora", "key": "P9"})
    assert again.status_code == 422
    assert "ist schon vergeben" in again.content.decode()
    assert vera.post(reverse("party-new"), {**FORM, "kind": "desk"}).status_code == 404
    assert counted() == before
    assert (
        as_member(scene.ada).post(reverse("party-new"), {**FORM, "name": "Nord", "kind": "desk"}).status_code
        == 302
    )
    assert Party.objects.get(name="Nord").kind == "desk"


def test_a_pause_ends_open_offers_and_is_ended(scene: Scene, as_member: AsMember) -> None:
    lead, vera = captured(scene), as_member(scene.vera)
    answer = vera.post(
        reverse("party-act", args=[scene.paul.party_id, "pause"]), {"until": "2026-03-10"}, follow=True
    )
    assert "1 offenes Leadangebot ging" in plain(answer.content.decode())
    assert open_offer(lead).party_id == scene.petra.party_id
    paused_until = Party.objects.get(id=scene.paul.party_id).paused_until
    assert paused_until is not None
    assert paused_until.isoformat() == "2026-03-10T23:00:00+00:00"
    assert act(vera, scene.paul, "resume").status_code == 302
    assert Party.objects.get(id=scene.paul.party_id).paused_until is None


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("pause", {"until": "2026-02-01"}, "einen Tag nach heute"),
        ("pause", {"until": "morgen"}, "Datum"),
        ("capacity", {"capacity_open": "-1"}, "ganze Zahl"),
        ("note", {"text": ""}, "zwingend"),
        ("note", {"text": "Behalten", "due_on": "2026-01-01"}, "einen Tag nach heute"),
        ("activate", {}, "Bereits aktiv"),
    ],
)
def test_a_refused_act_is_said_in_words_and_changes_nothing(
    scene: Scene, as_member: AsMember, name: str, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = act(as_member(scene.vera), scene.paul, name, **typed)
    assert answer.status_code == 422
    text = plain(answer.content.decode())
    assert words in text
    assert typed.get("text", "") in text
    assert counted() == before


def test_notes_with_a_day_stand_first_until_they_are_done(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    act(vera, scene.paul, "note", text="Zertifikat läuft ab", due_on="2026-03-09")
    act(vera, scene.paul, "note", text="Später angelegt")
    text = page(vera, scene.paul)
    assert text.index("Zertifikat") < text.index("Später angelegt")
    note = PartyNote.objects.get(text="Zertifikat läuft ab")
    assert act(vera, scene.petra, "note-done", note=str(note.id)).status_code == 404
    assert act(vera, scene.paul, "note-done", note=str(note.id)).status_code == 302
    assert "erledigt am" in page(vera, scene.paul)


def test_ending_says_what_happens_asks_why_and_does_it(scene: Scene, as_member: AsMember) -> None:
    lead, vera = worked_by_paul(scene), as_member(scene.vera)
    address, before = reverse("party-end", args=[scene.paul.party_id]), counted()
    said = plain(vera.get(address).content.decode())
    assert "1 offener Lead geht an den Innendienst" in said
    assert "1 Person kann sich nicht mehr anmelden" in said
    assert vera.post(address).status_code == 422
    assert counted() == before
    answer = vera.post(address, {"text": "Betrieb aufgegeben"}, follow=True)
    assert "1 Lead liegt jetzt beim Innendienst" in plain(answer.content.decode())
    assert Lead.objects.get(id=lead.id).holder_id == scene.desk.id
    assert "Betrieb aufgegeben" in page(vera, scene.paul)
    assert as_member(scene.paul).get("/").status_code == 404
    assert act(vera, scene.paul, "activate").status_code == 302
    assert Party.objects.get(id=scene.paul.party_id).state == "active"


def test_the_default_desk_is_not_ended(scene: Scene, as_member: AsMember) -> None:
    ada, before = as_member(scene.ada), counted()
    answer = ada.post(reverse("party-end", args=[scene.desk.id]), {"text": "Weg"})
    assert answer.status_code == 422
    assert counted() == before


# -- absences -------------------------------------------------------------------------------------------------------

TWO_WEEKS = {"who": "-", "stand_in": "-", "first": "2026-03-02", "last": "2026-03-15"}


def test_an_absence_asks_what_becomes_of_the_leads(scene: Scene, as_member: AsMember) -> None:
    lead, vera = worked_by_paul(scene), as_member(scene.vera)
    address, before = reverse("absence-new", args=[scene.paul.party_id]), counted()
    shown = plain(vera.get(address, TWO_WEEKS).content.decode())
    assert "1 offener Lead wird währenddessen fällig" in shown
    assert "Die Abwesenheit ist länger als die Frist" in shown
    unasked = vera.post(address, TWO_WEEKS)
    assert unasked.status_code == 422
    assert "was mit diesem Lead geschieht" in unasked.content.decode()
    assert counted() == before
    answer = vera.post(address, {**TWO_WEEKS, f"do-{lead.id}": "hand_on"})
    assert answer["Location"] == reverse("party", args=[scene.paul.party_id])
    assert open_offer(lead).party_id == scene.petra.party_id
    assert "2.3.2026 – 15.3.2026" in page(vera, scene.paul)


def test_a_colleague_takes_over_by_one_choice_for_all(scene: Scene, as_member: AsMember) -> None:
    lead, frieda = worked_by_paul(scene), as_member(scene.frieda)
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    address = reverse("absence-new", args=[scene.paul.party_id])
    answer = frieda.post(address, {**TWO_WEEKS, "all": f"colleague:{pia.id}"})
    assert answer.status_code == 302
    assert Mandate.objects.get(lead=lead).member_id == pia.id
    assert Absence.objects.get().stand_in_id == pia.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"last": "2026-03-01"}, "nicht vor dem ersten"),
        ({"first": "2026-02-01", "last": "2026-02-02"}, "schon vorbei"),
        ({"first": "irgendwann"}, "Datum"),
        ({"who": "stranger"}, "keine gültige"),
    ],
)
def test_a_refused_absence_is_not_entered(
    scene: Scene, as_member: AsMember, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(
        reverse("absence-new", args=[scene.paul.party_id]), {**TWO_WEEKS, **typed}
    )
    assert answer.status_code == 422
    assert words in plain(answer.content.decode())
    assert counted() == before


def test_a_follow_up_that_is_refused_is_said_at_its_lead(scene: Scene, as_member: AsMember) -> None:
    lead, vera = worked_by_paul(scene), as_member(scene.vera)
    Mandate.objects.filter(lead=lead).update(contacted_at=scene.now)
    typed = {f"do-{lead.id}": "follow_up", f"on-{lead.id}": "2026-04-01"}
    before = counted()
    answer = vera.post(reverse("absence-new", args=[scene.paul.party_id]), {**TWO_WEEKS, **typed})
    assert answer.status_code == 422
    assert "sagen Sie, warum" in plain(answer.content.decode())
    assert "2026-04-01" in answer.content.decode()
    assert counted() == before


def test_whoever_is_back_already_says_so(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    ahead = {**TWO_WEEKS, "first": "2026-03-09"}
    vera.post(reverse("absence-new", args=[scene.paul.party_id]), ahead)
    absence = Absence.objects.get()
    wrong = reverse("absence-end", args=[scene.petra.party_id, absence.id])
    assert vera.post(wrong).status_code == 404
    assert vera.post(reverse("absence-end", args=[scene.paul.party_id, absence.id])).status_code == 302
    assert not Absence.objects.exists()
    assert "Abwesenheit gestrichen" in page(vera, scene.paul)


def test_an_ended_partners_link_opens_nothing(scene: Scene, as_member: AsMember, client: Client) -> None:
    lead = captured(scene)
    link = link_for("offer", open_offer(lead).id, scene.paul.id, now=scene.now)
    address = reverse("link", args=[token(link)])
    assert client.get(address).status_code == 200
    as_member(scene.vera).post(reverse("party-end", args=[scene.paul.party_id]), {"text": "Weg"})
    assert client.get(address).status_code == 404
    assert Party.objects.get(id=scene.paul.party_id).ended_at == scene.now


def test_pages_take_as_many_queries_as_committed(scene: Scene, as_member: AsMember) -> None:
    for number in range(8):
        add_partner(f"p{number}", f"Partner {number}", "80331", ["80"], tags=["pv"])
    worked_by_paul(scene)
    ada = as_member(scene.ada)
    paul = scene.paul.party_id
    away = f"{reverse('absence-new', args=[paul])}?who=-&stand_in=-&first=2026-03-02&last=2026-03-15"
    addresses = {
        "parties": reverse("parties"),
        "parties-by-load": f"{reverse('parties')}?sort=load",
        "party": reverse("party", args=[paul]),
        "party-end": reverse("party-end", args=[paul]),
        "party-edit": reverse("party-edit", args=[paul]),
        "absence-new": away,
        "areas": reverse("areas"),
    }
    assert_as_committed(ada, addresses)


def figures(scene: Scene, party_id: UUID) -> tuple[Any, Any]:
    since = scene.now - timedelta(days=1)
    waited = offer_response([party_id], since=since, book=directory(), now=scene.now)
    return acceptance([party_id], since=since), waited


def test_a_test_lead_is_marked_and_counts_in_no_figure_of_its_partner(
    scene: Scene, as_member: AsMember
) -> None:
    real, test = worked_by_paul(scene), captured(scene, "t", is_test=True)
    offer = open_offer(test)
    asked = as_member(scene.vera).get(reverse("party", args=[offer.party_id])).content.decode()
    assert "1 davon ein Test" in plain(asked)
    assert '<span class="mark bad">Test</span>' in asked
    before = figures(scene, offer.party_id)
    accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    assert figures(scene, offer.party_id) == before
    Lead.objects.filter(id__in=(real.id, test.id)).update(deadline_at=scene.now - timedelta(hours=1))
    shown = party_leads(scene.vera, scene.paul.party, book=directory(), now=scene.now)
    assert (len(shown.held), shown.overdue, shown.tests) == (2, 1, 1)
    portal = as_member(scene.paul).get(reverse("portal")).content.decode()
    assert '<span class="pill">Test</span>' in portal


def offered(client: Client, address: str, typed: dict[str, str]) -> str:
    """The choice of who stands in."""
    return (
        client.get(address, typed)
        .content.decode()
        .partition('<select name="stand_in"')[2]
        .partition("</select>")[0]
    )


def test_nobody_stands_in_for_itself_or_alone_for_its_whole_firm(scene: Scene, as_member: AsMember) -> None:
    worked_by_paul(scene)
    vera, address = as_member(scene.vera), reverse("absence-new", args=[scene.paul.party_id])
    before = counted()
    assert str(scene.paul.id) not in offered(vera, address, TWO_WEEKS)
    alone = vera.post(address, {**TWO_WEEKS, "stand_in": str(scene.paul.id)})
    assert alone.status_code == 422
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    itself = {**TWO_WEEKS, "who": str(pia.id), "stand_in": str(pia.id)}
    assert vera.post(address, itself).status_code == 422
    assert counted() == before
    found = offered(vera, address, {**TWO_WEEKS, "who": str(pia.id)})
    assert f'value="{scene.paul.id}"' in found
    assert f'value="{pia.id}"' not in found


def test_a_partner_speaks_languages_by_their_names(scene: Scene, as_member: AsMember) -> None:
    address = reverse("party", args=[scene.paul.party_id])
    assert "<dt>Sprachen</dt><dd>Deutsch</dd>" in as_member(scene.vera).get(address).content.decode()


def test_an_absence_and_a_pause_end_with_their_last_day(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    away = {**TWO_WEEKS, "first": "2026-03-09", "last": "2026-03-11"}
    assert vera.post(reverse("absence-new", args=[scene.paul.party_id]), away).status_code == 302
    act(vera, scene.paul, "pause", until="2026-03-11")
    text = page(vera, scene.paul)
    assert "Mo, 9.3. bis einschließlich Mi, 11.3." in text
    assert "bis einschließlich Mi, 11.3." in text.partition("Was geändert wurde")[0]
    assert "00:00" not in text.partition("Was geändert wurde")[2].partition("Abwesenheiten")[0]
