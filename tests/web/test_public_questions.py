"""What the public form asks, and how its answers, files and consents are kept."""

from dataclasses import replace
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staffel.actions.actors import SYSTEM
from staffel.actions.versions import publish
from staffel.models import Attachment, Installation, Lead, Submission, Version
from staffel.queries.directory import directory
from staffel.rules.forms import Form, Question
from staffel.rules.public_forms import SWITCH
from staffel.rules.versions import json_of
from tests.scene import Scene
from tests.web.test_public_form import (
    HEATS,
    PAGE,
    PLAN,
    SINCE,
    TYPED,
    ask,
    german,
    hidden_in,
    kept,
    opened,
    sent,
)


def test_a_question_with_a_condition_is_asked_only_where_it_applies(scene: Scene, client: Client) -> None:
    ask(scene, HEATS, SINCE)
    assert "data-only-if=" in client.get(PAGE).content.decode()
    assert sent(client, scene, heats="yes").status_code == 422
    assert sent(client, scene, heats="no", since="1990").status_code == 302
    assert Lead.objects.get().answers["heats"] is False
    assert "since" not in Lead.objects.get().answers


def test_files_come_along_once_and_a_wrong_one_stands_beside_its_field(scene: Scene, client: Client) -> None:
    ask(scene, PLAN)
    wrong = sent(client, scene, plan=SimpleUploadedFile("a.exe", b"MZ\x00\x01"))
    assert wrong.status_code == 422
    assert german("Files have to be chosen again: a browser does not keep them.") in wrong.content.decode()
    assert not Lead.objects.exists()
    hidden = opened(client)
    with time_machine.travel(scene.later(seconds=60), tick=False):
        for _ in range(2):
            client.post(PAGE, {**hidden, **TYPED, "plan": SimpleUploadedFile("plan.pdf", b"%PDF-1.4 x")})
    assert [row.filename for row in Attachment.objects.all()] == ["plan.pdf"]


def test_an_unknown_postal_code_is_said_once_and_taken_the_second_time(scene: Scene, client: Client) -> None:
    answer = sent(client, scene, postal_code="82399999", phone="12")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert german("We do not know this postal code.") in text
    assert german("This is no complete telephone number.") in text
    assert not Lead.objects.exists()
    assert len(kept()) == 1
    with time_machine.travel(scene.now, tick=False):
        typed = {**TYPED, "postal_code": "82399999", "phone": "12"}
        assert client.post(PAGE, {**hidden_in(text), **typed}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.answers["postal_code_given"], lead.answers["phone_given"]) == ("82399999", "12")
    assert not kept()


def test_another_slip_after_the_first_is_said_too(scene: Scene, client: Client) -> None:
    text = sent(client, scene, postal_code="82399999").content.decode()
    with time_machine.travel(scene.now, tick=False):
        answer = client.post(PAGE, {**hidden_in(text), **TYPED, "postal_code": "99"})
    assert answer.status_code == 422
    assert not Lead.objects.exists()


def test_answers_are_kept_as_their_questions_want_them(scene: Scene, client: Client) -> None:
    mobile = Question("mobile", {"de": "Handy", "en": "Mobile"}, "telephone", "interest")
    ask(scene, mobile)
    assert sent(client, scene, mobile="1").status_code == 422
    assert sent(client, scene, mobile="0171 5554443").status_code == 302
    assert Lead.objects.get().answers["mobile"] == "+491715554443"


def test_another_language_keeps_all_that_is_typed_and_takes_nothing_in(scene: Scene, client: Client) -> None:
    ask(scene, HEATS)
    answer = client.post(PAGE, {**opened(client), **TYPED, "heats": "yes", SWITCH: "en"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en"' in text
    assert "anna.berg@example.org" in text
    assert "checked" in text
    assert not Lead.objects.exists()
    assert not Submission.objects.exists()


def test_a_consent_is_ticked_by_a_person_and_never_by_an_address(scene: Scene, client: Client) -> None:
    ask(
        scene,
        Question("agrees", {"de": "Einverstanden", "en": "I agree"}, "consent", "prospect", gate="market"),
    )
    assert (
        "checked" not in client.get(f"{PAGE}?agrees=on").content.decode().partition('name="agrees"')[2][:60]
    )
    assert sent(client, scene).status_code == 422
    assert not Lead.objects.exists()
    assert sent(client, scene, agrees="on").status_code == 302


def test_the_place_of_a_postal_code_is_proposed_to_anybody(scene: Scene, client: Client) -> None:
    def asked(code: str, country: str = "") -> Any:
        return client.post(f"{PAGE}/place", {"postal_code": code, "country": country}).json()

    assert asked("82362") == {"place": "Weilheim in Oberbayern", "is_unknown": False}
    assert asked("D-82362", "AT")["place"] == "Weilheim in Oberbayern"
    assert asked("99999") == {"place": "", "is_unknown": True}
    assert asked("82362", "no country")["place"] == ""
    assert client.get(f"{PAGE}/place").status_code == 405
    assert client.post("/f/none/place", {"postal_code": "82362"}).status_code == 404


def test_whoever_is_not_to_name_a_firm_is_not_asked(scene: Scene, client: Client) -> None:
    assert german("Do you have a firm that you wish for?") in client.get(PAGE).content.decode()
    body = replace(directory().current("campaign", "default", at=scene.now).body, asks_wish=False)
    publish("campaign", "default", body, actor=SYSTEM, now=scene.now)
    assert german("Do you have a firm that you wish for?") not in client.get(PAGE).content.decode()
    sent(client, scene, wished_party="petra")
    assert Lead.objects.get().wished_party_id is None


def test_what_is_internal_is_neither_asked_nor_taken(scene: Scene, client: Client) -> None:
    ask(scene, replace(HEATS, is_internal=True), SINCE)
    text = client.get(f"{PAGE}?heats=yes").content.decode()
    assert 'name="heats"' not in text
    assert 'name="since"' not in text
    assert sent(client, scene, heats="yes").status_code == 302
    assert "heats" not in Lead.objects.get().answers


ODD = (
    "homepage",
    "ticket",
    "switch",
    "seen",
    "language",
    "ref",
    "utm_source",
    "referrer",
    "embedded",
    "text",
)


def test_no_question_breaks_the_form_whatever_it_is_called(scene: Scene, client: Client) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    odd = [Question(key, {"de": key, "en": key}, "text", "interest") for key in ODD]
    Version.objects.create(  # as it may have been published before such names were refused
        kind="form", key="default", version=2, valid_from=scene.now,
        body=json_of(replace(form, questions=(*form.questions, *odd))),
    )  # fmt: skip
    Installation.objects.update(serial=99)
    answers = {key: f"Antwort {key}" for key in ODD if key != "language"}
    page = f"{PAGE}?utm_medium=mail"
    hidden = opened(client, page)
    assert not {*hidden} & {*ODD}
    with time_machine.travel(scene.later(seconds=60), tick=False):
        answer = client.post(PAGE, {**hidden, **TYPED, **answers, "language": "en"})
    assert answer["Location"] == f"{PAGE}?done=taken&language=de"
    lead = Lead.objects.get()
    assert lead.answers == {"message": TYPED["message"], **answers}
    assert lead.language == "en"  # as it was answered
    assert Submission.objects.get().payload["source_details"] == {"utm_medium": "mail"}
