"""What a prospect permits: its consents are kept as facts, and each lead says what they amount to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import CONSENT_MISSING, begin_brokerage, lay_on_desk
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.actions.searching import ask_next
from staffel.models import Consent, Ground, Handout
from staffel.queries.consents import consent_read_out, facts_of
from staffel.queries.together import together_with
from staffel.rules.consents import PURPOSES, Fact, GivenConsent, Permission, permissions
from staffel.rules.refused import Refused
from staffel.rules.taps import told_late

BY_HAND: Final = "desk"


def allow(case: Case, given: Sequence[GivenConsent], *, source: str) -> None:
    """Step, once for a lead that is not stored yet: what it has consented to is kept, and what it permits is set."""
    rows = _add(case, given, source=source)
    _set(case, [_fact(row) for row in rows])


@repeated
def record_consent(
    lead_id: UUID,
    purposes: Collection[str],
    *,
    text: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    is_our_text: bool = False,
) -> None:
    """Somebody of the vendor or its agency has the prospect's consent to these purposes since `at`: `text` says what proves
    it. A lead that waited for it goes on by itself. `is_our_text`: it was given to the text of ours that held then.
    Refused: `purposes_missing`, `proof_missing`, `given_later`, `consent_text_unknown`, `lead_closed`, `lead_erased`."""
    wanted = [purpose for purpose in PURPOSES if purpose in purposes]
    if not wanted:
        raise Refused("purposes_missing", "Please say what was consented to.", field="purposes")
    if not text.strip():
        raise Refused("proof_missing", "Please say what proves the consent.", field="text")
    if at > now:
        raise Refused("given_later", "This lies in the future.", field="at")
    with open_case(lead_id, actor=actor, now=now) as case:
        if case.lead.erased_at:
            raise Refused("lead_erased", "This lead's data was erased.")
        if not case.lead.is_open:
            raise Refused("lead_closed", "This lead is closed.")
        versions = {one: _text_then(case, one, at=at) if is_our_text else None for one in wanted}
        note = case.note(text, is_internal=True)
        assert note is not None
        case.enter("note.added", note=note)
        proof = {"note": str(note.id)}
        given = [GivenConsent(purpose=one, version=versions[one], at=at, proof=proof) for one in wanted]
        take_consents(case, given, source=BY_HAND)


def take_consents(case: Case, given: Sequence[GivenConsent], *, source: str) -> None:
    """Step: the lead has been given these; one that waited for them goes on by itself."""
    _add(case, given, source=source)
    go_on(case)


def read_by_now(case: Case, version: str) -> UUID:
    """Step: the edition of the text without whose consent nobody is offered the lead, which somebody has just read.
    Refused: `consent_text_changed`."""
    text = consent_read_out(case.lead, book=case.book, now=case.now)
    if text is None or version != str(text.version):
        raise Refused("consent_text_changed", "This text has changed meanwhile. Please read out the new one.")
    return text.version


def _text_then(case: Case, purpose: str, *, at: datetime) -> UUID:
    if ("consent", purpose) in case.book.published:
        held = [one for one in case.book.published[("consent", purpose)] if one.valid_from <= at]
        if held:
            return max(held, key=lambda one: one.valid_from).id
    raise Refused(
        "consent_text_unknown", "There was no text of ours for this purpose then.", field="is_our_text"
    )


def go_on(case: Case) -> None:
    """Step: as `heed`; what can be offered now is, first to the partner that the prospect knows."""
    if heed(case):
        begin_brokerage(case)
        ask_next([case])


def _add(case: Case, given: Sequence[GivenConsent], *, source: str) -> list[Consent]:
    rows = []
    for one in given:
        row = Consent(
            lead=case.lead,
            purpose=one.purpose,
            ground=Ground.CONSENT,
            text_version_id=one.version,
            given_at=min(one.at or case.lead.asked_at, case.now),
            source=source,
            proof=dict(one.proof),
        )
        case.batch.add(row)
        edition = case.book.editions.get(one.version) if one.version else None
        case.enter(
            "consent.given", purpose=one.purpose, source=source, version=edition.version if edition else None
        )
        rows.append(row)
    return rows


def brings_consent(case: Case) -> bool:
    """Whether the lead has been given consents by this case."""
    return any(row.lead_id == case.lead.id for row in case.batch.added[Consent])


def withdraw(case: Case, purposes: Collection[str] = PURPOSES, *, at: datetime | None = None) -> list[str]:
    """Step: what the prospect has permitted of these purposes, on whatever ground, it permits no more, by none of the
    enquiries that are one with this (since `at`, default now); each is journaled. Returns the purposes that were permitted until now."""
    before = _permissions(case, _facts(case))
    open_ = {one for one in PURPOSES if before[one].is_granted}
    if case.lead.tells_prospect:
        open_.add("mail")  # what answers the enquiry is written by its ground
    ended: list[str] = [one for one in PURPOSES if one in open_ and one in purposes]
    for row in _rows(case):
        if row.purpose in purposes and row.withdrawn_at is None:
            case.change(row, withdrawn_at=max(at or case.now, row.given_at))
    for purpose in ended:
        if before[purpose].ground != Ground.CONSENT:
            case.batch.add(
                Consent(
                    lead=case.lead, purpose=purpose, ground=Ground.ENQUIRY, given_at=case.lead.asked_at,
                    source=case.lead.source[:120], withdrawn_at=at or case.now,
                )
            )  # fmt: skip
        case.enter("consent.withdrawn", purpose=purpose, tapped_at=told_late(at, now=case.now))
    _set(case, _facts(case))
    if "mail" in purposes:
        case.change(case.lead, tells_prospect=False)
    return ended


def withdraw_all(case: Case) -> None:
    """Step: the prospect wants nothing more, and nothing more is sent to it: what was promised by any of its enquiries, by
    post or by mail, is struck off."""
    withdraw(case)
    promised = Handout.objects.filter(lead__in=together_with(case.lead.id), at=None, cancelled_at=None)
    for row in promised:
        if row in case.batch.changed[Handout]:
            continue  # struck off by this case already
        case.change(row, cancelled_at=case.now)
        case.enter("handout.cancelled", material=row.material_id, way=row.way)


def heed(case: Case, *, without: Collection[UUID] = ()) -> bool:
    """Step, after consents have changed: the lead says what they permit now; one that must not be passed on any more is
    offered no further. True for one that has waited for a consent and can be offered now. `without`: leads that are no
    part of this one any more."""
    _set(case, _facts(case, without=without))
    lead = case.lead
    if not lead.may_pass_on and case.brokerage:
        lay_on_desk(case, CONSENT_MISSING)
    return lead.may_pass_on and lead.desk_reason == CONSENT_MISSING


def _set(case: Case, facts: Iterable[Fact]) -> None:
    found = _permissions(case, facts)
    case.change(case.lead, **{f"may_{purpose}": one.is_granted for purpose, one in found.items()})


def _permissions(case: Case, facts: Iterable[Fact]) -> dict[str, Permission]:
    campaign = case.campaign
    found = permissions(
        facts,
        asked_at=case.lead.asked_at,
        has_asked=campaign.by_enquiry,
        needs_consent=campaign.needs_consent,
    )
    return dict(found)


def _facts(case: Case, *, without: Collection[UUID] = ()) -> list[Fact]:
    return [_fact(row) for row in _rows(case) if row.lead_id not in without]


def _rows(case: Case) -> list[Consent]:
    """What is kept of the lead and of those that were joined to it, and what this case is about to keep."""
    joined = {one.lead.id for one in case.batch.cases.values() if one.lead.joined_to_id == case.lead.id}
    new = [row for row in case.batch.added[Consent] if row.lead_id in {case.lead.id, *joined}]
    changed = {row.pk: row for row in case.batch.changed[Consent]}
    stored: list[Any] = [changed.get(row.id, row) for row in facts_of(case.lead.id)]
    return [*stored, *new]


def _fact(row: Consent) -> Fact:
    return Fact(row.purpose, row.ground, row.given_at, row.withdrawn_at)
