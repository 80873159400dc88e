"""Editing policy adds a version; what began keeps its own."""

import dataclasses
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from staffel.actions.offers import accept_offer
from staffel.actions.versions import (
    change_campaign,
    change_market,
    create_campaign,
    create_market,
    publish,
)
from staffel.models import Entry, Version
from staffel.queries.directory import directory
from staffel.rules.campaigns import Campaign, Market, MarketChoice
from staffel.rules.forms import DEFAULT_FORM, Question
from staffel.rules.policies import Policy
from staffel.rules.rankings import Round
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


@pytest.mark.parametrize(("kind", "gate"), [("consent", "agency"), ("file", "close")])
def test_a_campaign_requires_of_nobody_what_only_the_prospect_can_give(
    scene: Scene, kind: str, gate: str
) -> None:
    given, ada = Question("given", {"en": "Given"}, kind, "interest"), actor_of(scene.ada)
    form = dataclasses.replace(DEFAULT_FORM, questions=(*DEFAULT_FORM.questions, given))
    publish("form", "default", form, actor=ada, now=scene.now)
    body = Campaign(markets=(MarketChoice("default"),), gates={"given": gate})
    before = Version.objects.count(), Entry.objects.count()
    for act in (partial(publish, "campaign", "default"), partial(create_campaign, "fair", name="Messe")):
        with pytest.raises(Refused) as refused:
            act(body=body, actor=ada, now=scene.now)
        assert (refused.value.code, refused.value.details["question"]) == ("gate_given", "given")
    assert (Version.objects.count(), Entry.objects.count()) == before
    publish(
        "campaign", "default", dataclasses.replace(body, gates={"given": "market"}), actor=ada, now=scene.now
    )


def test_whoever_publishes_second_is_told_and_nothing_is_published(scene: Scene) -> None:
    body = dataclasses.replace(Policy(), max_offers=3)
    publish("policy", "default", body, actor=actor_of(scene.ada), now=scene.now, after=1)
    before = Version.objects.count(), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        publish("policy", "default", Policy(), actor=actor_of(scene.vera), now=scene.now, after=1)
    assert (refused.value.code, refused.value.details) == ("edition_moved", {"latest": 2})
    assert (Version.objects.count(), Entry.objects.count()) == before
    publish("policy", "default", Policy(), actor=actor_of(scene.vera), now=scene.now, after=2)


def test_a_round_that_could_ask_nobody_is_not_published(scene: Scene) -> None:
    before = Version.objects.count(), Entry.objects.count()
    body = Market((Round("ok"), Round("bad", at_once=0)))
    with pytest.raises(Refused) as refused:
        publish("market", "default", body, actor=actor_of(scene.ada), now=scene.now)
    assert refused.value.code == "round_at_once"
    assert refused.value.details == {"field": "at_once", "position": 1}
    with pytest.raises(Refused, match="rounds_missing"):
        create_market(
            "new", name="Neu", desk_id=scene.desk.id, body=Market(), actor=actor_of(scene.ada), now=scene.now
        )
    assert (Version.objects.count(), Entry.objects.count()) == before


def test_a_market_gets_another_name_and_desk(scene: Scene) -> None:
    ada = actor_of(scene.ada)
    change_market("default", name=" Süd ", desk_id=scene.desk.id, actor=ada, now=scene.now)
    assert directory().markets["default"].name == "Süd"
    assert Entry.objects.get(kind="version.renamed").data == {
        "kind": "market",
        "key": "default",
        "fields": ["name"],
    }
    change_market("default", name="Süd", desk_id=scene.desk.id, actor=ada, now=scene.now)
    change_campaign("default", name="Netz", source="web", actor=ada, now=scene.now)
    assert Entry.objects.filter(kind="version.renamed").count() == 2


@pytest.mark.parametrize(
    ("key", "values", "code"),
    [
        ("gone", {}, "market_unknown"),
        ("default", {"name": " "}, "name_empty"),
        ("default", {"desk_id": "agency"}, "desk_unknown"),
    ],
)
def test_a_market_that_is_renamed_wrongly_stays(
    scene: Scene, key: str, values: dict[str, Any], code: str
) -> None:
    if values.get("desk_id") == "agency":
        values = {"desk_id": scene.agency.id}
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        change_market(
            key,
            **{"name": "Neu", "desk_id": scene.desk.id, **values},
            actor=actor_of(scene.ada),
            now=scene.now,
        )
    assert refused.value.code == code
    assert Entry.objects.count() == before
    assert directory().markets["default"].name == "Standard"


@pytest.mark.parametrize(
    "sql", ["UPDATE version SET body = '{}'", "DELETE FROM version", "UPDATE entry SET kind = 'x'"]
)
def test_a_version_and_the_journal_never_change(scene: Scene, sql: str) -> None:
    captured(scene)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
