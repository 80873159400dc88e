"""Knows people again who ask once more: their new lead joins the open one, and the desk sees who may be another."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from django.db import connection

from staffel.actions.assessments import warm_up
from staffel.actions.case import Batch, Case, lock_leads
from staffel.actions.consents import brings_consent, heed
from staffel.actions.corrections import write_values
from staffel.actions.search import match_keys
from staffel.models import MOVED, Duplicate, DuplicateState, Lead
from staffel.queries.duplicates import Resemblance, leads_by_keys, resemblances, same_person_within
from staffel.queries.gates import asked_now, open_at
from staffel.queries.teasers import form_of
from staffel.queries.together import times_asked_again
from staffel.queries.values import known_of, raw_value
from staffel.rules import states
from staffel.rules.additions import additions
from staffel.rules.deadlines import follow_up_end
from staffel.rules.duplicates import Comparison, compare
from staffel.rules.identities import Identity, identity

MOST_SHOWN: Final = 3  # of those that one new lead resembles
NAMES_A_CHANNEL: Final = ("m:", "t:")


@dataclass(frozen=True, slots=True)
class Likeness(Resemblance):
    """A lead that is about to go on, and an earlier one of the same person, or of what may be the same. `is_own`: the
    partner that goes on with it has captured it itself."""

    lead_id: UUID
    is_own: bool

    @property
    def joins(self) -> bool:
        return not self.is_own and super(Likeness, self).joins  # slots: the class is made anew


@dataclass(slots=True)
class _Pool:
    """The leads a new one is compared with, by the keys they are found under."""

    home: str
    by_key: dict[str, list[Lead]] = field(default_factory=lambda: defaultdict(list))
    identities: dict[UUID, Identity] = field(default_factory=dict)

    def add(self, lead: Lead, keys: Iterable[str]) -> None:
        for key in keys:
            self.by_key[key].append(lead)

    def near(self, keys: Iterable[str]) -> list[Lead]:
        return list({lead.id: lead for key in keys for lead in self.by_key.get(key, ())}.values())

    def identity(self, lead: Lead) -> Identity:
        if lead.id not in self.identities:
            self.identities[lead.id] = identity(lead, home=self.home)
        return self.identities[lead.id]


def lookalikes(batch: Batch, leads: Sequence[Lead], *, holds: bool = True) -> list[Likeness]:
    """Whom these leads, in the order in which they came, are or may be: two queries for any number. Nothing is changed.
    `holds`: from now on nobody else looks for one of these people until the transaction ends, so that two enquiries of
    one person that arrive at once see each other; before any lead is locked."""
    asking = [lead for lead in leads if _window(batch, lead)]
    keys = {lead.id: match_keys(lead, home=batch.book.installation.country) for lead in asking}
    wanted = {key for found in keys.values() for key in found if len(key) > 1}
    if not wanted:
        return []
    if holds:
        _hold(keys.values())
    since = min(lead.asked_at - _window(batch, lead) for lead in asking)
    pool = _Pool(home=batch.book.installation.country)
    for lead in leads_by_keys(wanted, since=since):
        if lead.deadline_kind != "release" and lead.id not in keys:  # what is held is nobody's yet
            pool.add(lead, lead.match_keys)
    apart = _said_to_differ(asking)
    found: list[Likeness] = []
    for lead in asking:
        near = [
            known
            for known in pool.near(keys[lead.id])
            if (lead.id, known.id) not in apart and not (lead.is_own and known.is_own)
        ]
        alike = list(_alike(batch, lead, near, pool))
        found += alike
        if not any(one.joins for one in alike):
            pool.add(lead, keys[lead.id])
    return found


def joining_leads(leads: Sequence[Lead], *, batch: Batch) -> set[UUID]:
    """Which of these would join another, as it stands now; nobody is kept waiting."""
    return {one.lead_id for one in lookalikes(batch, leads, holds=False) if one.joins}


def _window(batch: Batch, lead: Lead) -> timedelta:
    campaign = batch.book.editions[lead.campaign_version_id].body
    return same_person_within(campaign, book=batch.book, at=batch.now)


def _hold(keys: Iterable[Collection[str]]) -> None:
    """Hold what names a person, its mailboxes and telephones, where there are none all that is known, in one order."""
    held: set[str] = set()
    for found in keys:
        channels = [key for key in found if key.startswith(NAMES_A_CHANNEL)]
        held.update(channels or found)
    numbers = sorted(
        int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True) for key in held
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(held) FROM unnest(%s::bigint[]) AS held", [numbers])


def _said_to_differ(leads: Sequence[Lead]) -> set[tuple[UUID, UUID]]:
    """Pairs, both ways, of which somebody has said that they are two: only of leads that were there before."""
    stored = [lead.id for lead in leads if not lead._state.adding]
    if not stored:
        return set()
    rows = Duplicate.objects.filter(state=DuplicateState.DIFFERENT)
    pairs = rows.filter(lead_id__in=stored) | rows.filter(known_id__in=stored)
    found = set(pairs.values_list("lead_id", "known_id"))
    return found | {(known, lead) for lead, known in found}


def _alike(batch: Batch, lead: Lead, near: Sequence[Lead], pool: _Pool) -> Iterator[Likeness]:
    """The one that the lead is, else the closed one that it was, and those that the desk looks at, the likeliest first:
    whom it may be, and whose partner has found it itself."""
    found = resemblances(
        pool.identity(lead),
        near,
        asked_at=lead.asked_at,
        within=_window(batch, lead),
        is_test=lead.is_test,
        identity_of=pool.identity,
    )
    alike = [Likeness(one.known, one.found, lead.id, lead.is_own) for one in found]
    same = [one for one in alike if one.found.outcome == "same"]
    if joining := [one for one in same if one.joins]:
        yield joining[0]
        return
    if not lead.is_own:
        yield from [one for one in same if not one.known.is_open and one.known.outcome != "duplicate"][:1]
    yield from [one for one in alike if one.known.is_open][:MOST_SHOWN]


def known_again(batch: Batch, cases: Sequence[Case], alike: Sequence[Likeness]) -> list[Case]:
    """Step: join those of these leads whose person has an open one, and note of the others whom they may be. The known
    leads are locked, or of this batch. Returns the cases that go on by themselves; also the known ones that have waited for
    the consent or for the answers which a joined one brings."""
    own = {case.lead.id: case for case in cases}
    joined: dict[UUID, list[Case]] = defaultdict(list)
    rows: dict[UUID, Duplicate] = {}
    filled: dict[UUID, Duplicate] = {}
    gone: set[UUID] = set()
    for one in alike:
        case = own.get(one.lead_id)
        if case is None:
            continue
        if one.joins:
            known = batch.cases.get(one.known.id)
            if known is not None and known.lead.id not in gone and _still_same(case, known, going=own):
                join(case, known, one.found.score)
                row = _duplicate(case, case.lead, known.lead.id, one.found, state=DuplicateState.JOINED)
                row.replaced = fill(known, case)
                if row.replaced:
                    filled[known.lead.id] = row
                rows.setdefault(known.lead.id, row)
                batch.add(row)
                joined[known.lead.id].append(case)
                gone.add(case.lead.id)
        else:
            _note(case, one)
    _tell_known(batch, joined, rows)
    brought = [batch.cases[known] for known, more in joined.items() if any(map(brings_consent, more))]
    waited = [known for known in brought if heed(known) and known.lead.id not in own]
    answered = [
        batch.cases[known_id]
        for known_id, row in filled.items()
        if known_id not in own and has_all_answers(batch.cases[known_id], row)
    ]
    return [*(case for case in cases if case.lead.id not in gone), *waited, *answered]


def fill(known: Case, case: Case) -> dict[str, Any]:
    """Step: what is not known yet and the joined lead says is known from now on; nothing that stands is replaced. Returns
    what stood there, by key."""
    book = known.book
    found = additions(
        known_of(known.lead),
        known_of(case.lead),
        form=form_of(known.lead, book=book),
        of=form_of(case.lead, book=book),
    )
    before = {key: raw_value(known.lead, key) for key in found}
    write_values(known, found)
    return before


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known by joined enquiries, by key, and the pairs of those that have said it."""

    values: dict[str, Any]
    by: list[Duplicate]


def still_filled(known: Case, others: Iterable[Duplicate], back: Mapping[str, Any]) -> Filled:
    """Step: which of the values that go `back`, to what stood before one enquiry was joined, the `others` fill in their
    turn, the oldest first, as if that one had never been: they give them back from now on."""
    book, values, by = known.book, dict[str, Any](), list[Duplicate]()
    for other in others:
        found = additions(
            {**known_of(known.lead), **back, **values},
            known_of(other.lead),
            form=form_of(known.lead, book=book),
            of=form_of(other.lead, book=book),
        )
        if mine := {key: value for key, value in found.items() if key in back}:
            known.change(other, replaced={**other.replaced, **{key: back[key] for key in mine}})
            values |= mine
            by.append(other)
    return Filled(values, by)


def has_all_answers(known: Case, row: Duplicate) -> bool:
    """Step: whether a lead that is being qualified has all its answers now, by the join of this pair, and goes on. Whoever
    has it on the telephone at the moment hands it on itself."""
    lead = known.lead
    if lead.status != states.QUALIFYING or open_at(lead, asked_now(lead), book=known.book):
        return False
    if lead.taken_until and lead.taken_until > known.now:
        return False
    if not open_at(lead, "market", book=known.book):
        known.enter("lead.qualified")
    keep(known, row, sent_on=True)
    return True


def keep(case: Case, row: Duplicate, **moved: Any) -> None:
    """Step: keep with the pair what its join has moved, for the day they are parted."""
    if moved:
        case.change(row, replaced={**row.replaced, MOVED: {**row.replaced.get(MOVED, {}), **moved}})


def lock_known(batch: Batch, alike: Sequence[Likeness], *, others: Collection[UUID] = ()) -> list[Case]:
    """Lock the leads that are about to be joined to, and `others`, in the order of their ids: before anything is
    written. Returns the cases of the others."""
    wanted = {one.known.id for one in alike if one.joins and not one.known._state.adding}
    if not wanted and not others:
        return []
    locked = lock_leads(batch, Lead.objects.filter(id__in=wanted | set(others)))
    return [case for case in locked if case.lead.id in set(others)]


def _still_same(case: Case, known: Case, *, going: Collection[UUID]) -> bool:
    """Whether what was found before the lock still holds under it. `going`: the leads that are on their way now, held
    as they may have been."""
    lead, home = known.lead, case.book.installation.country
    is_held = lead.deadline_kind == "release" and lead.id not in going
    if not lead.is_open or is_held or lead.erased_at or lead.is_own:
        return False
    one, other = identity(case.lead, home=home), identity(lead, home=home)
    return lead.is_test == case.lead.is_test and compare(one, other).outcome == "same"


def join(case: Case, known: Case, score: int, *, by_hand: bool = False) -> None:
    """Step: the lead, with all it has brought, is a further enquiry of the known one from now on; nobody works it."""
    case.move(states.CLOSED, outcome="duplicate", reason="", closed_at=case.now, joined_to_id=known.lead.id)
    case.enter(
        "lead.joined",
        lead=known.lead.id,
        number=known.lead.number,
        score=score,
        by_hand=by_hand or None,
    )
    known.enter("lead.asked_again", lead=case.lead.id, number=case.lead.number)


def _note(case: Case, one: Likeness) -> None:
    """Who has asked before is named in the history; who may be another is shown to the desk, and who is with a partner that
    has found it itself: the enquiry is the newer one then, whichever came first, for it may join the partner's."""
    if not one.known.is_open:
        case.enter("lead.recognised", number=one.known.number, outcome=one.known.outcome or None)
    elif case.lead.is_own:
        case.batch.add(_duplicate(case, one.known, case.lead.id, one.found))
    else:
        case.batch.add(_duplicate(case, case.lead, one.known.id, one.found))


def _duplicate(
    case: Case, lead: Lead, known_id: UUID, found: Comparison, *, state: str = DuplicateState.OPEN
) -> Duplicate:
    return Duplicate(
        lead=lead,
        known_id=known_id,
        score=found.score,
        reasons=[reason.stored() for reason in found.reasons],
        state=state,
        found_at=case.now,
        decided_at=None if state == DuplicateState.OPEN else case.now,
    )


def _tell_known(batch: Batch, joined: dict[UUID, list[Case]], rows: dict[UUID, Duplicate]) -> None:
    """The known leads become warmer, come up again where they rest, and whoever has them is told, once each."""
    if not joined:
        return
    before = times_asked_again(joined)
    for known_id, cases in joined.items():
        known = batch.cases[known_id]
        warm_up(known, asked_again=before.get(known_id, 0) + len(cases))
        wake(known, rows[known_id])
        tell_asked_again(known)


def wake(case: Case, row: Duplicate) -> None:
    """Step: a lead that rests until a date comes up now, by the join of this pair; its deadline becomes no later."""
    lead = case.lead
    if lead.deadline_kind != "follow_up" or lead.deadline_from is None or lead.deadline_at is None:
        return
    if lead.deadline_from <= case.now or lead.holder_id is None:
        return
    until = min(lead.deadline_at, follow_up_end(case.now, case.book.calendars[lead.holder_id]))
    agreed = {"from": lead.deadline_from.isoformat(), "until": lead.deadline_at.isoformat()}
    own_by = str(lead.follow_up_by_id) if lead.follow_up_by_id else None
    keep(case, row, **agreed, holder=str(lead.holder_id), own_by=own_by, woken_until=until.isoformat())
    case.change(lead, deadline_from=case.now, deadline_at=until, rung=0)


def tell_asked_again(case: Case) -> None:
    """Step: whoever holds the lead or is asked for it is told that the prospect has asked again."""
    for offer in case.open_offers:
        case.tell("lead.asked_again", case.book.recipients(offer.party_id, at=case.now), offer=offer)
    holder_id = case.lead.holder_id
    if holder_id and not case.open_offers and holder_id != case.actor.party_id:
        members = case.book.recipients(holder_id, at=case.now)
        case.tell("lead.asked_again", members, mandate=case.mandate)
