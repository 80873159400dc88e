"""The track on the pages: drawn for whoever may see the lead, in numbers as SVG writes them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from staffel.actions import desk, offers
from staffel.models import Lead, Membership
from staffel.queries.tracks import Track, Turn
from staffel.web.tracks import drawing
from tests.scene import MONDAY, Scene, actor_of, open_offer

AsMember = Callable[[Membership], Client]
HOUR = timedelta(hours=1)


def placed_with_petra(scene: Scene, lead: Lead) -> None:
    """Paul is asked first and declines."""
    offer, vera = open_offer(lead), actor_of(scene.vera)
    offers.decline_offer(offer.id, reason="too_far", actor=actor_of(scene.paul), now=scene.later(hours=1))
    desk.place_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.later(hours=1))
    scene.later(hours=1)


def page_at(client: Client, address: str, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return client.get(address).content.decode()


def test_the_lead_page_shows_who_had_the_turn_and_what_ended_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed_with_petra(scene, lead)
    text = page_at(as_member(scene.vera), reverse("lead", args=[lead.id]), scene.now)
    part = text[text.index('id="track"') : text.index('class="story"')]
    assert re.findall(r'<rect class="turn (\w+)" width="100%"', part) == ["asked", "asked", "partner"]
    assert "Paul Heizungsbau hat abgelehnt: Zu weit entfernt." in part
    assert "Partner gefragt <b>2 Std.</b>" in part
    assert "nächste Frist:" in part


def test_today_draws_a_small_line_that_says_what_it_shows(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed_with_petra(scene, lead)
    text = page_at(as_member(scene.vera), reverse("today"), scene.now)
    assert 'aria-label="Partner gefragt 2 Std.; In Bearbeitung (Partner) 1 Std."' in text
    assert not re.search(r'(x|width|x1|x2)="[\d.]*,\d', text)  # a German decimal sign is none in SVG


def test_the_partners_page_and_the_call_list_draw_the_same_line(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    placed_with_petra(scene, lead)
    drawn = 'aria-label="Partner gefragt 2 Std.; In Bearbeitung (Partner) 1 Std."'
    client = as_member(scene.vera)
    assert drawn in page_at(client, reverse("party", args=[scene.petra.party_id]), scene.now)
    desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Kunde wünscht es")
    desk.place_lead(lead.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    called = page_at(as_member(scene.tom), reverse("calls"), scene.later(hours=1))
    assert re.search(r'aria-label="[^"]*Agentur 1 Std\."', called)


def test_an_agency_reads_nothing_of_the_others(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    placed_with_petra(scene, lead)
    desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Kunde wünscht es")
    desk.place_lead(lead.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    tom = as_member(scene.tom)
    for address in (reverse("lead", args=[lead.id]), reverse("today")):
        text = page_at(tom, address, scene.now)
        assert "Bei anderen" in text
        assert not re.search("Paul|Petra", text)


def test_otto_sees_no_track(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    otto = as_member(scene.otto)
    assert otto.get(reverse("lead", args=[lead.id])).status_code == 404
    assert "<rect class" not in otto.get(reverse("today")).content.decode()


def turn(kind: str, start: float, end: float, name: str = "Paul") -> Turn:
    return Turn(kind, name, MONDAY + start * HOUR, MONDAY + end * HOUR, is_running=False, ended="")


@pytest.mark.parametrize(
    ("due", "now", "flag", "is_late"),
    [
        (30, "80.00%", "100%", False),  # 24 hours lived, 6 to go
        (24 * 300, "70.00%", "100%", False),  # a date far ahead does not squeeze the past
        (12, "100.00%", "50.00%", True),
        (None, "100.00%", "", False),
    ],
)
def test_the_flag_stands_at_the_deadline(due: float | None, now: str, flag: str, is_late: bool) -> None:
    deadline_at = None if due is None else MONDAY + due * HOUR
    drawn = drawing(Track((turn("desk", 0, 24),), (), deadline_at, MONDAY + 24 * HOUR))
    assert (drawn.now, drawn.flag, drawn.is_late) == (now, flag, is_late)


def test_a_turn_of_a_minute_in_a_month_is_still_drawn() -> None:
    turns = (turn("asked", 0, 1 / 60), turn("partner", 1 / 60, 720, "Paul Heizungsbau"))
    with override("de"):
        drawn = drawing(Track(turns, (turns[1].start,), None, turns[1].end))
    assert [(bar.x, bar.width, bar.name) for bar in drawn.bars] == [
        ("0.00%", "1.20%", ""),
        ("1.20%", "98.80%", "Paul Heizungsbau"),
    ]
    assert drawn.marks == ("1.20%",)


def test_a_lead_that_is_closed_as_it_arrives_has_an_empty_track() -> None:
    drawn = drawing(Track((), (), None, MONDAY))
    assert (drawn.bars, drawn.flag) == ((), "")
