"""A question in a mail is answered from its link, without a login; the answer stands below it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.desk import place_lead, take_back_lead
from staffel.actions.links import link_for, token
from staffel.actions.questions import ask_party
from staffel.models import Delivery, Entry, Lead, Membership, Note
from tests.scene import Scene, actor_of, captured

AsMember = Callable[[Membership], Client]


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


def test_the_mail_of_a_question_is_opened_as_its_receiver(
    scene: Scene, asked: str, as_member: AsMember
) -> None:
    mail = Delivery.objects.get(kind="question.asked", member=scene.paul)
    address = reverse("delivery", args=[mail.id])
    page_of_ada = as_member(scene.ada).get(address).content.decode()
    assert reverse("link", args=[asked]) in page_of_ada
    assert "Als Empfänger öffnen" in page_of_ada
    assert asked not in as_member(scene.vera).get(address).content.decode()


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


# -- on the page of the enquiry, through both doors ---------------------------------------------------------------


@pytest.fixture
def working(scene: Scene) -> Lead:
    """In work with Paul, who is asked about it."""
    lead, vera = captured(scene), actor_of(scene.vera)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    ask_party(lead.id, party_id=scene.paul.party_id, text="Waren Sie dort?", actor=vera, now=scene.now)
    return lead


@pytest.mark.parametrize("door", ["link", "portal"])
def test_an_open_question_is_answered_on_the_enquiry_s_page(
    scene: Scene, working: Lead, as_member: AsMember, client: Client, door: str
) -> None:
    if door == "link":
        mandate = working.mandates.get()
        secret = token(link_for("mandate", mandate.id, scene.paul.id, now=scene.now))
        shown, reply = reverse("link", args=[secret]), reverse("answer", args=[secret, "reply"])
    else:
        client = as_member(scene.paul)
        shown = reverse("portal-lead", args=[working.id])
        reply = reverse("portal-answer", args=[working.id, "reply"])
    question = Note.objects.get(asked=scene.paul.party_id)
    text = client.get(shown).content.decode()
    assert 'name="question"' in text
    assert f'action="{reply}"' in text
    typed = {"question": str(question.id), "text": "Ja, am Montag.", "once": "a"}
    for _ in range(2):
        assert client.post(reply, typed)["Location"].startswith(shown)
    assert Note.objects.get(answers=question).text == "Ja, am Montag."
    text = client.get(shown).content.decode()
    assert 'name="question"' not in text
    assert "Ja, am Montag." in text


def test_an_empty_answer_and_one_to_another_lead_s_question_are_refused(
    scene: Scene, working: Lead, as_member: AsMember
) -> None:
    elsewhere, vera = (
        captured(
            scene,
            "2",
            prospect={"last_name": "Beispiel", "phone": "+49897654321", "email": "berta@example.com"},
        ),
        actor_of(scene.vera),
    )
    place_lead(elsewhere.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    strange = ask_party(elsewhere.id, party_id=scene.paul.party_id, text="Wann?", actor=vera, now=scene.now)
    own = Note.objects.get(lead=working, asked=scene.paul.party_id).id
    client, before = as_member(scene.paul), Entry.objects.count()
    for question, text in ((str(own), " "), (str(strange), "Ja"), ("x", "Ja")):
        reply = reverse("portal-answer", args=[working.id, "reply"])
        answer = client.post(reply, {"question": question, "text": text})
        assert answer.status_code == 422
    assert Entry.objects.count() == before


def test_otto_answers_nothing(scene: Scene, working: Lead, as_member: AsMember, client: Client) -> None:
    reply, before = reverse("portal-answer", args=[working.id, "reply"]), Entry.objects.count()
    typed = {"question": str(Note.objects.get(asked=scene.paul.party_id).id), "text": "Ja"}
    for member in (scene.otto, scene.petra, scene.vera, scene.tom):
        assert as_member(member).post(reply, typed).status_code == 404
    assert client.post(reply, typed)["Location"].startswith("/login")
    assert Entry.objects.count() == before
