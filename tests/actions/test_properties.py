"""Any sequence of acts, legal or not, with a moving clock, keeps the invariant: no lead is ever lost."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from staffel.actions import (
    absences,
    clock,
    desk,
    follow_ups,
    leads,
    merges,
    offers,
    outflow,
    parties,
    prospects,
    qualifying,
    work,
)
from staffel.actions.actors import SYSTEM, Actor
from staffel.models import Duplicate, Installation, Lead, Membership, Offer, Party
from staffel.queries.directory import forget_directory
from staffel.rules.refused import Refused
from tests.actions.relay import broken, offered_while_away, over_capacity, too_far, trace
from tests.scene import Scene, actor_of, add_partner, enquiry, stage

POSTAL_CODES = ("82362", "80331", "20095", "99999")
TEMPERATURES = st.sampled_from(("hot", "warm", "cold"))
ANY = st.integers(min_value=0, max_value=11)
MINUTES = st.sampled_from((1, 9, 30, 61, 240, 480, 1440, 4320, 20160))
REASONS = st.sampled_from(
    (
        "no_capacity",
        "too_far",
        "other",
        "wrong_number",
        "outside_area",
        "price",
        "not_reachable",
        "spam",
        "nonsense",
    )
)


def small_network() -> Scene:
    """The cast with little capacity, and one more partner who works everywhere."""
    scene = stage()
    Party.objects.filter(id=scene.paul.party_id).update(capacity_open=2, capacity_day=2)
    Party.objects.filter(id=scene.petra.party_id).update(capacity_open=3, capacity_week=4)
    Party.objects.filter(id=scene.agency.id).update(capacity_open=1)
    pia = add_partner("pia", "Pia Süd", "86150", ["8", "2"], capacity_day=1)
    from staffel.actions.people import add_member

    add_member(pia.id, email="pia@example.com", name="Pia", role="partner_manager")
    return scene


class Relay(RuleBasedStateMachine):
    """A small network on the real database; whatever an example does is rolled back at its end."""

    scene: Scene

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        forget_directory()
        self.now = self.scene.now
        self.count = 0
        self.halted_at = None
        self.stood_still = timedelta(0)
        members = Membership.objects.exclude(role__in=("administrator", "field_sales")).order_by("id")
        self.members = list(members.select_related("party"))
        self.parties = [member.party_id for member in self.members]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        forget_directory()

    # -- choosing ---------------------------------------------------------------------------------------------

    def lead(self, number: int) -> UUID:
        ids = list(Lead.objects.order_by("-number").values_list("id", flat=True)[:6])
        return ids[number % len(ids)] if ids else self.scene.desk.id  # nothing has that id: refused

    def offer(self, number: int) -> Offer | None:
        found = list(Offer.objects.order_by("-id")[:8])
        return found[number % len(found)] if found else None

    def member(self, number: int) -> Membership:
        return self.members[number % len(self.members)]

    def holder_of(self, lead_id: UUID) -> Actor:
        lead = Lead.objects.filter(id=lead_id).first()
        member = next((m for m in self.members if lead and m.party_id == lead.holder_id), self.members[0])
        return actor_of(member)

    def act(self, act: Callable[..., Any], *args: Any, **values: Any) -> None:
        """Do it; a refusal leaves no trace."""
        before = trace()
        try:
            act(*args, now=self.now, **values)
        except Refused:
            assert trace() == before, "a refusal left a trace"

    @property
    def vera(self) -> Actor:
        return actor_of(self.scene.vera)

    # -- time -------------------------------------------------------------------------------------------------

    @rule(minutes=MINUTES)
    def time_passes_and_the_clock_runs(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        run = clock.run_due(self.now)
        assert run.failed == 0
        assert clock.run_due(self.now).leads == 0, "the clock has done all that is due"

    @rule(minutes=MINUTES)
    def time_passes_unseen(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # -- arriving ---------------------------------------------------------------------------------------------

    @rule(
        temperature=TEMPERATURES,
        place=st.sampled_from(POSTAL_CODES),
        wish=st.sampled_from(("", "", "petra", "otto")),
    )
    def a_lead_arrives(self, temperature: str, place: str, wish: str) -> None:
        self.count += 1
        new = enquiry(
            str(self.count), at=self.now, temperature=temperature, wished_party=wish,
            prospect={"postal_code": place, "email": f"{self.count % 4}@example.org", "phone": ""},
        )  # fmt: skip
        self.act(leads.capture_lead, new, door="test", actor=SYSTEM)

    @rule(mode=st.sampled_from(("new", "held")), temperature=TEMPERATURES)
    def incomplete_leads_are_imported(self, mode: Any, temperature: str) -> None:
        self.count += 2
        arrived = [
            enquiry(str(self.count), at=self.now, temperature=temperature, prospect={"postal_code": ""}),
            enquiry(str(self.count + 1), at=self.now, temperature=temperature),
            enquiry("1", at=self.now),
        ]
        self.act(leads.capture_leads, arrived, door="file", mode=mode, actor=SYSTEM)

    @rule()
    def held_leads_are_released(self) -> None:
        self.act(qualifying.release_leads, list(Lead.objects.values_list("id", flat=True)), actor=self.vera)

    @rule(one=ANY, values=st.sampled_from(({"postal_code": "80331"}, {"phone": ""}, {"roof": "flat"})))
    def a_lead_is_corrected_and_qualified(self, one: int, values: dict[str, str]) -> None:
        self.act(qualifying.correct_lead, self.lead(one), values, actor=self.vera)
        self.act(qualifying.qualify_lead, self.lead(one), actor=self.vera)

    # -- offers -----------------------------------------------------------------------------------------------

    @rule(one=ANY)
    def an_offer_is_accepted(self, one: int) -> None:
        if offer := self.offer(one):
            actor = Actor("link", None, offer.party_id)
            self.act(offers.accept_offer, offer.id, actor=actor)

    @rule(one=ANY, reason=REASONS, pauses=st.booleans())
    def an_offer_is_declined(self, one: int, reason: str, pauses: bool) -> None:
        if offer := self.offer(one):
            until = self.now + timedelta(days=2) if pauses else None
            actor = Actor("link", None, offer.party_id)
            self.act(offers.decline_offer, offer.id, reason=reason, pause_until=until, actor=actor)

    @rule(one=ANY)
    def an_acceptance_is_taken_back(self, one: int) -> None:
        if offer := self.offer(one):
            self.act(offers.undo_acceptance, offer.id, actor=Actor("link", None, offer.party_id))

    # -- work -------------------------------------------------------------------------------------------------

    @rule(one=ANY, what=st.sampled_from((work.report_attempt, work.report_contact)))
    def the_holder_tries_or_reaches(self, one: int, what: Callable[..., Any]) -> None:
        lead = self.lead(one)
        self.act(what, lead, actor=self.holder_of(lead), text="…")

    @rule(one=ANY, days=st.integers(-2, 400))
    def an_appointment_or_a_follow_up_is_agreed(self, one: int, days: int) -> None:
        lead = self.lead(one)
        at, holder = self.now + timedelta(days=days), self.holder_of(lead)
        if days % 2:
            self.act(work.report_appointment, lead, due_at=at, actor=holder)
        else:
            self.act(follow_ups.agree_follow_up, lead, on=at.date(), text="so gewünscht", actor=holder)

    @rule(one=ANY, amount=st.integers(-1, 3))
    def a_quote_is_sent_or_the_deal_is_won(self, one: int, amount: int) -> None:
        lead = self.lead(one)
        what = work.win_lead if amount % 2 else work.report_quote
        self.act(what, lead, amount=Decimal(amount), actor=self.holder_of(lead))

    @rule(one=ANY, reason=REASONS, what=st.sampled_from((work.lose_lead, work.give_back)))
    def a_lead_is_lost_or_given_back(self, one: int, reason: str, what: Callable[..., Any]) -> None:
        lead = self.lead(one)
        self.act(what, lead, reason=reason, actor=self.holder_of(lead))

    @rule(one=ANY, what=st.sampled_from((prospects.deny_contact, prospects.confirm_contact)))
    def the_prospect_says_whether_somebody_has_called(self, one: int, what: Callable[..., Any]) -> None:
        self.act(what, self.lead(one))

    # -- the desk ---------------------------------------------------------------------------------------------

    @rule(one=ANY, other=ANY, text=st.sampled_from(("", "weil")))
    def the_desk_places_a_lead(self, one: int, other: int, text: str) -> None:
        self.act(
            desk.place_lead, self.lead(one), party_id=self.member(other).party_id, text=text, actor=self.vera
        )

    @rule(one=ANY, other=ANY, text=st.sampled_from(("", "weil")))
    def the_desk_offers_by_hand(self, one: int, other: int, text: str) -> None:
        self.act(
            desk.offer_by_hand,
            self.lead(one),
            party_id=self.member(other).party_id,
            text=text,
            actor=self.vera,
        )

    @rule(one=ANY, market=st.sampled_from(("default", "none")), text=st.sampled_from(("", "weil")))
    def the_desk_offers_by_a_market(self, one: int, market: str, text: str) -> None:
        self.act(desk.offer_by_market, self.lead(one), market_key=market, text=text, actor=self.vera)

    @rule(one=ANY, other=ANY)
    def a_desk_works_it_itself(self, one: int, other: int) -> None:
        self.act(desk.work_lead, self.lead(one), actor=actor_of(self.member(other)))

    @rule(
        one=ANY,
        text=st.sampled_from(("", "weil")),
        what=st.sampled_from((desk.take_back_lead, desk.reopen_lead)),
    )
    def the_desk_takes_back_or_reopens(self, one: int, text: str, what: Callable[..., Any]) -> None:
        self.act(what, self.lead(one), text=text, actor=self.vera)

    @rule(one=ANY, minutes=st.sampled_from((1, 480, 48000)))
    def the_desk_extends(self, one: int, minutes: int) -> None:
        lead = self.lead(one)
        self.act(desk.ask_extension, lead, text="Baustelle", actor=self.holder_of(lead))
        self.act(desk.extend_deadline, lead, work_minutes=minutes, text="ok", actor=self.vera)

    @rule(one=ANY, reason=REASONS)
    def the_desk_closes(self, one: int, reason: str) -> None:
        self.act(desk.close_lead, self.lead(one), reason=reason, actor=self.vera)

    @rule()
    def the_desk_offers_what_lies_there_again(self) -> None:
        self.act(desk.offer_again, list(Lead.objects.values_list("id", flat=True)), actor=self.vera)

    # -- one person or two ------------------------------------------------------------------------------------

    def pair(self, number: int) -> UUID:
        ids = list(Duplicate.objects.order_by("-id").values_list("id", flat=True)[:8])
        return ids[number % len(ids)] if ids else self.scene.desk.id

    @rule(one=ANY, keeper=ANY, taken=st.sampled_from(((), ("postal_code", "email"))))
    def two_leads_are_joined(self, one: int, keeper: int, taken: tuple[str, ...]) -> None:
        kept = self.member(keeper).party_id
        self.act(merges.join_pair, self.pair(one), taken=taken, keeper=kept, actor=self.vera)

    @rule(one=ANY, what=st.sampled_from((merges.part_pair, merges.tell_apart)))
    def they_are_two(self, one: int, what: Callable[..., Any]) -> None:
        self.act(what, self.pair(one), actor=self.vera)

    # -- the parties ------------------------------------------------------------------------------------------

    @rule(one=ANY, days=st.sampled_from((0, 1, 5)))
    def a_party_pauses(self, one: int, days: int) -> None:
        until = self.now + timedelta(days=days) if days else None
        self.act(parties.pause_party, self.member(one).party_id, until=until, actor=self.vera)

    @rule(one=ANY)
    def a_party_goes_on(self, one: int) -> None:
        self.act(parties.resume_party, self.member(one).party_id, actor=self.vera)

    @rule(one=ANY, after=st.sampled_from((0, 60, 1440)), days=st.integers(1, 14), alone=st.booleans())
    def an_absence_is_entered(self, one: int, after: int, days: int, alone: bool) -> None:
        member, start = self.member(one), self.now + timedelta(minutes=after)
        self.act(
            absences.enter_absence, member.party_id, starts_at=start, ends_at=start + timedelta(days=days),
            member_id=member.id if alone else None, actor=self.vera,
        )  # fmt: skip

    @rule(one=ANY, sure=st.integers(0, 4))
    def a_party_leaves(self, one: int, sure: int) -> None:
        if not sure:
            self.act(parties.end_party, self.member(one).party_id, actor=self.vera)

    # -- the brake --------------------------------------------------------------------------------------------

    @rule(
        scope=st.sampled_from(
            (("all", ""), ("market", "default"), ("campaign", "default"), ("market", "none"))
        )
    )
    def something_is_halted(self, scope: tuple[Any, str]) -> None:
        self.act(outflow.halt, *scope, actor=self.vera)

    @rule(scope=st.sampled_from((("all", ""), ("market", "default"), ("campaign", "default"))))
    def something_goes_on(self, scope: tuple[Any, str]) -> None:
        self.act(outflow.resume, *scope, actor=self.vera)

    # -- what holds after every step --------------------------------------------------------------------------

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken(now=self.now) == {}
        assert over_capacity(now=self.now) == []
        assert offered_while_away() == []
        assert too_far(halted=self.now - self.scene.now if self.was_halted() else timedelta(0)) == []

    @invariant()
    def an_ended_party_has_nothing(self) -> None:
        ended = Party.objects.filter(state="ended")
        assert not Lead.objects.filter(holder__in=ended).exists()
        assert not Offer.objects.filter(party__in=ended, state="open").exists()

    def was_halted(self) -> bool:
        from staffel.models import Entry

        return Entry.objects.filter(kind="outflow.halted").exists()


def explore(examples: int, steps: int) -> None:
    Relay.scene = small_network()
    run_state_machine_as_test(
        Relay,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=True,
        ),
    )
    assert Installation.objects.count() == 1


@pytest.mark.django_db
def test_no_sequence_of_acts_loses_a_lead() -> None:
    explore(examples=30, steps=20)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("quarter", range(4))  # so that both cores have something to do
def test_no_sequence_of_acts_loses_a_lead_in_two_thousand_lives(quarter: int) -> None:
    explore(examples=500, steps=20)
