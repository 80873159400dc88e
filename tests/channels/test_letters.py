"""What a mail says and what it never says: the teaser before acceptance, no contact data at all, in two languages."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from staffel.actions.clock import run_due
from staffel.actions.corrections import correct_value
from staffel.actions.desk import place_lead, take_back_lead
from staffel.actions.links import link_by_token
from staffel.actions.offers import accept_offer
from staffel.actions.questions import answer_question, ask_party
from staffel.actions.versions import publish
from staffel.channels.sender import send_due
from staffel.models import Delivery, Installation, Lead, Party, Person
from staffel.rules.default_texts import DEFAULT_TEXTS
from staffel.rules.refused import Refused
from tests.channels.post_office import PostOffice, text_of
from tests.scene import MONDAY, Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db
PERSONAL = ("salutation", "first_name", "last_name", "company", "email", "phone", "street", "place")


def test_an_offer_says_what_where_how_urgent_until_when_and_leads_to_its_answer(
    scene: Scene, live: PostOffice
) -> None:
    Party.objects.filter(id=scene.petra.party_id).update(tags=["Wärmepumpe"])
    captured(
        scene,
        product="Wärmepumpe",
        temperature="hot",
        answers={"call_time": "morning", "customer_type": "private"},
    )
    send_due(scene.now)
    message = live.only()
    text = text_of(message)
    assert message["Subject"].strip() == "Neue Anfrage: Wärmepumpe in 82362 Weilheim in Oberbayern, heiß"
    assert "Guten Tag Paul," in text
    assert "Bitte antworten Sie bis heute 10:30 Uhr." in text
    assert "Wo: 82362 Weilheim in Oberbayern, 1\N{NO-BREAK SPACE}km von Ihnen" in text
    assert "Anruf gewünscht: Vormittags" in text
    assert "Privat oder gewerblich: Privat" in text
    token = re.findall(r"http://testserver/l/(\S+)", text)[0]
    link = link_by_token(token, now=scene.now)
    assert link is not None
    assert (link.purpose, link.member_id) == ("offer", scene.paul.id)


def test_the_html_part_says_the_same_with_one_button_and_nothing_from_elsewhere(
    scene: Scene, live: PostOffice
) -> None:
    captured(scene)
    send_due(scene.now)
    html = text_of(live.only(), "html")
    assert html.count("display:inline-block") == 1  # the other link is the small one in the foot
    assert "Ansehen und antworten</a>" in html
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"<img|<script|@import|url\(", html)


def test_the_headers_keep_one_thread_a_lead_and_stop_automatic_answers(
    scene: Scene, live: PostOffice
) -> None:
    captured(scene)
    send_due(scene.now)
    run_due(scene.later(hours=3, minutes=30))
    send_due(scene.now)
    offer, warning = (message for _, message in live.messages)
    assert warning["Subject"].strip().startswith("Nur noch bis heute 14:00 Uhr")
    assert offer["From"] == "Wärmewerk <anfragen@waermewerk.example>"
    assert offer["Reply-To"] == "vera@waermewerk.example"
    assert (offer["Auto-Submitted"], offer["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert offer["Message-ID"] != warning["Message-ID"]
    assert offer["References"] == warning["References"]
    assert offer["Message-ID"].endswith(".staffel@testserver>")
    assert "Staffel" not in text_of(offer)


def test_whoever_reads_english_gets_english(scene: Scene, live: PostOffice) -> None:
    Person.objects.filter(email="paul@example.com").update(language="en")
    Installation.objects.update(serial=99)
    captured(scene, temperature="hot")
    send_due(scene.now)
    message = live.only()
    assert message["Subject"].strip() == "New enquiry from 82362 Weilheim in Oberbayern, hot"
    assert "Please answer by today 10:30." in text_of(message)
    assert 'lang="en"' in text_of(message, "html")


def test_times_are_those_of_the_receivers_place(scene: Scene, live: PostOffice) -> None:
    Party.objects.filter(id=scene.paul.party_id).update(timezone="Europe/Lisbon")
    Installation.objects.update(serial=99)
    captured(scene, temperature="hot")
    send_due(scene.now)
    assert "bis heute 09:30 Uhr" in text_of(live.only())


def test_the_vendors_own_people_get_the_leads_page(scene: Scene, live: PostOffice) -> None:
    lead = captured(scene, prospect={"postal_code": "01067"})
    send_due(scene.now)
    text = text_of(live.to("vera@example.com")[0])
    assert f"http://testserver/leads/{lead.id}" in text
    assert "/l/" not in text


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(poison=st.text("abcdefghijklmnopqrstuvwxyzäß@+0123456789<>&{}% \n", min_size=3, max_size=12))
def test_no_mail_carries_what_a_prospect_typed(scene: Scene, live: PostOffice, poison: str) -> None:
    live.messages.clear()
    scene.now = MONDAY
    with transaction.atomic():
        lead = tell_everything(scene, typed=f"Gift{poison.strip()}Gift")
        said = list(Delivery.objects.filter(lead=lead).values_list("kind", "kept_subject", "kept_body"))
        transaction.set_rollback(True)
    assert {"offer.made", "offer.warning", "deadline.missed", "mandate.taken_back"} <= {
        kind for kind, *_ in said
    }
    assert all("Gift" not in subject + body for _, subject, body in said)
    for _, message in live.messages:
        assert "Gift" not in str(message["Subject"]) + text_of(message) + text_of(message, "html")


def tell_everything(scene: Scene, *, typed: str) -> Lead:
    """A lead of which everybody is told, before and after acceptance, with `typed` wherever a prospect can type."""
    answers = {"message": typed, "call_time": typed, "customer_type": typed, "unasked": typed}
    lead = captured(scene, prospect=dict.fromkeys(PERSONAL, typed), answers=answers, product=typed)
    send_due(scene.now)
    run_due(scene.later(hours=3, minutes=30))
    send_due(scene.now)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    run_due(scene.later(hours=24))
    send_due(scene.now)
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text=typed)
    send_due(scene.now)
    return lead


def test_every_kind_of_message_that_actions_promise_has_its_text() -> None:
    kinds = {
        "offer.made", "offer.warning", "offer.withdrawn", "mandate.taken_back", "lead.placed", "lead.closed",
        "deadline.warned", "deadline.missed", "deadline.extension_asked", "deadline.extended", "lead.on_desk",
        "lead.qualifying",
    }  # fmt: skip
    assert kinds <= set(DEFAULT_TEXTS)


def test_a_new_edition_is_used_for_new_messages_and_kept_by_those_that_began(
    scene: Scene, live: PostOffice
) -> None:
    live.refusals["paul@example.com"] = "451 later"
    captured(scene)
    send_due(scene.now)
    body = {language: dict(part) for language, part in DEFAULT_TEXTS["offer.made"].items()}
    body["de"]["subject"] = "Für Sie: {{ place }}"
    publish("text", "offer.made", body, actor=actor_of(scene.ada), now=scene.later(seconds=30))
    captured(scene, "2")
    live.refusals.clear()
    send_due(scene.later(minutes=1))
    assert sorted(message["Subject"].strip().split()[0] for _, message in live.messages) == ["Für", "Neue"]


def test_a_text_with_an_unknown_placeholder_is_refused_when_it_is_published(
    scene: Scene, settings: Settings
) -> None:
    body = {language: dict(part) for language, part in DEFAULT_TEXTS["offer.made"].items()}
    body["de"]["body"] += "{{ phone }}"
    with pytest.raises(Refused, match="phone"):
        publish("text", "offer.made", body, actor=actor_of(scene.ada), now=scene.now + timedelta(minutes=1))


def test_the_foot_leads_a_partner_to_what_is_expected_of_it(scene: Scene, live: PostOffice) -> None:
    lead = captured(scene)
    send_due(scene.now)
    message = live.only()
    last = text_of(message).strip().splitlines()[-1]
    label, _, url = last.partition(": ")
    assert label == "Was wir von Ihnen erwarten"
    found = link_by_token(url.split("/l/")[1].removesuffix("/process"), now=scene.now)
    assert found is not None
    assert found.subject == open_offer(lead).id
    assert f'<a href="{url}"' in text_of(message, "html")
    kept = Delivery.objects.get(kind="offer.made").kept_body
    assert "Was wir von Ihnen erwarten: [link]/process" in kept
    assert "/l/" not in kept


def test_the_desk_needs_no_such_link(scene: Scene, live: PostOffice) -> None:
    captured(scene, prospect={"postal_code": "01067"})
    send_due(scene.now)
    assert "/process" not in text_of(live.only())


def test_a_question_is_announced_without_its_text_and_its_answer_to_who_asked(
    scene: Scene, live: PostOffice
) -> None:
    lead = captured(scene)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    send_due(scene.now)
    live.messages.clear()
    note_id = ask_party(
        lead.id, party_id=scene.paul.party_id, text="Geheim?", actor=actor_of(scene.vera), now=scene.now
    )
    send_due(scene.now)
    asked = text_of(live.only())
    assert "Wärmewerk hat eine Frage" in asked
    assert "Geheim" not in asked
    link = link_by_token(re.findall(r"http://testserver/l/(\S+)", asked)[0], now=scene.now)
    assert link is not None
    assert (link.purpose, link.subject, link.member_id) == ("question", note_id, scene.paul.id)
    live.messages.clear()
    answer_question(note_id, text="Ja", actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.now)
    answered = text_of(live.only())
    assert "Paul Heizungsbau hat Ihre Frage" in answered
    assert f"http://testserver/leads/{lead.id}" in answered


def test_corrections_in_a_row_are_told_in_one_mail_by_their_names(scene: Scene, live: PostOffice) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    correct_value(
        lead.id, "phone", ["0881 99887"], seen="+4988112345", actor=vera, now=scene.later(minutes=1)
    )
    correct_value(lead.id, "last_name", ["Neu"], seen="Musterfrau", actor=vera, now=scene.later(minutes=1))
    send_due(scene.later(minutes=10))
    (told,) = [text_of(mail) for _, mail in live.messages if "Angaben" in mail["Subject"]]
    assert "berichtigt: Telefon, Nachname." in told
    assert not re.search("Neu\\b|99887|Musterfrau", told)
