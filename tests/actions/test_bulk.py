"""One change for many leads: what is said before is what happens, what is refused stays as it is, and nothing twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffel.actions import desk
from staffel.actions.actors import SYSTEM
from staffel.actions.bulk import Change, Done, change_leads, check_change, expected
from staffel.actions.leads import capture_leads
from staffel.actions.parties import change_party
from staffel.models import Delivery, Entry, Lead, Mandate, Offer
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.scene import Scene, actor_of, captured, enquiry


def held(scene: Scene, count: int, postal_code: str = "82362") -> list[Lead]:
    arrivals = [
        enquiry(
            f"{postal_code} {n}",
            prospect={"postal_code": postal_code, "email": f"a{n}{postal_code}@example.org", "phone": ""},
        )
        for n in range(count)
    ]
    capture_leads(arrivals, door="test", mode="held", actor=SYSTEM, now=scene.now)
    return list(Lead.objects.order_by("id"))


def do(scene: Scene, leads: list[Lead], change: Change, *, once: str = "") -> Done:
    return change_leads(
        [lead.id for lead in leads],
        change,
        once=once or uuid4().hex,
        actor=actor_of(scene.vera),
        now=scene.now,
    )


def foreseen(scene: Scene, leads: list[Lead], change: Change) -> Done:
    """What is expected; nothing has happened then."""
    before = trace()
    found = expected([lead.id for lead in leads], change, actor=actor_of(scene.vera), now=scene.now)
    assert trace() == before
    return found


def same(one: Done, other: Done) -> bool:
    def seen(done: Done) -> tuple[object, ...]:
        refused = [(lead_id, why.code) for lead_id, why in done.refused]
        return (
            done.changed,
            refused,
            done.offers,
            done.partners,
            done.mails,
            done.on_desk,
            done.incomplete,
            done.waits,
        )

    return seen(one) == seen(other)


def test_a_release_does_what_was_said_before(scene: Scene) -> None:
    held(scene, 3)
    held(scene, 2, "01067")
    held(scene, 1, "")
    free = captured(scene, "free")
    leads = list(Lead.objects.order_by("id"))
    said = foreseen(scene, leads, Change("release"))
    assert (len(said.changed), said.offers, said.on_desk, said.incomplete) == (
        6,
        3,
        {"nobody_eligible": 2},
        1,
    )
    assert [(lead_id, why.code) for lead_id, why in said.refused] == [(free.id, "not_held")]
    mails = Delivery.objects.count()
    assert same(do(scene, leads, Change("release")), said)
    assert Delivery.objects.count() - mails == said.mails
    assert not broken(now=scene.now)


def test_the_last_free_places_of_a_partner_go_to_the_first_leads(scene: Scene) -> None:
    change_party(scene.otto.party_id, {"capacity_open": 2}, actor=actor_of(scene.vera), now=scene.now)
    leads = [captured(scene, str(n)) for n in range(4)]
    desk.work_lead(leads[0].id, actor=actor_of(scene.vera), now=scene.now)
    change = Change("place", party_id=scene.otto.party_id, text="Messeaktion")
    said = foreseen(scene, leads, change)
    assert [why.code for _, why in said.refused] == ["lead_in_work", "party_full"]
    assert same(do(scene, leads, change), said)
    assert Mandate.objects.filter(party=scene.otto.party_id, ended_at=None).count() == 2
    assert Offer.objects.filter(state="open").count() == 1
    assert not broken(now=scene.now)


def test_leads_are_offered_anew_and_whoever_was_asked_is_told(scene: Scene) -> None:
    leads = [captured(scene, "1"), captured(scene, "2", prospect={"postal_code": "01067"})]
    desk.close_lead(captured(scene, "3").id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    leads.append(Lead.objects.latest("number"))
    scene.later(minutes=5)
    for change in (Change("offer"), Change("offer", market="default", text="Noch einmal")):
        said = foreseen(scene, leads, change)
        assert (said.offers, said.on_desk, [why.code for _, why in said.refused]) == (
            1, {"nobody_eligible": 1}, ["lead_closed"],
        )  # fmt: skip
        assert same(do(scene, leads, change), said)
    assert not broken(now=scene.now)


def test_leads_are_closed_assessed_and_marked(scene: Scene) -> None:
    leads = [captured(scene, str(n)) for n in range(3)]
    hot = Change("temperature", temperature="hot", text="Rief selbst an")
    assert len(do(scene, leads, hot).changed) == 3
    assert [why.code for _, why in do(scene, leads, hot).refused] == ["temperature_same"] * 3
    assert len(do(scene, leads[:2], Change("test")).changed) == 2
    assert [why.code for _, why in do(scene, leads, Change("real")).refused] == ["marked_before"]
    assert Entry.objects.filter(kind="lead.marked").count() == 4
    said = foreseen(scene, leads, Change("close", reason="spam"))
    assert said.mails == 3
    assert same(do(scene, leads, Change("close", reason="spam")), said)
    assert set(Lead.objects.values_list("outcome", flat=True)) == {"disqualified"}


def test_a_part_is_done_once(scene: Scene) -> None:
    leads = [captured(scene)]
    do(scene, leads, Change("offer"), once="run:1")
    before = trace()
    with pytest.raises(Refused) as refused:
        do(scene, leads, Change("offer"), once="run:1")
    assert refused.value.code == "done_before"
    assert trace() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("explode"), "act_unknown"), (Change("place"), "party_missing"), (Change("close"), "reason_unknown"),
        (Change("temperature", temperature="lukewarm", text="x"), "temperature_unknown"),
        (Change("temperature", temperature="hot", text=" "), "reason_missing"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_as_a_whole(scene: Scene, change: Change, code: str) -> None:
    leads = [captured(scene)]
    before = trace()
    for refusing in (lambda: check_change(change), lambda: do(scene, leads, change)):
        with pytest.raises(Refused) as refused:
            refusing()
        assert refused.value.code == code
    assert trace() == before


def test_a_lead_that_came_back_often_needs_a_reason_also_among_many(scene: Scene) -> None:
    leads = [captured(scene, str(n)) for n in range(2)]
    Lead.objects.filter(id=leads[0].id).update(desk_returns=9)
    scene.now += timedelta(minutes=1)
    done = do(scene, leads, Change("place", party_id=scene.petra.party_id))
    assert [(lead_id, why.code) for lead_id, why in done.refused] == [(leads[0].id, "reason_missing")]
    assert (
        len(do(scene, leads[:1], Change("place", party_id=scene.petra.party_id, text="Wunsch")).changed) == 1
    )


def test_more_leads_take_no_more_queries(scene: Scene) -> None:

    numbers = []
    for count in (12, 24):  # beyond that many rows are copied
        leads = [captured(scene, f"{count} {n}", prospect={"postal_code": "01067"}) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            do(scene, leads, Change("offer"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
