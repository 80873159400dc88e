"""The prospect's own voice: somebody has called, nobody has, and no more, please."""

from datetime import timedelta

import pytest

from staffel.actions import desk, offers, work
from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.leads import capture_lead
from staffel.actions.prospects import complain_for, confirm_contact, deny_contact, withdraw_enquiry
from staffel.actions.versions import publish
from staffel.models import Consent, Delivery, Entry, Lead, Note
from staffel.queries.contradicted import contradicted
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.actions.relay import trace
from tests.actions.test_journey import fresh, refusal
from tests.actions.test_offers import kinds
from tests.scene import MONDAY, Scene, actor_of, captured, enquiry, open_offer

pytestmark = pytest.mark.django_db
TO_PROSPECT = {"member": None}


def accepted(scene: Scene) -> Lead:
    lead = captured(scene)
    offers.accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return fresh(lead)


def contacted(scene: Scene) -> Lead:
    lead = accepted(scene)
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    return fresh(lead)


def mails(lead: Lead) -> list[tuple[str, object]]:
    found = Delivery.objects.filter(lead=lead, member=None).order_by("due_at", "kind")
    return [(one.kind, one.due_at) for one in found]


def test_who_presses_our_own_button_gets_a_confirmation(scene: Scene) -> None:
    done = capture_lead(enquiry("1", at=scene.now), door="form", actor=SYSTEM, now=scene.now)
    lead = Lead.objects.get(id=done.lead_id)
    assert mails(lead) == [("prospect.received", scene.now)]
    assert mails(captured(scene, "2")) == []


def test_after_an_acceptance_that_is_settled_it_hears_who_calls_and_later_whether(scene: Scene) -> None:
    lead = accepted(scene)
    settled = scene.now + timedelta(minutes=10)
    assert mails(lead) == [("prospect.accepted", settled), ("prospect.asked", lead.deadline_at)]


def test_a_campaign_can_switch_it_off(scene: Scene) -> None:
    body = Campaign(markets=(MarketChoice("default"),), asks_prospect=False)
    publish("campaign", "default", body, actor=actor_of(scene.vera), now=scene.now)
    assert [kind for kind, _ in mails(accepted(scene))] == ["prospect.accepted"]
    silent = Campaign(markets=(MarketChoice("default"),), tells_prospect=False)
    publish("campaign", "default", silent, actor=actor_of(scene.vera), now=scene.now)
    other = captured(scene, "2")
    assert (other.tells_prospect, mails(other)) == (False, [])


def test_nobody_writes_to_who_gave_no_address(scene: Scene) -> None:
    assert captured(scene, prospect={"email": ""}).tells_prospect is False


def test_a_yes_is_an_entry_once(scene: Scene) -> None:
    lead = contacted(scene)
    for _ in range(2):
        confirm_contact(lead.id, now=scene.now)
    assert kinds(lead).count("prospect.confirmed") == 1
    assert Entry.objects.get(kind="prospect.confirmed").actor_kind == "prospect"


def test_a_no_contradicts_the_reported_contact_and_begins_its_time_again(scene: Scene) -> None:
    lead = contacted(scene)
    later = scene.later(hours=5)
    deny_contact(lead.id, now=later, text="Keiner hat angerufen")
    lead, mandate = fresh(lead), lead.mandates.get()
    mandate.refresh_from_db()
    assert (lead.contacted_at, lead.denied_at, mandate.contacted_at) == (None, later, None)
    assert (lead.deadline_kind, lead.deadline_from, mandate.step) == ("step", later, "first_contact")
    assert lead.deadline_at is not None
    assert lead.deadline_at > later
    entry = Entry.objects.get(kind="prospect.denied")
    assert (entry.party_id, entry.mandate_id) == (scene.paul.party_id, mandate.id)
    told = set(Delivery.objects.filter(kind="prospect.denied").values_list("member__party_id", flat=True))
    assert told == {scene.desk.id, scene.paul.party_id}
    assert mails(lead)[-1] == ("prospect.asked", lead.deadline_at)


def test_a_no_where_no_contact_was_reported_prolongs_nothing(scene: Scene) -> None:
    lead = accepted(scene)
    before = lead.deadline_at
    deny_contact(lead.id, now=scene.later(hours=72))
    assert (fresh(lead).deadline_at, fresh(lead).denied_at) == (before, scene.now)


def test_a_complaint_that_the_desk_notes_has_the_same_effect(scene: Scene) -> None:
    lead, vera = contacted(scene), actor_of(scene.vera)
    assert refusal(complain_for, lead.id, text=" ", actor=vera, now=scene.now) == "reason_missing"
    complain_for(lead.id, text="Wartet seit Tagen", actor=vera, now=scene.now)
    assert fresh(lead).contacted_at is None
    assert kinds(lead).count("lead.complained") == 1
    told = set(Delivery.objects.filter(kind="prospect.denied").values_list("member__party_id", flat=True))
    assert told == {scene.paul.party_id}  # the desk knows: it said so itself
    other = captured(scene, "2")
    assert refusal(complain_for, other.id, text="x", actor=vera, now=scene.now) == "nobody_worked"


def test_the_figure_counts_answers_to_reported_contacts_alone(scene: Scene) -> None:
    """By hand: one reported contact confirmed, one denied, one denial without any report: 1 of 2."""
    confirm_contact(contacted(scene).id, now=scene.now)
    second = captured(scene, "2")
    desk.place_lead(second.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    work.report_contact(second.id, actor=actor_of(scene.paul), now=scene.now)
    deny_contact(second.id, now=scene.now)
    third = captured(scene, "3")
    desk.place_lead(third.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    deny_contact(third.id, now=scene.now)
    found = contradicted(since=scene.now, until=scene.later(minutes=1))
    assert (found.denied, found.answered, found.share) == (1, 2, 0.5)


def test_nobody_answered_is_no_share(scene: Scene) -> None:
    assert contradicted(since=scene.now, until=scene.now).share is None


def test_a_withdrawal_ends_all_that_was_allowed_and_tells_the_holder(scene: Scene) -> None:
    lead = accepted(scene)
    Consent.objects.create(lead=lead, purpose="call", ground="consent", given_at=scene.now)
    for _ in range(2):
        withdraw_enquiry(lead.id, now=scene.later(minutes=1), text="Hat sich erledigt")
    lead = fresh(lead)
    assert (lead.status, lead.outcome, lead.may_call, lead.tells_prospect) == (
        "closed",
        "withdrawn",
        False,
        False,
    )
    assert set(Consent.objects.values_list("purpose", "ground")) == {
        ("call", "consent"),
        ("mail", "enquiry"),
        ("pass_on", "enquiry"),
    }
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert kinds(lead).count("consent.withdrawn") == 3, "each once"
    assert kinds(lead).count("lead.closed") == 1
    assert Delivery.objects.filter(kind="lead.closed", member__party=scene.paul.party).count() == 1


def test_a_withdrawal_before_anybody_accepted_withdraws_the_offers(scene: Scene) -> None:
    lead = captured(scene)
    withdraw_enquiry(lead.id, now=scene.now)
    assert not lead.offers.filter(state="open").exists()
    assert fresh(lead).outcome == "withdrawn"


def test_a_no_is_one_answer_to_one_contact_however_often_it_is_said(scene: Scene) -> None:
    lead = contacted(scene)
    assert deny_contact(lead.id, now=scene.later(minutes=1))
    told = Delivery.objects.filter(kind="prospect.denied").count()
    assert not deny_contact(lead.id, now=scene.later(minutes=1))
    assert not deny_contact(lead.id, now=scene.later(minutes=1), text="Immer noch niemand")
    assert kinds(lead).count("prospect.denied") == 1
    assert Delivery.objects.filter(kind="prospect.denied").count() == told
    assert Note.objects.get().text == "Immer noch niemand", "what is said besides is kept"
    complain_for(lead.id, text="Ruft an", actor=actor_of(scene.vera), now=scene.later(minutes=1))
    found = contradicted(since=MONDAY, until=scene.later(minutes=1))
    assert (found.denied, found.answered) == (1, 1)


def test_the_next_reported_contact_can_be_denied_or_confirmed_anew(scene: Scene) -> None:
    lead, paul = contacted(scene), actor_of(scene.paul)
    deny_contact(lead.id, now=scene.later(minutes=1))
    work.report_contact(lead.id, actor=paul, now=scene.later(minutes=1))
    assert deny_contact(lead.id, now=scene.later(minutes=1))
    work.report_contact(lead.id, actor=paul, now=scene.later(minutes=1))
    confirm_contact(lead.id, now=scene.later(minutes=1))
    found = contradicted(since=MONDAY, until=scene.later(minutes=1))
    assert (found.denied, found.answered) == (2, 3)


def test_the_last_word_about_a_contact_counts(scene: Scene) -> None:
    lead = contacted(scene)
    confirm_contact(lead.id, now=scene.later(minutes=1))
    assert not deny_contact(lead.id, now=scene.later(minutes=1)), "it has said yes"
    complain_for(lead.id, text="War der falsche", actor=actor_of(scene.vera), now=scene.later(minutes=1))
    found = contradicted(since=MONDAY, until=scene.later(minutes=1))
    assert (found.denied, found.answered) == (1, 1)


def test_where_nothing_was_reported_or_missed_a_no_says_nothing(scene: Scene) -> None:
    lead = accepted(scene)
    before = trace()
    assert not deny_contact(lead.id, now=scene.later(minutes=1))
    assert trace() == before
    assert deny_contact(lead.id, now=scene.later(hours=72))
    before = trace()
    assert not deny_contact(lead.id, now=scene.later(minutes=1)), "nothing more was missed"
    assert trace() == before


def test_where_the_campaign_does_not_ask_no_answer_is_taken(scene: Scene) -> None:
    body = Campaign(markets=(MarketChoice("default"),), asks_prospect=False)
    publish("campaign", "default", body, actor=actor_of(scene.vera), now=scene.now)
    lead = contacted(scene)
    before = trace()
    assert not deny_contact(lead.id, now=scene.later(minutes=1))
    confirm_contact(lead.id, now=scene.now)
    assert trace() == before


def closed_after_contact(scene: Scene) -> Lead:
    lead = contacted(scene)
    work.lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.later(minutes=1))
    return fresh(lead)


def test_a_contact_that_closed_the_lead_can_be_denied_and_no_clock_begins(scene: Scene) -> None:
    lead = closed_after_contact(scene)
    assert deny_contact(lead.id, now=scene.later(hours=1), text="Keiner hat angerufen")
    lead = fresh(lead)
    assert (lead.status, lead.denied_at, lead.deadline_at, lead.wake_at) == ("closed", scene.now, None, None)
    entry = Entry.objects.get(kind="prospect.denied")
    assert (entry.party_id, entry.mandate_id) == (scene.paul.party_id, lead.mandates.get().id)
    told = set(Delivery.objects.filter(kind="prospect.denied").values_list("member__party_id", flat=True))
    assert told == {scene.desk.id}
    found = contradicted(since=MONDAY, until=scene.later(minutes=1))
    assert (found.denied, found.answered) == (1, 1)
    assert not deny_contact(lead.id, now=scene.later(minutes=1)), "once"
    assert kinds(lead).count("prospect.denied") == 1


def test_a_contact_that_closed_the_lead_can_be_confirmed(scene: Scene) -> None:
    lead = closed_after_contact(scene)
    for _ in range(2):
        confirm_contact(lead.id, now=scene.later(minutes=1))
    assert kinds(lead).count("prospect.confirmed") == 1
    assert not deny_contact(lead.id, now=scene.later(minutes=1))
    found = contradicted(since=MONDAY, until=scene.later(minutes=1))
    assert (found.denied, found.answered) == (0, 1)


def test_the_desk_notes_a_complaint_of_a_lead_that_a_reported_contact_closed(scene: Scene) -> None:
    lead = closed_after_contact(scene)
    complain_for(lead.id, text="Nie angerufen", actor=actor_of(scene.vera), now=scene.later(minutes=1))
    assert kinds(lead).count("lead.complained") == 1
    assert contradicted(since=MONDAY, until=scene.later(minutes=1)).denied == 1
    assert fresh(lead).deadline_at is None


def test_after_the_days_that_a_person_is_known_nobody_can_deny(scene: Scene) -> None:
    lead = closed_after_contact(scene)
    before, later = trace(), scene.later(hours=91 * 24)
    assert not deny_contact(lead.id, now=later)
    confirm_contact(lead.id, now=later)
    vera = actor_of(scene.vera)
    assert refusal(complain_for, lead.id, text="Nie", actor=vera, now=later) == "nobody_worked"
    assert trace() == before


def test_a_lead_that_was_closed_without_a_contact_has_nobody_to_deny(scene: Scene) -> None:
    lead = accepted(scene)
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.later(minutes=1))
    before = trace()
    assert not deny_contact(lead.id, now=scene.later(minutes=1))
    assert trace() == before


def test_a_contact_denied_and_reported_again_before_the_end_can_be_denied_once_more(scene: Scene) -> None:
    lead = contacted(scene)
    deny_contact(lead.id, now=scene.later(minutes=1))
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.later(minutes=1))
    work.lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.later(minutes=1))
    assert deny_contact(lead.id, now=scene.later(minutes=1))
    assert not deny_contact(lead.id, now=scene.later(minutes=1))


def test_who_has_called_and_not_said_so_is_asked_to_and_keeps_the_lead_once(scene: Scene) -> None:
    lead = accepted(scene)
    missed_at = lead.deadline_at
    assert missed_at is not None
    scene.now = missed_at
    confirm_contact(lead.id, now=scene.later(minutes=1))
    lead = fresh(lead)
    assert lead.deadline_at is not None
    assert (lead.deadline_kind, lead.deadline_from, lead.rung) == ("step", scene.now, 1)
    assert lead.deadline_at > scene.now
    (told,) = Delivery.objects.filter(kind="deadline.warned").select_related("member")
    assert told.member == scene.paul
    run_due(lead.deadline_at - timedelta(minutes=1))
    assert fresh(lead).holder_id == scene.paul.party_id
    assert Delivery.objects.filter(kind="deadline.warned").count() == 1, "the reminder was given at once"
    renewed = lead.deadline_at
    complain_for(lead.id, text="Nein, doch nicht", actor=actor_of(scene.vera), now=renewed)
    confirm_contact(lead.id, now=renewed)
    assert fresh(lead).deadline_at == renewed, "once"
    run_due(renewed + timedelta(days=4))
    assert kinds(lead).count("mandate.taken_back") == 1


def test_a_yes_in_time_or_of_a_reported_contact_moves_no_deadline(scene: Scene) -> None:
    lead = accepted(scene)
    before = lead.deadline_at
    confirm_contact(lead.id, now=scene.now)
    assert fresh(lead).deadline_at == before
    other = captured(scene, "2")
    desk.place_lead(other.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    work.report_contact(other.id, actor=actor_of(scene.paul), now=scene.now)
    until = fresh(other).deadline_at
    assert until is not None
    confirm_contact(other.id, now=until + timedelta(minutes=1))
    assert fresh(other).deadline_at == until
    assert not Delivery.objects.filter(kind="deadline.warned").exists()
