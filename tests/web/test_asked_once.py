"""The page *Asked once*: whose it is, what stands on it, and that each number opens its leads."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from staffel.models import Entry, Lead, Membership
from tests.actions.test_gates import HEATING, asks
from tests.scene import Scene, captured
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]


@pytest.fixture(autouse=True)
def leads(scene: Scene) -> None:
    """Three arrive complete, one does not."""
    asks(scene, HEATING, qualifier="agency")
    for key in "123":
        captured(scene, key, answers={"heating": "oil"})
    captured(scene, "4")


def page(client: Client, query: str = "", **head: str) -> str:
    answer = client.get(reverse("asked-once") + query, **head)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_is_for_those_who_see_all_leads(scene: Scene, client: Client, as_member: AsMember) -> None:
    address, before = reverse("asked-once"), Entry.objects.count()
    assert client.get(address)["Location"].startswith("/login")
    for member in (scene.frieda, scene.tom, scene.paul, scene.otto):
        assert as_member(member).get(address).status_code == 404
    assert as_member(scene.vera).post(address).status_code == 405
    for member in (scene.vera, scene.ada):
        assert "Einmal gefragt" in page(as_member(member))
    assert Entry.objects.count() == before


def test_its_sentence_says_how_many_needed_no_call_and_a_few_get_no_share(
    scene: Scene, as_member: AsMember
) -> None:
    html = page(as_member(scene.vera))
    assert "<b>3</b></a> von 4 Leads gingen direkt in die Vergabe" in html
    assert "3 von 4" in html
    assert "75 %" not in html  # four are too few
    for key in "5678901":
        captured(scene, f"more {key}", answers={"heating": "oil"})
    assert "<b>91 %</b>" in page(as_member(scene.vera))


def test_each_number_opens_exactly_the_leads_that_it_counts(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    html = page(vera)
    links = re.findall(r'href="(/leads\?[^"]+)">(?:<b>)?(\d+)(?:</b>| Leads?| von \d+)?</a>', html)
    assert len(links) >= 4
    for address, count in links:
        listed = vera.get(unescape(address)).content.decode()
        assert len(set(re.findall(r'class="name" href="(/leads/[^"]+)"', listed))) == int(count), address


def test_what_was_missing_is_named_as_the_form_asks_it(scene: Scene, as_member: AsMember) -> None:
    html = page(as_member(scene.vera))
    assert "Was am häufigsten fehlte" in html
    assert "question=heating" in html


def test_period_and_campaign_are_chosen_and_htmx_gets_the_part(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    part = page(vera, "?period=30&campaign=default", HTTP_HX_REQUEST="true")
    assert "<html" not in part
    assert "period=30" in part
    assert "campaign=default" in part
    assert "Nach Kampagne" not in part
    early = page(vera, "?period=days&since=2026-01-01&until=2026-01-31")
    assert "In diesem Zeitraum ist kein Lead eingegangen." in early
    assert "31.1.2026" in early
    for odd in ("?period=x", "?period=days&since=x", "?period=days", "?campaign=gone"):
        assert "Ohne Qualifizierungsanruf" in page(vera, odd)


def test_page_takes_as_many_queries_as_committed(scene: Scene, as_member: AsMember) -> None:
    assert_as_committed(as_member(scene.vera), {"asked-once": reverse("asked-once")})
    assert Lead.objects.count() == 4
