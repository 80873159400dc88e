"""A partner's own lead and an enquiry of the same person: joined by the desk, it stays the partner's own."""

from uuid import UUID

import pytest

from staffel.actions import merges
from staffel.actions.leads import capture_own_lead
from staffel.models import Delivery, Duplicate, Lead
from tests.actions.test_merges import accepted, fresh, joined, parted, refused
from tests.scene import PROSPECT, Scene, actor_of, captured, enquiry, open_offer

pytestmark = pytest.mark.django_db


def with_own(scene: Scene, *, enquiry_first: bool) -> tuple[Lead, Lead, UUID]:
    """Anna, whom Petra has found herself, and her enquiry, one after the other: Petra's lead, the enquiry and their pair."""
    new = enquiry("own", at=scene.now, prospect=PROSPECT)
    asking = captured(scene) if enquiry_first else None
    done = capture_own_lead(new, door="portal", actor=actor_of(scene.petra), now=scene.now)
    asking = asking or captured(scene)
    own = Lead.objects.get(id=done.lead_id)
    return own, asking, Duplicate.objects.get(lead=asking, known=own).id


@pytest.mark.parametrize("enquiry_first", [True, False])
def test_an_enquiry_joins_what_a_partner_has_found_and_that_stays_its_own(
    scene: Scene, enquiry_first: bool
) -> None:
    own, asking, pair = with_own(scene, enquiry_first=enquiry_first)
    joined(scene, pair)
    own, asking = fresh(own), fresh(asking)
    assert (asking.outcome, asking.joined_to) == ("duplicate", own)
    assert (own.status, own.is_own, own.holder_id) == ("working", True, scene.petra.party_id)
    assert not asking.offers.filter(state="open").exists()
    assert parted(scene, pair) == ""
    own, asking = fresh(own), fresh(asking)
    assert (own.status, own.is_own, own.holder_id) == ("working", True, scene.petra.party_id)
    assert (asking.is_open, asking.is_own) == (True, False)
    assert open_offer(asking).party_id == scene.petra.party_id


def test_it_stays_its_own_also_where_another_partner_works_the_enquiry(scene: Scene) -> None:
    own, asking, pair = with_own(scene, enquiry_first=True)
    assert accepted(scene, asking) == scene.paul.party_id
    assert refused(scene, merges.join_pair, pair, keeper=scene.paul.party_id) == "lead_own"
    joined(scene, pair)
    assert (fresh(own).is_own, fresh(own).holder_id) == (True, scene.petra.party_id)
    assert Delivery.objects.filter(kind="lead.closed", member=scene.paul).exists()
    assert parted(scene, pair) == ""
    assert (fresh(asking).status, fresh(asking).holder_id) == ("working", scene.paul.party_id)
    assert (fresh(own).is_own, fresh(own).holder_id) == (True, scene.petra.party_id)


def test_what_a_partner_has_found_joins_nothing_else(scene: Scene) -> None:
    own, asking, pair = with_own(scene, enquiry_first=False)
    Duplicate.objects.filter(id=pair).update(lead=own, known=asking)
    assert refused(scene, merges.join_pair, pair) == "lead_own"
