"""The tracks of leads: names, what ended each turn, and what a party is not told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import override as in_zone
from django.utils.translation import override

from staffel.actions import desk, follow_ups, offers, work
from staffel.models import Lead, Membership
from staffel.queries.directory import directory
from staffel.queries.tracks import Track, track_of, tracks
from tests.scene import Scene, actor_of, captured, open_offer, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


def track_for(member: Membership, lead: Lead, scene: Scene) -> Track:
    lead.refresh_from_db()
    with override("de"), in_zone("Europe/Berlin"):
        return track_of(lead, member=member, book=directory(), now=scene.now)


def taken_back_from_petra(scene: Scene) -> Lead:
    """Paul is asked and declines, Petra accepts and loses it, Paul works it and agrees on a date."""
    lead, vera, paul = captured(scene), actor_of(scene.vera), actor_of(scene.paul)
    assert open_offer(lead).party_id == scene.paul.party_id
    offers.decline_offer(open_offer(lead).id, reason="too_far", actor=paul, now=scene.later(minutes=30))
    petra = actor_of(scene.petra)
    offers.accept_offer(open_offer(lead).id, actor=petra, now=scene.later(minutes=30))
    desk.take_back_lead(lead.id, actor=vera, now=scene.later(hours=1), text="Doch nicht")
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.later(hours=1))
    mandate = lead.mandates.get(ended_at=None)
    work.report_contact(lead.id, actor=paul, now=scene.later(minutes=10), mandate_id=mandate.id)
    day = date(2026, 3, 20)
    now = scene.later(minutes=10)
    follow_ups.agree_follow_up(lead.id, on=day, text="Urlaub", actor=paul, now=now, mandate_id=mandate.id)
    scene.later(days=1)
    return lead


def test_the_desk_reads_who_had_the_turn_and_what_ended_it(scene: Scene) -> None:
    track = track_for(scene.vera, taken_back_from_petra(scene), scene)
    assert [(turn.kind, turn.name, turn.ended) for turn in track.turns] == [
        ("asked", "Paul Heizungsbau", "Paul Heizungsbau hat abgelehnt: Zu weit entfernt."),
        ("asked", "Petra Wärme GmbH", "Petra Wärme GmbH hat angenommen."),
        ("partner", "Petra Wärme GmbH", "Von Petra Wärme GmbH zurückgeholt: Entscheidung des Innendienstes."),
        ("desk", scene.desk.name, "Von Hand an Paul Heizungsbau vergeben."),
        ("partner", "Paul Heizungsbau", "Wiedervorlage vereinbart für den 20.3.2026."),
        ("resting", "Paul Heizungsbau", ""),
    ]
    assert [turn.is_running for turn in track.turns] == [False] * 5 + [True]
    assert track.hand_overs == (track.turns[4].start,)


def test_it_rests_until_the_day_begins_where_the_holder_is(scene: Scene) -> None:
    lead = taken_back_from_petra(scene)
    scene.later(days=30)
    resting, after = track_for(scene.vera, lead, scene).turns[-2:]
    assert (resting.kind, resting.ended) == ("resting", "Der vereinbarte Termin ist da.")
    assert resting.end.isoformat() == "2026-03-20T00:00:00+01:00"
    assert (after.kind, after.name) == ("partner", "Paul Heizungsbau")


def test_a_partner_is_not_told_of_the_others(scene: Scene) -> None:
    track = track_for(scene.paul, taken_back_from_petra(scene), scene)
    assert [(turn.kind, turn.name) for turn in track.turns] == [
        ("asked", "Paul Heizungsbau"),
        ("elsewhere", "Bei anderen"),
        ("partner", "Paul Heizungsbau"),
        ("resting", "Paul Heizungsbau"),
    ]
    assert not any("Petra" in turn.name + turn.ended for turn in track.turns)


def test_a_closed_lead_has_a_track_that_ended(scene: Scene) -> None:
    lead = captured(scene)
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.later(hours=2))
    track = track_for(scene.vera, lead, scene)
    assert track.deadline_at is None
    assert track.turns[-1].end - track.turns[-1].start == timedelta(hours=2)
    assert not track.turns[-1].is_running
    assert track.turns[-1].ended.startswith("Beendet")


def test_the_tracks_of_many_leads_take_one_query(scene: Scene) -> None:
    leads, book = [captured(scene, str(number)) for number in range(5)], directory()
    with CaptureQueriesContext(connection) as queries:
        found = tracks(leads, member=scene.vera, book=book, now=scene.later(hours=1))
    assert len(queries) == 1
    assert {lead_id: track.turns[0].kind for lead_id, track in found.items()} == {
        lead.id: "asked" for lead in leads
    }


def test_a_list_shows_the_same_turns_as_the_page(scene: Scene) -> None:
    lead = taken_back_from_petra(scene)
    lead.refresh_from_db()
    listed = tracks([lead], member=scene.vera, book=directory(), now=scene.now)[lead.id]
    page = track_for(scene.vera, lead, scene)
    assert [(t.kind, t.start, t.end) for t in listed.turns] == [(t.kind, t.start, t.end) for t in page.turns]
    assert "resting" in {turn.kind for turn in listed.turns}
