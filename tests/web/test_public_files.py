"""Files that come with an enquiry that is kept: for the desk, and at the lead when it is taken in."""

import re
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.models import Attachment, Entry, Lead
from staffel.rules.public_forms import AT_MOST, TRAP
from tests.scene import Scene
from tests.web.test_public_form import PAGE, PLAN, TYPED, ask, german, hidden_in, kept, sent


def a_plan(content: bytes = b"%PDF-1.4 x", name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_of_what_fills_the_trap_are_kept_for_the_desk_and_no_one_else(
    scene: Scene, client: Client, as_member: Any
) -> None:
    ask(scene, PLAN)
    sent(client, scene, plan=[a_plan(), a_plan(b"MZ\x00", "a.exe")], **dict[str, Any]({TRAP: "x"}))
    file, row = Attachment.objects.get(), kept()[0]
    assert (file.lead_id, file.submission_id, file.filename) == (None, row.id, "plan.pdf")
    assert row.problems[1]["details"] == {"names": "a.exe"}  # what cannot be kept is named
    address = reverse("intake-file", args=[row.id, file.id])
    vera = as_member(scene.vera)
    assert address in vera.get(reverse("unclear", args=[row.id])).content.decode()
    answer = vera.get(address)
    assert (answer.content, answer["Content-Security-Policy"]) == (
        b"%PDF-1.4 x",
        "default-src 'none'; sandbox",
    )
    assert vera.post(address).status_code == 405
    for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
        assert as_member(member).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/login")
    sent(client, scene, plan=a_plan(), first_name="Other", **dict[str, Any]({TRAP: "x"}))
    other = next(one for one in kept() if one.id != row.id)
    assert vera.get(reverse("intake-file", args=[other.id, file.id])).status_code == 404


def test_files_of_what_the_desk_takes_in_are_at_the_lead(
    scene: Scene, client: Client, as_member: Any
) -> None:
    ask(scene, PLAN)
    sent(client, scene, plan=a_plan(), **dict[str, Any]({TRAP: "x"}))
    row, vera = kept()[0], as_member(scene.vera)
    page = vera.get(reverse("unclear", args=[row.id])).content.decode()
    fields = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    assert vera.post(reverse("unclear", args=[row.id]), {**fields, "as_typed": "1"}).status_code == 302
    lead, file = Lead.objects.get(), Attachment.objects.get()
    assert file.lead_id == lead.id
    entry = Entry.objects.get(kind="attachment.added")
    assert (entry.actor_member_id, entry.data["attachment"]) == (scene.vera.id, str(file.id))
    assert vera.get(reverse("lead-file", args=[lead.id, file.id])).content == b"%PDF-1.4 x"
    assert vera.get(reverse("intake-file", args=[row.id, file.id])).status_code == 404


def test_who_presses_once_more_need_not_choose_its_files_again(scene: Scene, client: Client) -> None:
    ask(scene, replace(PLAN, gate="market"))
    text = sent(client, scene, after=1, plan=a_plan()).content.decode()
    assert "plan.pdf" in text
    assert german("Files have to be chosen again: a browser does not keep them.") not in text
    with time_machine.travel(scene.later(seconds=9), tick=False):
        assert client.post(PAGE, {**hidden_in(text), **TYPED}).status_code == 302
    assert Attachment.objects.get().lead_id == Lead.objects.get().id
    assert sent(client, scene).status_code == 422  # another page has brought none


def test_a_file_is_kept_by_whatever_name_its_field_has(scene: Scene, client: Client) -> None:
    client.post("/f/none", {**TYPED, "grundriss": a_plan()})
    assert [(one.filename, one.submission_id) for one in Attachment.objects.all()] == [
        ("plan.pdf", kept()[0].id)
    ]
    assert len(kept()[0].problems) == 1  # nothing is left to be asked for


def test_of_a_flood_no_file_is_kept_but_its_name(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(scene, PLAN)
    monkeypatch.setattr("staffel.web.public_form.sent_from_here", lambda _request: AT_MOST + 1)
    sent(client, scene, plan=a_plan())
    assert not Attachment.objects.exists()
    assert kept()[0].problems[1]["details"] == {"names": "plan.pdf"}
