"""What is missing is typed on the lead's page, and the lead goes on: what is doubted, and what others said meanwhile."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.qualifying import correct_lead
from staffel.models import Entry, Lead, Membership
from tests.scene import Scene, actor_of, captured, open_offer

AsMember = Callable[[Membership], Client]
SURE = "sure-postal_code"


@pytest.fixture
def nowhere(scene: Scene) -> Lead:
    """A lead whose postal code is missing."""
    return captured(scene, "3", prospect={"postal_code": ""})


def complete(client: Client, lead: Lead, **typed: str) -> Any:
    fields = {name if name == SURE else f"answer-{name}": value for name, value in typed.items()}
    return client.post(reverse("lead-act", args=[lead.id, "complete"]), fields)


def code_of(lead: Lead) -> str:
    lead.refresh_from_db()
    return lead.postal_code


def test_an_unknown_postal_code_is_doubted_once_and_taken_when_it_is_meant(
    scene: Scene, nowhere: Lead, as_member: AsMember
) -> None:
    vera, before = as_member(scene.vera), Entry.objects.count()
    doubted = complete(vera, nowhere, postal_code="99999")
    assert doubted.status_code == 422
    assert f'name="{SURE}" value="99999"' in doubted.content.decode()
    assert Entry.objects.count() == before
    assert complete(vera, nowhere, postal_code="00000", **{SURE: "99999"}).status_code == 422
    assert Entry.objects.count() == before
    assert complete(vera, nowhere, postal_code="99999", **{SURE: "99999"}).status_code == 302
    assert code_of(nowhere) == "99999"


def test_a_value_that_cannot_be_read_stays_in_its_field(scene: Scene, as_member: AsMember) -> None:
    lead, vera = captured(scene, "4", prospect={"postal_code": "", "email": ""}), as_member(scene.vera)
    before = Entry.objects.count()
    answer = complete(vera, lead, postal_code="82362", email="nobody")
    assert answer.status_code == 422
    assert 'value="82362"' in answer.content.decode()
    assert (Entry.objects.count(), code_of(lead)) == (before, "")


def test_what_somebody_else_has_answered_meanwhile_is_said_and_stays(
    scene: Scene, nowhere: Lead, as_member: AsMember
) -> None:
    correct_lead(nowhere.id, {"postal_code": "20095"}, actor=actor_of(scene.ada), now=scene.now)
    before = Entry.objects.count()
    answer = complete(as_member(scene.vera), nowhere, postal_code="82362")
    assert answer.status_code == 422
    assert "inzwischen" in unescape(answer.content.decode())
    assert (Entry.objects.count(), code_of(nowhere)) == (before, "20095")


def test_whoever_says_the_same_meanwhile_hands_it_on(
    scene: Scene, nowhere: Lead, as_member: AsMember
) -> None:
    correct_lead(nowhere.id, {"postal_code": "82362"}, actor=actor_of(scene.ada), now=scene.now)
    assert complete(as_member(scene.vera), nowhere, postal_code="82362").status_code == 302
    assert open_offer(nowhere).state == "open"
