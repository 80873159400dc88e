"""Steps that enter what a partner earns, and what is taken back: the journal is the ledger, there is no other record."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from staffel.actions.case import Case
from staffel.models import Mandate, PartyKind
from staffel.queries.points import Kept, kept_of
from staffel.rules.points import ACTS, FIRST_CONTACT, KINDS, OUTCOME, reward, rewards_any, standing
from staffel.rules.policies import Policy
from staffel.rules.states import CLOSED


def earn(case: Case, mandate: Mandate, act: str) -> None:
    """Step: the party has done this (rules.points.ACTS) with the lead that it accepted. The temperature of its acceptance counts,
    whatever the lead has become since, and each act once. Nothing for what is not a partner's, was its own, or is a test. A query
    only where something may be earned."""
    policy = _policy(case, mandate)
    is_partner = case.book.parties[mandate.party_id].kind == PartyKind.PARTNER
    if not rewards_any(policy) or not is_partner or mandate.is_own or case.lead.is_test:
        return
    kept = _kept(case, mandate.id)
    points = reward(policy, act, kept.temperature) if kept.temperature else 0
    if points and not kept.standing[act]:
        case.enter(
            "points.earned", mandate=mandate, party_id=mandate.party_id, act=act, points=points,
            temperature=kept.temperature,
        )  # fmt: skip


def take_back_points(
    case: Case, mandate: Mandate, *, acts: Collection[str] = ACTS, is_test: bool = False
) -> None:
    """Step: what stands of this mandate's points for these acts is earned no more (`is_test`: as long as the lead is a test);
    where nothing does, nothing happens."""
    if not rewards_any(_policy(case, mandate)):
        return
    kept = _kept(case, mandate.id)
    for act in acts:
        if points := kept.standing[act]:
            case.enter(
                "points.taken_back", mandate=mandate, party_id=mandate.party_id, act=act, points=points,
                temperature=kept.temperature, test=is_test or None,
            )  # fmt: skip


def give_again(case: Case, mandate: Mandate, *, denied_at: datetime | None) -> None:
    """Step: the prospect's last word is that somebody has called. What its denial (None: there was none) took back of a mandate
    that has ended is earned again, unless another contact was reported since, which has earned for itself; the outcome only
    while it is the lead's. One that goes on earns by reporting. Queries only where something may be."""
    if denied_at is None or mandate.ended_at is None or not rewards_any(_policy(case, mandate)):
        return
    is_anew = mandate.contacted_at is not None and mandate.contacted_at > denied_at
    holds = {FIRST_CONTACT: not is_anew, OUTCOME: _is_its_end(case, mandate)}
    for act in sorted(kept_of(case.lead.id, mandate.id).earned):
        if holds[act]:
            earn(case, mandate, act)


def count_as_real(case: Case, mandate: Mandate) -> None:
    """Step: the lead is no test after all; what marking it took back is earned again, unless its prospect has denied it or
    somebody has opened the lead again since."""
    if case.lead.denied_at or not rewards_any(_policy(case, mandate)):
        return
    for act in sorted(kept_of(case.lead.id, mandate.id).as_test):
        if act != OUTCOME or _is_its_end(case, mandate):
            earn(case, mandate, act)


def _is_its_end(case: Case, mandate: Mandate) -> bool:
    """Whether the lead has ended by what this mandate has reported."""
    lead = case.lead
    return lead.status == CLOSED and lead.outcome == mandate.outcome and case.mandates[-1] is mandate


def _policy(case: Case, mandate: Mandate) -> Policy:
    """The one that the mandate began with: what was promised then is kept."""
    body: Policy = case.book.editions[mandate.policy_version_id].body
    return body


def _kept(case: Case, mandate_id: UUID) -> Kept:
    """What the journal says of the mandate, with what this case has entered and not written yet."""
    kept = kept_of(case.lead.id, mandate_id)
    new = [(one.kind, one.data) for one in case.entries if one.mandate_id == mandate_id and one.kind in KINDS]
    more = standing(new)
    return Kept(
        kept.temperature, {act: kept.standing[act] + more[act] for act in ACTS}, kept.earned, kept.as_test
    )
