"""Our process fits on one sheet of paper, also for a network with two of everything, and on a phone."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from staffel.actions.versions import create_campaign, create_market, publish
from staffel.queries.directory import directory, forget_directory
from staffel.rules.campaigns import Market, MarketChoice
from staffel.rules.markets import Condition
from staffel.rules.pipelines import DAY, DEFAULT_PIPELINE, Pipeline, Step
from staffel.rules.policies import Policy, Rung
from staffel.rules.rankings import Round
from staffel.rules.reasons import DEFAULT_REASONS, Reason
from tests.browser.sessions import choose_language, log_in
from tests.scene import Scene, actor_of, stage

pytestmark = pytest.mark.django_db(transaction=True)
SMALLEST_PT = 7.0
SMALLEST = """() => {
  const walk = document.createTreeWalker(document.querySelector('.process'), NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (walk.currentNode.data.trim() && at.checkVisibility() && !at.closest('.visually-hidden'))
      sizes.push(parseFloat(getComputedStyle(at).fontSize));
  }
  return Math.min(...sizes);
}"""


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    forget_directory()
    made = stage()
    with time_machine.travel(made.now, tick=True):
        yield made


@pytest.fixture
def two_of_everything(scene: Scene) -> Scene:
    """A fair and the website beside the usual campaign, with a policy, a pipeline and reasons of their own, and nine
    markets: three that ask alike, and five that each ask others."""
    actor, now = actor_of(scene.ada), scene.now
    hurried = Policy(
        window_work_minutes={"hot": 15, "warm": 60, "cold": 240},
        longest_to_accept_hours={"hot": 2, "warm": 12, "cold": 48},
        desk_work_minutes={"hot": 30, "warm": 120, "cold": DAY},
        max_offers=9,
        attempts=6,
        ladder=(Rung(0, 0, ("holder",)), Rung(60, 12, ("desk", "administrator"))),
    )
    publish("policy", "fair", hurried, actor=actor, now=now)
    first, *others = DEFAULT_PIPELINE.steps
    short = replace(first, limit_work_minutes={"hot": 60, "warm": 240, "cold": DAY})
    site = Step(
        "site", {"de": "Ortstermin", "en": "On site"}, {"hot": 2 * DAY, "warm": 3 * DAY, "cold": 4 * DAY}
    )
    publish("pipeline", "fair", Pipeline((short, site, *others)), actor=actor, now=now)
    budget = Reason("budget", {"de": "Budget gestrichen", "en": "Budget cut"}, "close", "lost")
    later = Reason("later", {"de": "Erst nächstes Jahr", "en": "Only next year"}, "offer_on")
    reasons = replace(
        DEFAULT_REASONS, decline=(*DEFAULT_REASONS.decline, later), lost=(*DEFAULT_REASONS.lost, budget)
    )
    publish("reasons", "fair", reasons, actor=actor, now=now)
    areas = {"Süd": "8", "Mitte": "6", "West": "5"}
    for name in areas:
        _market(scene, name, Round("near", limit=2), Round("far", reach="distance", within_km=80, at_once=3))
    for at, name in enumerate(("Photovoltaik", "Gewerbe", "Wartung", "Österreich", "Schweiz")):
        own = Round("own", tags=(name,), reach="distance", within_km=40 + 10 * at, limit=2, order="load")
        _market(scene, name, own, Round("all", reach="anywhere", at_once=3, order="waiting"))
    choices = tuple(
        MarketChoice(name.lower(), (Condition("postal_code", "is", prefix),))
        for name, prefix in areas.items()
    )
    usual = directory().current("campaign", "default", at=now).body
    fair = replace(
        usual,
        policy="fair",
        pipeline="fair",
        reasons="fair",
        qualifier=scene.agency.key,
        markets=(*choices, *usual.markets),
    )
    for key, name in (("fair", "Messe Frankfurt"), ("advertisement", "Anzeige")):
        create_campaign(key, name=name, body=fair, actor=actor, now=now)
    return scene


def _market(scene: Scene, name: str, *rounds: Round) -> None:
    create_market(
        name.lower(),
        name=name,
        desk_id=scene.desk.id,
        body=Market(rounds),
        actor=actor_of(scene.ada),
        now=scene.now,
    )


def opened(browser: Browser, scene: Scene, live_server: LiveServer, *, language: str = "de") -> Page:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    log_in(context, scene.vera, live_server.url)
    choose_language(context, language, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + reverse("process"))
    return page


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_it_fits_on_one_sheet_and_on_a_phone(browser: Browser, scene: Scene, live_server: LiveServer) -> None:
    page = opened(browser, scene, live_server)
    assert page.get_by_role("heading", level=1).inner_text() == "Unser Vorgehen"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert sheets(page) == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_two_policies_pipelines_reasons_and_nine_markets_fit_on_one_sheet_too(
    browser: Browser, two_of_everything: Scene, live_server: LiveServer, language: str
) -> None:
    page = opened(browser, two_of_everything, live_server, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert sheets(page) == 1
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) >= SMALLEST_PT / 0.75 - 0.01  # a point is 1/72, a CSS pixel 1/96 inch
