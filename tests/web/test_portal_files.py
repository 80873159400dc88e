"""Documents are attached in the portal as on the house's page of a lead: by the same limits, through both doors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.actors import SYSTEM
from staffel.actions.attachments import attach_file
from staffel.actions.links import link_for, token
from staffel.models import Attachment, Entry, Lead, Mandate, Membership
from tests.scene import Scene, actor_of

AsMember = Callable[[Membership], Client]
PDF = b"%PDF-1.7\n" + b"x" * 60


@pytest.fixture(params=["link", "login"])
def side(
    request: pytest.FixtureRequest, scene: Scene, lead: Lead, as_member: AsMember
) -> tuple[Client, str, str]:
    """Paul works it: a client, the page's address and where files are posted to."""
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    if request.param == "login":
        page = reverse("portal-lead", args=[lead.id])
        return as_member(scene.paul), page, reverse("portal-answer", args=[lead.id, "attach"])
    secret = token(link_for("mandate", Mandate.objects.get().id, scene.paul.id, now=scene.now))
    return Client(), reverse("link", args=[secret]), reverse("answer", args=[secret, "attach"])


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_documents_are_kept_once_and_stand_on_the_page_and_at_the_desk(
    scene: Scene, lead: Lead, as_member: AsMember, side: tuple[Client, str, str]
) -> None:
    client, page, attach = side
    for _ in range(2):  # a double tap
        files = [file("Angebot.pdf", PDF), file("Aufmaß.txt", b"3 x 4 m")]
        assert client.post(attach, {"files": files, "once": "1"}).status_code == 302
    kept = Attachment.objects.order_by("filename")
    assert [(one.filename, one.content_type, one.party_id) for one in kept] == [
        ("Angebot.pdf", "application/pdf", scene.paul.party_id),
        ("Aufmaß.txt", "text/plain", scene.paul.party_id),
    ]
    assert "Angebot.pdf" in client.get(page).text
    assert "Angebot.pdf" in as_member(scene.vera).get(reverse("lead", args=[lead.id])).text


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Bitte wählen Sie eine Datei"),
        ([("leer.pdf", b"")], "leer"),
        ([("gut.pdf", PDF), ("seite.html", b"<!doctype html><script>1</script>")], "seite.html"),
        ([("groß.pdf", PDF + b"x" * 10 * 1024 * 1024)], "größer als 10"),
        ([(f"{number}.pdf", PDF) for number in range(11)], "öchstens 10"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words_and_nothing_of_it_stays(
    side: tuple[Client, str, str], files: list[tuple[str, bytes]], words: str
) -> None:
    client, _, attach = side
    before = Entry.objects.count()
    answer: Any = client.post(attach, {"files": [file(*one) for one in files]})
    assert answer.status_code == 422
    assert words in answer.text
    assert not Attachment.objects.exists()
    assert Entry.objects.count() == before


def test_who_works_it_no_more_and_who_never_did_attaches_nothing(
    scene: Scene, lead: Lead, as_member: AsMember, side: tuple[Client, str, str]
) -> None:
    client, _, attach = side
    desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Warum")
    before = Entry.objects.count()
    assert client.post(attach, {"files": [file("a.pdf", PDF)]}).status_code == 422
    address = reverse("portal-answer", args=[lead.id, "attach"])
    assert as_member(scene.otto).post(address, {"files": [file("a.pdf", PDF)]}).status_code == 404
    assert not Attachment.objects.exists()
    assert Entry.objects.count() == before


def test_a_partner_reads_no_file_of_the_one_that_had_the_lead_before(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera, paul, petra = actor_of(scene.vera), actor_of(scene.paul), actor_of(scene.petra)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    kept = {
        name: attach_file(lead.id, filename=name, content=PDF, actor=actor, now=scene.now)
        for name, actor in (
            ("Angebot-Paul-17900.pdf", paul),
            ("Grundriss.pdf", SYSTEM),  # came with the enquiry
            ("Merkblatt.pdf", vera),
        )
    }
    desk.hand_over_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now, text="Tausch")
    kept["Aufmaß-Petra.pdf"] = attach_file(
        lead.id, filename="Aufmaß-Petra.pdf", content=PDF, actor=petra, now=scene.now
    )
    mandate = Mandate.objects.get(ended_at=None)
    secret = token(link_for("mandate", mandate.id, scene.petra.id, now=scene.now))
    logged_in = as_member(scene.petra)
    doors = (
        (logged_in, reverse("portal-lead", args=[lead.id]), "portal-file", lead.id),
        (Client(), reverse("link", args=[secret]), "link-file", secret),
    )
    for client, page, name, of in doors:
        told = client.get(page).text
        assert [one for one in kept if one in told] == ["Grundriss.pdf", "Merkblatt.pdf", "Aufmaß-Petra.pdf"]
        answers = [client.get(reverse(name, args=[of, one])).status_code for one in kept.values()]
        assert answers == [404, 200, 200, 200]
    assert "17900" not in logged_in.get(reverse("portal-offline")).text
    house = as_member(scene.vera).get(reverse("lead", args=[lead.id])).text
    assert [one for one in kept if one not in house] == []


def test_the_agency_reads_no_file_of_the_partner_that_had_the_lead_before(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    vera = actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    theirs = attach_file(
        lead.id, filename="Angebot-Paul.pdf", content=PDF, actor=actor_of(scene.paul), now=scene.now
    )
    ours = attach_file(lead.id, filename="Merkblatt.pdf", content=PDF, actor=vera, now=scene.now)
    desk.hand_over_lead(lead.id, party_id=scene.agency.id, actor=vera, now=scene.now, text="Bitte anrufen")
    tom = as_member(scene.tom)
    page = tom.get(reverse("lead", args=[lead.id])).text
    assert "Merkblatt.pdf" in page
    assert "Angebot-Paul" not in page
    answers = [tom.get(reverse("lead-file", args=[lead.id, one])).status_code for one in (theirs, ours)]
    assert answers == [404, 200]
