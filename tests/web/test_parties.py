"""A partner's page and every act on it: who may, what is refused, and that nothing changed then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.invitations import Invitation, invite
from staffel.actions.links import link_for, token
from staffel.actions.offers import accept_offer
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.models import Absence, Entry, Lead, Membership, Party, PartyNote
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
    shown = vera.get(address).content.decode()
    assert "08:00-17:00" in shown
    assert 'name="weight" value="1"' in shown
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


def invited_by_vera(scene: Scene) -> Party:
    """A firm in Weilheim's area whose only person has not answered yet."""
    nora = add_partner("nora", "Nora Solar", "82362", ["82"], state="invited")
    wanted = Invitation(party_id=nora.id, email="nora@example.com", name="Nora", role="partner_manager")
    invite(wanted, actor=actor_of(scene.vera), now=scene.now)
    return nora


def test_a_firm_that_is_active_before_it_has_accepted_reads_why_it_gets_no_leads(
    scene: Scene, as_member: AsMember
) -> None:
    nora, vera = invited_by_vera(scene), as_member(scene.vera)
    address = reverse("party", args=[nora.id])
    member = Membership.objects.get(party=nora)
    said = plain(vera.post(reverse("party-act", args=[nora.id, "activate"]), follow=True).content.decode())
    assert "sobald jemand aus der Firma die Einladung angenommen hat" in said
    assert "Aktiv, erhält aber keine Leads: Noch niemand aus der Firma hat die Einladung angenommen." in said
    shown = vera.get(address).content.decode()
    assert f'href="#members-{nora.id}"' in shown
    assert reverse("people-change", args=[member.id, "resend"]) in shown
    elsewhere = as_member(scene.frieda).get(address).content.decode()
    assert "Der Innendienst kann die Firma erneut einladen." in plain(elsewhere)
    Membership.objects.filter(id=member.id).update(joined_at=scene.now)
    bump()
    assert "erhält aber keine Leads" not in plain(vera.get(address).content.decode())


def test_a_firm_without_people_or_without_a_way_to_them_reads_so(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    add_partner("leer", "Leer KG", "82362", ["82"])
    empty = Party.objects.get(key="leer")
    said = plain(vera.get(reverse("party", args=[empty.id])).content.decode())
    assert "Aktiv, erhält aber keine Leads: Niemand aus der Firma nimmt teil." in said
    Membership.objects.filter(id=scene.paul.id).update(mail_off_at=scene.now)
    bump()
    assert "Keine Nachricht erreicht jemanden aus der Firma." in plain(page(vera, scene.paul))
    assert "erhält aber keine Leads" not in plain(page(vera, scene.petra))


def test_the_default_desk_is_not_ended(scene: Scene, as_member: AsMember) -> None:
    ada, before = as_member(scene.ada), counted()
    answer = ada.post(reverse("party-end", args=[scene.desk.id]), {"text": "Weg"})
    assert answer.status_code == 422
    assert counted() == before


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


def test_a_partner_speaks_languages_by_their_names(scene: Scene, as_member: AsMember) -> None:
    address = reverse("party", args=[scene.paul.party_id])
    assert "<dt>Sprachen</dt><dd>Deutsch</dd>" in as_member(scene.vera).get(address).content.decode()
