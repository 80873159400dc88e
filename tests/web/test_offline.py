"""What a phone gets to go on without network: its worker, the empty page, its firm's leads and nobody else's, a token."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions import work
from staffel.actions.desk import take_back_lead
from staffel.actions.offers import accept_offer
from staffel.models import Attachment, Entry, Lead
from staffel.queries.kept_leads import HISTORY
from tests.actions.test_gates import asks
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.test_closing_answers import OIL
from tests.web.test_pages import AsMember

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64
PUBLIC = ("portal-worker", "portal-kept", "manifest")


@pytest.fixture
def worked(scene: Scene, lead: Lead) -> Lead:
    """In work with Paul."""
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return lead


def kept(client: Client) -> Any:
    return client.get(reverse("portal-offline")).json()


def is_there(client: Client, path: str) -> bool:
    """Read to its end and closed: it is a file."""
    answer: Any = client.get(path)
    content = b"".join(answer.streaming_content)
    answer.close()
    return answer.status_code == 200 and bool(content)


def test_a_partner_keeps_its_own_open_leads_with_contact_data(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    captured(scene, "2")  # only asked for: none of its contact data is kept
    work.add_note(worked.id, text="Schlüssel beim Nachbarn", actor=actor_of(scene.paul), now=scene.now)
    work.add_note(worked.id, text="Intern", actor=actor_of(scene.vera), now=scene.now, is_internal=True)
    answer = as_member(scene.paul).get(reverse("portal-offline"))
    assert "no-store" in answer["Cache-Control"]
    said = answer.json()
    assert (said["member"], said["language"]) == (str(scene.paul.id), "de")
    (one,) = said["leads"]
    assert (one["id"], one["name"], one["phone_url"]) == (
        str(worked.id),
        "Frau Anna Musterfrau",
        "tel:+4988112345",
    )
    assert (one["task"], one["deadline_at"][:10]) == ("Erstkontakt", "2026-03-03")
    assert [note[2] for note in one["notes"]] == ["Schlüssel beim Nachbarn"]
    assert dict(one["lost"])
    assert "Intern" not in answer.content.decode()


def test_the_next_appointment_and_what_happened_last_are_kept_as_the_page_tells_them(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    paul, vera = actor_of(scene.paul), actor_of(scene.vera)
    (one,) = kept(as_member(scene.paul))["leads"]
    assert one["appointment"] == ""
    work.report_contact(worked.id, actor=paul, now=scene.now)
    work.add_note(worked.id, text="Nur für das Haus", actor=vera, now=scene.now, is_internal=True)
    work.add_note(worked.id, text="Hund am Tor", actor=vera, now=scene.now)
    due_at = scene.now + timedelta(days=2)
    work.report_appointment(worked.id, due_at=due_at, actor=paul, now=scene.now)
    answer = as_member(scene.paul).get(reverse("portal-offline"))
    (one,) = answer.json()["leads"]
    assert one["appointment"] == due_at.isoformat()
    page = as_member(scene.paul).get(reverse("portal-lead", args=[worked.id]))
    told = [[line.at.isoformat(), line.text, line.note] for line in page.context["history"]]
    assert one["history"] == told[:HISTORY]
    assert "Hund am Tor" in [note for _at, _text, note in one["history"]]
    assert "Nur für das Haus" not in answer.content.decode()
    for n in range(HISTORY):
        work.add_note(worked.id, text=f"Notiz {n}", actor=paul, now=scene.now)
    (one,) = kept(as_member(scene.paul))["leads"]
    assert len(one["history"]) == HISTORY
    with time_machine.travel(scene.later(days=4), tick=False):
        (one,) = kept(as_member(scene.paul))["leads"]
    assert one["appointment"] == ""  # it is over


def test_what_a_partner_is_asked_is_kept_without_contact_data_and_with_the_reasons_to_decline(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    answer = as_member(scene.paul).get(reverse("portal-offline"))
    (one,) = answer.json()["offers"]
    assert (one["id"], one["number"], one["window_ends_at"][:10]) == (str(lead.id), lead.number, "2026-03-02")
    assert ("too_far", "Zu weit entfernt") in [(key, label) for key, label, _follows in one["decline"]]
    assert "pause" in [follows for _key, _label, follows in one["decline"]]
    for secret in ("Musterfrau", "4988112345", "Geheimweg", "anna.musterfrau"):
        assert secret not in answer.content.decode()
    assert kept(as_member(scene.otto))["offers"] == []
    take_back = as_member(scene.paul)
    take_back.post(reverse("portal-answer", args=[lead.id, "decline"]), {"reason": "too_far"})
    assert kept(take_back)["offers"] == []


def test_what_is_asked_at_the_end_is_kept_with_its_options(scene: Scene, as_member: AsMember) -> None:
    asks(scene, OIL)
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    (one,) = kept(as_member(scene.paul))["leads"]
    options = [["oil", "Öl"], ["gas", "Gas"]]
    assert one["closing"] == [{"key": "bought", "label": "Gekauft", "type": "choice", "options": options}]


def test_what_is_no_longer_theirs_is_not_there_any_more(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    paul = as_member(scene.paul)
    assert len(kept(paul)["leads"]) == 1
    take_back_lead(worked.id, actor=actor_of(scene.vera), now=scene.now, text="Kunde rief an")
    assert kept(paul)["leads"] == []


def test_otto_keeps_nothing_of_others_and_the_desk_has_no_portal(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    assert kept(as_member(scene.otto))["leads"] == []
    for name in ("portal-offline", "portal-token"):
        assert as_member(scene.vera).get(reverse(name)).status_code == 404
        assert as_member(scene.tom).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", ["portal-offline", "portal-token"])
def test_nobody_is_told_to_log_in_by_a_status_that_a_script_understands(
    scene: Scene, client: Client, name: str
) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.json()["code"]) == (401, "login")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", [*PUBLIC, "portal-offline", "portal-token"])
def test_a_get_is_all_there_is(scene: Scene, as_member: AsMember, name: str) -> None:
    paul, before = as_member(scene.paul), Entry.objects.count()
    assert paul.post(reverse(name)).status_code == 405
    paul.get(reverse(name))
    assert Entry.objects.count() == before


def test_the_number_of_queries_does_not_grow_with_the_leads(
    scene: Scene, worked: Lead, as_member: AsMember, django_assert_num_queries: Any
) -> None:
    paul = as_member(scene.paul)
    kept(paul)
    for key in "234":
        one = captured(scene, key)
        if (offer := open_offer(one)).party_id == scene.paul.party_id:
            accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    with django_assert_num_queries(17):
        assert len(kept(paul)["leads"]) > 1


def test_the_worker_is_everybodys_and_looks_after_the_portal(
    scene: Scene, worked: Lead, as_member: AsMember, client: Client
) -> None:
    answer = client.get(reverse("portal-worker"))
    assert answer["Service-Worker-Allowed"] == "/portal"
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    text = answer.content.decode()
    assert re.match(r'const VERSION = "[0-9a-f]{12}";\n', text)
    assert as_member(scene.paul).get(reverse("portal-worker")).content == answer.content
    for path in json.loads(re.findall(r"const FILES = (\[.*?\]);", text)[0]):
        assert is_there(client, path)


def test_the_page_without_network_holds_nothing_of_anybody_in_the_readers_language(
    scene: Scene, worked: Lead, as_member: AsMember, client: Client
) -> None:
    own = as_member(scene.paul).get(reverse("portal-kept")).content.decode()
    assert 'lang="de"' in own
    assert "Kein Netz." in own
    for secret in ("Musterfrau", "88112345", "paul@example.com", "csrfmiddlewaretoken"):
        assert secret not in own
    client.cookies["django_language"] = "en"
    assert "No network." in client.get(reverse("portal-kept")).content.decode()


def test_a_token_says_whose_it_is(scene: Scene, worked: Lead) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.paul.person)
    said = strict.get(reverse("portal-token")).json()
    assert said["member"] == str(scene.paul.id)
    address = reverse("portal-answer", args=[worked.id, "note"])
    typed = {"text": "Vom Dach", "once": "a1", "at": scene.now.isoformat()}
    assert strict.post(address, typed, headers={"Accept": "application/json"}).status_code == 403
    headers = {"Accept": "application/json", "X-CSRFToken": said["token"]}
    assert strict.post(address, typed, headers=headers).status_code == 200


def photo(client: Client, lead: Lead, scene: Scene, **typed: Any) -> Any:
    given = {
        "photo": SimpleUploadedFile("dach.jpg", JPEG, "image/jpeg"),
        "once": "p1",
        "at": (scene.now - timedelta(minutes=5)).isoformat(),
        **typed,
    }
    address = reverse("portal-answer", args=[lead.id, "photo"])
    return client.post(address, given, headers={"Accept": "application/json"})


def test_a_photo_is_kept_at_the_lead_once_with_the_time_of_the_tap(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    scene.later(minutes=10)
    paul = as_member(scene.paul)
    for _ in range(2):
        assert photo(paul, worked, scene, at=scene.now.isoformat()).json() == {
            "said": "Das Foto ist gespeichert."
        }
    one = Attachment.objects.get()
    assert (one.lead_id, one.party_id, one.content_type) == (worked.id, scene.paul.party_id, "image/jpeg")
    assert not one.is_internal


def test_a_photo_of_a_lead_that_is_gone_is_refused_and_not_kept(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    take_back_lead(worked.id, actor=actor_of(scene.vera), now=scene.now, text="Kunde rief an")
    before = Entry.objects.count()
    answer = photo(as_member(scene.paul), worked, scene)
    assert (answer.status_code, answer.json()["code"]) == (422, "mandate_over")
    assert photo(as_member(scene.otto), worked, scene).status_code == 404
    assert (Attachment.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize(("content", "code"), [(b"", "file_empty"), (b"MZ\x90\0", "file_unknown")])
def test_what_is_no_picture_is_refused(
    scene: Scene, worked: Lead, as_member: AsMember, content: bytes, code: str
) -> None:
    answer = photo(as_member(scene.paul), worked, scene, photo=SimpleUploadedFile("dach.jpg", content))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Attachment.objects.count() == 0


def test_the_app_bears_the_vendors_name(scene: Scene, client: Client) -> None:
    answer = client.get(reverse("manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["name"], said["short_name"], said["scope"]) == ("Wärmewerk", "Wärmewerk", "/portal")
    for icon in said["icons"]:
        assert is_there(client, icon["src"])
