"""The one door: whoever changes a lead opens a case here.

A case locks its leads, reads fresh facts in a fixed number of queries, collects what changes, and writes each
table once when it closes; closing sets holder, deadline and alarm, and defers the sender. No network inside.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction

from staffel.actions.actors import Actor
from staffel.actions.around import read_around
from staffel.actions.jobs import wake_sender
from staffel.actions.reminders import combined
from staffel.actions.search import search_columns
from staffel.actions.telling import promised
from staffel.actions.writing import write_rows
from staffel.models import (
    Brokerage,
    Delivery,
    Entry,
    Lead,
    Mandate,
    Membership,
    Note,
    Offer,
    PartyKind,
    PartyState,
)
from staffel.queries.directory import Directory, directory
from staffel.rules import journal, states
from staffel.rules.clock import OpenOffer, Standing, next_wake
from staffel.rules.pipelines import Pipeline, Step
from staffel.rules.policies import Policy
from staffel.rules.reasons import Reasons
from staffel.rules.refused import Refused
from staffel.rules.temperature import cools_at

_open: ContextVar[bool] = ContextVar("case_is_open", default=False)


@dataclass(eq=False)
class Batch:
    """All that one transaction is about to write, shared by its cases. `is_silent`: nothing is sent (history)."""

    now: datetime
    actor: Actor
    book: Directory
    cases: dict[UUID, "Case"] = field(default_factory=dict)
    added: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[type[models.Model], dict[models.Model, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    is_silent: bool = False

    def refresh(self) -> None:
        self.book = directory()  # after this batch or another has changed it

    def add(self, row: models.Model) -> None:
        self.added[type(row)].append(row)

    def change(self, row: models.Model, **values: Any) -> None:
        """Set attributes of a row; only what differs is saved."""
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                if row._state.adding is False:
                    self.changed[type(row)][row].add(name)


@dataclass(eq=False)
class Case:
    """One lead, locked, with the facts around it."""

    batch: Batch
    lead: Lead
    brokerages: list[Brokerage] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    pushed_until: datetime | None = None  # the clock looks again then, whatever the facts say
    was_touched: bool = False  # the alarm is set anew even when nothing else changes

    @property
    def now(self) -> datetime:
        return self.batch.now

    @property
    def actor(self) -> Actor:
        return self.batch.actor

    @property
    def book(self) -> Directory:
        return self.batch.book

    @property
    def brokerage(self) -> Brokerage | None:
        """The open one."""
        return next((row for row in self.brokerages if row.ended_at is None), None)

    @property
    def latest_brokerage(self) -> Brokerage | None:
        return self.brokerages[-1] if self.brokerages else None

    @property
    def mandate(self) -> Mandate | None:
        """The open one."""
        return next((row for row in self.mandates if row.ended_at is None), None)

    @property
    def open_offers(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.state == "open"]

    def offer(self, offer_id: UUID) -> Offer:
        return next(offer for offer in self.offers if offer.id == offer_id)

    @property
    def campaign(self) -> Any:
        """The body of the campaign version that the lead began with."""
        return self.book.editions[self.lead.campaign_version_id].body

    @property
    def policy(self) -> Policy:
        """Of the open mandate or brokerage, which keep the version they began with; else the current one."""
        begun = self.mandate or self.brokerage
        if begun is not None:
            kept: Policy = self.book.editions[begun.policy_version_id].body
            return kept
        body: Policy = self.book.current("policy", self.campaign.policy, at=self.now).body
        return body

    @property
    def reasons(self) -> Reasons:
        body: Reasons = self.book.current("reasons", self.campaign.reasons, at=self.now).body
        return body

    @property
    def pipeline(self) -> Pipeline:
        """Of the open mandate."""
        assert self.mandate is not None
        body: Pipeline = self.book.editions[self.mandate.pipeline_version_id].body
        return body

    @property
    def step(self) -> Step:
        assert self.mandate is not None
        return self.pipeline.step(self.mandate.step)

    def change(self, row: models.Model, **values: Any) -> None:
        self.batch.change(row, **values)

    def move(self, status: str, **values: Any) -> None:
        """Move the lead to `status`; refused (`move_illegal`) when the pair of states is not legal."""
        before = self.lead.status
        if not states.may_move(states.LEAD_MOVES, before, status):
            raise Refused(
                "move_illegal",
                f"A lead that is {before} cannot become {status}.",
                before=before,
                after=status,
            )
        self.change(self.lead, status=status, **values)

    def move_offer(self, offer: Offer, state: str, **values: Any) -> None:
        """Move one of the lead's offers; refused (`move_illegal`) when the pair of states is not legal."""
        if not states.may_move(states.OFFER_MOVES, offer.state, state):
            raise Refused(
                "move_illegal", f"An offer that is {offer.state} cannot become {state}.", state=offer.state
            )
        self.change(offer, state=state, answered_at=self.now, **values)

    def promise(self, kind: str, *, until: datetime, since: datetime | None = None) -> None:
        """Give the lead its next deadline; the ladder begins anew, it may be extended once, and is the whole team's."""
        self.change(
            self.lead,
            deadline_kind=kind,
            deadline_at=until,
            deadline_from=since or self.now,
            rung=0,
            extensions=0,
            follow_up_by_id=None,
        )

    def enter(
        self,
        kind: str,
        /,
        *,
        party_id: UUID | None = None,
        brokerage: Brokerage | None = None,
        offer: Offer | None = None,
        mandate: Mandate | None = None,
        note: Note | None = None,
        **data: Any,
    ) -> None:
        """Write one line of the journal; holder, status and deadline are filled in when the case closes."""
        entry = Entry(
            at=self.now,
            kind=kind,
            lead_id=self.lead.id,
            party_id=party_id,
            brokerage_id=brokerage.id if brokerage else None,
            offer_id=offer.id if offer else None,
            mandate_id=mandate.id if mandate else None,
            note_id=note.id if note else None,
            actor_kind=self.actor.kind,
            actor_member_id=self.actor.member_id,
            actor_party_id=self.actor.party_id,
            data=journal.checked(kind, data),
        )
        self.entries.append(entry)
        self.batch.add(entry)

    def note(self, text: str, *, is_internal: bool = False, at: datetime | None = None) -> Note | None:
        """Keep what a person typed (at `at`, default now); None when there is nothing to keep."""
        if not text.strip():
            return None
        note = Note(
            lead=self.lead,
            author_id=self.actor.member_id,
            party_id=self.actor.party_id,
            text=text.strip(),
            is_internal=is_internal,
            created_at=at or self.now,
        )
        self.batch.add(note)
        return note

    def tell(self, kind: str, members: Collection[Membership], **values: Any) -> None:
        """Promise a message about this lead to each of these members, by each channel that reaches it."""
        if self.batch.is_silent:
            return
        for member in members:
            for row in promised(kind, member, self.lead, book=self.book, now=self.now, **values):
                self.batch.add(row)

    def tell_prospect(
        self, kind: str, *, due_at: datetime | None = None, is_wanted: bool = False, **values: Any
    ) -> Delivery | None:
        """Promise a mail to the lead's prospect, where it is written to at all, or where this mail `is_wanted` by somebody; not
        before `due_at`. None where nothing was promised."""
        lead, now = self.lead, self.now
        if self.batch.is_silent or not lead.email or not (lead.tells_prospect or is_wanted):
            return None
        mail = Delivery(channel="mail", kind=kind, lead=lead, created_at=now, due_at=due_at or now, **values)
        self.batch.add(mail)
        return mail

    def standing(self) -> Standing:
        """The lead as the clock's rules see it."""
        lead = self.lead
        assert lead.deadline_at is not None
        assert lead.deadline_from is not None
        return Standing(
            deadline_kind=lead.deadline_kind,
            deadline_from=lead.deadline_from,
            deadline_at=lead.deadline_at,
            rung=lead.rung,
            calendar=self.book.calendars[lead.holder_id or lead.desk_id],
            policy=self.policy,
            offers=[self._open_offer(offer) for offer in self.open_offers],
            take_back=self._take_back(),
            hands_back=self._hands_back(),
            cools_at=self._cools_at(),
        )

    def _cools_at(self) -> datetime | None:
        """Nobody cools while a date is agreed, nor once somebody has spoken with the prospect."""
        lead = self.lead
        if lead.contacted_at or lead.deadline_kind == "follow_up":
            return None
        return cools_at(lead.temperature, since=lead.heated_at or lead.asked_at, policy=self.policy)

    def _open_offer(self, offer: Offer) -> OpenOffer:
        calendar = self.book.calendars[offer.party_id]
        return OpenOffer(
            offer.id, offer.window_starts_at, offer.window_ends_at, offer.warned_at is not None, calendar
        )

    def _take_back(self) -> tuple[int, timedelta] | None:
        if self.mandate is None or self.mandate.party_id == self.lead.desk_id or self.lead.is_own:
            return None  # a desk cannot take a lead back from itself, nobody takes a partner's own: it climbs
        step = self.step
        if step.take_back_work_minutes is None:
            return None
        minutes = step.take_back_work_minutes[self.lead.temperature]
        return minutes, timedelta(hours=step.take_back_longest_hours)

    def _hands_back(self) -> bool:
        """An agency that is to qualify the lead has it only so long; a date agreed with the prospect counts, and is over
        one day after it."""
        lead = self.lead
        if lead.status != states.QUALIFYING or lead.holder_id is None:
            return False
        return self.book.parties[lead.holder_id].kind == PartyKind.AGENCY

    def settle(self) -> None:
        """Set holder, deadline and alarm from the facts, so that they cannot contradict them."""
        lead, offers = self.lead, self.open_offers
        if lead.status == states.CLOSED:
            nothing = dict.fromkeys(("holder_id", "deadline_at", "deadline_from", "wake_at"))
            self.change(lead, **nothing, deadline_kind="", desk_reason="")
            return
        if lead.status == states.WORKING:
            assert self.mandate is not None, "a lead in work has a mandate"
            self.change(lead, holder_id=self.mandate.party_id, desk_reason="")
        elif lead.status == states.BROKERING:
            self.change(lead, holder_id=lead.desk_id)
        if offers:
            end, start = max(o.window_ends_at for o in offers), min(o.offered_at for o in offers)
            self.change(
                lead, deadline_kind="offer", deadline_at=end, deadline_from=start, rung=0, desk_reason=""
            )
        self.change(lead, wake_at=self.pushed_until or next_wake(self.standing(), now=self.now))

    def sign(self) -> None:
        """Write on every entry of the case what the lead is after it."""
        for entry in self.entries:
            entry.status = self.lead.status
            entry.holder_id = self.lead.holder_id
            entry.deadline_at = self.lead.deadline_at


@contextmanager
def open_batch(*, actor: Actor, now: datetime) -> Iterator[Batch]:
    """A transaction for a case of many; `adopt` or `lock_leads` puts leads into it. Everything is written when the
    block ends, nothing when it raises. Cases do not nest."""
    if _open.get():
        raise RuntimeError("cases do not nest: what two actions share is a step that takes the open case")
    token = _open.set(True)
    try:
        with transaction.atomic(durable=not transaction.get_connection().in_atomic_block):
            batch = Batch(now=now, actor=actor, book=directory())
            yield batch
            _close(batch)
    finally:
        _open.reset(token)


@contextmanager
def open_cases(lead_ids: Collection[UUID], *, actor: Actor, now: datetime) -> Iterator[list[Case]]:
    """The cases of these leads, locked, in the order of their ids; a lead that does not exist is left out."""
    with open_batch(actor=actor, now=now) as batch:
        yield lock_leads(batch, Lead.objects.filter(id__in=lead_ids))


@contextmanager
def open_case(lead_id: UUID, *, actor: Actor, now: datetime) -> Iterator[Case]:
    """The case of one lead; refused (`lead_missing`) when there is none."""
    with open_cases([lead_id], actor=actor, now=now) as cases:
        if not cases:
            raise Refused("lead_missing", "This lead does not exist.", lead=str(lead_id))
        yield cases[0]


def lock_leads(batch: Batch, leads: models.QuerySet[Lead], *, skips_locked: bool = False) -> list[Case]:
    """Lock these leads in the order of their ids and read the facts around them: four queries for any number."""
    locked = leads.order_by("id") if not leads.query.is_sliced else leads
    found = list(locked.select_for_update(no_key=True, of=("self",), skip_locked=skips_locked))
    cases = [adopt(batch, lead) for lead in sorted(found, key=lambda lead: lead.id)]
    for case in cases:
        if batch.book.parties[case.lead.desk_id].state == PartyState.ENDED:
            case.change(case.lead, desk_id=batch.book.default_desk.id)  # a desk that has ended owns nothing
    read_around(cases)
    return cases


def adopt(batch: Batch, lead: Lead) -> Case:
    """Put a lead into the batch: a locked one, or a new one that is captured in it."""
    case = Case(batch, lead)
    batch.cases[lead.id] = case
    if lead._state.adding:
        batch.add(lead)
    return case


def _close(batch: Batch) -> None:
    for case in batch.cases.values():
        if case.entries or case.was_touched or case.pushed_until or case.lead in batch.changed[Lead]:
            case.settle()
            case.change(case.lead, **_derived(case))
            case.sign()
    batch.added[Delivery] = combined(batch.added[Delivery])
    write_rows(batch.added, batch.changed)
    if batch.added[Delivery]:
        wake_sender()


def _derived(case: Case) -> dict[str, Any]:
    changed = case.batch.changed[Lead].get(case.lead, ())
    return search_columns(case.lead, changed, home=case.book.installation.country)
