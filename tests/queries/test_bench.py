"""The test bench says beforehand what routing does afterwards, and writes nothing."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.parties import pause_party
from staffel.actions.people import add_member
from staffel.models import Delivery, Entry, Offer
from staffel.queries.bench import Lead, Outcome, policy_for, try_out
from staffel.queries.directory import directory
from staffel.rules.campaigns import Market
from staffel.rules.rankings import Order, Round
from tests.scene import Scene, actor_of, add_partner, captured, open_offer

WEILHEIM = "82362"
AROUND = (("82380", "Rita"), ("82211", "Sven"), ("86150", "Vito"), ("83022", "Walli"))


@pytest.fixture
def network(scene: Scene) -> Scene:
    for code, name in AROUND:
        party = add_partner(name.lower(), f"{name} GmbH", code, [code[:2]], capacity_open=3)
        add_member(party.id, email=f"{name}@example.com", name=name, role="partner_manager")
    return scene


def tried(scene: Scene, market: Market | None = None, **values: str) -> Outcome:
    book = directory()
    body: Market = market or book.current("market", "default", at=scene.now).body
    lead = Lead(**{"country": "DE", "postal_code": WEILHEIM, "at": scene.now, **values})  # type: ignore[arg-type]
    return try_out(lead, body, policy=policy_for("default", book=book, now=scene.now), book=book)


def names(outcome: Outcome) -> list[str]:
    return [one.name for round_ in outcome.rounds for one in round_.asked]


@pytest.mark.parametrize("temperature", ["hot", "warm", "cold"])
def test_the_bench_asks_in_the_order_of_real_routing(network: Scene, temperature: str) -> None:
    scene, vera = network, actor_of(network.vera)
    accept_offer(open_offer(captured(scene, "before")).id, actor=actor_of(scene.paul), now=scene.now)
    foreseen = names(tried(scene, temperature=temperature))
    lead = captured(scene, "real", temperature=temperature)
    asked: list[str] = []
    while found := list(Offer.objects.filter(lead=lead, state="open").order_by("place")):
        asked += [offer.party.name for offer in found if offer.party.name not in asked]
        decline_offer(found[0].id, reason="other", actor=vera, now=scene.now)
    assert asked == foreseen
    assert len(foreseen) == 4


def test_the_bench_says_why_not(network: Scene) -> None:
    pause_party(network.petra.party_id, until=None, actor=actor_of(network.ada), now=network.now)
    outcome = tried(network, named="petra")
    assert [(one.name, one.rounds[0]) for one in outcome.named] == [
        ("Petra Wärme GmbH", "Nimmt zurzeit keine Anfragen an")
    ]
    assert tried(network, named="otto").named[0].rounds == (
        "Außerhalb des Gebiets",
        "Weiter entfernt als 60 km",
    )
    assert tried(network, named="paul").named[0].rounds[0] == "wird gefragt, Platz 1"
    assert dict(outcome.rounds[0].stage.others)["Außerhalb des Gebiets"] > 0


def test_unknown_places_ask_whoever_covers_the_code(network: Scene) -> None:
    outcome = tried(network, postal_code="99999999", country="FR")
    assert outcome.place is None
    assert outcome.count == 0


@pytest.mark.parametrize("order", ["nearest", "load", "waiting", "mix"])
def test_one_query_and_nothing_written(network: Scene, order: Order) -> None:
    market = Market((Round("all", reach="anywhere", order=order, mix={"nearest": 1.0}), Round("area")))
    before = Entry.objects.count(), Delivery.objects.count(), Offer.objects.count()
    book = directory()
    lead = Lead("DE", WEILHEIM, network.now)
    with CaptureQueriesContext(connection) as queries:
        outcome = try_out(lead, market, policy=policy_for("default", book=book, now=network.now), book=book)
    assert len(queries) == 1
    assert outcome.count == 5
    assert (Entry.objects.count(), Delivery.objects.count(), Offer.objects.count()) == before


def test_a_round_s_own_window_is_the_one_that_is_said(network: Scene) -> None:
    own = Round("own", limit=1, window={"hot": 60, "warm": 60, "cold": 60})
    usual = replace(own, window=None)
    first, second = (tried(network, Market((one,))).rounds[0].asked[0].until for one in (own, usual))
    assert (first - network.now).total_seconds() == 3600
    assert (second - network.now).total_seconds() == 4 * 3600
