"""Why this one: the reasons that stand beside the parties of a brokerage."""

import pytest
from django.utils.translation import override

from staffel.actions import offers, work
from staffel.models import Lead
from staffel.queries.considered import Candidate, brokerages
from staffel.queries.directory import directory
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


def candidates(lead: Lead) -> dict[str, Candidate]:
    stages = brokerages(lead, book=directory())[0].stages
    return {one.name: one for one in stages[0].candidates}


def won_by_petra(scene: Scene) -> None:
    """Anna lived near Petra before, and bought there."""
    lead = captured(scene, prospect={"postal_code": "80331"})
    petra, offer = actor_of(scene.petra), open_offer(lead)
    assert offer.party_id == scene.petra.party_id
    offers.accept_offer(offer.id, actor=petra, now=scene.now)
    work.win_lead(lead.id, amount=None, actor=petra, now=scene.now, mandate_id=lead.mandates.get().id)


def test_a_partner_that_the_prospect_knows_says_why_it_came_before_nearer_ones(scene: Scene) -> None:
    won_by_petra(scene)
    lead = captured(scene, "2", prospect=PROSPECT)
    with override("de"):
        found = candidates(lead)
    assert found["Petra Wärme GmbH"].reasons == ("kennt den Interessenten schon oder ist gewünscht",)


def test_a_partner_that_is_only_the_nearest_has_no_such_reason(scene: Scene) -> None:
    assert {one.reasons for one in candidates(captured(scene)).values()} == {()}
