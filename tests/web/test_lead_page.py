"""The lead's page: acts without a reload, asked about, files, the history in parts, and who may what of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
import vobject
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffel.actions import desk, work
from staffel.actions.attachments import attach_file
from staffel.actions.people import add_member
from staffel.actions.questions import ask_party
from staffel.models import Agreement, Attachment, Entry, Lead, Membership, Note
from tests.scene import Scene, actor_of, agreed, captured

AsMember = Callable[[Membership], Client]
HTMX: Any = {"HTTP_HX_REQUEST": "true"}
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20


def at(name: str, lead: Lead, *more: object) -> str:
    return reverse(name, args=[lead.id, *more])


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def placed(scene: Scene, lead: Lead, member: Membership) -> None:
    desk.place_lead(lead.id, party_id=member.party_id, actor=actor_of(scene.vera), now=scene.now)


# -- acts without a reload ----------------------------------------------------------------------------------------


def test_an_act_answers_htmx_with_the_page_as_it_is_then(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    done = vera.post(at("lead-act", lead, "note"), {"text": "Ruft selbst an"}, **HTMX)
    assert done.status_code == 200
    assert done.content.decode().lstrip().startswith('<div id="lead"')
    assert "Ruft selbst an" in text_of(done)
    wrong = vera.post(at("lead-act", lead, "place"), {"party": "Niemand", "text": "doch"}, **HTMX)
    assert wrong.status_code == 422
    assert re.search(r'<details name="act" open data-open>.*?Niemand', wrong.content.decode(), re.DOTALL)


def test_whoever_gives_a_lead_away_is_led_to_today(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    placed(scene, lead, scene.tom)
    gone = as_member(scene.tom).post(at("lead-act", lead, "give-back"), {"reason": "no_capacity"}, **HTMX)
    assert gone["HX-Redirect"] == reverse("today")


def test_the_address_opens_an_act_and_one_button_is_the_primary_one(
    scene: Scene, as_member: AsMember
) -> None:
    lead = captured(scene, "desk", prospect={"postal_code": "01067"})
    page = as_member(scene.vera).get(at("lead", lead), {"act": "place"}).content.decode()
    assert page.count('class="main"') == 1
    assert re.search(r'<details name="act" open data-open>\s*<summary class="main">', page)


def test_the_desk_says_how_hot_it_is(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    page = vera.post(at("lead-act", lead, "assess"), {"temperature": "hot", "text": "Baut im Mai"}, **HTMX)
    assert "So vom Innendienst eingeschätzt" in text_of(page)
    assert "aus warm wurde heiß" in text_of(page)
    placed(scene, lead, scene.paul)
    assess = as_member(scene.paul).post(at("lead-act", lead, "assess"), {"temperature": "cold", "text": "x"})
    assert assess.status_code == 404


def test_whoever_works_it_says_after_the_contact_how_hot_it_really_is(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    vera.post(at("lead-act", lead, "work"), **HTMX)
    assert "Wie heiß ist die Anfrage wirklich?" not in text_of(vera.get(at("lead", lead)))
    early = vera.post(at("lead-act", lead, "rate"), {"temperature": "cold"}, **HTMX)
    assert early.status_code == 422
    vera.post(at("lead-act", lead, "contact"), {"text": ""}, **HTMX)
    page = text_of(vera.post(at("lead-act", lead, "rate"), {"temperature": "cold"}, **HTMX))
    assert "Innendienst nach dem Erstkontakt: kalt" in page
    assert "Der Lead ist tatsächlich kalt" in page


# -- questions ----------------------------------------------------------------------------------------------------


def test_a_question_is_sent_and_its_answer_stands_below(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed(scene, lead, scene.paul)
    vera = as_member(scene.vera)
    page = vera.post(
        at("lead-act", lead, "ask"), {"party": str(scene.paul.party_id), "text": "Waren Sie dort?"}, **HTMX
    )
    assert "Frage an Paul Heizungsbau" in text_of(page)
    assert "Noch nicht beantwortet." in text_of(page)
    question = Note.objects.get(asked=scene.paul.party_id)
    paul = as_member(scene.paul)
    reply = reverse("portal-answer", args=[lead.id, "reply"])
    paul.post(reply, {"question": str(question.id), "text": "Ja, am Montag."})
    assert "Ja, am Montag." in text_of(vera.get(at("lead", lead)))


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("ask", {"party": "nobody", "text": "Warum?"}, "aus der Liste"),
        ("ask", {"party": "", "text": ""}, "aus der Liste"),
        ("reply", {"question": "x", "text": "Ja"}, "gibt es nicht mehr"),
        ("assess", {"temperature": "boiling", "text": "x"}, "heiß, warm oder kalt"),
        ("attach", {}, "wählen Sie eine Datei"),
    ],
)
def test_refused_acts_change_nothing(
    scene: Scene, lead: Lead, as_member: AsMember, act: str, typed: dict[str, str], words: str
) -> None:
    before = Entry.objects.count(), Note.objects.count()
    answer = as_member(scene.vera).post(at("lead-act", lead, act), typed, **HTMX)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (Entry.objects.count(), Note.objects.count()) == before


# -- files and the contact card -----------------------------------------------------------------------------------


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_kept_and_only_ever_saved_to_disk(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    files = [upload("Dach Süd.jpg", JPEG), upload("maße.txt", "Höhe 3 m".encode())]
    page = vera.post(at("lead-act", lead, "attach"), {"files": files, "internal": "1"}, **HTMX)
    assert "2 Dateien angehängt." in text_of(page)
    photo = Attachment.objects.get(content_type="image/jpeg")
    saved = vera.get(at("lead-file", lead, photo.id))
    assert saved.content == JPEG
    assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''Dach%20S")
    assert (saved["X-Content-Type-Options"], saved["Content-Type"]) == ("nosniff", "image/jpeg")
    assert "sandbox" in saved["Content-Security-Policy"]


def test_of_several_files_with_a_wrong_one_none_is_kept(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    files = [upload("a.jpg", JPEG), upload("seite.jpg", b"<html>")]
    answer = as_member(scene.vera).post(at("lead-act", lead, "attach"), {"files": files}, **HTMX)
    assert answer.status_code == 422
    assert "„seite.jpg“ wurde nicht aufbewahrt" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_internal_files_are_the_house_s_and_shared_ones_the_holder_s(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed(scene, lead, scene.paul)
    vera = actor_of(scene.vera)
    kept = [
        attach_file(
            lead.id,
            filename=f"{number}.jpg",
            content=JPEG,
            actor=vera,
            now=scene.now,
            is_internal=number == 1,
        )
        for number in (1, 2)
    ]
    paul = as_member(scene.paul)
    assert [paul.get(at("portal-file", lead, one)).status_code for one in kept] == [404, 200]
    assert [paul.get(at("lead-file", lead, one)).status_code for one in kept] == [404, 404]
    assert "1.jpg" not in paul.get(at("portal-lead", lead)).content.decode()
    assert as_member(scene.otto).get(at("lead-file", lead, kept[1])).status_code == 404
    assert Client().get(at("lead-file", lead, kept[1]))["Location"].startswith("/login")
    assert as_member(scene.vera).post(at("lead-file", lead, kept[1])).status_code == 405


def test_a_partner_that_has_agreed_to_nothing_gets_no_contact_and_no_file_by_any_address(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    Agreement.objects.filter(party_id=scene.paul.party_id).delete()
    placed(scene, lead, scene.paul)
    vera = actor_of(scene.vera)
    file = attach_file(lead.id, filename="Dach.jpg", content=JPEG, actor=vera, now=scene.now)
    paul = as_member(scene.paul)
    closed = [
        at(name, lead, *more)
        for name, more in (
            ("lead-contact", ()),
            ("lead-file", (file,)),
            ("portal-contact", ()),
            ("portal-file", (file,)),
            ("lead-value", ("phone",)),
        )
    ]
    closed += [reverse("leads-file", args=[kind]) for kind in ("csv", "xlsx")]
    assert [paul.get(address).status_code for address in closed] == [404] * len(closed)
    agreed(scene.paul)
    opened = [paul.get(address).status_code for address in closed]
    assert opened == [404, 404, 200, 200, 404, 404, 404]  # the portal's own doors, and no others


def test_the_contact_is_a_vcard_with_every_sign_escaped(scene: Scene, as_member: AsMember) -> None:
    lead = captured(
        scene, prospect={"last_name": "Müller; Söhne, KG\\", "company": "A,B;C", "street": "Weg 1, Hof"}
    )
    answer = as_member(scene.vera).get(at("lead-contact", lead))
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    card = vobject.readOne(answer.content.decode())
    assert card.n.value.family == "Müller; Söhne, KG\\"
    assert card.org.value == ["A,B;C"]
    assert (card.adr.value.street, card.adr.value.code) == ("Weg 1, Hof", "82362")
    assert card.tel.value == "+4988112345"
    assert card.email.value == "anna.musterfrau@example.org"


def test_the_card_is_for_those_who_take_contact_data(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    mia = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    for member in (scene.otto, scene.paul, mia):  # Paul is only asked
        assert as_member(member).get(at("lead-contact", lead)).status_code == 404
    assert Client().get(at("lead-contact", lead))["Location"].startswith("/login")
    assert as_member(scene.vera).post(at("lead-contact", lead)).status_code == 405


# -- the history --------------------------------------------------------------------------------------------------


def test_the_history_is_filtered_and_goes_on_further_down(
    scene: Scene, lead: Lead, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.queries.timeline.PAGE", 3)
    for number in range(5):
        work.add_note(lead.id, text=f"Notiz {number}", actor=actor_of(scene.vera), now=scene.now)
    vera, address, seen = as_member(scene.vera), at("lead", lead) + "?story=notes", []
    for _ in range(2):
        text = vera.get(address).content.decode()
        seen += re.findall(r"Notiz \d", text)
        more = re.search(r'hx-get="([^"]*more=1[^"]*)"', text)
        address = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"Notiz {number}" for number in (4, 3, 2, 1, 0)]
    assert not address
    system = vera.get(at("lead", lead), {"story": "system"}, HTTP_HX_TARGET="story", **HTMX)
    assert not re.search(r"Notiz \d", system.content.decode())
    assert system.content.decode().lstrip().startswith('<section class="panel" id="story"')
    assert vera.get(at("lead", lead), {"story": "nonsense", "before": "nonsense"}).status_code == 200


def test_hand_overs_are_counted_and_ping_pong_is_seen(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    for member in (scene.paul, scene.petra, scene.paul):
        scene.later(hours=1)
        if Lead.objects.get(id=lead.id).status == "working":
            desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Warum")
        placed(scene, lead, member)
    scene.later(hours=1)
    with time_machine.travel(scene.now, tick=False):
        text = text_of(as_member(scene.vera).get(at("lead", lead)))
    assert "2 Übergaben" in text
    assert "kam zurück zu Paul Heizungsbau" in text


def test_why_a_partner_is_not_asked_can_be_looked_up_by_name(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    far = text_of(vera.get(at("lead", lead), {"why": "otto"}))
    assert "Otto Nord Stand jetzt" in far
    assert "Stufe 1: Außerhalb des Gebiets" in far
    near = vera.get(at("lead", lead), {"why": "petra"}, HTTP_HX_TARGET="why", **HTMX)
    assert "Stufe 1: kommt infrage" in text_of(near)
    assert "Petra" in text_of(near)
    assert "aus der Liste" in text_of(vera.get(at("lead", lead), {"why": "niemand"}))
    placed(scene, lead, scene.tom)
    tom = as_member(scene.tom).get(at("lead", lead), {"why": "otto"}, HTTP_HX_TARGET="why", **HTMX)
    assert tom.status_code == 404


# -- states and speed ---------------------------------------------------------------------------------------------


def test_an_erased_lead_says_so_and_offers_nothing_that_would_write_on_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    Lead.objects.filter(id=lead.id).update(
        erased_at=scene.now, first_name="", last_name="", email="", phone="", street="", company=""
    )
    vera = as_member(scene.vera)
    text = text_of(vera.get(at("lead", lead)))
    assert "Daten gelöscht am" in text
    assert "Notiz hinzufügen" not in text
    assert "Wieder öffnen" not in text
    assert vera.get(at("lead-contact", lead)).status_code == 404


def test_the_page_takes_as_many_queries_however_long_the_story_is(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera, actor = as_member(scene.vera), actor_of(scene.vera)

    def queries() -> int:
        vera.get(at("lead", lead))
        with CaptureQueriesContext(connection) as found:
            assert vera.get(at("lead", lead)).status_code == 200
        return len(found)

    def grow(times: int) -> None:
        for number in range(times):
            work.add_note(lead.id, text=f"Notiz {number}", actor=actor, now=scene.now)
            attach_file(lead.id, filename="a.jpg", content=JPEG, actor=actor, now=scene.now)
            ask_party(lead.id, party_id=scene.paul.party_id, text="Ja?", actor=actor, now=scene.now)

    placed(scene, lead, scene.paul)
    grow(1)
    before = queries()
    grow(6)
    assert queries() == before


# -- a contact that the customer denies ---------------------------------------------------------------------------


def test_the_desk_notes_a_complaint_also_where_the_reported_contact_closed_the_lead(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed(scene, lead, scene.paul)
    vera, act = as_member(scene.vera), at("lead-act", lead, "complain")
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    work.lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    assert act in vera.get(at("lead", lead)).content.decode()
    said = text_of(vera.post(act, {"text": "Nie angerufen"}, follow=True))
    assert "Notiert. Zurzeit bearbeitet niemand den Lead." in said
    assert "Der Interessent sagt, dass niemand angerufen hat" in said
    assert Entry.objects.filter(kind="lead.complained").count() == 1


def test_of_a_lead_closed_without_a_contact_nobody_complains(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    vera, act = as_member(scene.vera), at("lead-act", lead, "complain")
    assert act not in vera.get(at("lead", lead)).content.decode()
    assert vera.post(act, {"text": "Nie angerufen"}).status_code == 422
    assert not Entry.objects.filter(kind="lead.complained").exists()
