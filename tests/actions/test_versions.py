"""Editing policy adds a version; what began keeps its own."""

import dataclasses

import pytest
from django.db import IntegrityError, connection, transaction

from staffel.actions.offers import accept_offer
from staffel.actions.versions import create_campaign, publish
from staffel.models import Version
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.policies import Policy
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured, open_offer


def test_a_brokerage_keeps_the_version_it_began_with(scene: Scene) -> None:
    ada = actor_of(scene.ada)
    old = captured(scene)
    publish(
        "policy",
        "default",
        dataclasses.replace(Policy(), max_offers=1),
        actor=ada,
        now=scene.later(minutes=1),
    )
    new = captured(scene, "2")
    versions = [row.brokerages.get().policy_version.version for row in (old, new)]
    assert versions == [1, 2]
    accept_offer(open_offer(old).id, actor=actor_of(scene.paul), now=scene.now)


def test_a_campaign_that_names_a_market_that_is_not_there_is_refused(scene: Scene) -> None:
    before = Version.objects.count()
    with pytest.raises(Refused) as refused:
        create_campaign(
            "fair",
            name="Messe",
            body=Campaign(markets=(MarketChoice("north"),)),
            actor=actor_of(scene.ada),
            now=scene.now,
        )
    assert refused.value.details == {"field": "market", "key": "north"}
    assert Version.objects.count() == before


@pytest.mark.parametrize(
    "sql", ["UPDATE version SET body = '{}'", "DELETE FROM version", "UPDATE entry SET kind = 'x'"]
)
def test_a_version_and_the_journal_never_change(scene: Scene, sql: str) -> None:
    captured(scene)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
