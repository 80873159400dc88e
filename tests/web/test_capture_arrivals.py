"""What a device kept at a fair and sends: taken in once, kept for repair, stopped by nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from staffel.models import Entry, Lead, Note, Offer, Submission
from tests.scene import Scene
from tests.web.test_capture import ANNA, DEVICE, counted, send, talk
from tests.web.test_pages import AsMember


def test_a_complete_lead_is_offered_at_once_and_asked_when_the_talk_was(
    scene: Scene, as_member: AsMember
) -> None:
    one = talk(temperature="hot", note="Will im Mai bauen")
    said = send(as_member(scene.vera), one).json()["leads"][one["id"]]
    lead = Lead.objects.get()
    assert (said["state"], said["number"], said["url"]) == (
        "arrived",
        lead.number,
        reverse("lead", args=[lead.id]),
    )
    assert said["said"] == "Gefragt wird Paul Heizungsbau, bis heute, 10:30."
    assert Offer.objects.filter(lead=lead, state="open").exists()
    assert lead.temperature_by_hand
    assert (lead.last_name, lead.temperature, lead.asked_at) == (
        "Messner",
        "hot",
        scene.now - timedelta(minutes=30),
    )
    assert lead.received_at == scene.now
    note = Note.objects.get(lead=lead)
    assert (note.text, note.author_id, note.created_at) == ("Will im Mai bauen", scene.vera.id, lead.asked_at)
    entry = Entry.objects.get(kind="lead.captured")
    assert (entry.actor_member_id, entry.data["door"]) == (scene.vera.id, f"device:{DEVICE}")


def test_an_incomplete_one_goes_to_whom_the_campaign_names(scene: Scene, as_member: AsMember) -> None:
    send(as_member(scene.vera), talk(values={"company": "Nur Firma GmbH"}))
    lead = Lead.objects.get()
    assert (lead.status, lead.desk_reason, lead.holder_id) == ("qualifying", "incomplete", scene.desk.id)


def test_sent_again_it_is_the_same_lead_whoever_is_logged_in_by_then(
    scene: Scene, as_member: AsMember
) -> None:
    talks = [talk(note="Eins"), talk(note="Zwei")]
    first = send(as_member(scene.vera), *talks).json()["leads"]
    before = counted()
    again = send(as_member(scene.frieda), *talks, now="2026-03-02T09:05:00Z").json()["leads"]
    assert [again[key]["number"] for key in first] == [first[key]["number"] for key in first]
    assert counted() == before
    assert Lead.objects.count() == 2


def test_changed_after_it_arrived_it_is_refused_and_the_lead_stays_as_it_was(
    scene: Scene, as_member: AsMember
) -> None:
    one, vera = talk(), as_member(scene.vera)
    send(vera, one)
    before = counted()
    changed = {**one, "values": {**ANNA, "last_name": "Moser"}}
    fine = talk()
    said = send(vera, changed, fine).json()["leads"]
    assert (said[one["id"]]["state"], said[one["id"]]["code"]) == ("refused", "key_reused")
    assert said[fine["id"]]["state"] == "arrived"
    assert counted()[0] == before[0] + 1
    assert not Lead.objects.filter(last_name="Moser").exists()
    assert not Submission.objects.filter(state="problem").exists()


def test_fifty_arrive_in_one_request(scene: Scene, as_member: AsMember) -> None:
    talks = [talk(values={**ANNA, "last_name": f"Besucher{n}"}) for n in range(50)]
    said = send(as_member(scene.vera), *talks).json()["leads"]
    assert {one["state"] for one in said.values()} == {"arrived"}
    assert Lead.objects.count() == 50
    before = counted()
    assert send(as_member(scene.vera), *talks, talk()).status_code == 413
    assert counted() == before


def test_what_cannot_be_read_is_kept_for_repair_once_and_stops_only_itself(
    scene: Scene, as_member: AsMember
) -> None:
    bad, good, vera = talk(values={"call_time": "morning"}), talk(), as_member(scene.vera)
    said = send(vera, bad, good).json()["leads"]
    assert said[good["id"]]["state"] == "arrived"
    assert (said[bad["id"]]["state"], said[bad["id"]]["code"]) == ("refused", "unreadable")
    assert said[bad["id"]]["words"].startswith("Hier ist niemand genannt.")
    send(vera, bad)
    kept = Submission.objects.get(state="problem")
    assert (kept.key, kept.door, kept.payload["values"]) == (
        bad["id"],
        f"device:{DEVICE}",
        {"call_time": "morning"},
    )
    mended = {**bad, "values": ANNA}
    assert send(vera, mended).json()["leads"][bad["id"]]["state"] == "arrived"
    kept.refresh_from_db()
    assert kept.state == "repaired"
    assert Lead.objects.count() == 2


def test_one_answer_that_cannot_be_read_keeps_no_lead_out(scene: Scene, as_member: AsMember) -> None:
    one = talk(values={**ANNA, "call_time": "midnight", "email": "anna@", "phone": "0881 112345"})
    assert send(as_member(scene.vera), one).json()["leads"][one["id"]]["state"] == "arrived"
    lead = Lead.objects.get()
    assert (lead.phone, lead.email) == ("+49881112345", "")
    assert (lead.answers["call_time_given"], lead.answers["email_given"]) == ("midnight", "anna@")
    assert Submission.objects.get().problems


def test_a_photo_of_the_card_is_enough_to_be_somebody(scene: Scene, as_member: AsMember) -> None:
    one = talk(values={}, photos=1, note="Rückruf Montag")
    vera = as_member(scene.vera)
    assert send(vera, one).json()["leads"][one["id"]]["state"] == "arrived"
    lead = Lead.objects.get()
    assert (lead.status, lead.desk_reason) == ("qualifying", "incomplete")
    assert vera.get(reverse("lead", args=[lead.id])).status_code == 200
    assert vera.get(reverse("leads")).status_code == 200


def test_who_held_the_talk_stands_in_the_history(scene: Scene, as_member: AsMember) -> None:
    send(as_member(scene.vera), talk(colleague=str(scene.frieda.id)))
    lead = Lead.objects.get()
    entry = Entry.objects.get(kind="lead.captured")
    assert (entry.actor_member_id, entry.data["member"]) == (scene.vera.id, str(scene.frieda.id))
    page = as_member(scene.vera).get(reverse("lead", args=[lead.id])).content.decode()
    assert "Das Gespräch führte Frieda." in page


@pytest.mark.parametrize("colleague", ["paul", "nobody", ""])
def test_a_stranger_is_named_for_no_talk(scene: Scene, as_member: AsMember, colleague: str) -> None:
    named = str(scene.paul.id) if colleague == "paul" else colleague
    send(as_member(scene.vera), talk(colleague=named))
    assert "member" not in Entry.objects.get(kind="lead.captured").data


def test_a_test_appears_in_no_figure(scene: Scene, as_member: AsMember) -> None:
    send(as_member(scene.vera), talk(test=True))
    assert Lead.objects.get().is_test


def test_a_campaign_that_is_gone_keeps_no_lead_out(scene: Scene, as_member: AsMember) -> None:
    send(as_member(scene.vera), talk(campaign="fair-of-last-year"))
    lead = Lead.objects.get()
    assert lead.campaign.is_default
    assert Submission.objects.get(lead=lead).payload["campaign"] == "fair-of-last-year"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"device": "x", "leads": []}',
        b'{"leads": []}',
        b"\xff",
        b'{"device": "' + DEVICE.encode() + b'", "leads": 7}',
    ],
)
def test_what_is_no_such_request_is_refused_and_changes_nothing(
    scene: Scene, as_member: AsMember, body: bytes
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(reverse("capture-leads"), body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"code": "unreadable"})
    assert counted() == before


@pytest.mark.parametrize(
    "one",
    [
        7,
        None,
        {"id": "x"},
        {"values": {"last_name": "A"}},
        {"id": str(uuid4()), "values": 7},
        {"id": str(uuid4()), "values": {"last_name": "A\0B\ud800"}},
        {"id": str(uuid4()), "values": {"last_name": "A", "rooms": float("nan")}},
    ],
)
def test_whatever_shape_a_lead_has_nothing_fails(scene: Scene, as_member: AsMember, one: Any) -> None:
    good = talk()
    answer = send(as_member(scene.vera), one, good)
    assert answer.status_code == 200
    assert answer.json()["leads"][good["id"]]["state"] == "arrived"
    assert Submission.objects.count() == 2
