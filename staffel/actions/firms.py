"""Invites firms as partners: each is taken in as invited, and its person gets the mail that asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from staffel.actions.actors import Actor
from staffel.actions.invitations import Invitation, invite_all
from staffel.actions.party_imports import PartyPlan, PartyRow, import_parties
from staffel.models import PartyState
from staffel.rules.refused import Refused


def new_firms(plan: PartyPlan) -> list[PartyRow]:
    """The partners of a plan that are new and have somebody who can be asked."""
    return [row for row in plan.new if row.party.kind == "partner" and row.member is not None]


def invite_firms(plan: PartyPlan, *, actor: Actor, now: datetime) -> int:
    """Take the new firms of a plan in as invited, and invite the person of each; nothing else of the plan is done.
    Refused: `nobody_to_invite`. Returns how many."""
    firms = new_firms(plan)
    if not firms:
        raise Refused("nobody_to_invite", "No new firm with an e-mail address is in it.", field="email")
    for row in firms:
        row.party.state = PartyState.INVITED
    import_parties(PartyPlan(rows=[replace(row, member=None) for row in firms]), actor=actor, now=now)
    return invite_all(_invitations(firms), actor=actor, now=now)


def _invitations(firms: Sequence[PartyRow]) -> list[Invitation]:
    return [
        Invitation(
            party_id=row.party.id,
            email=row.member.email,
            name=row.member.name,
            role=row.member.role,
            language="de" if row.member.language == "de" else "en",
        )
        for row in firms
        if row.member is not None
    ]
