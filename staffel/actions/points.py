"""Steps that enter what a partner earns, and what is taken back: the journal is the ledger, there is no other record."""

from collections.abc import Collection
from uuid import UUID

from staffel.actions.case import Case
from staffel.models import Mandate, PartyKind
from staffel.queries.points import Kept, kept_of
from staffel.rules.points import ACTS, KINDS, reward, rewards_any, standing
from staffel.rules.policies import Policy


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


def take_back_points(case: Case, mandate: Mandate, *, acts: Collection[str] = ACTS) -> None:
    """Step: what stands of this mandate's points for these acts is earned no more; where nothing does, nothing happens."""
    if not rewards_any(_policy(case, mandate)):
        return
    kept = _kept(case, mandate.id)
    for act in acts:
        if points := kept.standing[act]:
            case.enter(
                "points.taken_back", mandate=mandate, party_id=mandate.party_id, act=act, points=points,
                temperature=kept.temperature,
            )  # fmt: skip


def _policy(case: Case, mandate: Mandate) -> Policy:
    """The one that the mandate began with: what was promised then is kept."""
    body: Policy = case.book.editions[mandate.policy_version_id].body
    return body


def _kept(case: Case, mandate_id: UUID) -> Kept:
    """What the journal says of the mandate, with what this case has entered and not written yet."""
    kept = kept_of(case.lead.id, mandate_id)
    new = [(one.kind, one.data) for one in case.entries if one.mandate_id == mandate_id and one.kind in KINDS]
    more = standing(new)
    return Kept(kept.temperature, {act: kept.standing[act] + more[act] for act in ACTS})
