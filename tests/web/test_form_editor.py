"""The questions of a form are written on a page: in an order, with options, scores and conditions, checked beside the field."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.versions import publish
from staffel.models import Entry, Lead, Membership, Version
from staffel.queries.directory import directory
from staffel.rules.forms import DEFAULT_FORM, Form, OnlyIf, Option, Question
from tests.scene import Scene, actor_of, captured
from tests.web.typed import typed_in

AsMember = Callable[[Membership], Client]
EDIT = "/forms/small/edit"
HEATING = Question(
    "heating", {"de": "Heizung", "en": "Heating"}, "choice", "interest", in_teaser=True,
    options=(Option("oil", {"de": "Öl", "en": "Oil"}, 10), Option("gas", {"de": "Gas", "en": "Gas"})),
)  # fmt: skip
TANK = Question(
    "tank", {"de": "Tankgröße", "en": "Size of the tank"}, "number", "interest", gate="market", score=5, is_internal=True,
    help={"de": "In Litern", "en": "In litres"}, only_if=(OnlyIf("heating", ("oil",)),),
)  # fmt: skip
NAME = Question("last_name", {"de": "Nachname", "en": "Last name"}, "text", "prospect", gate="market")
SMALL = Form({"de": "Klein", "en": "Small"}, (NAME, HEATING, TANK))


@pytest.fixture
def vera(scene: Scene, as_member: AsMember) -> Client:
    """She edits a small form."""
    publish("form", "small", SMALL, actor=actor_of(scene.ada), now=scene.now)
    return as_member(scene.vera)


def typed(client: Client) -> dict[str, list[str]]:
    return typed_in(client.get(EDIT).content.decode())


def send(client: Client, fields: dict[str, Any], do: str) -> Any:
    return client.post(EDIT, fields | {"do": do})


def now(scene: Scene) -> Form:
    body: Form = directory().current("form", "small", at=scene.now).body
    return body


def counted() -> tuple[int, int]:
    return Version.objects.count(), Entry.objects.count()


def test_all_that_a_question_says_comes_back_as_it_was(scene: Scene, vera: Client) -> None:
    assert send(vera, typed(vera), "publish").status_code == 302
    assert now(scene) == SMALL
    assert Version.objects.filter(kind="form", key="small").count() == 2


def test_a_new_question_gets_its_short_name_from_the_german_one(scene: Scene, vera: Client) -> None:
    fields = typed_in(send(vera, typed(vera), "add:questions").content.decode())
    row = fields["questions"][-1]
    fields |= {
        f"questions-{row}-de": ["Fläche des Gebäudes"], f"questions-{row}-en": ["Area"], f"questions-{row}-type": ["yes_no"],
    }  # fmt: skip
    assert send(vera, fields, "publish").status_code == 302
    question = now(scene).questions[-1]
    assert (question.key, question.section, question.gate) == ("flaeche_des_gebaeudes", "interest", "")
    # published, it is fixed: another German name leaves it as it is
    fields = typed(vera) | {f"questions-{question.key}-de": ["Wohnfläche"]}
    assert send(vera, fields, "publish").status_code == 302
    assert (now(scene).questions[-1].key, now(scene).questions[-1].labels["de"]) == (
        question.key,
        "Wohnfläche",
    )
    assert f"questions-{question.key}-key" not in typed(vera)


def test_a_condition_can_name_a_question_and_an_option_that_are_new_too(scene: Scene, vera: Client) -> None:
    fields = typed(vera)
    for _ in range(2):
        fields = typed_in(send(vera, fields, "add:questions").content.decode())
    roof, slope = fields["questions"][-2:]
    fields |= {
        f"questions-{roof}-de": ["Dach"], f"questions-{roof}-en": ["Roof"], f"questions-{roof}-type": ["choice"],
        f"questions-{slope}-de": ["Neigung"], f"questions-{slope}-en": ["Slope"],
    }  # fmt: skip
    fields = typed_in(send(vera, fields, f"add:options-{roof}").content.decode())
    option = fields[f"options-{roof}"][0]
    fields |= {f"options-{roof}-{option}-de": ["Steildach"], f"options-{roof}-{option}-en": ["Pitched"]}
    fields = typed_in(send(vera, fields, f"add:conditions-{slope}").content.decode())
    condition = fields[f"conditions-{slope}"][0]
    fields |= {f"conditions-{slope}-{condition}-when": [f"{roof}={option}"]}
    preview = send(vera, fields, "preview").content.decode()
    assert "Nur wenn „Dach“ Steildach ist" in preview
    assert send(vera, fields, "publish").status_code == 302
    assert now(scene).questions[-1].only_if == (OnlyIf("dach", ("pitched",)),)


def test_questions_move_by_buttons(scene: Scene, vera: Client) -> None:
    moved = typed_in(send(vera, typed(vera), "up:questions:heating").content.decode())
    assert moved["questions"] == ["heating", "last_name", "tank"]
    gone = typed_in(send(vera, moved, "remove:questions:last_name").content.decode())
    assert send(vera, gone, "publish").status_code == 302
    assert now(scene).questions == (HEATING, TANK)


def test_a_ready_made_set_is_added_once(scene: Scene, vera: Client) -> None:
    page = send(vera, typed(vera), "set:questions:bant").content.decode()
    again = send(vera, typed_in(page), "set:questions:bant").content.decode()
    fields = typed_in(send(vera, typed_in(again), "set:questions:contact").content.decode())
    assert send(vera, fields, "publish").status_code == 302
    added = [one.key for one in now(scene).questions[3:]]
    assert added == [
        "budget",
        "authority",
        "need",
        "time",
        "salutation",
        "first_name",
        "company",
        "email",
        "phone",
    ]
    assert [now(scene).question(key) for key in added] == [DEFAULT_FORM.question(key) for key in added]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"questions": []}, "mindestens eine Frage"),
        ({"questions-tank-de": " "}, "zwingend erforderlich"),
        ({"questions-tank-type": "text"}, "anderen Art der Antwort"),
        ({"questions-last_name-section": "interest"}, "Person, die anfragt"),
        ({"questions-last_name-in_teaser": "on"}, "nie Persönliches"),
        ({"questions-tank-in_teaser": "on"}, "nie Persönliches"),
        ({"options-heating": []}, "braucht Antwortmöglichkeiten"),
        ({"questions": ["last_name", "tank", "heating"]}, "die vor dieser steht"),
        ({"questions": ["last_name", "tank"]}, "dieses Formular nicht stellt"),
        ({"conditions-tank-0-when": "heating=coal"}, "die es nicht gibt"),
        ({"conditions-tank-0-when": "tank=", "conditions-heating": []}, "die vor dieser steht"),
        ({"options-heating-oil-en": ""}, "zwingend erforderlich"),
        ({"de": ""}, "zwingend erforderlich"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_published(
    vera: Client, change: dict[str, Any], words: str
) -> None:
    fields, before = typed(vera), counted()
    answer = send(vera, fields | change, "publish")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert counted() == before


def test_a_short_name_is_refused_when_it_is_taken_or_used_for_something_else(vera: Client) -> None:
    fields = typed_in(send(vera, typed(vera), "add:questions").content.decode())
    row = fields["questions"][-1]
    fields |= {f"questions-{row}-de": ["Neu"], f"questions-{row}-en": ["New"]}
    before = counted()
    for key, words in (
        ("tank", "schon"),
        ("Tank 2", "Kleinbuchstaben"),
        ("customer_type", "anderen Art der Antwort"),  # which the default form asks as a choice
    ):
        answer = send(vera, fields | {f"questions-{row}-key": [key]}, "publish")
        assert (answer.status_code, words in answer.content.decode()) == (422, True), key
    assert counted() == before


def test_the_form_is_shown_as_it_is_asked_in_both_languages(vera: Client) -> None:
    page = vera.get(reverse("form-page", args=["small"]))
    german, english = page.context["asked"]
    (_who, (name,)), (_what, (heating, tank)) = german.sections
    assert "Nachname" in name.html
    assert heating.is_in_teaser
    assert (tank.when, "In Litern" in tank.html) == ("Nur wenn „Heizung“ Öl ist", True)
    assert english.sections[1][1][1].when == "Only if “Heating” is Oil"
    assert "Size of the tank" in english.sections[1][1][1].html
    draft = vera.post(
        "/forms/small/draft", typed(vera) | {"questions-tank-help_de": ["<b>In Hektolitern</b>"]}
    )
    assert "&lt;b&gt;In Hektolitern" in draft.content.decode()


def test_whoever_published_meanwhile_is_named_and_nothing_typed_is_lost(scene: Scene, vera: Client) -> None:
    fields = typed(vera) | {"questions-tank-en": ["Litres"]}
    publish("form", "small", SMALL, actor=actor_of(scene.ada), now=scene.now)
    answer = send(vera, fields, "publish")
    assert (answer.status_code, "Litres" in answer.content.decode()) == (409, True)


def test_a_lead_keeps_the_version_it_was_asked_with(scene: Scene, as_member: AsMember) -> None:
    vera, lead = as_member(scene.vera), captured(scene, answers={"call_time": "evening"})
    fields = typed_in(vera.get("/forms/default/edit").content.decode())
    fields |= {"options-call_time-evening-de": ["Nach Feierabend"]}
    assert vera.post("/forms/default/edit", fields | {"do": "publish"}).status_code == 302
    scene.later(minutes=1)
    assert "Abends" in vera.get(f"/leads/{lead.id}").content.decode()
    other = captured(scene, "2", answers={"call_time": "evening"})
    assert "Nach Feierabend" in vera.get(f"/leads/{other.id}").content.decode()
    assert Lead.objects.get(id=lead.id).form_version_id != other.form_version_id


def test_a_copy_is_called_as_it_is_named(scene: Scene, vera: Client) -> None:
    done = vera.post(reverse("form-new"), {"name": "Messe Süd", "like": "small"})
    assert done["Location"] == reverse("form-edit", args=["messe-sud"])
    assert directory().current("form", "messe-sud", at=scene.now).body.labels == {
        "de": "Messe Süd",
        "en": "Messe Süd",
    }


def test_a_form_is_written_by_marketing_and_the_desk_only(
    scene: Scene, vera: Client, as_member: AsMember, client: Client
) -> None:
    fields, before = typed(vera), counted()
    for member in (scene.frieda, scene.tom, scene.paul, scene.otto):
        assert as_member(member).post(EDIT, fields | {"do": "publish"}).status_code == 404
    client.logout()
    assert client.post(EDIT, fields | {"do": "publish"})["Location"].startswith("/login")
    assert counted() == before


def test_a_short_name_is_never_one_that_pages_and_files_call_something_else(
    scene: Scene, vera: Client
) -> None:
    fields = typed_in(send(vera, typed(vera), "add:questions").content.decode())
    row = fields["questions"][-1]
    fields |= {f"questions-{row}-de": ["Status"], f"questions-{row}-en": ["State"]}
    before = counted()
    refused = send(vera, fields | {f"questions-{row}-key": ["status"]}, "publish")
    assert refused.status_code == 422
    assert "Bitte wählen Sie einen anderen Kurznamen" in refused.content.decode()
    assert counted() == before
    assert send(vera, fields, "publish").status_code == 302
    assert now(scene).questions[-1].key == "status_2"


def test_a_long_form_is_never_cut_and_what_does_not_fit_is_said(scene: Scene, vera: Client) -> None:
    many = [Question(f"q_{n}", {"de": f"F{n}", "en": f"Q{n}"}, "text", "interest") for n in range(62)]
    publish("form", "small", Form(SMALL.labels, (NAME, *many)), actor=actor_of(scene.ada), now=scene.now)
    fields = typed(vera)
    for do in ("add:questions", "set:questions:bant"):
        refused = send(vera, fields, do)
        assert refused.status_code == 422
        assert "Es sind schon 60" in refused.content.decode()
        assert len(typed_in(refused.content.decode())["questions"]) == 63
    fields["questions-q_61-de"] = ["Zuletzt"]
    assert send(vera, fields, "publish").status_code == 302
    assert (len(now(scene).questions), now(scene).questions[-1].labels["de"]) == (63, "Zuletzt")


def test_nothing_is_wrong_with_a_new_question_before_it_was_reviewed(vera: Client) -> None:
    answer = send(vera, typed(vera), "add:questions")
    assert answer.status_code == 200
    assert "wrong-because" not in answer.content.decode()
    assert 'aria-invalid="true"' not in answer.content.decode()
    fields = typed_in(answer.content.decode())
    row = fields["questions"][-1]
    more = send(vera, fields | {f"questions-{row}-de": ["Dach"]}, f"add:options-{row}").content.decode()
    assert "wrong-because" not in more
    reviewed = send(vera, typed_in(more), "preview")
    assert (reviewed.status_code, "zwingend erforderlich" in reviewed.content.decode()) == (422, True)


def test_questions_of_which_one_is_enough_are_chosen_by_their_names(scene: Scene, vera: Client) -> None:
    page = vera.get("/forms/default/edit").content.decode()
    assert ">E-Mail oder Telefon</option>" in page
    fields = typed(vera)
    fields |= {"questions-heating-one_of": ["group_1"], "questions-tank-one_of": ["group_1"]}
    preview = send(vera, fields, "preview").content.decode()
    assert "Heizung oder Tankgröße" in preview
    assert send(vera, fields, "publish").status_code == 302
    assert [one.one_of for one in now(scene).questions] == ["", "group_1", "group_1"]
    assert ">Heizung oder Tankgröße</option>" in vera.get(EDIT).content.decode()
    # a number is one, not a lead's number
    assert '<option value="number" selected>Zahl</option>' in vera.get(EDIT).content.decode()
