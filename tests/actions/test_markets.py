"""Which market a lead takes, and that a round may ask a desk: own sales answers an offer like a partner."""

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.offers import accept_offer
from staffel.actions.people import add_member
from staffel.actions.setup import OFFICE_HOURS
from staffel.actions.versions import create_market, publish
from staffel.models import Mandate, Membership, Party
from staffel.rules.campaigns import Campaign, Market, MarketChoice
from staffel.rules.markets import Condition
from staffel.rules.routing import Round
from tests.actions.relay import broken
from tests.actions.test_asking import asked
from tests.actions.test_journey import fresh
from tests.scene import Scene, actor_of, captured, open_offer


@pytest.fixture
def konrad(scene: Scene) -> Membership:
    """Own sales, with a market of its own that business customers take."""
    sales = Party.objects.create(key="own-sales", kind="desk", name="Direktvertrieb", hours=OFFICE_HOURS)
    member = add_member(sales.id, email="konrad@example.com", name="Konrad", role="desk")
    own = Market(rounds=(Round(key="own", desks=(sales.id,)),))
    create_market(
        "key-accounts", name="Großkunden", desk_id=scene.desk.id, body=own, actor=SYSTEM, now=scene.now
    )
    business = Condition("customer_type", "is", "business")
    choices = (MarketChoice("key-accounts", (business,)), MarketChoice("default"))
    publish("campaign", "default", Campaign(markets=choices), actor=actor_of(scene.ada), now=scene.now)
    return member


@pytest.mark.parametrize(("customer", "expected"), [("business", {"own-sales"}), ("private", {"paul"})])
def test_the_first_market_whose_conditions_hold_takes_the_lead(
    scene: Scene, konrad: Membership, customer: str, expected: set[str]
) -> None:
    assert asked(captured(scene, answers={"customer_type": customer})) == expected


def test_own_sales_accepts_an_offer_and_works_the_lead_like_a_partner(
    scene: Scene, konrad: Membership
) -> None:
    lead = captured(scene, answers={"customer_type": "business"})
    assert fresh(lead).holder_id == scene.desk.id
    accept_offer(open_offer(lead).id, actor=actor_of(konrad), now=scene.now)
    assert (fresh(lead).holder_id, fresh(lead).deadline_kind) == (konrad.party_id, "step")
    assert Mandate.objects.get(lead=lead).party_id == konrad.party_id
    assert broken(now=scene.now) == {}
