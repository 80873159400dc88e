"""Whoever works a lead reports in seconds, and the next deadline is always there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from staffel.actions.absences import enter_absence
from staffel.actions.clock import run_due
from staffel.actions.desk import (
    ask_extension,
    close_lead,
    extend_deadline,
    offer_again,
    offer_by_hand,
    offer_by_market,
    place_lead,
    reopen_lead,
)
from staffel.actions.follow_ups import agree_follow_up
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.work import (
    give_back,
    lose_lead,
    pass_on,
    report_appointment,
    report_attempt,
    report_contact,
    report_quote,
    win_lead,
)
from staffel.models import Activity, Delivery, Entry, Lead, Mandate, Note, Offer
from staffel.rules.refused import Refused
from tests.actions.test_offers import kinds
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer


def accepted(scene: Scene, key: str = "1", **values: object) -> Lead:
    lead = captured(scene, key, **values)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return Lead.objects.get(id=lead.id)


def test_not_reached_proposes_another_time_of_day_and_leaves_the_deadline(scene: Scene) -> None:
    lead = accepted(scene)
    next_at = report_attempt(lead.id, actor=actor_of(scene.paul), now=scene.now)
    assert next_at == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)  # tried at 10:00 in Berlin: 16:30 is next
    after = Lead.objects.get(id=lead.id)
    assert (after.deadline_at, after.contacted_at) == (lead.deadline_at, None)
    assert after.attempted_at == scene.now


def test_not_reachable_may_close_a_lead_only_after_the_agreed_attempts(scene: Scene) -> None:
    lead = accepted(scene)
    paul = actor_of(scene.paul)
    for _ in range(3):
        report_attempt(lead.id, actor=paul, now=scene.later(minutes=1))
    with pytest.raises(Refused) as refused:
        lose_lead(lead.id, reason="not_reachable", actor=paul, now=scene.now)
    assert refused.value.code == "attempts_missing"
    assert Lead.objects.get(id=lead.id).status == "working"
    report_attempt(lead.id, actor=paul, now=scene.later(minutes=1))
    lose_lead(lead.id, reason="not_reachable", actor=paul, now=scene.now)
    assert Lead.objects.get(id=lead.id).outcome == "lost"


def test_a_contact_moves_to_the_next_step_with_its_own_limit(scene: Scene) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20), text="Ruft zurück")
    after = Lead.objects.get(id=lead.id)
    assert after.contacted_at == scene.now
    assert Mandate.objects.get(lead=lead).step == "contacted"
    assert after.deadline_at is not None
    assert after.deadline_at > (lead.deadline_at or scene.now)
    assert Note.objects.get(lead=lead).text == "Ruft zurück"
    assert "Ruft" not in str(list(Entry.objects.filter(lead=lead).values_list("data", flat=True)))


def test_an_appointment_and_a_quote_and_a_win(scene: Scene) -> None:
    lead = accepted(scene)
    paul, meeting = actor_of(scene.paul), scene.now + timedelta(days=7)
    report_appointment(lead.id, due_at=meeting, actor=paul, now=scene.later(hours=1))
    assert (Lead.objects.get(id=lead.id).deadline_at or scene.now) > meeting
    report_quote(lead.id, amount=Decimal("18500.00"), actor=paul, now=scene.later(days=8))
    win_lead(lead.id, amount=Decimal("17900.00"), actor=paul, now=scene.later(days=9))
    after = Lead.objects.get(id=lead.id)
    assert (after.status, after.outcome, after.won_amount, after.expected_amount) == (
        "closed", "won", Decimal("17900.00"), Decimal("18500.00"),
    )  # fmt: skip
    assert (after.holder_id, after.deadline_at, after.wake_at) == (None, None, None)
    assert list(Activity.objects.filter(lead=lead).order_by("id").values_list("kind", flat=True)) == [
        "contact", "appointment", "quote",
    ]  # fmt: skip


def test_a_negative_value_is_refused_and_nothing_changes(scene: Scene) -> None:
    lead = accepted(scene)
    before = kinds(lead)
    with pytest.raises(Refused):
        win_lead(lead.id, amount=Decimal(-1), actor=actor_of(scene.paul), now=scene.now)
    assert kinds(lead) == before


def test_a_partner_agrees_a_follow_up_only_after_the_first_contact(scene: Scene) -> None:
    lead = accepted(scene)
    paul, spring = actor_of(scene.paul), date(2026, 9, 1)
    with pytest.raises(Refused) as refused:
        agree_follow_up(lead.id, on=spring, text="Nach dem Urlaub", actor=paul, now=scene.now)
    assert refused.value.code == "follow_up_early"
    report_contact(lead.id, actor=paul, now=scene.now)
    agree_follow_up(lead.id, on=spring, text="Nach dem Urlaub", actor=paul, now=scene.now)
    after = Lead.objects.get(id=lead.id)
    assert after.deadline_kind == "follow_up"
    assert (after.deadline_at or scene.now).date() == spring
    assert run_due(scene.now + timedelta(days=100)).leads == 0  # it rests, nobody is reminded


@pytest.mark.parametrize(
    ("on", "text", "code"),
    [
        (date(2026, 3, 2), "weil", "follow_up_past"),
        (date(2028, 3, 2), "weil", "follow_up_far"),
        (date(2026, 4, 2), " ", "reason_missing"),
    ],
)
def test_a_follow_up_has_its_limits(scene: Scene, on: date, text: str, code: str) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    before = kinds(lead)
    with pytest.raises(Refused) as refused:
        agree_follow_up(lead.id, on=on, text=text, actor=actor_of(scene.paul), now=scene.now)
    assert refused.value.code == code
    assert kinds(lead) == before


def test_after_three_follow_ups_the_desk_decides(scene: Scene) -> None:
    lead = accepted(scene)
    paul = actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.now)
    for month in (4, 5, 6):
        agree_follow_up(lead.id, on=date(2026, month, 1), text="später", actor=paul, now=scene.now)
    with pytest.raises(Refused) as refused:
        agree_follow_up(lead.id, on=date(2026, 7, 1), text="später", actor=paul, now=scene.now)
    assert refused.value.code == "follow_up_used_up"
    agree_follow_up(
        lead.id,
        on=date(2026, 7, 1),
        text="mit dem Kunden besprochen",
        actor=actor_of(scene.vera),
        now=scene.now,
    )
    assert Lead.objects.get(id=lead.id).deadline_kind == "follow_up"
    agree_follow_up(
        lead.id, on=date(2026, 7, 1), text="so vereinbart", actor=actor_of(scene.vera), now=scene.now
    )


def test_given_back_it_goes_to_somebody_else_and_never_to_the_same_again(scene: Scene) -> None:
    lead = accepted(scene)
    give_back(lead.id, reason="outside_area", actor=actor_of(scene.paul), now=scene.later(hours=1))
    assert open_offer(lead).party_id == scene.petra.party_id
    run_due(scene.later(hours=4))
    assert Lead.objects.get(id=lead.id).desk_reason == "nobody_wants_it"  # Paul is not asked again


def test_a_listed_reason_can_be_given_within_72_hours(scene: Scene) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    with pytest.raises(Refused) as refused:
        give_back(lead.id, reason="spam", actor=actor_of(scene.paul), now=scene.later(hours=73))
    assert refused.value.code == "give_back_late"
    assert Lead.objects.get(id=lead.id).status == "working"


def test_a_wrong_number_goes_to_the_desk_first(scene: Scene) -> None:
    lead = accepted(scene)
    give_back(lead.id, reason="wrong_number", actor=actor_of(scene.paul), now=scene.later(hours=1))
    after = Lead.objects.get(id=lead.id)
    assert (after.status, after.holder_id, after.desk_returns) == ("brokering", scene.desk.id, 1)
    assert not after.offers.filter(state="open").exists()


def test_without_a_contact_the_clock_warns_tells_field_sales_takes_back_and_offers_on(scene: Scene) -> None:
    lead = accepted(scene)
    for _ in range(200):
        scene.now = max(Lead.objects.get(id=lead.id).wake_at or scene.now, scene.now)
        run_due(scene.now)
        if Lead.objects.get(id=lead.id).status != "working":
            break
    assert [kind for kind in kinds(lead) if kind.startswith(("deadline", "mandate"))] == [
        "mandate.started", "deadline.warned", "deadline.missed", "deadline.missed", "mandate.taken_back", "mandate.ended",
    ]  # fmt: skip
    told = Delivery.objects.filter(lead=lead, kind="deadline.missed").values_list("member_id", flat=True)
    assert {scene.paul.id, scene.frieda.id, scene.vera.id} == set(told)
    assert open_offer(lead).party_id == scene.petra.party_id


def test_after_the_third_return_it_moves_only_by_hand_with_a_reason(scene: Scene) -> None:
    lead = captured(scene)
    vera = actor_of(scene.vera)
    for round_, member in enumerate((scene.paul, scene.petra, scene.paul)):
        if round_ < 2:
            accept_offer(open_offer(lead).id, actor=actor_of(member), now=scene.now)
        else:
            place_lead(
                lead.id, party_id=member.party_id, actor=vera, now=scene.now, text="Kunde wünscht Paul"
            )
        give_back(lead.id, reason="no_capacity", actor=actor_of(member), now=scene.later(hours=1))
    after = Lead.objects.get(id=lead.id)
    assert (after.desk_reason, after.desk_returns) == ("came_back_often", 3)
    with pytest.raises(Refused) as refused:
        offer_by_market(lead.id, market_key="default", actor=vera, now=scene.now)
    assert refused.value.code == "reason_missing"
    offer_by_market(lead.id, market_key="default", actor=vera, now=scene.now, text="neuer Anlauf")


def test_the_desk_extends_a_deadline_once_with_a_reason(scene: Scene) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    ask_extension(lead.id, actor=actor_of(scene.paul), now=scene.now, text="Baustelle")
    assert Delivery.objects.get(kind="deadline.extension_asked").member_id == scene.vera.id
    before = Lead.objects.get(id=lead.id).deadline_at
    until = extend_deadline(lead.id, work_minutes=480, actor=actor_of(scene.vera), now=scene.now, text="ok")
    assert before is not None
    assert until > before
    with pytest.raises(Refused) as refused:
        extend_deadline(lead.id, work_minutes=480, actor=actor_of(scene.vera), now=scene.now, text="ok")
    assert refused.value.code == "extended_before"
    assert Lead.objects.get(id=lead.id).deadline_at == until


def test_a_lead_is_passed_on_inside_the_firm_only(scene: Scene) -> None:
    lead = accepted(scene)
    with pytest.raises(Refused) as refused:
        pass_on(lead.id, member_id=scene.petra.id, actor=actor_of(scene.paul), now=scene.now)
    assert refused.value.code == "member_unknown"
    assert Mandate.objects.get(lead=lead).member_id == scene.paul.id


def test_a_reopened_lead_is_routed_again(scene: Scene) -> None:
    lead = accepted(scene)
    lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    reopen_lead(
        lead.id, actor=actor_of(scene.vera), now=scene.later(days=30), text="Hat noch einmal angerufen"
    )
    assert open_offer(lead).party_id == scene.petra.party_id  # Paul has lost it


def test_whoever_worked_for_the_person_is_asked_first_and_alone(scene: Scene) -> None:
    lead = captured(scene)
    place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    win_lead(lead.id, amount=None, actor=actor_of(scene.petra), now=scene.now)
    again = captured(scene, "2", prospect=PROSPECT)
    assert open_offer(again).party_id == scene.petra.party_id


def won_by_petra(scene: Scene, key: str = "1") -> Lead:
    lead = captured(scene, key)
    place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    win_lead(lead.id, amount=None, actor=actor_of(scene.petra), now=scene.now)
    return lead


def test_a_reopened_lead_goes_first_to_whoever_worked_for_the_person(scene: Scene) -> None:
    vera, lead = actor_of(scene.vera), captured(scene, "2", prospect=PROSPECT)
    assert open_offer(lead).party_id == scene.paul.party_id
    close_lead(lead.id, reason="wrong_data", actor=vera, now=scene.now, text="")
    won_by_petra(scene)
    reopen_lead(lead.id, actor=vera, now=scene.later(days=30), text="Hat noch einmal angerufen")
    assert open_offer(lead).party_id == scene.petra.party_id


def test_a_reopened_lead_goes_first_to_whoever_has_won_it(scene: Scene) -> None:
    lead = won_by_petra(scene)
    reopen_lead(lead.id, actor=actor_of(scene.vera), now=scene.later(days=30), text="Will noch etwas")
    assert open_offer(lead).party_id == scene.petra.party_id


def test_leads_that_are_offered_again_go_first_to_whoever_worked_for_the_person(scene: Scene) -> None:
    far = {**PROSPECT, "postal_code": "01067"}  # where no partner works
    lying, others = (
        captured(scene, "2", prospect=far),
        captured(scene, "3", prospect={"postal_code": "01067"}),
    )
    assert not Offer.objects.exists()
    Lead.objects.filter(id=lying.id).update(email="", phone="")  # not yet known as the same person's
    won_by_petra(scene)
    Lead.objects.filter(id=lying.id).update(email=PROSPECT["email"])
    ids = [lying.id, others.id]
    assert offer_again(ids, actor=actor_of(scene.vera), now=scene.later(hours=1)) == 2
    assert open_offer(lying).party_id == scene.petra.party_id
    assert not Offer.objects.filter(lead=others).exists()


def test_the_clock_begins_an_absence_and_its_open_offers_go_to_the_next(scene: Scene) -> None:
    lead = captured(scene)
    starts_at = scene.now + timedelta(hours=1)
    enter_absence(
        scene.paul.party_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=7),
        actor=actor_of(scene.paul),
        now=scene.now,
    )
    assert open_offer(lead).party_id == scene.paul.party_id
    run_due(scene.later(hours=1))
    assert open_offer(lead).party_id == scene.petra.party_id


def test_after_the_third_return_a_declined_offer_by_hand_comes_back_to_the_desk(scene: Scene) -> None:
    lead = captured(scene)
    for member in (scene.paul, scene.petra):
        decline_offer(open_offer(lead).id, reason="too_far", actor=actor_of(member), now=scene.now)
    Lead.objects.filter(id=lead.id).update(desk_returns=3)
    offer_by_hand(
        lead.id, party_id=scene.otto.party_id, actor=actor_of(scene.vera), now=scene.now, text="Otto will ihn"
    )
    decline_offer(
        open_offer(lead).id, reason="too_far", actor=actor_of(scene.otto), now=scene.later(minutes=5)
    )
    after = Lead.objects.get(id=lead.id)
    assert (after.desk_reason, after.deadline_kind) == ("came_back_often", "place")
