"""What a party reads of an enquiry before it accepts: the product only where the vendor has named it."""

from dataclasses import replace

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.parties import bump
from staffel.actions.versions import publish
from staffel.models import Area, Lead, Version
from staffel.queries.access import teaser_of
from staffel.queries.directory import directory
from staffel.queries.teasers import place_shown, town_shown
from staffel.rules.forms import Option, Question
from tests.scene import Scene, captured, open_offer, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


def product_told(scene: Scene, product: str) -> str:
    offer = open_offer(captured(scene, product=product))
    return teaser_of(offer, book=directory(), language="de", now=scene.now).product


def name_in_campaign(**body: object) -> None:
    """Publish another campaign that differs from the default one by these values."""
    campaign = Version.objects.get(kind="campaign")
    Version.objects.create(
        kind="campaign",
        key="heat",
        version=1,
        valid_from=campaign.valid_from,
        body={**campaign.body, **body},
    )
    bump()


def test_a_product_that_only_a_prospect_typed_is_not_told(scene: Scene) -> None:
    assert product_told(scene, "Anna, 0171 1234567") == ""


def test_why_it_is_hot_says_no_answer_that_the_teaser_does_not_and_no_points(scene: Scene) -> None:
    yes = Option("yes", {"de": "Ja", "en": "Yes"}, 30)
    asked = [
        Question(key, {"de": key}, "choice", "interest", options=(yes,), in_teaser=is_open)
        for key, is_open in (("eilig", True), ("geld", False), ("umzug", False))
    ]
    form = directory().current("form", "default", at=scene.now).body
    publish(
        "form", "default", replace(form, questions=(*form.questions, *asked)), actor=SYSTEM, now=scene.now
    )
    lead = captured(scene, temperature="", answers={"eilig": "yes", "geld": "yes", "umzug": "yes"})
    teaser = teaser_of(open_offer(lead), book=directory(), language="de", now=scene.now)
    assert teaser.temperature_reasons == ("eilig: Ja", "Weitere Antworten")


def test_a_product_named_in_an_area_is_told(scene: Scene) -> None:
    Area.objects.create(party=scene.otto.party, country="DE", kind="prefix", first="20", product="heat_pump")
    bump()
    assert product_told(scene, "heat_pump") == "heat_pump"


def test_a_product_named_by_a_campaign_is_told(scene: Scene) -> None:
    name_in_campaign(product="heat_pump")
    assert product_told(scene, "heat_pump") == "heat_pump"


def test_a_product_named_in_the_choice_of_a_market_is_told(scene: Scene) -> None:
    condition = {"field": "product", "op": "in", "value": ["heat_pump", "boiler"]}
    name_in_campaign(markets=[{"market": "default", "conditions": [condition]}])
    assert product_told(scene, "boiler") == "boiler"


@pytest.mark.parametrize(
    ("country", "postal_code", "place", "shown"),
    [
        ("DE", "82362", "Weilheim", "82362 Weilheim"),
        ("CH", "3725", "Achseten", "CH-3725 Achseten"),
        ("AT", "6020", "Innsbruck", "AT-6020 Innsbruck"),
        ("AT", "", "", ""),
    ],
)
def test_a_place_abroad_begins_with_its_country(
    country: str, postal_code: str, place: str, shown: str
) -> None:
    lead = Lead(country=country, postal_code=postal_code, place=place)
    assert town_shown(lead, home="DE") == shown


def test_the_teaser_names_the_country_abroad_too() -> None:
    assert place_shown(Lead(country="CH", postal_code="3725"), home="DE") == "CH-3725 Achseten"
    assert place_shown(Lead(country="CH", postal_code="3725"), home="CH") == "3725 Achseten"
