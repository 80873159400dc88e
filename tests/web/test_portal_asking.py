"""A partner asks the vendor's desk from the enquiry's page, through both doors; the desk answers, and it reads that there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.links import link_for, token
from staffel.actions.people import add_member
from staffel.actions.questions import ask_party
from staffel.models import Delivery, Entry, Lead, Mandate, Membership, Note
from tests.scene import Scene, actor_of
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]


@pytest.fixture
def worked(scene: Scene, lead: Lead) -> Lead:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    lead.refresh_from_db()
    return lead


@pytest.fixture(params=["link", "login"])
def side(
    request: pytest.FixtureRequest, scene: Scene, worked: Lead, as_member: AsMember
) -> tuple[Client, str, str]:
    """A client, the page's address and where a question is posted to."""
    if request.param == "login":
        args: list[Any] = [worked.id]
        client = as_member(scene.paul)
        return client, reverse("portal-lead", args=args), reverse("portal-answer", args=[*args, "ask"])
    args = [token(link_for("mandate", Mandate.objects.get().id, scene.paul.id, now=scene.now))]
    return Client(), reverse("link", args=args), reverse("answer", args=[*args, "ask"])


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Note.objects.count()


def test_a_question_reaches_the_desk_and_its_answer_the_partner(
    scene: Scene, worked: Lead, as_member: AsMember, side: tuple[Client, str, str]
) -> None:
    client, page, ask = side
    for _ in range(2):  # a double tap
        assert client.post(ask, {"text": "Gilt der Preis von 2025?", "once": "1"}).status_code == 302
    asked = Note.objects.get(asked=scene.desk)
    assert Delivery.objects.filter(kind="question.asked", member=scene.vera, data={"note": str(asked.id)})
    text = client.get(page).text
    assert "Gilt der Preis von 2025?" in text
    assert "Noch nicht beantwortet" in text

    vera = as_member(scene.vera)
    today = vera.get(reverse("today")).text
    assert "Fragen an Sie" in today
    assert "Gilt der Preis von 2025?" in today
    with time_machine.travel(scene.now + timedelta(hours=1), tick=False):
        vera.post(
            reverse("lead-act", args=[worked.id, "reply"]),
            {"question": str(asked.id), "text": "Ja, bis März."},
        )
    assert Delivery.objects.filter(kind="question.answered", member=scene.paul).exists()
    assert "Fragen an Sie" not in vera.get(reverse("today")).text
    text = client.get(page).text
    assert "Ja, bis März." in text
    assert "Noch nicht beantwortet" not in text


@pytest.mark.parametrize("typed", [" ", "x" * 4001])
def test_an_empty_question_is_refused_and_a_long_one_cut(
    side: tuple[Client, str, str], typed: str, worked: Lead
) -> None:
    client, _, ask = side
    before = counted()
    answer = client.post(ask, {"text": typed})
    if typed.strip():
        assert answer.status_code == 302
        assert len(Note.objects.get(lead=worked, asked__isnull=False).text) == 4000
    else:
        assert answer.status_code == 422
        assert counted() == before


def test_who_works_it_no_more_and_who_never_did_asks_nothing(
    scene: Scene, worked: Lead, as_member: AsMember, side: tuple[Client, str, str]
) -> None:
    client, _, ask = side
    desk.take_back_lead(worked.id, actor=actor_of(scene.vera), now=scene.now, text="Warum")
    before = counted()
    assert client.post(ask, {"text": "Und jetzt?"}).status_code == 422
    address = reverse("portal-answer", args=[worked.id, "ask"])
    assert as_member(scene.otto).post(address, {"text": "Hallo"}).status_code == 404
    assert counted() == before


def test_another_firm_reads_neither_question_nor_answer(
    scene: Scene, worked: Lead, as_member: AsMember, side: tuple[Client, str, str]
) -> None:
    side[0].post(side[2], {"text": "Gilt der Preis von 2025?"})
    desk.take_back_lead(worked.id, actor=actor_of(scene.vera), now=scene.now, text="Warum")
    desk.place_lead(worked.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    text = as_member(scene.petra).get(reverse("portal-lead", args=[worked.id])).text
    assert "Gilt der Preis" not in text
    assert "Fragen an Sie" not in as_member(scene.tom).get(reverse("today")).text


def test_many_questions_take_no_more_queries(scene: Scene, worked: Lead, as_member: AsMember) -> None:
    paul = as_member(scene.paul)
    for number in range(10):
        paul.post(reverse("portal-answer", args=[worked.id, "ask"]), {"text": f"Frage {number}?"})
    vera = as_member(scene.vera)
    text = vera.get(reverse("today")).text
    assert text.count("?story=notes#story") == 8
    assert "Es gibt weitere" in text
    assert_as_committed(vera, {"today-asked": reverse("today")})
    assert_as_committed(paul, {"portal-lead-asked": reverse("portal-lead", args=[worked.id])})


# -- field sales answers for the house, for the partners it looks after ---------------------------------------------


@pytest.fixture
def question(scene: Scene, worked: Lead, as_member: AsMember) -> Note:
    """Paul, whom Frieda looks after, has asked the house."""
    as_member(scene.paul).post(
        reverse("portal-answer", args=[worked.id, "ask"]), {"text": "Gilt der Preis von 2025?"}
    )
    return Note.objects.get(asked=scene.desk)


def replied(client: Client, question: Note, text: str, **headers: str) -> Any:
    address = reverse("lead-act", args=[question.lead_id, "reply"])
    return client.post(address, {"question": str(question.id), "text": text}, headers=headers)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_field_sales_answers_its_partners_question_and_the_partner_is_told(
    scene: Scene, question: Note, as_member: AsMember, headers: dict[str, str]
) -> None:
    frieda, page = as_member(scene.frieda), reverse("lead", args=[question.lead_id])
    assert reverse("lead-act", args=[question.lead_id, "reply"]) in frieda.get(page).text
    with time_machine.travel(scene.now + timedelta(hours=1), tick=False):
        answer = replied(frieda, question, "Ja, bis März.", **headers)
    assert answer.status_code == (200 if headers else 302)
    kept = Note.objects.get(answers=question)
    assert (kept.text, kept.author_id, kept.party_id) == ("Ja, bis März.", scene.frieda.id, scene.desk.id)
    assert Delivery.objects.filter(kind="question.answered", member=scene.paul).exists()
    assert "Ja, bis März." in frieda.get(page).text
    shown = as_member(scene.paul).get(reverse("portal-lead", args=[question.lead_id])).text
    assert "Ja, bis März." in shown
    assert "Fragen an Sie" not in as_member(scene.vera).get(reverse("today")).text


def test_an_empty_answer_of_field_sales_is_refused_and_keeps_the_question_open(
    scene: Scene, question: Note, as_member: AsMember
) -> None:
    before = counted()
    answer = replied(as_member(scene.frieda), question, " ")
    assert answer.status_code == 422
    assert "leer" in answer.text
    assert counted() == before


def test_field_sales_of_others_marketing_and_strangers_answer_nothing(
    scene: Scene, question: Note, as_member: AsMember, client: Client
) -> None:
    other = add_member(scene.desk.id, email="fritz@example.com", name="Fritz", role="field_sales")
    mia = add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing")
    before = counted()
    for member in (other, mia, scene.tom, scene.otto, scene.petra):
        assert replied(as_member(member), question, "Ja").status_code == 404, member
    assert reverse("lead-act", args=[question.lead_id, "reply"]) not in (
        as_member(mia).get(reverse("lead", args=[question.lead_id])).text
    )
    client.logout()
    assert replied(client, question, "Ja")["Location"].startswith("/login")
    assert (
        as_member(scene.frieda).get(reverse("lead-act", args=[question.lead_id, "reply"])).status_code == 405
    )
    assert counted() == before


def test_field_sales_answers_no_question_that_was_put_to_a_partner(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    note_id = ask_party(
        worked.id,
        party_id=scene.paul.party_id,
        text="Waren Sie dort?",
        actor=actor_of(scene.vera),
        now=scene.now,
    )
    before = counted()
    answer = replied(as_member(scene.frieda), Note.objects.get(id=note_id), "Ich war dort.")
    assert answer.status_code == 422
    assert counted() == before
