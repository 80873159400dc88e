"""The door of the capture app: who may, what a device gets for the day and keeps, photos and materials."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions.actors import SYSTEM
from staffel.actions.versions import create_campaign, publish
from staffel.models import Attachment, Entry, Handout, Lead, Material, Note, Receipt, Submission
from staffel.queries.directory import directory
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.forms import Form, Option, Question
from tests.scene import Scene, actor_of
from tests.web.test_pages import AsMember

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64
DEVICE = "0190d3a0-0000-4000-8000-00000000000a"
ANNA = {
    "first_name": "Anna",
    "last_name": "Messner",
    "email": "anna@example.org",
    "postal_code": "82362",
    "call_time": "morning",
}
PUBLIC = ("capture-page", "capture-worker", "capture-manifest")
INSIDE = ("capture-setup", "capture-token")


def talk(**more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "asked_at": "2026-03-02T08:30:00Z",
        "campaign": "default",
        "values": dict(ANNA),
        **more,
    }


def send(client: Client, *talks: Any, device: str = DEVICE, now: str = "2026-03-02T09:00:00Z") -> Any:
    body = json.dumps({"device": device, "now": now, "leads": list(talks)})
    return client.post(reverse("capture-leads"), body, content_type="application/json")


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Lead, Entry, Submission, Receipt, Note, Attachment))


# -- the doors ----------------------------------------------------------------------------------------------------


def test_only_who_enters_leads_captures_them(scene: Scene, as_member: AsMember, client: Client) -> None:
    before = counted()
    assert client.get(reverse("capture"))["Location"].startswith("/login")
    for name in INSIDE:
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.json(), answer["Cache-Control"]) == (
            401,
            {"code": "login"},
            "no-store",
        )
    assert send(client, talk()).status_code == 401
    assert client.post(reverse("capture-photos")).status_code == 401
    for stranger in (scene.otto, scene.paul):
        for name in ("capture", *INSIDE):
            assert as_member(stranger).get(reverse(name)).status_code == 404
        assert send(as_member(stranger), talk()).status_code == 404
        assert as_member(stranger).post(reverse("capture-photos")).status_code == 404
    assert counted() == before


@pytest.mark.parametrize("name", [*PUBLIC, *INSIDE, "capture"])
def test_reading_changes_nothing(scene: Scene, as_member: AsMember, name: str) -> None:
    vera, before = as_member(scene.vera), counted()
    assert vera.get(reverse(name)).status_code == 200
    assert vera.post(reverse(name)).status_code == 405
    assert counted() == before


@pytest.mark.parametrize("name", ["capture-leads", "capture-photos"])
def test_sending_is_a_post(scene: Scene, as_member: AsMember, name: str) -> None:
    assert as_member(scene.vera).get(reverse(name)).status_code == 405


def test_everybody_of_the_house_and_the_agency_may(scene: Scene, as_member: AsMember) -> None:
    for member in (scene.ada, scene.vera, scene.frieda, scene.tom):
        assert as_member(member).get(reverse("capture")).status_code == 200
        assert send(as_member(member), talk()).json()["leads"]
    assert Lead.objects.count() == 4


def test_a_token_of_the_login_opens_the_door(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.vera.person)
    assert send(strict, talk()).status_code == 403
    assert Lead.objects.count() == 0
    said = strict.get(reverse("capture-token")).json()
    assert said["member"] == str(scene.vera.id)
    body = json.dumps({"device": DEVICE, "now": "", "leads": [talk()]})
    headers = {"X-CSRFToken": said["token"]}
    answer = strict.post(reverse("capture-leads"), body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert Lead.objects.count() == 1


# -- what a device keeps ------------------------------------------------------------------------------------------


def test_the_kept_page_holds_nothing_of_anybody_and_may_run_the_code_reader(
    scene: Scene, as_member: AsMember, client: Client
) -> None:
    answer = as_member(scene.vera).get(reverse("capture-page"))
    text = answer.content.decode()
    assert 'lang="de"' in text
    for secret in ("vera@example.com", str(scene.vera.id), "csrfmiddlewaretoken"):
        assert secret not in text
    assert "'wasm-unsafe-eval'" in answer["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" not in client.get("/login")["Content-Security-Policy"]
    client.cookies["django_language"] = "en"
    assert "Start capturing" in client.get(reverse("capture-page")).content.decode()


def test_the_worker_keeps_every_file_that_there_is_and_looks_after_the_app(
    scene: Scene, client: Client
) -> None:
    answer = client.get(reverse("capture-worker"))
    assert answer["Service-Worker-Allowed"] == "/capture"
    text = answer.content.decode()
    files = json.loads(text.partition("const FILES = ")[2].partition(";\n")[0])
    assert {"/static/capture/kept.js", "/static/vendor/zxing-reader-3.1.4.wasm"} <= set(files)
    for path in files:
        found: Any = client.get(path)
        assert b"".join(found.streaming_content)
        found.close()


def test_the_app_can_be_installed_beside_the_portal(scene: Scene, client: Client) -> None:
    said = client.get(reverse("capture-manifest")).json()
    assert (said["start_url"], said["scope"], said["id"]) == ("/capture", "/capture", "/capture")


def test_a_device_gets_the_fairs_the_questions_and_the_colleagues(scene: Scene, as_member: AsMember) -> None:
    said = as_member(scene.vera).get(reverse("capture-setup")).json()
    assert (said["member"], said["language"], said["country"]) == (str(scene.vera.id), "de", "DE")
    (event,) = said["events"]
    assert (event["key"], event["asks"]) == ("default", scene.desk.name)
    questions = {one["key"]: one for one in said["forms"][event["form"]]["questions"]}
    assert (questions["email"]["needed"], questions["email"]["one_of"]) == (True, "reach")
    assert ["morning", "Vormittags"] in questions["call_time"]["options"]
    assert {one["name"] for one in said["colleagues"]} == {"Ada", "Vera", "Frieda", "Tom"}
    own = as_member(scene.tom).get(reverse("capture-setup")).json()
    assert [one["name"] for one in own["colleagues"]] == ["Tom"]


def test_where_a_fair_is_near_only_fairs_are_offered(scene: Scene, as_member: AsMember) -> None:
    actor = actor_of(scene.ada)
    fair = Campaign(
        (MarketChoice("default"),),
        fair_from=date(2026, 3, 1),
        fair_until=date(2026, 3, 4),
        gates={"message": "market"},
    )

    create_campaign("ish", name="ISH", source="fair", body=fair, actor=actor, now=scene.now)
    (event,) = as_member(scene.vera).get(reverse("capture-setup")).json()["events"]
    assert (event["key"], event["from"], event["until"]) == ("ish", "2026-03-01", "2026-03-04")
    questions = (
        as_member(scene.vera).get(reverse("capture-setup")).json()["forms"][event["form"]]["questions"]
    )
    assert {one["key"] for one in questions if one["needed"]} >= {"message", "email", "postal_code"}


def test_only_materials_that_can_still_be_given_are_offered_in_their_latest_edition(
    scene: Scene, as_member: AsMember
) -> None:
    for key, version, title, gone in (
        ("flyer", 1, "Alt", None),
        ("flyer", 2, "Neu", None),
        ("old", 1, "Weg", scene.now),
    ):
        Material.objects.create(
            key=key, version=version, title=title, is_paper=True, created_at=scene.now, withdrawn_at=gone
        )
    said = as_member(scene.vera).get(reverse("capture-setup")).json()
    assert [one["title"] for one in said["materials"]] == ["Neu"]


@pytest.fixture
def catalogue(scene: Scene) -> dict[str, Material]:
    """A flyer on paper and a price list as a file."""
    flyer = Material.objects.create(key="flyer", title="Flyer", is_paper=True, created_at=scene.now)
    prices = Material.objects.create(
        key="prices", title="Preisliste", filename="p.pdf", content_type="application/pdf", size=4,
        content=b"%PDF", created_at=scene.now,
    )  # fmt: skip
    return {"flyer": flyer, "prices": prices}


def test_what_was_handed_over_and_promised_is_known_once(
    scene: Scene, as_member: AsMember, catalogue: dict[str, Material]
) -> None:
    one, vera = (
        talk(materials={"flyer": "given", "prices": "promised", "gone": "given"}),
        as_member(scene.vera),
    )
    send(vera, one)
    send(vera, one)
    found = {row.material.key: row for row in Handout.objects.select_related("material")}
    assert (found["flyer"].way, found["flyer"].at) == ("fair", scene.now - timedelta(minutes=30))
    assert (found["prices"].way, found["prices"].at) == ("mail", None)
    assert Handout.objects.count() == 2
    assert not Note.objects.exists()


def test_what_was_given_at_the_stand_is_the_edition_of_that_hour(
    scene: Scene, as_member: AsMember, catalogue: dict[str, Material]
) -> None:
    soon = scene.now - timedelta(minutes=10)  # the talk was twenty minutes before
    Material.objects.filter(key__in=("flyer", "prices")).update(withdrawn_at=soon)
    Material.objects.create(key="flyer", version=2, title="Neu", is_paper=True, created_at=soon)
    send(as_member(scene.vera), talk(materials={"flyer": "given", "prices": "given"}))
    assert {row.material for row in Handout.objects.all()} == set(catalogue.values())


def test_a_promise_that_nobody_can_keep_yet_is_noted(
    scene: Scene, as_member: AsMember, catalogue: dict[str, Material]
) -> None:
    send(as_member(scene.vera), talk(note="Eilt", materials={"flyer": "promised"}))  # no street for a letter
    assert Note.objects.get().text == "Eilt\nAm Stand zugesagt, noch zu versenden: Flyer"
    assert not Handout.objects.exists()
    values = {**ANNA, "street": "Weg 1", "place": "Weilheim", "last_name": "Berg"}
    send(as_member(scene.vera), talk(values=values, materials={"flyer": "promised"}))
    assert Handout.objects.get().way == "letter"


# -- photos -------------------------------------------------------------------------------------------------------


def photo(client: Client, lead: str, *, content: bytes = JPEG, **more: str) -> Any:
    given = {
        "device": DEVICE,
        "lead": lead,
        "id": "0190d3a0-0000-4000-8000-00000000000b",
        "at": "2026-03-02T08:40:00Z",
        "now": "2026-03-02T09:00:00Z",
    }
    file = SimpleUploadedFile("card.jpg", content, "image/jpeg")
    return client.post(reverse("capture-photos"), {**given, **more, "photo": file})


def test_the_photo_of_a_card_lies_at_its_lead_once(scene: Scene, as_member: AsMember) -> None:
    one, vera = talk(photos=1), as_member(scene.vera)
    answer = photo(vera, one["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "talk_unknown")
    assert Attachment.objects.count() == 0
    send(vera, one)
    for _ in range(2):
        assert photo(vera, one["id"]).json() == {"state": "arrived"}
    kept = Attachment.objects.get()
    assert (kept.lead_id, kept.content_type, kept.created_at) == (
        Lead.objects.get().id,
        "image/jpeg",
        scene.now - timedelta(minutes=20),
    )


def test_what_is_no_picture_or_of_no_lead_is_refused(scene: Scene, as_member: AsMember) -> None:
    one, vera = talk(photos=1), as_member(scene.vera)
    send(vera, one)
    before = counted()
    assert photo(vera, one["id"], content=b"MZ\x90\0").status_code == 422
    assert photo(vera, "x").status_code == 400
    assert photo(vera, one["id"], device=str(uuid4())).status_code == 409
    assert (
        vera.post(
            reverse("capture-photos"), {"device": DEVICE, "lead": one["id"], "id": str(uuid4())}
        ).status_code
        == 400
    )
    assert counted() == before


def test_the_number_of_queries_for_the_day_does_not_grow(
    scene: Scene, as_member: AsMember, django_assert_num_queries: Any
) -> None:
    vera = as_member(scene.vera)
    vera.get(reverse("capture-setup"))
    for n in range(5):
        Material.objects.create(key=f"m{n}", title=f"M{n}", is_paper=True, created_at=scene.now)
    with django_assert_num_queries(6):
        assert len(vera.get(reverse("capture-setup")).json()["materials"]) == 5


def test_a_talk_is_read_by_the_questions_that_the_device_asked(scene: Scene, as_member: AsMember) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    oil = Option("oil", {"de": "Öl", "en": "Oil"})
    heating = Question("heating", {"de": "Heizung", "en": "Heating"}, "choice", "interest", options=(oil,))
    more = replace(form, questions=(*form.questions, heating))
    publish("form", "default", more, actor=SYSTEM, now=scene.now)
    asked = as_member(scene.vera).get(reverse("capture-setup")).json()["forms"]["default"]["id"]
    scene.later(minutes=1)
    publish("form", "default", form, actor=SYSTEM, now=scene.now)
    one = talk(values={**ANNA, "heating": "oil", "gone": "Text"}, form=asked)
    other = talk(values={**ANNA, "email": "b@example.org", "heating": "oil"}, form=str(uuid4()))
    with time_machine.travel(scene.now, tick=False):
        send(as_member(scene.vera), one, other)
    lead, current = Lead.objects.order_by("number")
    assert (str(lead.form_version_id), lead.answers) == (
        asked,
        {"call_time": "morning", "heating": "oil", "gone": "Text"},
    )
    assert str(current.form_version_id) != asked
    assert current.answers["heating"] == "oil"  # what is not asked any more is kept


def test_a_consent_that_is_asked_like_any_answer_is_not_called_needed(
    scene: Scene, as_member: AsMember
) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    agrees = Question("agrees", {"de": "Ja", "en": "Yes"}, "consent", "interest", gate="market")
    more = replace(form, questions=(*form.questions, agrees))
    publish("form", "default", more, actor=SYSTEM, now=scene.now)
    asked = as_member(scene.vera).get(reverse("capture-setup")).json()["forms"]["default"]["questions"]
    assert [one["needed"] for one in asked if one["key"] in {"agrees", "postal_code"}] == [True, False]
    one = talk()
    send(as_member(scene.vera), one)
    assert Lead.objects.get().status == "brokering"


def test_the_visitor_s_language_goes_with_the_lead_and_the_texts_stand_in_both(
    scene: Scene, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    setup = vera.get(reverse("capture-setup")).json()
    assert (setup["home_language"], setup["languages"]) == ("de", [["de", "Deutsch"], ["en", "English"]])
    texts = {one["purpose"]: one["texts"] for one in setup["consents"]}
    assert texts["call"]["de"].startswith("Ich bin einverstanden")
    assert texts["call"]["en"].startswith("I agree")
    spoken, silent, odd = talk(language="en"), talk(language=""), talk(language="xx")
    for at, one in enumerate((spoken, silent, odd)):
        one["values"] |= {"email": f"besucher.{at}@example.org"}
    send(vera, spoken, silent, odd)
    assert [lead.language for lead in Lead.objects.order_by("number")] == ["en", "de", "de"]
