"""The catalogue of materials, the mail room, and what stands of both on the pages of a lead."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from staffel.actions import desk
from staffel.actions.consents import record_consent
from staffel.actions.handouts import hand_out, record_handed
from staffel.actions.links import link_for, prospect_link, token
from staffel.actions.materials import add_material
from staffel.models import Activity, Delivery, Entry, Handout, Lead, Material, Membership, Note
from staffel.queries.materials import letters_to_post
from tests.scene import Scene, actor_of, captured
from tests.web.counting import assert_as_committed
from tests.web.test_capture import send, talk

AsMember = Callable[[Membership], Client]
PDF = b"%PDF-1.4 brochure"


@pytest.fixture
def brochure(scene: Scene) -> UUID:
    return add_material(
        "Prospekt Wärmepumpe",
        is_paper=True,
        filename="p.pdf",
        content=PDF,
        actor=actor_of(scene.vera),
        now=scene.now,
    )


def act(lead: Lead, name: str) -> str:
    return reverse("lead-act", args=[lead.id, name])


def shown(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_material_is_added_gets_a_next_edition_and_is_withdrawn(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert "Der Katalog ist leer" in shown(vera, "materials")
    file = SimpleUploadedFile("preise.pdf", PDF)
    typed = {"title": "Preisliste", "language": "de", "repeats": "forbid", "file": file}
    assert vera.post(reverse("materials"), typed)["Location"] == reverse("materials")
    row = Material.objects.get()
    assert (row.title, row.repeats, row.filename) == ("Preisliste", "forbid", "preise.pdf")
    download = vera.get(reverse("material-file", args=[row.id]))
    assert (download.content, download["Content-Type"]) == (PDF, "application/pdf")
    vera.post(
        reverse("materials"),
        {"key": row.key, "title": "Preisliste 2027", "repeats": "warn", "is_paper": "on"},
    )
    text = shown(vera, "materials")
    assert "Preisliste 2027" in text
    assert "Ausgabe 2" in text
    latest = Material.objects.get(version=2)
    vera.post(reverse("material-withdraw", args=[latest.id]))
    assert "Der Katalog ist leer" in shown(vera, "materials")


def test_what_is_wrong_stands_beside_its_field(scene: Scene, as_member: AsMember) -> None:
    answer = as_member(scene.vera).post(reverse("materials"), {"title": "Preisliste", "repeats": "warn"})
    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei" in answer.content.decode()
    assert 'value="Preisliste"' in answer.content.decode()
    assert not Material.objects.exists()


def test_the_catalogue_and_the_mail_room_are_the_vendors(
    scene: Scene, brochure: UUID, as_member: AsMember, client: Client
) -> None:
    before = Material.objects.count()
    for name, args in (
        ("materials", []),
        ("mail-room", []),
        ("mail-room-file", []),
        ("material-file", [brochure]),
    ):
        assert client.get(reverse(name, args=args))["Location"].startswith("/login")
        for outsider in (scene.otto, scene.tom):
            assert as_member(outsider).get(reverse(name, args=args)).status_code == 404
    frieda = as_member(scene.frieda)
    assert frieda.get(reverse("materials")).status_code == 200
    assert (
        frieda.post(reverse("materials"), {"title": "x", "is_paper": "on", "repeats": "warn"}).status_code
        == 404
    )
    assert frieda.post(reverse("material-withdraw", args=[brochure])).status_code == 404
    assert as_member(scene.vera).get(reverse("material-withdraw", args=[brochure])).status_code == 405
    assert (Material.objects.count(), Material.objects.filter(withdrawn_at=None).count()) == (before, before)


def test_on_a_leads_page_it_is_given_once_and_again_only_with_a_second_word(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    typed = {"materials": str(brochure), "way": "by_hand"}
    said = vera.post(act(lead, "hand-out"), typed, follow=True).content.decode()
    assert "Notiert: 1 Unterlage." in said
    assert "Unterlagen ausgehändigt (persönlich): Prospekt Wärmepumpe." in said
    again = vera.post(act(lead, "hand-out"), typed)
    assert again.status_code == 422
    assert "Der Interessent hat sie schon: Prospekt Wärmepumpe" in again.content.decode()
    assert "Trotzdem noch einmal geben" in again.content.decode()
    assert Handout.objects.count() == 1
    vera.post(act(lead, "hand-out"), typed | {"again": "1"})
    assert Handout.objects.filter(is_repeat=True).count() == 1


def test_the_mail_room_has_the_address_and_ticks_off(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    assert "Es ist nichts zu verschicken" in shown(vera, "mail-room")
    hand_out(lead.id, [brochure], way="letter", actor=actor_of(scene.vera), now=scene.now)
    assert "Geheimweg" in shown(vera, "mail-room")
    sheet = vera.get(reverse("mail-room-file")).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "Prospekt Wärmepumpe"
    assert lead.street in rows[1]
    assert vera.post(reverse("mail-room"), {}).status_code == 422
    letter = Handout.objects.get()
    vera.post(reverse("mail-room"), {"letters": str(letter.id)})
    letter.refresh_from_db()
    assert letter.at is not None
    assert "Es ist nichts zu verschicken" in shown(vera, "mail-room")


def test_the_mail_room_marks_what_the_prospect_has_by_now_and_does_not_tick_it(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    vera, by = as_member(scene.vera), actor_of(scene.vera)
    hand_out(lead.id, [brochure], way="letter", actor=by, now=scene.now)
    first = Handout.objects.get()
    assert f'value="{first.id}" checked' in shown(vera, "mail-room")
    again = captured(
        scene, "2", prospect={"email": lead.email, "last_name": lead.last_name, "street": "Weg 1"}
    )
    hand_out(again.id, [brochure], way="letter", actor=by, now=scene.later(days=1), is_again=True)
    second = Handout.objects.latest("id")
    text = shown(vera, "mail-room")
    assert f'value="{first.id}" checked' in text, "it was promised before"
    assert f'value="{second.id}" aria-label' in text
    assert text.count("liegt seit") == 1
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=by, now=scene.now)
    record_handed(lead.id, [brochure], way="partner", at=scene.now, actor=actor_of(scene.paul), now=scene.now)
    text = shown(vera, "mail-room")
    assert " checked" not in text.split("<tbody>")[1]
    assert text.count("liegt seit") == 2
    sheet = vera.get(reverse("mail-room-file")).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[-1] for row in rows] == ["Schon vorhanden seit", "2026-03-03", "2026-03-02"]


def test_a_letter_of_a_material_that_was_mailed_in_vain_stays_ticked(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    by = actor_of(scene.vera)
    hand_out(lead.id, [brochure], way="mail", actor=by, now=scene.now)
    Delivery.objects.filter(kind="prospect.materials").update(state="returned")
    hand_out(lead.id, [brochure], way="letter", actor=by, now=scene.now)
    text = shown(as_member(scene.vera), "mail-room")
    assert " checked" in text
    assert "liegt seit" not in text


def test_letters_to_one_prospect_stand_together_and_say_the_address_once(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    by, other = actor_of(scene.vera), captured(scene, "2")
    sample = add_material("Farbmuster", is_paper=True, actor=by, now=scene.now)
    hand_out(lead.id, [brochure], way="letter", actor=by, now=scene.now)
    hand_out(other.id, [brochure], way="letter", actor=by, now=scene.later(hours=1))
    hand_out(lead.id, [sample], way="letter", actor=by, now=scene.later(hours=1))
    assert [one.lead_id for one in letters_to_post(scene.vera)] == [lead.id, lead.id, other.id]
    text = shown(as_member(scene.vera), "mail-room")
    assert text.count("an dieselbe Anschrift") == 1
    assert text.count(f'href="{reverse("lead", args=[lead.id])}"') == 1


def test_a_letter_is_struck_off(scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember) -> None:
    hand_out(lead.id, [brochure], way="letter", actor=actor_of(scene.vera), now=scene.now)
    letter = Handout.objects.get()
    as_member(scene.vera).post(reverse("mail-room"), {"cancel": str(letter.id)})
    letter.refresh_from_db()
    assert letter.cancelled_at is not None


def test_mailing_a_campaign_says_first_who_gets_it(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    vera, page = as_member(scene.vera), reverse("material-send", args=[brochure])
    text = vera.get(page, {"campaign": "default"}).content.decode()
    assert "An 1 Interessenten senden" not in text, "nobody has asked for it"
    assert "an jeden Interessenten mit offenem Lead" in text
    record_consent(
        lead.id, ["mail"], text="Bogen 12", at=scene.now, actor=actor_of(scene.vera), now=scene.now
    )
    text = vera.get(page, {"campaign": "default"}).content.decode()
    assert "An 1 Interessenten senden" in text
    stale = vera.post(page, {"campaign": "default", "count": "7"})
    assert stale.status_code == 422
    assert not Handout.objects.exists()
    said = vera.post(page, {"campaign": "default", "count": "1"}, follow=True).content.decode()
    assert "1 Interessent bekommt sie." in said
    assert "Alle haben sie schon." in vera.get(page, {"campaign": "default"}).content.decode()


def test_a_partner_sees_before_its_call_what_the_prospect_has_and_notes_what_it_gives(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    hand_out(lead.id, [brochure], way="fair", actor=actor_of(scene.vera), now=scene.now)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    paul, page = as_member(scene.paul), reverse("portal-lead", args=[lead.id])
    text = paul.get(page).content.decode()
    assert "Der Interessent hat" in text
    assert "Prospekt Wärmepumpe" in text
    note = reverse("portal-answer", args=[lead.id, "hand-out"])
    typed = {"materials": str(brochure)}
    assert paul.post(note, typed).status_code == 422
    paul.post(note, typed | {"again": "1"})
    assert Handout.objects.filter(way="partner", party=scene.paul.party).count() == 1
    assert as_member(scene.otto).post(note, typed).status_code == 404


def test_what_is_given_with_a_quote_is_noted_at_the_quote_and_what_it_has_is_not_listed(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    paul, page = as_member(scene.paul), reverse("portal-lead", args=[lead.id])
    quote = reverse("portal-answer", args=[lead.id, "quote"])
    paul.post(quote, {"amount": "100", "materials": str(brochure)})
    row = Handout.objects.get()
    assert (row.way, row.activity and row.activity.kind, row.party) == ("partner", "quote", scene.paul.party)
    form = paul.get(page).content.decode().split(f'action="{quote}"')[1].split("</form>")[0]
    assert str(brochure) not in form
    again = paul.post(
        quote, {"amount": "200", "materials": str(brochure)}
    )  # from a phone without network, say
    assert again.status_code == 302
    assert list(Handout.objects.order_by("id").values_list("is_repeat", flat=True)) == [False, True]
    assert Activity.objects.filter(kind="quote").count() == 2


def test_an_activity_is_not_kept_without_what_was_given_with_it(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    quote = reverse("portal-answer", args=[lead.id, "quote"])
    typed = {"amount": "200", "materials": [str(brochure), str(lead.id)]}
    assert as_member(scene.paul).post(quote, typed).status_code == 422
    assert not Handout.objects.exists()
    assert not Activity.objects.filter(kind="quote").exists()


def test_on_the_houses_page_it_is_noted_at_the_activity_too(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    desk.work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    as_member(scene.vera).post(act(lead, "quote"), {"amount": "100", "materials": str(brochure)})
    row = Handout.objects.get()
    assert (row.way, row.activity and row.activity.kind) == ("by_hand", "quote")


def test_at_the_stand_a_promise_of_what_the_prospect_has_is_not_sent_again_and_said(
    scene: Scene, brochure: UUID, as_member: AsMember
) -> None:
    key = Material.objects.get(id=brochure).key
    talks = [{**talk(), "materials": {key: "promised"}} for _ in range(2)]
    for one in talks:
        assert send(as_member(scene.frieda), one).status_code == 200
    assert Handout.objects.filter(way="mail").count() == 1
    assert Delivery.objects.filter(kind="prospect.materials").count() == 1
    (note,) = Note.objects.all()
    assert note.text == (
        "Am Stand zugesagt, aber nicht versandt, weil der Interessent es schon hat: Prospekt Wärmepumpe"
    )


def test_at_the_stand_what_must_not_be_given_twice_is_blocked_once(
    scene: Scene, brochure: UUID, as_member: AsMember
) -> None:
    Material.objects.filter(id=brochure).update(repeats="forbid")
    key = Material.objects.get(id=brochure).key
    for _ in range(2):
        assert send(as_member(scene.frieda), {**talk(), "materials": {key: "promised"}}).status_code == 200
    assert Handout.objects.count() == 1
    assert Entry.objects.filter(kind="handout.blocked").count() == 1
    assert "schon hat" in Note.objects.get().text


def test_at_the_stand_what_can_be_sent_in_no_way_is_still_to_be_sent(
    scene: Scene, as_member: AsMember
) -> None:
    paper = add_material("Muster", is_paper=True, actor=actor_of(scene.vera), now=scene.now)
    key = Material.objects.get(id=paper).key
    assert send(as_member(scene.frieda), {**talk(), "materials": {key: "promised"}}).status_code == 200
    assert Note.objects.get().text == "Am Stand zugesagt, noch zu versenden: Muster"


def test_whoever_enters_a_lead_of_somebody_known_reads_on_its_page_what_that_person_has(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    hand_out(lead.id, [brochure], way="fair", actor=actor_of(scene.vera), now=scene.now)
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    again = captured(scene, "2", prospect={"email": lead.email, "last_name": lead.last_name})
    html = (
        shown(as_member(scene.vera), "lead", again.id).split('id="materials-panel"')[1].split("</section>")[0]
    )
    assert "Prospekt Wärmepumpe" in html
    assert "zu einer anderen Anfrage" in html
    assert "hat der Interessent schon</span>" in html


def test_by_the_link_in_a_mail_the_partner_is_warned_too(
    scene: Scene, lead: Lead, brochure: UUID, client: Client
) -> None:
    hand_out(lead.id, [brochure], way="fair", actor=actor_of(scene.vera), now=scene.now)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    own = token(link_for("mandate", lead.mandates.get().id, scene.paul.id, now=scene.now))
    assert "Prospekt Wärmepumpe" in client.get(reverse("link", args=[own])).content.decode()
    answer = client.post(reverse("answer", args=[own, "hand-out"]), {"materials": str(brochure)})
    assert answer.status_code == 422
    assert "Der Interessent hat sie schon" in answer.content.decode()
    assert Handout.objects.count() == 1


def test_a_partner_reads_no_other_partners_name(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    desk.place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    hand_out(lead.id, [brochure], way="partner", actor=actor_of(scene.petra), now=scene.now)
    desk.hand_over_lead(
        lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now, text="Nähe"
    )
    text = as_member(scene.paul).get(reverse("portal-lead", args=[lead.id])).content.decode()
    assert "eine andere Firma" in text.split('id="handouts"')[1].split("</section>")[0]
    assert "Petra" not in text


def test_the_prospect_reads_what_was_mailed_on_its_own_page(
    scene: Scene, lead: Lead, brochure: UUID, client: Client
) -> None:
    own = token(prospect_link(lead.id, now=scene.now))
    address = reverse("prospect-document", args=[own, brochure])
    assert client.get(address).status_code == 404
    hand_out(lead.id, [brochure], way="mail", actor=actor_of(scene.vera), now=scene.now)
    assert "Prospekt Wärmepumpe" in client.get(reverse("prospect", args=[own])).content.decode()
    assert client.get(address).content == PDF
    assert client.get(address.replace(own, own[:-3])).status_code == 404
    assert Entry.objects.filter(kind="handout.promised").count() == 1


def test_the_lists_take_as_many_queries_as_committed(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    hand_out(lead.id, [brochure], way="letter", actor=actor_of(scene.vera), now=scene.now)
    assert_as_committed(
        as_member(scene.vera), {"materials": reverse("materials"), "mail-room": reverse("mail-room")}
    )
