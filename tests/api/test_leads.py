"""POST /api/leads: one lead in, once, with an answer that says where it is; every refusal in one form."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from staffel.actions.actors import SYSTEM
from staffel.actions.keys import create_reader_key, revoke_key
from staffel.actions.materials import add_material
from staffel.actions.versions import publish
from staffel.models import Consent, Entry, Handout, Lead, Material, Offer, Submission, Version
from staffel.queries.directory import directory
from staffel.rules.forms import Form, OnlyIf, Option, Question
from tests.api.conftest import Post, enquiry_body
from tests.scene import MONDAY, Scene, actor_of


def test_a_lead_is_routed_and_offered_when_the_answer_comes(post: Post, scene: Scene) -> None:
    answer = post(
        enquiry_body(product="Wärmepumpe", answers={"message": "Bitte anrufen", "roof": ["a", "b"]})
    )
    assert answer.status_code == 201, answer.content
    body = answer.json()
    lead = Lead.objects.get(id=UUID(body["lead_id"]))
    assert body["number"] == lead.number
    assert body["status"] == "brokering"
    assert body["holder"] == {"name": "Innendienst", "kind": "desk"}
    assert body["deadline_at"] is not None
    assert (body["offers"], body["was_known"], body["remarks"]) == (1, False, [])
    assert Offer.objects.get(lead=lead).party_id == scene.paul.party_id
    assert lead.answers == {"message": "Bitte anrufen", "roof": ["a", "b"]}


def test_the_same_request_again_gets_the_very_same_answer_and_takes_nothing(post: Post) -> None:
    first = post(enquiry_body(), idempotency_key="order-1")
    Lead.objects.update(first_name="Other")  # the answer says what was, not what is
    again = post(enquiry_body(), idempotency_key="order-1")
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
    assert Lead.objects.count() == 1


def test_a_key_used_for_another_body_is_refused_and_the_body_is_kept(post: Post) -> None:
    post(enquiry_body(), idempotency_key="order-1")
    answer = post(enquiry_body(product="Klima"), idempotency_key="order-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["is_kept"]
    assert Lead.objects.count() == 1
    assert Submission.objects.get(state="problem").payload["product"] == "Klima"


def test_the_source_s_own_id_is_taken_once_with_or_without_an_idempotency_key(post: Post) -> None:
    first = post(enquiry_body(source_key="W-7"))
    same = post(enquiry_body(source_key="W-7", product="Klima"))
    other = post(enquiry_body(source_key="W-7"), idempotency_key="fresh")
    assert (first.status_code, same.status_code, other.status_code) == (201, 201, 200)
    assert (same.json()["was_known"], other.json()["was_known"]) == (False, True)
    assert len({answer.json()["lead_id"] for answer in (first, same, other)}) == 1
    assert Lead.objects.count() == 1


def test_without_a_key_and_without_an_id_each_request_is_a_new_lead(post: Post) -> None:
    assert post(enquiry_body()).json()["lead_id"] != post(enquiry_body()).json()["lead_id"]


def test_an_incomplete_lead_is_taken_and_its_holder_asks(post: Post) -> None:
    body = post({"prospect": {"name": "Anna Muster"}}).json()
    assert (body["status"], body["offers"]) == ("qualifying", 0)


def test_a_slip_is_kept_as_an_answer_and_named(post: Post) -> None:
    answer = post(enquiry_body(prospect={"phone": "keine Ahnung"}), idempotency_key="k")
    assert answer.status_code == 201
    assert [remark["field"] for remark in answer.json()["remarks"]] == ["prospect.phone"]
    assert Lead.objects.get().answers["phone_given"] == "keine Ahnung"
    assert post(enquiry_body(prospect={"phone": "keine Ahnung"}), idempotency_key="k").json() == answer.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"prospect": {}}, "prospect.last_name"),
        (enquiry_body(asked_at="gestern"), "asked_at"),
        (enquiry_body(prospect={"phone": 49123}), "prospect.phone"),
        (enquiry_body(prospect={"fon": "1"}), "prospect.fon"),
        (enquiry_body(campaign="nowhere"), "campaign"),
        (enquiry_body(temperature="boiling"), "temperature"),
        (enquiry_body(expected_amount="-1"), "expected_amount"),
        (enquiry_body(test="yes"), "test"),
        ([1], ""),
        ({}, "prospect"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_field_and_kept_once(
    post: Post, body: Any, field: str
) -> None:
    answer = post(body)
    post(body)
    assert answer.status_code == 422, answer.content
    assert answer.json()["field"] == field
    assert answer.json()["is_kept"]
    assert Submission.objects.filter(state="problem").count() == 1
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "body", [b"{", b"", b'{"prospect": NaN}', b"[" * 100_000, b"\xff\xfe", b'{"a": 1e999}']
)
def test_no_json_is_refused_and_kept_where_there_is_anything(post: Post, body: bytes) -> None:
    answer = post(body)
    assert answer.status_code in {400, 422}, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert Submission.objects.filter(state="problem").exists() is bool(body)


def test_characters_that_no_database_keeps_are_left_out(post: Post) -> None:
    answer = post(
        b'{"prospect": {"name": "Anna\\u0000 Mu\\ud800ster", "phone": "0881 12345"}, "answers": {"x\\u0000": "\\u0000"}}'
    )
    assert answer.status_code == 201, answer.content
    assert Lead.objects.get().first_name == "Anna"


def test_a_body_larger_than_any_lead_is_refused(post: Post) -> None:
    for size in (300_000, 3_000_000):
        answer = post(enquiry_body(answers={"message": "x" * size}))
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", "wrong", "Basic d3Jvbmc6"])
def test_nobody_gets_in_without_a_key(post: Post, authorization: str) -> None:
    answer = post(enquiry_body(), authorization=authorization)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not Submission.objects.exists()


def test_a_key_that_may_only_read_or_is_revoked_sends_nothing(post: Post) -> None:
    key = create_reader_key("reports")
    answer = post(enquiry_body(), authorization=key)
    assert (answer.status_code, answer.json()["code"]) == (403, "key_read_only")
    revoke_key("website", now=MONDAY)
    assert post(enquiry_body()).status_code == 401
    assert not Lead.objects.exists()


def test_another_key_is_another_door_with_keys_of_its_own(post: Post) -> None:
    from staffel.actions.keys import create_writer_key

    post(enquiry_body(), idempotency_key="1")
    other = post(enquiry_body(product="Klima"), idempotency_key="1", authorization=create_writer_key("fair"))
    assert other.status_code == 201
    assert Lead.objects.count() == 2


def test_a_test_lead_is_marked(post: Post) -> None:
    post(enquiry_body(test=True, expected_amount=12500.5, currency="CHF"))
    lead = Lead.objects.get()
    assert (lead.is_test, str(lead.expected_amount), lead.currency) == (True, "12500.50", "CHF")


def test_reading_the_address_is_no_way_to_send(scene: Scene) -> None:
    assert Client().get("/api/leads").status_code == 405


def test_the_document_is_served_without_a_key(db: None) -> None:
    assert json.loads(Client().get("/api/openapi.json").content)["openapi"].startswith("3.1")


def test_who_asks_again_gets_the_holder_of_the_open_lead(post: Post) -> None:
    first = post(enquiry_body()).json()
    again = post(enquiry_body())
    body = again.json()
    assert again.status_code == 201
    assert (body["status"], body["offers"], body["was_known"]) == ("closed", 0, False)
    assert body["joined_to"] == first["lead_id"]
    assert (body["holder"], body["deadline_at"]) == (first["holder"], first["deadline_at"])


def test_consents_come_along_with_their_text_time_and_proof(post: Post, scene: Scene) -> None:
    given = [
        {"purpose": "mail", "text_version": 1, "given_at": "2026-03-02T08:00:00Z", "reference": "shop:4711"},
        {"purpose": "call"},
    ]
    answer = post(enquiry_body(consents=given))
    assert answer.status_code == 201, answer.content
    kept = {one.purpose: one for one in Consent.objects.all()}
    assert kept["mail"].text_version == Version.objects.get(kind="consent", key="mail")
    assert kept["mail"].given_at.isoformat() == "2026-03-02T08:00:00+00:00"
    assert kept["mail"].proof == {"reference": "shop:4711"}
    assert (kept["call"].text_version, kept["call"].proof) == (None, {})
    assert Lead.objects.get().may_mail


def test_a_yes_to_a_question_for_consent_is_kept_as_one_and_what_proves_more_counts(
    post: Post, scene: Scene
) -> None:
    form = directory().current("form", "default", at=scene.now).body
    asked = [
        Question(purpose, {"de": purpose}, "consent", "prospect", purpose=purpose)
        for purpose in ("mail", "call")
    ]
    publish(
        "form", "default", replace(form, questions=(*form.questions, *asked)), actor=SYSTEM, now=scene.now
    )
    more = [{"purpose": "mail", "text_version": 1}]
    answer = post(enquiry_body(consents=more, answers={"mail": True, "call": "ja"}))
    assert answer.status_code == 201, answer.content
    kept = {one.purpose: (one.text_version, one.proof) for one in Consent.objects.all()}
    text = Version.objects.get(kind="consent", key="mail")
    assert kept == {"mail": (text, {}), "call": (None, {"question": "call"})}
    assert Lead.objects.get().answers == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose": "mail", "text_version": 9}, "consents.0.text_version"),
        ({"purpose": "mail", "given_at": "gestern"}, "consents.0.given_at"),
        ({"purpose": "everything"}, "consents.0.purpose"),
        ({"purpose": "mail", "reference": "Anna sagt ja"}, "consents.0.reference"),
    ],
)
def test_a_consent_that_proves_nothing_is_kept_for_repair(
    post: Post, given: dict[str, Any], field: str
) -> None:
    answer = post(enquiry_body(consents=[given]))
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["problems"]] == [field]
    assert answer.json()["is_kept"]
    assert not Lead.objects.exists()
    assert not Consent.objects.exists()


def test_answers_are_read_by_their_questions_and_what_does_not_fit_is_named(post: Post, scene: Scene) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    oil = Option("oil", {"de": "Öl", "en": "Oil"}, 40)
    new = (
        Question("heating", {"en": "Heating"}, "choice", "interest", options=(oil,)),
        Question("litres", {"en": "Litres"}, "number", "interest", "market", only_if=(OnlyIf("heating", ("oil",)),)),
        Question("since", {"en": "Since"}, "date", "interest"),
    )  # fmt: skip
    publish("form", "default", replace(form, questions=(*form.questions, *new)), actor=SYSTEM, now=scene.now)
    whole = post(enquiry_body(answers={"heating": "Öl", "litres": "3.000", "since": "neulich"})).json()
    assert [one["field"] for one in whole["remarks"]] == ["answers.since"]
    lead = Lead.objects.get(id=UUID(whole["lead_id"]))
    assert lead.answers == {"heating": "oil", "litres": 3000, "since_given": "neulich"}
    assert lead.score == 40
    assert whole["status"] == "brokering"
    other = {**enquiry_body()["prospect"], "email": "other@example.org", "last_name": "Tal", "phone": ""}
    lacking = post(enquiry_body(prospect=other, answers={"heating": "Öl"})).json()
    assert lacking["status"] == "qualifying"


def catalogue(scene: Scene) -> None:
    for title in ("Prices", "Flyer"):
        add_material(title, is_paper=True, actor=actor_of(scene.vera), now=scene.now - timedelta(days=9))


def test_materials_come_along_with_way_and_time_once(post: Post, scene: Scene) -> None:
    catalogue(scene)
    given = [{"key": "prices", "way": "fair", "given_at": "2026-03-01T09:00:00Z"}, {"key": "flyer"}]
    body = enquiry_body(materials=given, asked_at="2026-03-02T07:30:00Z")
    first = post(body, idempotency_key="order-1")
    assert (first.status_code, first.json()["remarks"]) == (201, [])
    assert post(body, idempotency_key="order-1").json() == first.json()
    kept = {one.material.key: one for one in Handout.objects.select_related("material")}
    assert (kept["prices"].way, kept["prices"].at) == ("fair", datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert (kept["flyer"].way, kept["flyer"].at) == ("by_hand", Lead.objects.get().asked_at)
    entries = Entry.objects.filter(kind="handout.given")
    assert [(one.actor_kind, one.data["way"]) for one in entries.order_by("id")] == [
        ("key", "fair"),
        ("key", "by_hand"),
    ]
    assert Handout.objects.count() == 2


def test_the_edition_of_that_time_is_recorded(post: Post, scene: Scene) -> None:
    catalogue(scene)
    old = Material.objects.get(key="prices")
    add_material("Prices", key="prices", is_paper=True, actor=actor_of(scene.vera), now=scene.now)
    before = (scene.now - timedelta(days=1)).isoformat()
    post(enquiry_body(materials=[{"key": "prices", "given_at": before}, {"key": "prices"}]))
    kept = Handout.objects.order_by("at").values_list("material_id", flat=True)
    assert [one == old.id for one in kept] == [True, False]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"key": "gone"}, "materials.1.key"),
        ({"key": "flyer", "given_at": "neulich"}, "materials.1.given_at"),
        ({"key": "flyer", "given_at": "2030-03-01T09:00:00Z"}, "materials.1.given_at"),
    ],
)
def test_a_material_that_is_none_is_named_and_the_lead_is_taken(
    post: Post, scene: Scene, given: dict[str, Any], field: str
) -> None:
    catalogue(scene)
    answer = post(enquiry_body(materials=[{"key": "prices"}, given]))
    assert answer.status_code == 201
    assert [one["field"] for one in answer.json()["remarks"]] == [field]
    assert [one.material.key for one in Handout.objects.select_related("material")] == ["prices"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"key": "prices", "way": "mail"}, "materials.0.way"),
        ({"way": "fair"}, "materials.0.key"),
        ({"key": "prices", "title": "Prices"}, "materials.0.title"),
    ],
)
def test_a_material_of_another_shape_is_refused_and_kept(
    post: Post, scene: Scene, given: dict[str, Any], field: str
) -> None:
    catalogue(scene)
    answer = post(enquiry_body(materials=[given]))
    assert (answer.status_code, answer.json()["field"], answer.json()["is_kept"]) == (422, field, True)
    assert not Lead.objects.exists()
    assert not Handout.objects.exists()


def test_who_is_known_already_gets_nothing_recorded_twice(post: Post, scene: Scene) -> None:
    catalogue(scene)
    body = enquiry_body(source_key="W-7", materials=[{"key": "prices"}])
    post(body)
    assert post(body, idempotency_key="fresh").status_code == 200
    assert Handout.objects.count() == 1
