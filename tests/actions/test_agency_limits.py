"""How long an agency has a lead: to call first, to be done; and what follows when nobody could be reached."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from staffel.actions import clock
from staffel.actions.calls import give_up_calling, report_call
from staffel.actions.desk import close_lead, reopen_lead
from staffel.actions.qualifying import correct_lead
from staffel.actions.setup import OFFICE_HOURS
from staffel.models import Activity, Delivery, Entry, Lead, Party
from staffel.queries.calls import attempts_made, call_list
from staffel.queries.directory import directory
from staffel.queries.timeline import sentence, words_of
from staffel.rules.clock import WARNED
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.actions.test_gates import asks, fresh
from tests.scene import Scene, actor_of, captured

HOUR = timedelta(hours=1)


def entrusted(scene: Scene, **campaign: Any) -> Lead:
    """With the agency, because its postal code is missing."""
    asks(scene, qualifier="agency", **campaign)
    return captured(scene, prospect={"postal_code": ""})


def called(scene: Scene, lead: Lead, result: str = "mailbox") -> None:
    report_call(lead.id, result=result, actor=actor_of(scene.tom), now=scene.now)


def wake(scene: Scene) -> None:
    assert clock.run_due(scene.now).failed == 0
    assert broken(now=scene.now) == {}


def kinds(lead: Lead) -> list[str]:
    return list(Entry.objects.filter(lead=lead).order_by("id").values_list("kind", flat=True))


def sentences(lead: Lead) -> str:
    book = directory()
    words = words_of(lead, book=book)
    return " ".join(sentence(one, words=words, book=book) for one in Entry.objects.filter(lead=lead))


# -- the two limits -----------------------------------------------------------------------------------------------


def test_agency_has_first_to_call_and_then_to_be_done_counted_from_when_it_got_the_lead(scene: Scene) -> None:
    lead, got_at = entrusted(scene), scene.now
    assert (lead.deadline_kind, lead.deadline_at) == ("first_call", got_at + 4 * HOUR)
    scene.later(hours=3)
    called(scene, lead)
    lead = fresh(lead)
    assert (lead.deadline_kind, lead.deadline_from) == ("qualify", got_at)
    until = lead.deadline_at
    assert until is not None
    assert got_at + 24 * HOUR < until <= got_at + 72 * HOUR
    scene.later(hours=1)
    called(scene, lead)
    assert fresh(lead).deadline_at == until  # another attempt prolongs nothing


def test_call_back_after_the_first_limit_but_within_the_second_is_a_plan_and_keeps_its_note(
    scene: Scene,
) -> None:
    lead = entrusted(scene)
    at = scene.now + 6 * HOUR
    report_call(
        lead.id, result="call_back", call_back_at=at, text="Ab vier", actor=actor_of(scene.tom), now=scene.now
    )
    assert (fresh(lead).deadline_kind, fresh(lead).follow_ups) == ("qualify", 0)
    assert lead.notes.get().text == "Ab vier"


def test_agency_is_warned_at_four_fifths_and_a_missed_first_call_gives_the_lead_to_the_desk(
    scene: Scene,
) -> None:
    lead = entrusted(scene)
    scene.later(hours=3, minutes=13)
    wake(scene)
    assert (fresh(lead).rung, fresh(lead).holder_id) == (WARNED, scene.agency.id)
    scene.later(minutes=47)
    wake(scene)
    lead = fresh(lead)
    assert (lead.status, lead.holder_id, lead.desk_reason) == (
        "qualifying",
        scene.desk.id,
        "agency_not_called",
    )
    assert (lead.deadline_kind, lead.deadline_from) == ("qualify", scene.now)
    assert kinds(lead)[-3:] == ["deadline.missed", "qualifying.taken_back", "lead.qualifying"]
    assert "Tom Telesales" in sentences(lead)
    told = Delivery.objects.filter(kind="mandate.taken_back", member=scene.tom)
    assert told.count() == 1


def test_clock_that_looks_twice_gives_the_lead_back_once(scene: Scene) -> None:
    lead = entrusted(scene)
    scene.later(hours=4)
    wake(scene)
    before = trace()
    wake(scene)
    assert trace() == before
    assert kinds(lead).count("qualifying.taken_back") == 1


def test_late_work_goes_once_to_the_second_agency_with_all_answers_and_then_to_the_desk(scene: Scene) -> None:
    second = Party.objects.create(key="second", kind="agency", name="Zweite Agentur", hours=OFFICE_HOURS)
    lead = entrusted(scene, second_qualifier="second")
    called(scene, lead, "reached")
    correct_lead(lead.id, {"company": "Neue Firma"}, actor=actor_of(scene.tom), now=scene.now)
    until = fresh(lead).deadline_at
    assert until is not None
    scene.now = until
    wake(scene)
    lead = fresh(lead)
    assert (lead.holder_id, lead.desk_reason, lead.company) == (second.id, "agency_late", "Neue Firma")
    assert lead.deadline_kind == "first_call"
    scene.later(days=3)
    wake(scene)
    assert (fresh(lead).holder_id, fresh(lead).desk_reason) == (scene.desk.id, "agency_not_called")
    scene.later(days=30)
    wake(scene)
    assert fresh(lead).holder_id == scene.desk.id  # the desk's own stays red and climbs


def test_complete_lead_that_the_agency_left_lying_goes_to_its_market(scene: Scene) -> None:
    lead = entrusted(scene)
    correct_lead(lead.id, {"postal_code": "82362"}, actor=actor_of(scene.tom), now=scene.now)
    scene.later(hours=4)
    wake(scene)
    assert fresh(lead).status == "brokering"
    assert fresh(lead).offers.filter(state="open").exists()


def call_back_agreed(scene: Scene, lead: Lead, *, days: int) -> datetime:
    at = scene.now + timedelta(days=days)
    report_call(
        lead.id, result="call_back", call_back_at=at, text="Urlaub", actor=actor_of(scene.tom), now=scene.now
    )
    return at


def test_agreed_call_back_is_not_taken_from_the_agency_before_its_day_is_over(scene: Scene) -> None:
    lead = entrusted(scene)
    at = call_back_agreed(scene, lead, days=21)
    scene.now = at
    wake(scene)
    assert (fresh(lead).holder_id, fresh(lead).deadline_kind) == (scene.agency.id, "follow_up")


def test_missed_call_back_goes_back_to_the_desk(scene: Scene) -> None:
    lead = entrusted(scene)
    scene.now = call_back_agreed(scene, lead, days=21) + timedelta(hours=24)
    wake(scene)
    assert (fresh(lead).holder_id, fresh(lead).desk_reason) == (scene.desk.id, "agency_late")
    assert broken(now=scene.now) == {}
    before = trace()
    wake(scene)
    assert trace() == before


def test_whoever_calls_back_as_agreed_is_to_be_done_anew(scene: Scene) -> None:
    lead = entrusted(scene)
    scene.now = at = call_back_agreed(scene, lead, days=21)
    called(scene, lead)
    lead = fresh(lead)
    assert (lead.deadline_kind, lead.deadline_from) == ("qualify", at)
    assert lead.deadline_at is not None
    assert lead.deadline_at > scene.now
    assert lead.holder_id == scene.agency.id


def test_a_call_before_the_agreed_day_leaves_the_date_as_it_is(scene: Scene) -> None:
    lead = entrusted(scene)
    call_back_agreed(scene, lead, days=21)
    scene.later(days=2)
    called(scene, lead)
    assert fresh(lead).deadline_kind == "follow_up"


# -- nobody could be reached --------------------------------------------------------------------------------------


FOLLOWS = [("desk", "brokering"), ("cold", "brokering"), ("close", "closed")]


def tried(scene: Scene, *, calls: int = 4, **campaign: Any) -> Lead:
    """Tried in vain, as often as the policy says."""
    lead = entrusted(scene, **campaign)
    for _attempt in range(calls):
        called(scene, lead)
    return fresh(lead)


def rung_back(scene: Scene, **campaign: Any) -> Lead:
    """Of the agreed four attempts the last one ended with a time that was promised."""
    lead = tried(scene, calls=3, **campaign)
    at, actor = scene.now + HOUR, actor_of(scene.tom)
    report_call(lead.id, result="call_back", call_back_at=at, actor=actor, now=scene.now)
    return fresh(lead)


def give_up(scene: Scene, lead: Lead) -> str:
    return give_up_calling(lead.id, actor=actor_of(scene.tom), now=scene.now)


@pytest.mark.parametrize(("unreachable", "status"), FOLLOWS)
def test_after_the_last_agreed_attempt_what_the_campaign_says_follows_at_once(
    scene: Scene, unreachable: str, status: str
) -> None:
    lead = tried(scene, calls=3, unreachable=unreachable)
    assert (lead.status, lead.holder_id) == ("qualifying", scene.agency.id)
    end = report_call(lead.id, result="mailbox", actor=actor_of(scene.tom), now=scene.now)
    assert (end.next_at, end.gave_up) == (None, unreachable)
    assert fresh(lead).status == status
    entry = Entry.objects.get(lead=lead, kind="call.given_up")
    assert entry.data == {"attempts": 4, "follows": unreachable}
    planned = Activity.objects.filter(lead=lead).order_by("id").values_list("due_at", flat=True)
    assert [at is None for at in planned] == [False, False, False, True], "no fifth one is planned"
    assert call_list(scene.tom, book=directory(), now=scene.now).due == ()
    assert broken(now=scene.now) == {}


def test_the_desks_own_last_attempt_is_followed_by_the_same(scene: Scene) -> None:
    asks(scene, qualifier="", unreachable="close")
    lead = captured(scene, prospect={"postal_code": ""})
    assert lead.holder_id == scene.desk.id
    ends = [
        report_call(lead.id, result="no_answer", actor=actor_of(scene.vera), now=scene.now) for _ in range(4)
    ]
    assert [end.gave_up for end in ends] == ["", "", "", "close"]
    assert (fresh(lead).outcome, fresh(lead).reason) == ("disqualified", "not_reachable")


def test_whom_somebody_has_spoken_with_is_not_given_up_by_itself(scene: Scene) -> None:
    lead = entrusted(scene, unreachable="close")
    called(scene, lead, "reached")
    for _attempt in range(4):
        called(scene, lead)
    assert (fresh(lead).status, fresh(lead).holder_id) == ("qualifying", scene.agency.id)


def test_a_time_that_was_promised_is_waited_for_and_a_call_in_vain_after_it_is_the_last(scene: Scene) -> None:
    lead = rung_back(scene, unreachable="close")
    called(scene, lead)
    assert fresh(lead).is_open
    lead = rung_back_later(scene)
    called(scene, lead)
    assert fresh(lead).is_open, "the agreed day has not come"


def rung_back_later(scene: Scene) -> Lead:
    """The last of the agreed attempts ended with a date next week."""
    asks(scene, qualifier="agency", unreachable="close")
    lead = captured(scene, "later", prospect={"postal_code": ""})
    for _attempt in range(3):
        called(scene, lead)
    call_back_agreed(scene, lead, days=7)
    return lead


def test_a_call_in_vain_at_the_promised_time_is_followed_by_what_the_campaign_says(scene: Scene) -> None:
    lead = rung_back(scene, unreachable="close")
    scene.later(hours=1)
    called(scene, lead)
    assert (fresh(lead).outcome, fresh(lead).reason) == ("disqualified", "not_reachable")


def test_nobody_is_told_to_follow_what_has_been_given_up(scene: Scene) -> None:
    lead = tried(scene, unreachable="close")
    before = trace()
    with pytest.raises(Refused) as refused:
        called(scene, lead)
    assert (refused.value.code, trace()) == ("call_over", before)


def test_cold_goes_to_the_market_incomplete_and_says_why_it_is_cold(scene: Scene) -> None:
    lead = tried(scene, calls=3, unreachable="cold", gates={"product": "market", "postal_code": ""})
    Lead.objects.filter(id=lead.id).update(postal_code="82362", temperature="hot", temperature_by_hand=True)
    called(scene, lead)
    lead = fresh(lead)
    assert (lead.temperature, lead.temperature_reasons) == ("cold", [{"code": "not_reachable"}])
    assert lead.brokerages.filter(ended_at=None).exists()
    assert lead.offers.filter(state="open").exists(), "the next partner is asked at once"
    assert lead.temperature_by_hand is False


@pytest.mark.parametrize(("unreachable", "status"), FOLLOWS)
def test_what_follows_does_so_when_nobody_says_it_and_the_time_is_over(
    scene: Scene, unreachable: str, status: str
) -> None:
    second = Party.objects.create(key="second", kind="agency", name="Zweite Agentur", hours=OFFICE_HOURS)
    lead = rung_back(scene, unreachable=unreachable, second_qualifier="second")
    assert lead.deadline_at is not None
    scene.now = lead.deadline_at
    wake(scene)
    assert fresh(lead).status == status
    assert fresh(lead).holder_id != second.id
    assert Entry.objects.get(lead=lead, kind="call.given_up").data == {"attempts": 4, "follows": unreachable}
    assert broken(now=scene.now) == {}


def test_who_has_tried_often_enough_may_give_up_before_the_promised_time(scene: Scene) -> None:
    lead = rung_back(scene, unreachable="close")
    assert give_up(scene, lead) == "close"
    assert fresh(lead).status == "closed"


def test_before_the_agreed_number_of_attempts_nothing_follows(scene: Scene) -> None:
    lead = entrusted(scene, unreachable="close")
    called(scene, lead)
    before = trace()
    with pytest.raises(Refused) as refused:
        give_up(scene, lead)
    assert (refused.value.code, trace()) == ("attempts_missing", before)


def second_turn(scene: Scene, **campaign: Any) -> Lead:
    """Given up after all attempts; then the prospect has rung, the desk has opened it again, and the agency has it."""
    lead = tried(scene, unreachable="close", **campaign)
    scene.later(days=1)
    reopen_lead(lead.id, text="Hat angerufen", actor=actor_of(scene.vera), now=scene.now)
    lead = fresh(lead)
    assert (lead.status, lead.holder_id, lead.deadline_kind) == ("qualifying", scene.agency.id, "first_call")
    return lead


def test_who_has_the_lead_once_more_tries_anew_before_giving_up(scene: Scene) -> None:
    lead = second_turn(scene)
    before = trace()
    with pytest.raises(Refused) as refused:
        give_up(scene, lead)
    assert (refused.value.code, refused.value.details["attempts"], trace()) == ("attempts_missing", 0, before)
    for _attempt in range(3):
        called(scene, lead)
    assert fresh(lead).is_open
    called(scene, lead)
    assert fresh(lead).status == "closed"


def test_a_missed_first_call_of_a_second_turn_closes_nothing(scene: Scene) -> None:
    lead = second_turn(scene)
    assert lead.deadline_at is not None
    scene.now = lead.deadline_at
    wake(scene)
    lead = fresh(lead)
    assert (lead.status, lead.holder_id, lead.desk_reason) == (
        "qualifying",
        scene.desk.id,
        "agency_not_called",
    )
    assert kinds(lead).count("call.given_up") == 1


def test_the_call_list_counts_the_attempts_of_this_turn(scene: Scene) -> None:
    lead = second_turn(scene)
    [row] = call_list(scene.tom, book=directory(), now=scene.now).due
    assert (row.lead.id, row.attempts, row.last) == (lead.id, 0, "")
    called(scene, lead)
    assert attempts_made(fresh(lead)) == 1


def test_a_next_attempt_planned_in_an_earlier_turn_keeps_nobody_from_calling_now(scene: Scene) -> None:
    lead = entrusted(scene)
    called(scene, lead)
    close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    scene.later(minutes=5)
    reopen_lead(lead.id, text="Hat angerufen", actor=actor_of(scene.vera), now=scene.now)
    found = call_list(scene.tom, book=directory(), now=scene.now)
    assert ([row.lead.id for row in found.due], found.due_count) == ([lead.id], 1)
