"""Real threads on the real database: whoever comes at the same moment, one holder, nobody over capacity, no deadlock."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from staffel.actions.absences import enter_absence
from staffel.actions.actors import SYSTEM, Actor
from staffel.actions.clock import run_due
from staffel.actions.desk import take_back_lead
from staffel.actions.leads import capture_leads
from staffel.actions.leavers import end_member
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.outflow import halt, resume
from staffel.actions.parties import end_party, pause_party, resume_party
from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.actions.work import report_contact
from staffel.models import Entry, Lead, Mandate, Offer, Party
from staffel.rules.campaigns import Market
from staffel.rules.refused import Refused
from staffel.rules.routing import Round
from tests.actions.relay import broken, offered_while_away, over_capacity
from tests.scene import Scene, actor_of, add_partner, captured, enquiry, open_offer, stage

THREADS = 10
Act = Callable[[], Any]


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int((cursor.fetchone() or (0,))[0])


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    """A stage for acts that commit; afterwards nothing is broken, whatever happened, and nothing waited in a circle."""
    before = deadlocks()
    scene = stage()
    yield scene
    assert broken(now=scene.now) == {}
    assert over_capacity(now=scene.now) == []
    assert offered_while_away() == []
    assert deadlocks() == before


def at_once(acts: Sequence[Act], *, threads: int = THREADS) -> Counter[str]:
    """Do all acts in threads of their own connections, begun together; counts what became of them: done, or the code of
    the refusal. Any other error is raised."""
    ready = threading.Barrier(threads)
    shares = [acts[start::threads] for start in range(threads)]

    def work(share: Sequence[Act]) -> list[str]:
        try:
            ready.wait()
            return [_outcome(act) for act in share]
        finally:
            _leave()

    with ThreadPoolExecutor(threads) as pool:
        return Counter(outcome for outcomes in pool.map(work, shares) for outcome in outcomes)


def _outcome(act: Act) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    return "done"


def _leave() -> None:
    """Hand this session's statistics over (deadlocks are counted there) and close it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()


def partners(count: int, **values: Any) -> list[Party]:
    made = []
    for number in range(count):
        party = add_partner(f"p{number}", f"Partner {number}", "80331", ["8"], **values)
        add_member(party.id, email=f"p{number}@example.com", name=f"P{number}", role="partner_manager")
        made.append(party)
    return made


def asks(scene: Scene, at_once: int) -> None:
    """From now on the market asks so many at once."""
    body = Market(rounds=(Round(key="all", reach="area", order="load", at_once=at_once),))
    publish("market", "default", body, actor=actor_of(scene.ada), now=scene.now)


def by_link(party_id: Any) -> Actor:
    return Actor("link", None, party_id)


def accepting(scene: Scene, offer: Offer) -> Act:
    return lambda: accept_offer(offer.id, actor=by_link(offer.party_id), now=scene.now)


def arrive(scene: Scene, count: int, *, door: str = "file") -> list[Lead]:
    new = [enquiry(f"{door}{number}", at=scene.now, prospect={"email": f"{door}{number}@example.org", "phone": ""})
           for number in range(count)]  # fmt: skip
    done = capture_leads(new, door=door, mode="new", actor=SYSTEM, now=scene.now)
    return list(Lead.objects.filter(id__in=[one.lead_id for one in done]))


def test_a_thousand_accepts_of_a_hundred_shared_leads_give_one_holder_each(scene: Scene) -> None:
    partners(3)
    asks(scene, 5)
    leads = arrive(scene, 20)
    offers = list(Offer.objects.filter(state="open"))
    assert len(offers) == 100
    outcome = at_once([accepting(scene, offer) for _ in range(10) for offer in offers])
    assert outcome["done"] == 20 * 10  # the winner's later taps get the same answer
    assert outcome["offer_gone"] == 800
    assert Mandate.objects.filter(ended_at=None).count() == len(leads)
    assert Entry.objects.filter(kind="offer.accepted").count() == len(leads)


def test_accepts_against_the_end_of_the_window_leave_every_lead_with_one_holder(scene: Scene) -> None:
    leads = arrive(scene, 40)
    offers = list(Offer.objects.filter(state="open"))
    scene.later(hours=4)  # the windows end this very moment
    clocks: list[Act] = [lambda: run_due(scene.now)] * 10
    outcome = at_once(
        [
            act
            for offer, clock in zip(offers, clocks * 4, strict=True)
            for act in (accepting(scene, offer), clock)
        ]
    )
    assert set(outcome) == {"done"}  # late is not too late: every acceptance counts
    assert Mandate.objects.filter(ended_at=None).count() == len(leads)
    assert run_due(scene.now).failed == 0


def test_two_clocks_do_everything_once(scene: Scene) -> None:
    arrive(scene, 150)
    scene.later(hours=4)
    at_once([lambda: run_due(scene.now)] * 4, threads=4)
    run_due(scene.now)
    assert Entry.objects.filter(kind="offer.expired").count() == 150
    assert not Entry.objects.filter(kind="clock.failed").exists()
    assert Offer.objects.filter(state="open").count() == 150  # each is with the next partner, once


def test_accepts_against_an_absence_that_begins(scene: Scene) -> None:
    leads = arrive(scene, 30)
    offers = list(Offer.objects.filter(state="open", party=scene.paul.party_id))
    away = lambda: enter_absence(  # noqa: E731
        scene.paul.party_id,
        starts_at=scene.now,
        ends_at=scene.now + timedelta(days=14),
        actor=SYSTEM,
        now=scene.now,
    )
    outcome = at_once(
        [
            *[accepting(scene, o) for o in offers[:15]],
            away,
            *[accepting(scene, o) for o in offers[15:]],
        ]
    )
    assert set(outcome) <= {"done", "offer_gone"}
    assert not Offer.objects.filter(party=scene.paul.party_id, state="open").exists()
    assert not Mandate.objects.filter(party=scene.paul.party_id, ended_at=None).exists()
    assert Lead.objects.exclude(status="closed").count() == len(leads)


@pytest.mark.parametrize("leave", [pause_party, end_party])
def test_accepts_and_arrivals_against_a_party_that_stops(scene: Scene, leave: Callable[..., Any]) -> None:
    arrive(scene, 20)
    offers = list(Offer.objects.filter(state="open", party=scene.paul.party_id))
    values = {"until": None} if leave is pause_party else {}
    stop = lambda: leave(scene.paul.party_id, actor=SYSTEM, now=scene.now, **values)  # noqa: E731
    arrivals = [partial(arrive, scene, 3, door=f"web{number}") for number in range(10)]
    outcome = at_once([*arrivals[:5], stop, *[accepting(scene, offer) for offer in offers], *arrivals[5:]])
    assert set(outcome) <= {"done", "offer_gone"}
    assert Lead.objects.count() == 50
    assert not Offer.objects.filter(party=scene.paul.party_id, state="open").exists()
    if leave is end_party:
        assert not Lead.objects.filter(holder=scene.paul.party_id).exists()


def test_declines_with_a_pause_in_both_directions_never_wait_in_a_circle(scene: Scene) -> None:
    asks(scene, 1)
    partners(2)
    arrive(scene, 40)
    offers = list(Offer.objects.filter(state="open"))
    until = scene.now + timedelta(days=1)
    at_once(
        [partial(decline_offer, offer.id, reason="no_capacity", pause_until=until, actor=by_link(offer.party_id), now=scene.now)
         for offer in offers]
    )  # fmt: skip
    assert Lead.objects.filter(status="brokering").count() == 40


def test_parties_that_pause_while_leads_arrive_never_wait_in_a_circle(scene: Scene) -> None:
    parties = partners(6)
    asks(scene, 3)
    arrive(scene, 30)
    pauses = [partial(pause_party, party.id, until=None, actor=SYSTEM, now=scene.now) for party in parties]
    arrivals = [partial(arrive, scene, 4, door=f"web{number}") for number in range(20)]
    resumes = [partial(resume_party, party.id, actor=SYSTEM, now=scene.now) for party in parties]
    outcome = at_once([act for acts in zip(pauses * 3, arrivals, resumes * 3, strict=False) for act in acts])
    assert set(outcome) == {"done"}


def test_a_report_against_the_desk_that_takes_the_lead_back(scene: Scene) -> None:
    leads = [captured(scene, str(number)) for number in range(10)]
    for lead in leads:
        accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    vera, paul = actor_of(scene.vera), actor_of(scene.paul)
    acts: list[Act] = []
    for lead in leads:
        acts += [
            partial(take_back_lead, lead.id, actor=vera, now=scene.now, text="zu lange"),
            partial(report_contact, lead.id, actor=paul, now=scene.now),
            partial(take_back_lead, lead.id, actor=vera, now=scene.now, text="zu lange"),
        ]
    outcome = at_once(acts)
    assert outcome["not_in_work"] == 10
    assert set(outcome) <= {"done", "mandate_over", "not_in_work"}
    assert Lead.objects.filter(holder=scene.desk).count() == 10


def test_two_managers_that_end_each_other_leave_the_firm_one(scene: Scene) -> None:
    for number in range(5):
        party = add_partner(f"two{number}", f"Zwei {number}", "80331", ["8"])
        one, other = (
            add_member(party.id, email=f"{name}{number}@example.com", name=name, role="partner_manager")
            for name in ("eins", "zwei")
        )
        ends = [
            partial(end_member, leaver.id, passed_to=None, actor=actor_of(by), now=scene.now)
            for leaver, by in ((one, other), (other, one))
        ]
        assert at_once(ends, threads=2) == {"done": 1, "last_manager": 1}


@pytest.mark.parametrize("capacity", [1, 2, 3])
def test_nobody_gets_more_than_its_capacity_and_every_lead_is_placed_or_on_the_desk(
    scene: Scene, capacity: int
) -> None:
    partners(4, capacity_open=capacity)
    Party.objects.filter(id__in=[scene.paul.party_id, scene.petra.party_id]).update(capacity_day=capacity)
    asks(scene, 2)
    at_once([partial(arrive, scene, 3, door=f"web{number}") for number in range(20)])
    assert Lead.objects.count() == 60
    at_once([accepting(scene, offer) for offer in Offer.objects.filter(state="open")])
    assert over_capacity(now=scene.now) == []
    assert all(
        lead.desk_reason or lead.offers.exists() or lead.deadline_kind == "slot"
        for lead in Lead.objects.all()
    )


def test_two_imports_of_the_same_file_take_each_lead_once(scene: Scene) -> None:
    at_once([lambda: arrive(scene, 30), lambda: arrive(scene, 30), lambda: arrive(scene, 30)], threads=3)
    assert Lead.objects.count() == 30
    assert Entry.objects.filter(kind="lead.captured").count() == 30


def test_the_same_source_key_by_two_doors_is_one_lead(scene: Scene) -> None:
    def take(door: str) -> Act:
        new = [enquiry(f"{door}{n}", at=scene.now, source="fair", source_key=f"F{n}") for n in range(10)]
        return lambda: capture_leads(new, door=door, mode="new", actor=SYSTEM, now=scene.now)

    outcome = at_once([take("api"), take("file")], threads=2)
    assert outcome == {"done": 2}
    assert Lead.objects.count() == 10


def test_the_clock_against_the_end_of_a_halt_lets_no_window_end_early(scene: Scene) -> None:
    arrive(scene, 60)
    ends = dict(Offer.objects.values_list("id", "window_ends_at"))
    halt("all", actor=SYSTEM, now=scene.later(hours=1))
    scene.later(hours=20)
    go_on: Act = lambda: resume("all", actor=SYSTEM, now=scene.now)  # noqa: E731
    at_once([*[lambda: run_due(scene.now)] * 8, go_on, lambda: run_due(scene.now)])
    run_due(scene.now)
    assert {o.id: o.window_ends_at for o in Offer.objects.filter(state="open")} == {
        offer_id: end + timedelta(hours=20) for offer_id, end in ends.items()
    }


def test_one_person_whose_enquiries_arrive_at_once_has_one_open_lead(scene: Scene) -> None:
    anna = {"email": "anna.musterfrau@example.org", "phone": "+4988112345"}
    arrivals = [enquiry(str(number), at=scene.now, prospect=anna) for number in range(20)]
    acts = [
        partial(capture_leads, [new], door="test", mode="new", actor=SYSTEM, now=scene.now)
        for new in arrivals
    ]
    assert at_once(acts) == {"done": 20}
    assert Lead.objects.exclude(status="closed").count() == 1
    assert Lead.objects.filter(outcome="duplicate", joined_to__status="brokering").count() == 19
    assert Entry.objects.filter(kind="lead.asked_again").count() == 19
