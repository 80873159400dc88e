"""Every kind of edition can be read as lines, and two of them compared say what changed in words."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from staffel.actions.versions import publish
from staffel.queries.directory import directory
from staffel.queries.editions import history, things
from staffel.queries.sheets import Change, changes, sheet
from staffel.rules.campaigns import Campaign, Market, MarketChoice
from staffel.rules.forms import DEFAULT_FORM
from staffel.rules.markets import Condition
from staffel.rules.pipelines import DEFAULT_PIPELINE, Pipeline
from staffel.rules.policies import DEFAULT_POLICY, Policy
from staffel.rules.rankings import Round
from staffel.rules.reasons import DEFAULT_REASONS
from staffel.rules.texts import DEFAULT_TEXTS
from tests.scene import Scene, actor_of

NEAR, FAR = Round("near", limit=1), Round("far", reach="distance", within_km=60, at_once=3)
OFFER = DEFAULT_TEXTS["offer.made"]


def compared(scene: Scene, kind: str, before: Any, after: Any) -> tuple[Change, ...]:
    book = directory()
    with translation.override("de"):
        return changes(*(sheet(kind, one, book=book, now=scene.now) for one in (before, after)))


@pytest.mark.parametrize(
    ("kind", "before", "after", "expected"),
    [
        ("market", Market((NEAR, FAR)), Market((NEAR, replace(FAR, within_km=40))), [
            ("", "Stufen in ihrer Reihenfolge", "Gebiete → 60 km", "Gebiete → 40 km"),
            ("Stufe 2: 40 km", "Wer wird erreicht", "60 km", "40 km"),
        ]),
        ("market", Market((NEAR, FAR)), Market((FAR, NEAR)), [
            ("", "Stufen in ihrer Reihenfolge", "Gebiete → 60 km", "60 km → Gebiete")
        ]),
        ("policy", Policy(), replace(Policy(), window_work_minutes={"hot": 60, "warm": 240, "cold": 480}), [
            ("Annahmefrist", "heiß", "30 Minuten Arbeitszeit", "1 Stunde Arbeitszeit")
        ]),
        ("policy", Policy(), replace(Policy(), warn_at=0.5, wait_for_slot=()), [
            ("", "Erinnerung nach", "80 %", "50 %"), ("", "Auf freien Platz warten", "warm und kalt", "nie"),
        ]),
        ("reasons", DEFAULT_REASONS, replace(DEFAULT_REASONS, lost=DEFAULT_REASONS.lost[1:]), [
            ("Verloren", "Gründe in ihrer Reihenfolge",
             "Preis, Wettbewerb, Kein Interesse mehr, Vorhaben aufgegeben, Nicht erreichbar, Anderer Grund",
             "Wettbewerb, Kein Interesse mehr, Vorhaben aufgegeben, Nicht erreichbar, Anderer Grund"),
            ("Verloren", "Preis", "Preis · Price · der Lead ist beendet · verloren", ""),
        ]),
        ("campaign", Campaign((MarketChoice("default"),)),
         Campaign((MarketChoice("default", (Condition("country", "is", "DE"),)),), temperature="hot"), [
            ("Welche Verteilregel, nach Bedingung", "Wahl 1", "alles Übrige → Standard", "Land ist Deutschland → Standard"),
            ("", "Leadtemperatur am Anfang", "warm", "heiß"),
        ]),
        ("text", OFFER, OFFER | {"de": OFFER["de"] | {"subject": "Neu"}}, [
            ("Deutsch", "Betreff", OFFER["de"]["subject"], "Neu")
        ]),
        ("terms", {"de": "Alt", "en": "Old"}, {"de": "Neu", "en": "Old"}, [("", "Deutsch", "Alt", "Neu")]),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(
    scene: Scene, kind: str, before: Any, after: Any, expected: list[tuple[str, ...]]
) -> None:
    found = compared(scene, kind, before, after)
    assert [(one.section, one.label, one.before, one.after) for one in found] == expected


def test_a_new_round_and_a_dropped_step_are_one_change_each(scene: Scene) -> None:
    added = compared(scene, "market", Market((NEAR,)), Market((NEAR, FAR)))
    assert [(one.section, one.before) for one in added][1:] == [("Stufe 2: 60 km", "")]
    assert "Gleichzeitig: 3" in added[1].after
    shorter = Pipeline(DEFAULT_PIPELINE.steps[:-1])
    gone = compared(scene, "pipeline", DEFAULT_PIPELINE, shorter)[-1]
    assert (gone.section, gone.after) == ("Angebot beim Kunden", "")


@pytest.mark.parametrize("kind", ["form", "pipeline", "policy", "reasons"])
def test_the_same_again_is_no_change(scene: Scene, kind: str) -> None:
    bodies = {
        "form": DEFAULT_FORM,
        "pipeline": DEFAULT_PIPELINE,
        "policy": Policy(),
        "reasons": DEFAULT_REASONS,
    }
    assert compared(scene, kind, bodies[kind], bodies[kind]) == ()


def test_history_says_who_changed_what_the_newest_first(scene: Scene) -> None:
    body = replace(DEFAULT_POLICY, max_offers=3)
    publish("policy", "default", body, actor=actor_of(scene.vera), now=scene.later(hours=1))
    newest, first = history("policy", "default", book=directory(), now=scene.now)
    assert (newest.number, newest.by, newest.is_current) == (2, "Vera", True)
    assert [(one.before, one.after) for one in newest.changes] == [("5", "3")]
    assert (first.number, first.by, first.was_first) == (1, "Staffel", True)


def test_things_say_which_campaigns_use_them(scene: Scene) -> None:
    (policy,) = things("policy", book=directory(), now=scene.now)
    assert (policy.key, policy.used_by) == ("default", ("Website",))
    publish("policy", "fair", Policy(), actor=actor_of(scene.ada), now=scene.now)
    assert things("policy", book=directory(), now=scene.now)[1].used_by == ()
