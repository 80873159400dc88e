"""A question in a mail is answered from its link, without a login; the answer stands below it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.desk import place_lead, take_back_lead
from staffel.actions.links import link_for, token
from staffel.actions.questions import ask_party
from staffel.models import Entry, Lead, Note
from tests.scene import Scene, actor_of, captured


@pytest.fixture
def asked(scene: Scene) -> str:
    """The token of Paul's link: he had the lead, and is asked what he did."""
    lead, vera = captured(scene), actor_of(scene.vera)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    take_back_lead(lead.id, actor=vera, now=scene.now, text="Warum")
    note_id = ask_party(
        lead.id, party_id=scene.paul.party_id, text="Waren Sie dort?", actor=vera, now=scene.now
    )
    return token(link_for("question", note_id, scene.paul.id, now=scene.now))


def page(client: Client, token: str) -> str:
    return client.get(reverse("link", args=[token])).content.decode()


def test_the_link_shows_the_question_and_nothing_of_the_prospect(asked: str, client: Client) -> None:
    before = Entry.objects.count()
    text = page(client, asked)
    assert "Waren Sie dort?" in text
    assert "82362 Weilheim" in text
    assert not re.search("Musterfrau|88112345|Geheimweg", text)
    assert Entry.objects.count() == before


def test_the_answer_is_taken_once_and_stands_below(asked: str, client: Client) -> None:
    once = re.findall(r'name="once" value="([^"]+)"', page(client, asked))[0]
    for _ in range(2):
        answer = client.post(
            reverse("answer", args=[asked, "reply"]), {"text": "Ja, am Montag.", "once": once}
        )
        assert answer["Location"] == reverse("link", args=[asked])
    text = page(client, asked)
    assert "Ihre Antwort ist angekommen" in text
    assert "Ja, am Montag." in text
    assert Note.objects.exclude(answers=None).count() == 1


def test_an_empty_answer_is_refused_and_changes_nothing(asked: str, client: Client) -> None:
    before = Entry.objects.count()
    answer = client.post(reverse("answer", args=[asked, "reply"]), {"text": " "})
    assert answer.status_code == 422
    assert "leer" in answer.content.decode()
    assert client.post(reverse("answer", args=[asked, "accept"])).status_code == 404
    assert Entry.objects.count() == before


def test_a_link_of_an_erased_lead_or_of_somebody_else_opens_nothing(
    scene: Scene, asked: str, client: Client
) -> None:
    note = Note.objects.get(asked=scene.paul.party_id)
    strange = token(link_for("question", note.id, scene.otto.id, now=scene.now))
    assert client.get(reverse("link", args=[strange])).status_code == 404
    Lead.objects.update(erased_at=scene.now)
    assert client.get(reverse("link", args=[asked])).status_code == 404
    assert client.post(reverse("answer", args=[asked, "reply"]), {"text": "Ja"}).status_code == 404


def test_the_page_speaks_english_when_asked(asked: str, client: Client) -> None:
    text = client.get(reverse("link", args=[asked]), {"language": "en"}).content.decode()
    assert "A question for you" in text
