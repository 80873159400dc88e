"""Sends what was promised before mail reached its receivers: each with its full time, because only now they can know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.brokerages import renew_offer
from staffel.actions.case import Case, open_cases
from staffel.actions.invitations import resend_invitations
from staffel.actions.mandates import promise_step
from staffel.actions.repeats import repeated
from staffel.models import Mandate
from staffel.queries.directory import directory
from staffel.queries.never_sent import unsent_invitations, unsent_offers, unsent_placings
from staffel.rules.refused import Refused

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """How many offers, placed leads and invitations are sent now."""

    offers: int
    placed: int
    invitations: int


def send_unsent(*, actor: Actor, now: datetime) -> Sent:
    """Everything that never came to its receiver and still makes sense; twice is once. An offer's window begins anew,
    and so does the limit of a lead that was placed by hand. Refused: `not_live`."""
    if directory().installation.live_at is None:
        raise Refused("not_live", "Staffel is not live yet.")
    offers = list(unsent_offers().order_by("lead_id").values_list("lead_id", flat=True).distinct())
    placed = list(unsent_placings().order_by("lead_id").values_list("lead_id", flat=True))
    invited = list(unsent_invitations().order_by("id").values_list("id", flat=True))
    return Sent(
        offers=sum(_send_offers(some, actor=actor, now=now) for some in _batches(offers)),
        placed=sum(_send_placings(some, actor=actor, now=now) for some in _batches(placed)),
        invitations=sum(resend_invitations(some, actor=actor, now=now) for some in _batches(invited)),
    )


def _batches(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]


@repeated
def _send_offers(lead_ids: Sequence[UUID], *, actor: Actor, now: datetime) -> int:
    """Asked again under the leads' locks: somebody may have answered, or sent them, meanwhile."""
    with open_cases(lead_ids, actor=actor, now=now) as cases:
        unsent = set(unsent_offers().filter(lead_id__in=lead_ids).values_list("id", flat=True))
        found = [(case, offer) for case in cases for offer in case.open_offers if offer.id in unsent]
        for case, offer in found:
            renew_offer(case, offer)
        return len(found)


@repeated
def _send_placings(lead_ids: Sequence[UUID], *, actor: Actor, now: datetime) -> int:
    with open_cases(lead_ids, actor=actor, now=now) as cases:
        unsent = set(unsent_placings().filter(lead_id__in=lead_ids).values_list("id", flat=True))
        found = [(case, case.mandate) for case in cases if case.mandate and case.mandate.id in unsent]
        for case, mandate in found:
            _renew(case, mandate)
        return len(found)


def _renew(case: Case, mandate: Mandate) -> None:
    if case.lead.deadline_kind == "step":
        promise_step(case)
    case.enter(
        "deadline.renewed", mandate=mandate, party_id=mandate.party_id, party=mandate.party_id,
        until=case.lead.deadline_at,
    )  # fmt: skip
    case.tell("lead.placed", case.book.recipients(mandate.party_id, at=case.now), mandate=mandate)
