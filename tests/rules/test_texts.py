"""A text is checked when it is published, so that it cannot fail when it is sent."""

import re

import pytest

from staffel.rules.default_texts import DEFAULT_TEXTS
from staffel.rules.refused import Refused
from staffel.rules.texts import check_text, placeholders, text_key


def text(body: str, subject: str = "Anfrage") -> dict[str, dict[str, str]]:
    return {language: {"subject": subject, "body": body} for language in ("de", "en")}


@pytest.mark.parametrize("key", DEFAULT_TEXTS)
def test_every_default_text_passes(key: str) -> None:
    check_text(key, DEFAULT_TEXTS[key])


@pytest.mark.parametrize("key", DEFAULT_TEXTS)
def test_default_texts_speak_without_exclamation_marks_and_for_the_vendor(key: str) -> None:
    for part in DEFAULT_TEXTS[key].values():
        said = re.sub(r"\{.*?\}+", "", part["subject"] + part["body"])
        assert "!" not in said
        assert "Staffel" not in said


@pytest.mark.parametrize(
    "body",
    [
        "{{ link }} {{ phone }}",
        "{{ link }} {{ lead.title }}",
        "{{ link }} {% if phone %}x{% endif %}",
        "{{ link }} {% if distance %}x",
        "{{ link }} {% endif %}",
        "{{ link }} {% if distance %}a{% else %}b{% else %}c{% endif %}",
        "{{ link }} {% for item in items %}{{ item.label }}",
        "{{ link }} {% for item in items %}{% endif %}{% endfor %}",
        "{{ link }} {% for x in items %}{% endfor %}",
        "{{ link }} {% include 'x' %}",
        "{{ link }} {% load static %}",
        "{{ link|safe }}",
        "{{ link }} {# aside #}",
        "no link at all",
        "",
    ],
)
def test_a_text_that_could_fail_is_refused(body: str) -> None:
    with pytest.raises(Refused) as refused:
        check_text("offer.made", text(body))
    assert refused.value.code == "text_invalid"
    assert refused.value.details["field"] == "de.body"


def test_a_missing_language_and_a_long_subject_are_refused() -> None:
    with pytest.raises(Refused, match=r"en\.subject"):
        check_text("offer.made", {"de": {"subject": "a", "body": "{{ link }}"}})
    with pytest.raises(Refused, match="one line"):
        check_text("offer.made", text("{{ link }}", subject="a\nb"))
    with pytest.raises(Refused, match="nobody"):
        check_text("nobody.knows", text("{{ link }}"))


def test_a_condition_may_stand_in_a_list() -> None:
    check_text(
        "deadline.warned",
        text("{% for lead in leads %}{% if not lead.holder %}{{ lead.link }}{% endif %}{% endfor %}"),
    )


def test_reminders_know_no_distance() -> None:
    assert "distance" not in placeholders("deadline.warned")


def test_the_desk_has_its_own_words_where_they_differ() -> None:
    assert text_key("deadline.missed", is_partner=True) == "deadline.missed"
    assert text_key("deadline.missed", is_partner=False) == "deadline.missed.desk"
    assert text_key("lead.placed", is_partner=False) == "lead.placed"
