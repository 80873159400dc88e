"""A number that is asked for is kept with all its decimals at every form, and what has a unit beside it is not guessed at."""

import re

import time_machine
from django.test import Client

from staffel.models import Lead
from staffel.rules.forms import Question
from tests.scene import Scene
from tests.web.test_new_lead import NEW, AsMember
from tests.web.test_new_lead import TYPED as BY_DESK
from tests.web.test_public_form import PAGE, ask, german, hidden_in, sent
from tests.web.test_public_form import TYPED as BY_PROSPECT

AREA = Question("area", {"de": "Fläche", "en": "Area"}, "number", "interest")


def test_the_desk_types_decimals_and_is_told_of_a_unit(scene: Scene, as_member: AsMember) -> None:
    ask(scene, AREA)
    vera = as_member(scene.vera)
    refused = vera.post(NEW, {**BY_DESK, "area": "25 kWh"})
    assert refused.status_code == 422
    assert "keine Zahl" in re.sub(r"<[^>]+>", "", refused.content.decode())
    assert not Lead.objects.exists()
    vera.post(NEW, {**BY_DESK, "area": "0,125"})
    assert Lead.objects.get().answers["area"] == 0.125


def test_a_prospect_is_told_once_and_what_it_sends_again_is_kept(scene: Scene, client: Client) -> None:
    ask(scene, AREA)
    answer = sent(client, scene, area="25 kWh")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert german("This is no number. Please write only the number, like 1500 or 12.5.") in text
    assert 'value="25 kWh"' in text
    with time_machine.travel(scene.later(seconds=90), tick=False):
        assert client.post(PAGE, {**hidden_in(text), **BY_PROSPECT, "area": "25 kWh"}).status_code == 302
    assert Lead.objects.get().answers["area_given"] == "25 kWh"


def test_a_prospects_number_keeps_its_decimals(scene: Scene, client: Client) -> None:
    ask(scene, AREA)
    assert sent(client, scene, area="0,125").status_code == 302
    assert Lead.objects.get().answers["area"] == 0.125
