"""Questions that nobody has answered stand on the desk's Today, and their number opens all of them."""

from datetime import timedelta

import time_machine

from staffel.actions import desk
from staffel.actions.questions import ask_party
from staffel.queries.questions import SHOWN
from tests.scene import Scene, actor_of, captured
from tests.web.test_pages import AsMember


def test_the_number_of_late_questions_opens_all_of_them(scene: Scene, as_member: AsMember) -> None:
    vera = actor_of(scene.vera)
    numbers = []
    for key in range(SHOWN + 2):
        lead = captured(scene, str(key))
        desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
        ask_party(lead.id, party_id=scene.paul.party_id, text="Wann?", actor=vera, now=scene.now)
        numbers.append(f"Paul Heizungsbau<small>{lead.number} · Anna Musterfrau: Wann?")
    with time_machine.travel(scene.now + timedelta(days=2), tick=False):
        client = as_member(scene.vera)
        short = client.get("/").text
        assert f'<a href="?questions=late#late-questions">{SHOWN + 2} Fragen' in short
        assert sum(one in short for one in numbers) == SHOWN
        everything = client.get("/", {"questions": "late"}).text
        assert all(one in everything for one in numbers)
        assert 'hx-get="/?questions=late"' in everything  # and it stays open when it refreshes itself
