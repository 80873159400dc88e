"""Takes over leads that lived elsewhere: holder, step, outcome and dates come from the old system, nothing is sent."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from staffel.actions.brokerages import lay_on_desk
from staffel.actions.case import Case
from staffel.actions.mandates import begin_mandate
from staffel.actions.qualifying import ask_what_is_missing
from staffel.rules import states


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the old system says. `holder`: key or name of a party; `outcome` only on a closed lead. Amounts net."""

    holder: UUID | None = None
    status: str = ""
    step: str = ""
    outcome: str = ""
    reason: str = ""
    won_amount: Decimal | None = None
    accepted_at: datetime | None = None
    contacted_at: datetime | None = None
    closed_at: datetime | None = None


def take_over(case: Case, history: History) -> None:
    """Put a new lead where it stood: closed with its outcome, in work with its holder, or, where nobody has it, on the
    desk. Its deadline begins now: what was promised elsewhere is not known."""
    if history.holder:
        mandate = begin_mandate(case, history.holder, at=history.accepted_at or case.now, step=history.step)
        mandate.member_id = None  # whoever brought the file is not who works its leads
        if history.contacted_at and case.mandate:
            case.change(case.lead, contacted_at=history.contacted_at)
            case.change(case.mandate, contacted_at=history.contacted_at)
    if history.outcome:
        _close(case, history)
    elif not history.holder and not ask_what_is_missing(case):
        lay_on_desk(case, "history")


def _close(case: Case, history: History) -> None:
    closed_at = history.closed_at or case.now
    if mandate := case.mandate:
        case.change(mandate, ended_at=closed_at, outcome=history.outcome, reason=history.reason)
    case.move(
        states.CLOSED,
        outcome=history.outcome,
        reason=history.reason,
        closed_at=closed_at,
        won_amount=history.won_amount,
    )
    case.enter(
        "lead.closed", outcome=history.outcome, reason=history.reason or None, amount=history.won_amount
    )
