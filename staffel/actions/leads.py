"""Captures leads: one from the API or a page, or hundreds of an import, in the same case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

from django.db import connection

from staffel.actions import receipts
from staffel.actions.actors import Actor
from staffel.actions.assessments import first_heat
from staffel.actions.brokerages import begin_brokerage
from staffel.actions.case import Batch, Case, adopt, open_batch
from staffel.actions.consents import allow
from staffel.actions.duplicates import known_again, lock_known, lookalikes
from staffel.actions.history import History, take_over
from staffel.actions.mandates import begin_mandate
from staffel.actions.qualifying import ask_what_is_missing, hold_for_release
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.models import Import, Lead, PartyKind, PartyState, Submission
from staffel.models.ids import new_id
from staffel.rules.consents import GivenConsent
from staffel.rules.places import place_of
from staffel.rules.problems import Problem
from staffel.rules.refused import Refused

CONFIRMING: Final = frozenset({"form"})  # the doors where the prospect itself has pressed the button

Mode = Literal["new", "held", "history"]
Way = Mode | Literal["own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """One enquiry, checked and typed (rules.rows does that). `key` makes its arrival repeatable behind one door,
    `fingerprint` tells there whether the same key brings the same content; `source_key` is the source's own id. `raw` is what arrived, as it arrived. "" is unknown.
    `problems` did not block it and are kept with the submission. `captured_by`: the member that held the talk, where that
    is another than the actor. `is_judged`: by a person who has spoken with the prospect. `consents`: what the prospect has
    consented to. `form_version`: the edition of the form that was asked; None is the current one."""

    key: str
    fingerprint: str = ""
    raw: Mapping[str, Any]
    asked_at: datetime
    campaign: str = ""
    form_version: UUID | None = None
    source: str = ""
    source_key: str = ""
    prospect: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    product: str = ""
    temperature: str = ""
    is_judged: bool = False
    expected_amount: Decimal | None = None
    currency: str = ""
    wished_party: str = ""
    is_test: bool = False
    history: History | None = None
    line: int | None = None
    problems: tuple[Problem, ...] = ()
    captured_by: UUID | None = None
    consents: tuple[GivenConsent, ...] = ()


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of one arrival. `lead_id` is also given when it was taken before (`was_known`)."""

    lead_id: UUID
    was_known: bool = False


def capture_lead(new: NewLead, *, door: str, actor: Actor, now: datetime) -> Captured:
    """Take one lead in: durable, routed and offered when this returns. Refused: `key_reused` when the key came with
    other content before, `campaign_unknown`, `party_unknown`."""
    return capture_leads([new], door=door, mode="new", actor=actor, now=now)[0]


@repeated
def capture_leads(
    arrived: Sequence[NewLead],
    *,
    door: str,
    mode: Way,
    actor: Actor,
    now: datetime,
    source_import: Import | None = None,
) -> list[Captured]:
    """Take leads in, in one case. `new` routes at once, `held` lies on the desk until it is released, `history` takes
    over what was and sends nothing, `own` is worked by the actor's party from now on. An arrival whose key was taken
    before is not taken twice."""
    with open_batch(actor=actor, now=now) as batch:
        batch.is_silent = mode == "history"
        taken = {new.key: new_id() for new in arrived}
        known = receipts.take(door, [(new.key, new.fingerprint, taken[new.key]) for new in arrived], now=now)
        elsewhere = _by_source_key([new for new in arrived if known[new.key] == taken[new.key]])
        receipts.point_at(door, elsewhere)
        known |= elsewhere
        first = {new.key: new for new in reversed(arrived) if known[new.key] == taken[new.key]}
        fresh = _new_cases(
            batch, [*reversed(first.values())], taken, door=door, mode=mode, source_import=source_import
        )
        if mode == "new" and not source_import:
            _write_to_prospects([case for _, case in fresh], confirms=door in CONFIRMING)
        if mode == "new":
            _place(_not_known([case for _, case in fresh]))
        elif mode == "held":
            for _, case in fresh:
                hold_for_release(case)
        elif mode == "own":
            for _, case in fresh:
                _begin_own(case)
            _not_known([case for _, case in fresh])
        else:
            for new, case in fresh:
                take_over(case, new.history or History())
    return [Captured(known[new.key], was_known=first.get(new.key) is not new) for new in arrived]


def _by_source_key(arrived: Sequence[NewLead]) -> dict[str, UUID]:
    """Those whose source's own id came before, by whatever door: their lead, by key."""
    named = [new for new in arrived if new.source_key]
    if not named:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given.key, lead.id FROM unnest(%s::text[], %s::text[], %s::text[]) AS given(key, source, source_key)"
            " JOIN lead ON lead.source = given.source AND lead.source_key = given.source_key AND lead.source_key <> ''",
            [[new.key for new in named], [new.source for new in named], [new.source_key for new in named]],
        )
        return dict(cursor.fetchall())


def capture_own_lead(new: NewLead, *, door: str, actor: Actor, now: datetime) -> Captured:
    """Take in what a partner has found itself: it works it at once, nobody else is asked. Refused: `party_inactive`,
    and as `capture_lead`."""
    return capture_leads([new], door=door, mode="own", actor=actor, now=now)[0]


def _begin_own(case: Case) -> None:
    party = case.book.parties.get(case.actor.party_id) if case.actor.party_id else None
    if party is None or party.kind != PartyKind.PARTNER or party.state != PartyState.ACTIVE:
        raise Refused(
            "party_inactive", "Only an active partner has leads of its own.", name=party.name if party else ""
        )
    case.change(case.lead, is_own=True)
    begin_mandate(case, party.id, at=case.now)


def _write_to_prospects(cases: Sequence[Case], *, confirms: bool) -> None:
    """Whose enquiry has come by itself is told how it goes on; through our own form that it has arrived, too."""
    for case in cases:
        case.change(case.lead, tells_prospect=bool(case.lead.email) and case.campaign.tells_prospect)
        if confirms:
            case.tell_prospect("prospect.received")


def _not_known(cases: Sequence[Case]) -> list[Case]:
    """Those that go on by themselves; whose person has an open lead joins it, or is shown to the desk with it where a
    partner has captured one of the two itself."""
    if not cases:
        return []
    batch = cases[0].batch
    alike = lookalikes(batch, [case.lead for case in cases])
    lock_known(batch, alike)
    return known_again(batch, cases, alike)


def _place(cases: Sequence[Case]) -> None:
    for case in cases:
        if not ask_what_is_missing(case):
            begin_brokerage(case)
    ask_next(cases)


def _new_cases(
    batch: Batch,
    arrived: Sequence[NewLead],
    ids: Mapping[str, UUID],
    *,
    door: str,
    mode: Way,
    source_import: Import | None,
) -> list[tuple[NewLead, Case]]:
    numbers = _numbers(len(arrived))
    cases = []
    for new, number in zip(arrived, numbers, strict=True):
        case = new_case(batch, new, lead_id=ids[new.key], number=number)
        submission = Submission(
            door=door, key=new.key, payload=dict(new.raw), lead=case.lead, received_at=batch.now,
            source_import=source_import, line=new.line, problems=[problem.stored() for problem in new.problems],
        )  # fmt: skip
        batch.add(submission)
        lead = case.lead
        by = new.captured_by if new.captured_by != batch.actor.member_id else None
        case.enter(
            "lead.captured", door=door, source=lead.source, mode=mode, temperature=lead.temperature, member=by
        )
        allow(case, _proven(new, source_import), source=door)
        cases.append((new, case))
    return cases


def _proven(new: NewLead, source_import: Import | None) -> list[GivenConsent]:
    """What a file says of consents is proved by the file and its line."""
    at_line = {"import": str(source_import.id), "line": new.line} if source_import else {}
    return [replace(one, proof={**one.proof, **at_line}) for one in new.consents]


def new_case(batch: Batch, new: NewLead, *, lead_id: UUID, number: int) -> Case:
    """Step: the case of a lead that is not stored yet."""
    case = adopt(batch, _lead(batch, new, lead_id=lead_id, number=number))
    first_heat(case, given=new.temperature, is_judged=new.is_judged)
    return case


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('lead_number') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _lead(batch: Batch, new: NewLead, *, lead_id: UUID, number: int) -> Lead:
    book = batch.book
    campaign = _campaign(batch, new.campaign)
    edition = book.current("campaign", campaign.key, at=batch.now)
    body = edition.body
    prospect = dict(new.prospect)
    country = prospect.pop("country", "") or book.installation.country
    place = place_of(country, prospect.get("postal_code", "")) if prospect.get("postal_code") else None
    if place and not prospect.get("place"):
        prospect["place"] = place.place
    return Lead(
        id=lead_id,
        number=number,
        desk=book.default_desk,
        campaign=campaign,
        campaign_version_id=edition.id,
        form_version_id=new.form_version or book.current("form", body.form, at=batch.now).id,
        source=new.source or campaign.source,
        source_key=new.source_key,
        asked_at=min(new.asked_at, batch.now),
        received_at=batch.now,
        is_test=new.is_test,
        country=country,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        language=prospect.pop("language", "") or book.installation.language,
        **prospect,
        product=new.product or body.product,
        answers=dict(new.answers),
        temperature=new.temperature or body.temperature,
        expected_amount=new.expected_amount,
        currency=new.currency or body.currency,
        wished_party_id=_party_id(batch, new.wished_party),
    )


def _campaign(batch: Batch, key: str) -> Any:
    campaigns = batch.book.campaigns
    if key:
        found = campaigns.get(key) or next(
            (c for c in campaigns.values() if c.name.casefold() == key.casefold()), None
        )
    else:
        found = next((c for c in campaigns.values() if c.is_default), None)
    if found is None:
        known = ", ".join(sorted(campaigns))
        raise Refused(
            "campaign_unknown",
            f"There is no campaign “{key}”. Known: {known}.",
            field="campaign",
            known=known,
        )
    return found


def _party_id(batch: Batch, name: str) -> UUID | None:
    if not name:
        return None
    wanted = name.casefold()
    for party in batch.book.parties.values():
        if wanted in {party.key.casefold(), party.name.casefold()}:
            return party.id
    return None  # a wish that nobody fits is kept in the raw submission; it does not stop the lead
