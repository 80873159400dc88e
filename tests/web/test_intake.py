"""Unclear arrivals: mended in place and taken in once, or dismissed with a reason and taken up again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staffel.actions.arrivals import Unread, keep_unread
from staffel.actions.import_runs import run_import
from staffel.models import Consent, Delivery, Entry, Import, Lead, Membership, Offer, Submission
from staffel.rules.problems import Problem
from tests.scene import Scene

AsMember = Callable[[Membership], Client]
FILE = (
    "Lead-ID;Vorname;Nachname;E-Mail;PLZ;Anfragedatum;Baujahr\n"
    "A1;Ines;Probe;ines@example.org;82362;gestern;1984\n"
    "A2;;;;82362;2026-03-01;1990\n"
)


def counted() -> tuple[int, ...]:
    return Lead.objects.count(), Entry.objects.count(), Delivery.objects.count(), Submission.objects.count()


def said(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def imported(client: Client, text: str = FILE, *, mode: str = "new", kind: str = "leads") -> Import:
    client.post("/import", {"kind": kind, "file": SimpleUploadedFile("messe.csv", text.encode())})
    found = Import.objects.latest("id")
    client.post(reverse("import-act", args=[found.id, "begin"]), {"mode": mode, "campaign": "default"})
    run_import(found.id, clock=timezone.now)
    return found


@pytest.fixture
def rows(scene: Scene, as_member: AsMember) -> list[Submission]:
    """Two lines of a file: a date that is none, and nobody named."""
    imported(as_member(scene.vera))
    return list(Submission.objects.filter(state="problem").order_by("line"))


def body(scene: Scene, payload: dict[str, Any] | None = None) -> Submission:
    """A request to the API that nobody could read."""
    given = payload or {
        "prospect": {"first_name": "Uwe", "email": "uwe@example.org"},
        "asked_at": "gestern",
        "answers": {"roof": ["flat", "red"]},
    }
    keep_unread(
        [Unread(key="", payload=given, problems=(Problem("asked_at", "This is no date."),))],
        door="api:1",
        now=scene.now,
    )
    return Submission.objects.latest("id")


def mended(client: Client, row: Submission, **typed: str) -> Any:
    """The form as it stands, with some values typed anew."""
    page = client.get(reverse("unclear", args=[row.id])).content.decode()
    stands = dict(re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', page))
    return client.post(reverse("unclear", args=[row.id]), {**stands, **typed})


# -- the doors ----------------------------------------------------------------------------------------------------


def test_only_the_desk_settles_arrivals(
    scene: Scene, rows: list[Submission], as_member: AsMember, client: Client
) -> None:
    one, before = rows[0], counted()
    addresses = [
        reverse("unclear", args=[one.id]),
        reverse("intake-dismiss"),
        reverse("intake-restore", args=[one.id]),
    ]
    for address in addresses:
        assert client.post(address)["Location"].startswith("/login")
        for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
            assert as_member(member).post(address, {"ids": str(one.id), "reason": "spam"}).status_code == 404
    vera = as_member(scene.vera)
    assert vera.put(addresses[0]).status_code == 405
    assert vera.get(addresses[2]).status_code == 405
    assert counted() == before
    assert Submission.objects.filter(state="problem").count() == 2


def test_what_was_taken_at_once_is_no_unclear_arrival(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    mended(vera, rows[0], asked_at="2026-02-28")
    taken = Submission.objects.get(state="taken")
    assert vera.get(reverse("unclear", args=[taken.id])).status_code == 404


# -- repair -------------------------------------------------------------------------------------------------------


def test_form_has_what_came_with_the_problem_beside_its_field(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    answer = as_member(scene.vera).get(reverse("unclear", args=[rows[0].id]))
    text = answer.content.decode()
    assert 'value="gestern"' in text
    assert 'value="1984"' in text
    assert "„gestern“ ist kein Datum" in said(answer)
    assert text.index('name="asked_at"') < text.index('name="first_name"')


def test_mended_row_is_taken_in_like_every_other_and_once(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    vera, row = as_member(scene.vera), rows[0]
    answer = mended(vera, row, asked_at="2026-02-28", last_name="Probe-Neu")
    assert answer["Location"] == reverse("intake")
    lead = Lead.objects.get()
    assert (lead.last_name, lead.answers["baujahr"]) == ("Probe-Neu", "1984")
    assert Offer.objects.filter(lead=lead, state="open").exists()
    row.refresh_from_db()
    assert (row.state, row.lead_id) == ("repaired", lead.id)
    assert row.payload["Nachname"] == "Probe"  # as it came
    assert f"Lead {lead.number} ist aufgenommen. Gefragt wird" in said(vera.get(answer["Location"]))
    before = Lead.objects.count(), Delivery.objects.count()
    imported(vera)  # the same row comes again
    assert (Lead.objects.count(), Delivery.objects.count()) == before
    assert Submission.objects.filter(state="problem").count() == 1
    assert vera.post(
        reverse("unclear", args=[row.id]), {"last_name": "Noch", "email": "x@example.org"}
    ).status_code in {200, 422}
    assert Lead.objects.count() == 1


def test_what_came_along_is_read_beside_the_form_and_kept_with_the_lead(
    scene: Scene, as_member: AsMember
) -> None:
    consents = [{"purpose": "mail", "text_version": 1}, {"purpose": "call", "given_at": "neulich"}]
    row = body(scene, {"prospect": {"last_name": "Uhl", "email": "uhl@example.org"}, "consents": consents})
    vera = as_member(scene.vera)
    page = vera.get(reverse("unclear", args=[row.id]))
    text = said(page)
    assert "Kam mit" in text
    assert "Version 1 unseres Textes" in text
    assert "Nicht als Einwilligung übernommen" in text
    assert "neulich" in text
    assert 'name="answers.' not in page.content.decode(), "a consent is no text to be mended"
    assert mended(vera, row)["Location"] == reverse("intake")
    assert Consent.objects.get(lead=Lead.objects.get()).purpose == "mail"


def test_row_of_a_held_import_is_held_when_it_is_mended(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    imported(vera, mode="held")
    mended(vera, Submission.objects.get(line=3), last_name="Nora")
    assert Lead.objects.get().deadline_kind == "release"
    assert not Delivery.objects.exists()


def test_what_still_cannot_be_read_stays_with_what_was_typed(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    before = counted()
    answer = mended(as_member(scene.vera), rows[0], asked_at="vorgestern", last_name="Behalten")
    assert answer.status_code == 422
    assert "„vorgestern“ ist kein Datum" in said(answer)
    assert 'value="Behalten"' in answer.content.decode()
    assert counted() == before


def test_slip_that_does_not_keep_it_out_is_asked_about_once(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    typed = {"asked_at": "2026-02-28", "phone": "12"}
    assert mended(vera, rows[0], **typed).status_code == 422
    assert not Lead.objects.exists()
    assert mended(vera, rows[0], **typed, as_typed="1").status_code == 302
    assert Lead.objects.get().answers["phone_given"] == "12"


def test_a_wrong_number_means_the_same_in_the_preview_and_here(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    text = (
        "Lead-ID;Nachname;Telefon;PLZ;Anfragedatum\nT1;Probe;12;82362;gestern\nT2;Gut;12;82362;2026-03-01\n"
    )
    vera.post("/import", {"kind": "leads", "file": SimpleUploadedFile("messe.csv", text.encode())})
    words = "„12“ ist keine Telefonnummer in Deutschland."
    preview = said(vera.get(reverse("import", args=[Import.objects.get().id])))
    assert words in preview.split("So übernommen, mit Hinweis")[1]
    imported(vera, text)
    row = Submission.objects.get(state="problem")
    assert words not in said(vera.get(reverse("intake")))  # it is not why it is unclear
    page = said(vera.get(reverse("unclear", args=[row.id])))
    assert f"So übernommen, mit Hinweis: {words}" in page
    assert mended(vera, row, asked_at="2026-03-01").status_code == 302
    assert [lead.answers["phone_given"] for lead in Lead.objects.all()] == ["12", "12"]


def test_only_the_chosen_filter_is_marked(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    found = imported(vera)
    page = vera.get(reverse("intake"), {"import": str(found.id)}).content.decode()
    filters = page.split('class="filters"')[1].split("</nav>")[0]
    assert filters.count('aria-current="true"') == 1
    assert "Ein Import ✕" in re.sub(r"<[^>]+>", "", filters.split('aria-current="true"')[1])


def test_request_to_the_api_is_mended_likewise(scene: Scene, as_member: AsMember) -> None:
    row = body(scene)
    assert mended(as_member(scene.vera), row, asked_at="2026-03-01").status_code == 302
    lead = Lead.objects.get()
    assert (lead.first_name, lead.email, lead.answers["roof"]) == ("Uwe", "uwe@example.org", "flat, red")
    row.refresh_from_db()
    assert (row.state, row.lead_id) == ("repaired", lead.id)


def test_body_that_is_no_json_can_be_typed_in(scene: Scene, as_member: AsMember) -> None:
    row = body(scene, {"body": "<lead>Uwe</lead>"})
    text = as_member(scene.vera).get(reverse("unclear", args=[row.id])).content.decode()
    assert "&lt;lead&gt;Uwe&lt;/lead&gt;" in text
    assert mended(as_member(scene.vera), row, last_name="Uwe", email="uwe@example.org").status_code == 302


def test_partners_are_mended_in_their_file(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    imported(vera, "Händlernummer;Firma;PLZ;Radius\nneu;Neu GmbH;50667;viel\n", kind="parties")
    row = Submission.objects.get(state="problem")
    assert "werden in ihrer Datei berichtigt" in said(vera.get(reverse("unclear", args=[row.id])))
    vera.post(reverse("unclear", args=[row.id]), {"last_name": "Neu", "email": "x@example.org"})
    assert not Lead.objects.exists()


# -- dismissing ---------------------------------------------------------------------------------------------------


def test_dismissed_with_a_reason_and_taken_up_again(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    vera, row = as_member(scene.vera), rows[1]
    vera.post(reverse("intake-dismiss"), {"ids": str(row.id), "reason": "empty"})
    assert Entry.objects.get(kind="intake.dismissed").data == {"submission": str(row.id), "reason": "empty"}
    text = said(vera.get("/intake?state=dismissed"))
    assert "Es steht nichts darin" in text
    assert "Ines" in said(vera.get("/intake"))
    assert vera.post(reverse("intake-restore", args=[row.id]))["Location"] == reverse(
        "unclear", args=[row.id]
    )
    row.refresh_from_db()
    assert (row.state, len(row.problems)) == ("problem", 1)


def test_all_of_a_list_are_dismissed_at_once(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    kept = body(scene)
    answer = as_member(scene.vera).post(
        "/intake/dismiss?door=import", {"all": "1", "reason": "test"}, follow=True
    )
    assert "2 verworfen" in said(answer)
    assert list(Submission.objects.filter(state="problem")) == [kept]


@pytest.mark.parametrize(
    ("reason", "words"), [("", "Gründe"), ("erfunden", "Gründe"), ("spam", "mindestens einen")]
)
def test_nothing_is_dismissed_without_reason_or_choice(
    scene: Scene, rows: list[Submission], as_member: AsMember, reason: str, words: str
) -> None:
    before = counted()
    ids = [] if reason == "spam" else [str(rows[0].id)]
    answer = as_member(scene.vera).post(reverse("intake-dismiss"), {"ids": ids, "reason": reason})
    assert answer.status_code == 422
    assert words in said(answer)
    assert counted() == before


def test_settled_by_somebody_else_meanwhile(
    scene: Scene, rows: list[Submission], as_member: AsMember
) -> None:
    vera, row = as_member(scene.vera), rows[0]
    vera.post(reverse("intake-dismiss"), {"ids": str(row.id), "reason": "spam"})
    before = counted()
    vera.post(reverse("unclear", args=[row.id]), {"last_name": "Noch", "email": "x@example.org"})
    answer = vera.post(reverse("intake-restore", args=[rows[1].id]))
    assert answer.status_code == 422
    assert "inzwischen jemand geklärt" in said(answer)
    assert counted() == before


@pytest.mark.parametrize(
    ("query", "count"), [("", 3), ("?door=api", 1), ("?door=import", 2), ("?state=dismissed", 0), ("?import=x", 0), ("?state=nonsense", 3)]
)  # fmt: skip
def test_address_filters_the_list(
    scene: Scene, rows: list[Submission], as_member: AsMember, query: str, count: int
) -> None:
    body(scene)
    assert as_member(scene.vera).get(f"/intake{query}").content.decode().count(">Klären</a>") == count
