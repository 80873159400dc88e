"""Without JavaScript too: what was refused is said beside its field, with what was typed, through both of a partner's doors."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.models import Entry, Lead
from tests.scene import Scene, actor_of
from tests.web.test_portal_correcting import BOTH, AsMember, door


def beside(html: str, act: str, field: str) -> tuple[str, str]:
    """The field's tag, and the words beside it."""
    anchor = f"wrong-{act}-{field}"
    tag = re.search(rf'<[^>]*aria-invalid="true" aria-describedby="{anchor}"[^>]*>', html)
    words = re.search(rf'<p class="wrong-because" id="{anchor}"[^>]*>([^<]+)</p>', html)
    assert words, html
    return tag[0] if tag else "", words[1]


@BOTH
@pytest.mark.parametrize(
    ("act", "typed", "field"),
    [
        ("appointment", {"due_at": "gestern", "text": "Bitte klingeln"}, "due_at"),
        ("quote", {"amount": "viel", "text": "Bitte klingeln"}, "amount"),
        ("win", {"amount": "viel", "text": "Bitte klingeln"}, "amount"),
        ("follow-up", {"on": "2020-01-01", "text": "Bitte klingeln"}, "on"),
        ("note", {"text": ""}, "text"),
        ("withdrawal", {"text": "Bitte klingeln"}, "purposes"),
        ("lose", {"text": "Bitte klingeln"}, "reason"),
        ("give-back", {"text": "Bitte klingeln"}, "reason"),
        ("more-time", {"text": ""}, "text"),
        ("ask", {"text": ""}, "text"),
        ("photo", {"text": ""}, "photo"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(
    scene: Scene,
    lead: Lead,
    as_member: AsMember,
    is_link: bool,
    act: str,
    typed: dict[str, str],
    field: str,
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    client.post(at("answer", "contact"))
    before = Entry.objects.count()
    answer = client.post(at("answer", act), typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    tag, words = beside(html, act, field)
    assert words.strip()
    assert f'<a href="#wrong-{act}-{field}">' in html  # the top says so too, and leads there
    assert html.count(" autofocus") == 1
    assert bool(tag) == (
        field not in {"purposes", "reason", "member", "materials"}
    )  # those are several controls
    if typed["text"]:
        assert html.count("Bitte klingeln") == 1  # in this form alone
    assert Entry.objects.count() == before


@BOTH
def test_a_declined_enquiry_without_a_reason_asks_for_it_there(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link, accepts=False)
    before = Entry.objects.count()
    answer = client.post(at("answer", "decline"), {"text": "Zu weit"})
    assert answer.status_code == 422
    _, words = beside(answer.content.decode(), "decline", "reason")
    assert words.strip()
    assert "Zu weit" in answer.content.decode()
    assert Entry.objects.count() == before


@BOTH
@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("pass-on", {"member": str(uuid4())}),  # a firm of one
        ("hand-out", {"materials": str(uuid4())}),  # an empty catalogue
        ("contact", {"materials": "prospectus"}),
        ("quote", {"amount": "12", "materials": "prospectus"}),
        ("reply", {"question": str(uuid4()), "text": "Nächste Woche"}),
    ],
)
def test_where_the_form_is_not_shown_the_words_at_the_top_lead_nowhere(
    scene: Scene, lead: Lead, as_member: AsMember, is_link: bool, act: str, typed: dict[str, str]
) -> None:
    client, at = door(scene, lead, as_member, is_link=is_link)
    before = Entry.objects.count()
    answer = client.post(at("answer", act), typed)
    assert answer.status_code == 422
    said = re.search(r'<p class="say error" role="alert">(.*?)</p>', answer.content.decode(), re.S)
    assert said
    assert said[1].strip()
    assert "<a" not in said[1]
    assert Entry.objects.count() == before


def test_a_day_that_cannot_be_read_is_said_at_the_top_where_the_reason_asks_for_none(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, at = door(scene, lead, as_member, is_link=False, accepts=False)
    html = client.post(
        at("answer", "decline"), {"reason": "too_far", "pause_until": "gestern"}
    ).content.decode()
    assert 'role="alert">Bitte wählen Sie' in html
    assert "#wrong-decline" not in html


def test_where_the_lead_has_moved_on_the_words_stand_at_the_top_alone(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, at = door(scene, lead, as_member, is_link=True)
    lead.refresh_from_db()
    desk.take_back_lead(lead.id, text="Anders vergeben", actor=actor_of(scene.vera), now=scene.now)
    answer = client.post(at("answer", "quote"), {"amount": "12"})
    html = answer.content.decode()
    assert "wrong-because" not in html
    assert 'role="alert"' in html


def test_a_day_that_is_over_is_refused_beside_the_field_of_the_firms_pause(
    scene: Scene, as_member: AsMember
) -> None:
    client: Client = as_member(scene.paul)
    answer: Any = client.post(reverse("portal-firm-change", args=["pause"]), {"until": "2020-01-01"})
    assert answer.status_code == 422
    tag, _ = beside(answer.content.decode(), "pause", "until")
    assert 'value="2020-01-01"' in tag
