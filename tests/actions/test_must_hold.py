"""KPIS.md, "What must always hold": twelve sentences, each with its test, through real actions."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from staffel.actions.absences import enter_absence
from staffel.actions.actors import SYSTEM
from staffel.actions.arrivals import Unread, keep_unread
from staffel.actions.clock import run_due
from staffel.actions.desk import place_lead, reopen_lead
from staffel.actions.follow_ups import agree_follow_up
from staffel.actions.leads import capture_leads
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.parties import change_party, end_party, pause_party
from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.actions.work import lose_lead, report_contact
from staffel.models import Delivery, Entry, Lead, Mandate, Offer, Party, Submission
from staffel.rules.campaigns import Market
from staffel.rules.problems import Problem
from staffel.rules.routing import Round
from tests.actions.relay import broken, too_far
from tests.scene import ALWAYS, PROSPECT, Scene, actor_of, add_partner, captured, enquiry, open_offer


def batch(scene: Scene, count: int, **values: Any) -> list[Lead]:
    new = [
        enquiry(f"b{n}", at=scene.now, prospect={"email": f"b{n}@example.org", "phone": ""}, **values)
        for n in range(count)
    ]
    done = capture_leads(new, door="file", mode="new", actor=SYSTEM, now=scene.now)
    return list(Lead.objects.filter(id__in=[one.lead_id for one in done]))


def equal_partners(count: int) -> list[Party]:
    """So many partners at one place, and a market that asks who has the fewest."""
    made = [add_partner(f"p{n}", f"Partner {n}", "20095", ["20"]) for n in range(count)]
    for n, party in enumerate(made):
        add_member(party.id, email=f"p{n}@example.com", name=f"P{n}", role="partner_manager")
    return made


def asks_by(order: Any, scene: Scene) -> None:
    body = Market(rounds=(Round(key="all", reach="area", order=order),))
    publish("market", "default", body, actor=actor_of(scene.ada), now=scene.now)


@pytest.mark.parametrize("count", [1, 7, 24])
def test_01_a_batch_to_equal_partners_differs_by_at_most_one(scene: Scene, count: int) -> None:
    end_party(scene.otto.party_id, actor=SYSTEM, now=scene.now)
    partners = equal_partners(5)
    asks_by("load", scene)
    batch_of = [
        enquiry(
            f"h{n}",
            at=scene.now,
            prospect={"postal_code": "20095", "email": f"h{n}@example.org", "phone": ""},
        )
        for n in range(count)
    ]
    capture_leads(batch_of, door="file", mode="new", actor=SYSTEM, now=scene.now)
    asked = Counter(Offer.objects.values_list("party_id", flat=True))
    counts = [asked[party.id] for party in partners]
    assert sum(counts) == count
    assert max(counts) - min(counts) <= 1


def make_inactive(scene: Scene) -> None:
    end_party(scene.paul.party_id, actor=SYSTEM, now=scene.now)


def make_absent(scene: Scene) -> None:
    until = scene.now + timedelta(days=7)
    enter_absence(scene.paul.party_id, starts_at=scene.now, ends_at=until, actor=SYSTEM, now=scene.now)


def make_full(scene: Scene) -> None:
    change_party(scene.paul.party_id, {"capacity_open": 0}, actor=SYSTEM, now=scene.now)


def make_paused(scene: Scene) -> None:
    pause_party(scene.paul.party_id, until=None, actor=SYSTEM, now=scene.now)


@pytest.mark.parametrize("make", [make_inactive, make_absent, make_full, make_paused])
def test_02_who_is_inactive_absent_full_or_paused_is_never_asked(scene: Scene, make: Any) -> None:
    make(scene)
    assert open_offer(captured(scene)).party_id == scene.petra.party_id


def test_02_who_has_declined_is_never_asked_again(scene: Scene) -> None:
    lead = captured(scene)
    decline_offer(open_offer(lead).id, reason="other", actor=actor_of(scene.paul), now=scene.now)
    run_due(scene.later(days=2))
    assert Offer.objects.filter(lead=lead, party=scene.paul.party_id).count() == 1


def test_03_load_counts_open_mandates_and_whoever_has_none_is_compared_too(scene: Scene) -> None:
    asks_by("load", scene)
    first, second = (
        captured(scene, "1"),
        captured(scene, "2", prospect={"email": "b@example.org", "phone": ""}),
    )
    mine = open_offer(first)
    accept_offer(mine.id, actor=SYSTEM, now=scene.now)
    assert open_offer(second).party_id != mine.party_id
    lose_lead(first.id, reason="price", actor=SYSTEM, now=scene.now)  # closed: not counted any more
    assert Mandate.objects.filter(ended_at=None).count() == 0


def test_03_for_capacity_an_open_offer_reserves_a_place(scene: Scene) -> None:
    change_party(scene.paul.party_id, {"capacity_open": 1}, actor=SYSTEM, now=scene.now)
    leads = batch(scene, 3)
    assert [open_offer(lead).party_id for lead in leads].count(scene.paul.party_id) == 1
    for lead in leads:  # so an acceptance is never refused for capacity
        accept_offer(open_offer(lead).id, actor=SYSTEM, now=scene.now)


def test_04_what_is_not_committed_is_not_sent(scene: Scene) -> None:
    def capture_and_crash() -> None:
        with transaction.atomic():
            captured(scene)
            assert Delivery.objects.count() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        capture_and_crash()
    assert Delivery.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_due_deliveries'")
        assert cursor.fetchone() == (0,)


def test_04_a_message_names_what_was_committed(scene: Scene) -> None:
    lead = captured(scene)
    delivery = Delivery.objects.get()
    assert (delivery.lead_id, delivery.offer_id) == (lead.id, open_offer(lead).id)


def test_05_everybody_full_and_the_lead_lies_on_the_desk_with_a_deadline(scene: Scene) -> None:
    for member in (scene.paul, scene.petra):
        change_party(member.party_id, {"capacity_open": 0}, actor=SYSTEM, now=scene.now)
    lead = captured(scene)
    assert (lead.holder_id, lead.desk_reason, lead.deadline_kind) == (
        scene.desk.id,
        "nobody_eligible",
        "place",
    )
    assert lead.deadline_at is not None
    assert Delivery.objects.get(lead=lead, kind="lead.on_desk").member_id == scene.vera.id


def test_05_nobody_there_and_the_lead_lies_on_the_desk(scene: Scene) -> None:
    lead = captured(scene, prospect={"postal_code": "01067"})
    assert (lead.status, lead.holder_id) == ("brokering", scene.desk.id)


def test_06_back_from_an_absence_neither_a_flood_nor_a_punishment(scene: Scene) -> None:
    asks_by("load", scene)
    make_absent(scene)
    for lead in batch(scene, 4):
        accept_offer(open_offer(lead).id, actor=SYSTEM, now=scene.now)
    scene.later(days=7, minutes=1)
    new = [
        enquiry(f"n{n}", at=scene.now, prospect={"email": f"n{n}@example.org", "phone": ""}) for n in range(4)
    ]
    done = capture_leads(new, door="file", mode="new", actor=SYSTEM, now=scene.now)
    asked = Counter(
        Offer.objects.filter(lead_id__in=[one.lead_id for one in done]).values_list("party_id", flat=True)
    )
    assert asked == {scene.paul.party_id: 2, scene.petra.party_id: 2}


def test_07_a_reopened_lead_is_routed_again(scene: Scene) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    reopen_lead(lead.id, actor=actor_of(scene.vera), now=scene.later(days=30), text="ruft wieder an")
    assert open_offer(lead).party_id == scene.petra.party_id


def test_07_a_copied_lead_is_routed_like_any_other(scene: Scene) -> None:
    first, copy = captured(scene, "1"), captured(scene, "2")
    assert open_offer(first).party_id == open_offer(copy).party_id == scene.paul.party_id


@pytest.mark.parametrize(("postal_code", "name"), [("82362", "paul"), ("80331", "petra")])
def test_08_all_else_equal_the_nearest_is_asked_first(scene: Scene, postal_code: str, name: str) -> None:
    lead = captured(scene, prospect={"postal_code": postal_code})
    assert open_offer(lead).party.key == name


def test_09_a_promised_message_carries_no_contact_data(scene: Scene) -> None:
    """Texts are rendered when they are sent, for the recipient's audience only; the row and the journal hold ids."""
    lead = captured(scene, answers={"message": "Bitte Frau Musterfrau anrufen"})
    run_due(scene.later(hours=3, minutes=30))
    decline_offer(
        open_offer(lead).id, reason="other", text="kenne Frau Musterfrau", actor=SYSTEM, now=scene.now
    )
    kept = str(
        [*Delivery.objects.values_list("data", flat=True), *Entry.objects.values_list("data", flat=True)]
    )
    secrets = [PROSPECT[name] for name in ("last_name", "email", "phone", "street")]
    assert [secret for secret in secrets if secret in kept] == []


def test_10_every_holder_and_every_deadline_is_in_the_journal(scene: Scene) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.later(minutes=5))
    end_party(scene.paul.party_id, actor=SYSTEM, now=scene.later(hours=1))
    place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.later(hours=1))
    holders = Entry.objects.filter(lead=lead).order_by("id").values_list("holder_id", flat=True)
    assert list(dict.fromkeys(holders)) == [scene.desk.id, scene.paul.party_id, scene.petra.party_id]
    assert not Entry.objects.filter(lead=lead, deadline_at=None).exists()
    assert broken(now=scene.now) == {}


@pytest.mark.parametrize(("temperature", "hours"), [("hot", 4), ("warm", 24), ("cold", 72)])
@pytest.mark.parametrize("hours_of_work", [{}, ALWAYS, {"sun": [["08:00", "08:30"]]}])
def test_11_no_deadline_before_the_contact_lies_beyond_the_longest_time(
    scene: Scene, temperature: str, hours: int, hours_of_work: dict[str, Any]
) -> None:
    scene.later(days=4, hours=8, minutes=1)  # Friday 18:01 in Berlin
    for party in Party.objects.all():
        change_party(party.id, {"hours": hours_of_work}, actor=SYSTEM, now=scene.now)
    lead = captured(scene, temperature=temperature)
    assert lead.deadline_at is not None
    assert lead.deadline_at - scene.now <= timedelta(hours=hours)
    for _ in range(60):
        assert too_far() == []
        scene.now = max(Lead.objects.get(id=lead.id).wake_at or scene.now, scene.now)
        run_due(scene.now)


def test_11_a_deadline_that_was_given_stays_when_the_lead_gets_hotter(scene: Scene) -> None:
    anna = {"email": "anna@example.org", "phone": ""}
    lead = captured(scene, temperature="cold", prospect=anna)
    given = open_offer(lead).window_ends_at
    for key in ("2", "3", "4"):
        captured(scene, key, prospect=anna)
    lead.refresh_from_db()
    assert (lead.temperature, open_offer(lead).window_ends_at) == ("hot", given)
    assert too_far() == []
    Offer.objects.filter(lead=lead).update(window_ends_at=scene.later(hours=73))
    assert too_far() == [f"offer of {lead}"]


def test_11_an_agreed_follow_up_goes_beyond(scene: Scene) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    on = (scene.now + timedelta(days=200)).date()
    agree_follow_up(lead.id, on=on, text="im Herbst", actor=actor_of(scene.paul), now=scene.now)
    assert (Lead.objects.get(id=lead.id).deadline_at or scene.now).date() >= on


def test_12_what_could_not_be_read_is_kept_once_with_its_reason(scene: Scene) -> None:
    unread = Unread(key="7", payload={"Mail": "keine"}, problems=(Problem("email", "Keine Adresse"),), line=7)
    for _ in range(2):
        keep_unread([unread], door="file", now=scene.now)
    kept = Submission.objects.get()
    assert (kept.state, kept.payload, kept.line) == ("problem", {"Mail": "keine"}, 7)


def test_12_what_was_read_is_kept_as_it_arrived(scene: Scene) -> None:
    lead = captured(scene)
    assert Submission.objects.get(lead=lead).payload == {"key": "1"}
