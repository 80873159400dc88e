"""The texts of mails, edited: previewed in both languages, refused where they could fail, begun again."""

import pytest
from django.urls import reverse

from staffel.actions.versions import publish
from staffel.rules.texts import DEFAULT_TEXTS
from tests.scene import Scene, actor_of
from tests.web.test_setup_forms import AsMember, body_now, counted, form_of, send
from tests.web.typed import typed_in


def test_a_text_is_previewed_in_both_languages_without_sending(scene: Scene, as_member: AsMember) -> None:
    vera, before = as_member(scene.vera), counted()
    typed = form_of(vera, "text", "offer.made")
    typed |= {"de_subject": ["Anfrage aus {{ place }}"], "de_body": ["Guten Tag\n\nHier: {{ link }}"]}
    text = vera.post(reverse("text-draft", args=["offer.made"]), typed).content.decode()
    assert "Anfrage aus 82362 Weilheim" in text
    assert "New enquiry: Advice on site in 82362 Weilheim, hot" in text
    assert counted() == before


@pytest.mark.parametrize("key", DEFAULT_TEXTS)
def test_every_text_has_a_page_with_a_preview(scene: Scene, as_member: AsMember, key: str) -> None:
    page = as_member(scene.vera).get(reverse("text-page", args=[key]))
    assert page.status_code == 200
    letters = page.context["letters"]
    assert [one.language for one in letters] == ["de", "en"]
    assert not [one for one in letters if "{{" in one.text or "{%" in one.text or not one.subject]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("de_body", "{{ telefon }} {{ link }}", "Platzhalter „telefon“"),
        ("en_body", "no link", "Link fehlt"),
        ("en_body", "{{ link }} {% if distance %}", "nicht geschlossen"),
        ("de_subject", "", "zwingend erforderlich"),
    ],
)
def test_a_text_that_could_fail_is_refused_beside_its_field(
    scene: Scene, as_member: AsMember, field: str, value: str, words: str
) -> None:
    vera, before = as_member(scene.vera), counted()
    typed = form_of(vera, "text", "offer.made") | {field: [value]}
    answer = send(vera, "text", "offer.made", typed, do="publish")
    assert answer.status_code == 422
    assert words in " ".join(answer.context["editor"].form.errors[field])
    assert counted() == before


def test_a_text_can_begin_again_as_every_installation_does(scene: Scene, as_member: AsMember) -> None:
    mine = {one: {"subject": "Neu", "body": "{{ link }}"} for one in ("de", "en")}
    publish("text", "offer.made", mine, actor=actor_of(scene.ada), now=scene.now)
    vera = as_member(scene.vera)
    page = vera.get(reverse("text-edit", args=["offer.made"]) + "?edition=default").content.decode()
    assert send(vera, "text", "offer.made", typed_in(page), do="publish").status_code == 302
    assert body_now(scene, "text", "offer.made") == DEFAULT_TEXTS["offer.made"]
    assert vera.get(reverse("policy-edit", args=["default"]) + "?edition=default").status_code == 404
