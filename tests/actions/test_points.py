"""What a partner earns for good work stands in the journal, once for each act, and goes when it was not so."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from staffel.actions.actors import Actor
from staffel.actions.assessments import rate_lead
from staffel.actions.bulk import Change, change_leads
from staffel.actions.desk import close_lead, place_lead, reopen_lead, work_lead
from staffel.actions.leads import capture_own_lead
from staffel.actions.offers import accept_offer
from staffel.actions.prospects import complain_for, confirm_contact, deny_contact
from staffel.actions.versions import publish
from staffel.actions.work import (
    give_back,
    lose_lead,
    report_appointment,
    report_attempt,
    report_contact,
    win_lead,
)
from staffel.models import Entry, Lead
from staffel.rules.points import KINDS, signed
from staffel.rules.policies import DEFAULT_POLICY, Policy
from tests.scene import Scene, actor_of, captured, enquiry, open_offer

FIRST = ("points.earned", "first_contact")
OUTCOME = ("points.earned", "outcome")
FIRST_BACK = ("points.taken_back", "first_contact")
OUTCOME_BACK = ("points.taken_back", "outcome")


def accepted(scene: Scene, key: str = "1", *, temperature: str = "cold", **values: Any) -> Lead:
    """By Paul, as hot as that."""
    lead = captured(scene, key, temperature=temperature, **values)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return Lead.objects.get(id=lead.id)


def ledger(lead: Lead) -> list[tuple[str, str]]:
    """Kind and act of each entry about points, the oldest first."""
    return [(one.kind, one.data["act"]) for one in entries(lead)]


def entries(lead: Lead) -> list[Entry]:
    return list(Entry.objects.filter(lead=lead, kind__in=KINDS).order_by("id"))


def points(lead: Lead) -> int:
    return sum(signed(one.kind, one.data) for one in entries(lead))


def test_a_first_contact_in_time_earns_once_and_names_who_what_and_how_hot(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    (entry,) = entries(lead)
    assert entry.data == {"act": "first_contact", "points": 40, "temperature": "cold"}
    assert (entry.kind, entry.party_id, entry.mandate) == (
        "points.earned", scene.paul.party_id, lead.mandates.get(),
    )  # fmt: skip


@pytest.mark.parametrize(("temperature", "sum_"), [("hot", 20), ("warm", 40), ("cold", 80)])
def test_a_won_lead_earns_for_contact_and_outcome_the_more_the_colder_it_was(
    scene: Scene, temperature: str, sum_: int
) -> None:
    lead = accepted(scene, temperature=temperature)
    win_lead(lead.id, amount=Decimal(1), actor=actor_of(scene.paul), now=scene.later(minutes=20))
    assert ledger(lead) == [FIRST, OUTCOME]
    assert points(lead) == sum_


def test_an_appointment_is_a_first_contact_and_a_lost_deal_is_an_outcome(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    report_appointment(lead.id, due_at=scene.now + timedelta(days=3), actor=paul, now=scene.later(minutes=20))
    lose_lead(lead.id, reason="price", actor=paul, now=scene.later(days=4))
    assert ledger(lead) == [FIRST, OUTCOME]


def test_a_first_contact_after_its_limit_earns_nothing(scene: Scene) -> None:
    lead = accepted(scene)
    assert lead.deadline_at is not None
    report_contact(lead.id, actor=actor_of(scene.paul), now=lead.deadline_at + timedelta(minutes=1))
    assert ledger(lead) == []


def test_what_arrives_late_counts_by_when_it_was_tapped(scene: Scene) -> None:
    first, second, paul = accepted(scene), accepted(scene, "2"), actor_of(scene.paul)
    assert first.deadline_at is not None
    late = first.deadline_at + timedelta(hours=1)
    report_contact(first.id, actor=paul, now=late, at=first.deadline_at)
    report_contact(second.id, actor=paul, now=late, at=first.deadline_at + timedelta(seconds=1))
    assert (ledger(first), ledger(second)) == ([FIRST], [])


def test_nobody_reached_is_no_outcome_and_a_lead_given_back_neither(scene: Scene) -> None:
    lead, given, paul = accepted(scene), accepted(scene, "2"), actor_of(scene.paul)
    for _ in range(4):
        report_attempt(lead.id, actor=paul, now=scene.later(minutes=1))
    lose_lead(lead.id, reason="not_reachable", actor=paul, now=scene.now)
    give_back(given.id, reason="no_capacity", actor=paul, now=scene.now)
    assert (ledger(lead), ledger(given)) == ([], [])


def test_what_the_desk_ends_is_no_outcome_of_the_partner(scene: Scene) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert ledger(lead) == [FIRST]


def test_rating_a_lead_colder_earns_no_more(scene: Scene) -> None:
    lead, paul = accepted(scene, temperature="hot"), actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    rate_lead(lead.id, mandate_id=lead.mandates.get().id, temperature="cold", actor=paul, now=scene.now)
    win_lead(lead.id, amount=None, actor=paul, now=scene.now)
    assert points(lead) == 20


def test_a_lead_that_has_cooled_since_it_was_accepted_earns_as_then(scene: Scene) -> None:
    lead = accepted(scene, temperature="hot")
    Lead.objects.filter(id=lead.id).update(temperature="cold")
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    assert points(lead) == 10


def test_the_vendor_s_own_people_and_the_agency_earn_nothing(scene: Scene) -> None:
    lead, other, vera = captured(scene), captured(scene, "2"), actor_of(scene.vera)
    work_lead(lead.id, actor=vera, now=scene.now)
    win_lead(lead.id, amount=None, actor=vera, now=scene.now)
    place_lead(other.id, party_id=scene.agency.id, actor=vera, now=scene.now)
    win_lead(other.id, amount=None, actor=actor_of(scene.tom), now=scene.now)
    assert not Entry.objects.filter(kind__in=KINDS).exists()


def test_a_partner_s_own_lead_earns_nothing(scene: Scene) -> None:
    paul = actor_of(scene.paul)
    done = capture_own_lead(enquiry(at=scene.now), door="portal", actor=paul, now=scene.now)
    win_lead(done.lead_id, amount=None, actor=paul, now=scene.now)
    assert not Entry.objects.filter(kind__in=KINDS).exists()


def test_a_test_lead_earns_nothing_and_what_becomes_one_has_earned_nothing(scene: Scene) -> None:
    lead, paul, vera = accepted(scene), actor_of(scene.paul), actor_of(scene.vera)
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    change_leads([lead.id], Change("test"), once="1", actor=vera, now=scene.now)
    assert ledger(lead) == [FIRST, FIRST_BACK]
    win_lead(lead.id, amount=None, actor=paul, now=scene.now)
    assert ledger(lead) == [FIRST, FIRST_BACK]


def test_a_lead_that_was_marked_as_a_test_by_mistake_has_its_points_again(scene: Scene) -> None:
    lead, paul, vera = accepted(scene), actor_of(scene.paul), actor_of(scene.vera)
    win_lead(lead.id, amount=None, actor=paul, now=scene.later(minutes=20))
    change_leads([lead.id], Change("test"), once="1", actor=vera, now=scene.now)
    assert points(lead) == 0
    change_leads([lead.id], Change("real"), once="2", actor=vera, now=scene.now)
    assert points(lead) == 80
    assert ledger(lead)[-2:] == [FIRST, OUTCOME]


def test_what_was_denied_or_opened_again_while_it_was_a_test_does_not_come_back(scene: Scene) -> None:
    denied, opened, vera = accepted(scene), accepted(scene, "2"), actor_of(scene.vera)
    for lead in (denied, opened):
        win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.later(minutes=20))
        change_leads([lead.id], Change("test"), once=f"test {lead.id}", actor=vera, now=scene.now)
    deny_contact(denied.id, now=scene.later(hours=1))
    reopen_lead(opened.id, text="Doch nicht", actor=vera, now=scene.now)
    for lead in (denied, opened):
        change_leads([lead.id], Change("real"), once=f"real {lead.id}", actor=vera, now=scene.now)
    assert points(denied) == 0
    assert ledger(opened)[-1] == FIRST
    assert points(opened) == 40


def test_what_a_prospect_has_denied_does_not_come_back_with_a_lead_that_is_real_again(scene: Scene) -> None:
    lead, vera = accepted(scene), actor_of(scene.vera)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    deny_contact(lead.id, now=scene.later(hours=1))
    change_leads([lead.id], Change("test"), once="1", actor=vera, now=scene.now)
    change_leads([lead.id], Change("real"), once="2", actor=vera, now=scene.now)
    assert ledger(lead) == [FIRST, FIRST_BACK]


def test_a_contact_that_its_prospect_denies_is_taken_back_once_and_can_be_earned_again(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    assert deny_contact(lead.id, now=scene.later(hours=1))
    deny_contact(lead.id, now=scene.later(hours=1))
    assert ledger(lead) == [FIRST, FIRST_BACK]
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    assert ledger(lead) == [FIRST, FIRST_BACK, FIRST]
    assert points(lead) == 40


def test_a_denied_contact_takes_the_outcome_that_rests_on_it_too(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    lose_lead(lead.id, reason="price", actor=paul, now=scene.later(minutes=1))
    complain_for(lead.id, text="Niemand hat angerufen", actor=actor_of(scene.vera), now=scene.later(hours=1))
    assert ledger(lead) == [FIRST, OUTCOME, FIRST_BACK, OUTCOME_BACK]
    assert points(lead) == 0


def test_a_contact_that_its_prospect_confirms_stands(scene: Scene) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    confirm_contact(lead.id, now=scene.later(hours=1))
    assert ledger(lead) == [FIRST]


def test_of_a_prospect_the_last_word_counts(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    win_lead(lead.id, amount=None, actor=paul, now=scene.later(minutes=20))
    assert deny_contact(lead.id, now=scene.later(hours=1))
    assert points(lead) == 0
    confirm_contact(lead.id, now=scene.later(hours=1))
    confirm_contact(lead.id, now=scene.later(hours=1))
    assert ledger(lead) == [FIRST, OUTCOME, FIRST_BACK, OUTCOME_BACK, FIRST, OUTCOME]
    assert points(lead) == 80


def test_a_yes_to_a_call_that_came_too_late_after_a_denial_gives_no_contact_in_time(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=scene.later(minutes=20))
    deny_contact(lead.id, now=scene.later(hours=1))
    lead.refresh_from_db()
    assert lead.deadline_at is not None
    late = lead.deadline_at + timedelta(minutes=1)
    report_contact(lead.id, actor=paul, now=late)
    win_lead(lead.id, amount=None, actor=paul, now=late)
    confirm_contact(lead.id, now=late + timedelta(hours=1))
    assert ledger(lead) == [FIRST, FIRST_BACK, OUTCOME]


def test_a_late_yes_does_not_bring_back_the_outcome_of_a_lead_that_was_reopened(scene: Scene) -> None:
    lead, paul = accepted(scene), actor_of(scene.paul)
    win_lead(lead.id, amount=None, actor=paul, now=scene.later(minutes=20))
    deny_contact(lead.id, now=scene.later(hours=1))
    reopen_lead(lead.id, text="Doch nicht", actor=actor_of(scene.vera), now=scene.later(hours=1))
    confirm_contact(lead.id, now=scene.later(hours=1))
    assert points(lead) == 40
    assert ledger(lead)[-1] == FIRST


def test_a_contact_that_was_never_earned_is_not_earned_by_the_prospect_s_yes(scene: Scene) -> None:
    lead = accepted(scene)
    assert lead.deadline_at is not None
    late = lead.deadline_at + timedelta(minutes=1)
    paul = actor_of(scene.paul)
    report_contact(lead.id, actor=paul, now=late)
    give_back(lead.id, reason="no_capacity", actor=paul, now=late)
    confirm_contact(lead.id, now=late + timedelta(hours=1))
    assert ledger(lead) == []


def test_a_reopened_lead_had_no_outcome_and_who_works_it_then_earns_anew(scene: Scene) -> None:
    lead, paul, vera = accepted(scene), actor_of(scene.paul), actor_of(scene.vera)
    win_lead(lead.id, amount=None, actor=paul, now=scene.later(minutes=20))
    reopen_lead(lead.id, text="Doch nicht gekauft", actor=vera, now=scene.later(days=1))
    assert ledger(lead) == [FIRST, OUTCOME, OUTCOME_BACK]
    place_lead(lead.id, party_id=scene.petra.party_id, text="weil", actor=vera, now=scene.now)
    win_lead(lead.id, amount=None, actor=actor_of(scene.petra), now=scene.later(minutes=20))
    reopen_lead(lead.id, text="Wieder nicht", actor=vera, now=scene.later(days=1))
    by_party = [
        (one.party_id, one.kind, one.data["act"]) for one in entries(lead) if one.data["act"] == "outcome"
    ]
    paul_id, petra_id = scene.paul.party_id, scene.petra.party_id
    assert by_party == [
        (paul_id, *OUTCOME), (paul_id, *OUTCOME_BACK), (petra_id, *OUTCOME), (petra_id, *OUTCOME_BACK),
    ]  # fmt: skip


def reward(scene: Scene, policy: Policy) -> None:
    publish("policy", "default", policy, actor=actor_of(scene.ada), now=scene.now)


def test_where_the_policy_rewards_nothing_nothing_is_earned(scene: Scene) -> None:
    reward(scene, Policy())
    lead = accepted(scene)
    win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    assert ledger(lead) == []


def test_what_was_promised_at_the_acceptance_is_kept_whatever_the_policy_says_since(scene: Scene) -> None:
    lead = accepted(scene)
    reward(scene, Policy())
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    reward(scene, replace(DEFAULT_POLICY, reward_outcome=99))
    win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.later(minutes=20))
    assert points(lead) == 80


def test_one_who_accepts_by_link_earns_like_one_who_is_logged_in(scene: Scene) -> None:
    lead = captured(scene, temperature="warm")
    offer = open_offer(lead)
    link = Actor("link", scene.paul.id, offer.party_id)
    accept_offer(offer.id, actor=link, now=scene.now)
    report_contact(lead.id, actor=link, now=scene.later(minutes=5))
    assert (points(lead), entries(lead)[0].party_id) == (20, offer.party_id)
