"""How somebody stands in a party, as the lists show it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from staffel.models import Membership, Party
from staffel.queries.people import standing_of
from tests.scene import Scene


@pytest.mark.parametrize(("days", "state"), [(-1, "active"), (1, "paused"), (None, "active")])
def test_a_pause_that_is_over_pauses_nobody(scene: Scene, days: int | None, state: str) -> None:
    until = None if days is None else timezone.now() + timedelta(days=days)
    Party.objects.filter(id=scene.paul.party_id).update(paused_until=until)
    paul = Membership.objects.select_related("party", "person").get(id=scene.paul.id)
    assert standing_of(paul).state == state
