"""Finds in this installation what an old system's columns name: the holder, the step and the reason of a lead."""

from datetime import datetime
from typing import Final

from staffel.actions.arrivals import campaign_named
from staffel.actions.history import History
from staffel.models import Party
from staffel.queries.directory import Directory
from staffel.rules.pipelines import Pipeline
from staffel.rules.problems import Problem
from staffel.rules.reasons import REASON_KINDS, Reasons
from staffel.rules.rows import ParsedHistory

_TIMES: Final = ("accepted_at", "contacted_at", "closed_at")


def history_of(
    row: ParsedHistory, *, book: Directory, campaign: str, now: datetime
) -> tuple[History, dict[str, str], tuple[Problem, ...]]:
    """The history, what is kept as answers, and problems. Blocking: a holder or step nobody knows here, a time that
    lies ahead, work without a holder. A reason that is not in the list is kept as text and blocks nothing."""
    found = campaign_named(book, campaign)
    body = book.current("campaign", found.key, at=now).body if found else None
    problems = [*row.problems, *_ahead(row, now)]
    holder = party_named(book, row.holder)
    if row.holder and holder is None:
        problems.append(
            Problem(
                "holder", "There is no party “%(value)s”. Import the parties first.", {"value": row.holder}
            )
        )
    if row.status == "working" and not row.holder:
        problems.append(Problem("holder", "Somebody works this lead but the row does not say who."))
    step = _step(book.current("pipeline", body.pipeline, at=now).body, row.step) if body else ""
    if step is None:
        problems.append(
            Problem("step", "There is no step “%(value)s” in this pipeline.", {"value": row.step})
        )
    reason = _reason(book.current("reasons", body.reasons, at=now).body, row.reason) if body else ""
    history = History(
        holder=holder.id if holder and holder.kind != "agency" else None,
        status=row.status,
        step=step or "",
        outcome=row.outcome,
        reason=reason,
        won_amount=row.won_value,
        accepted_at=row.accepted_at,
        contacted_at=row.contacted_at,
        closed_at=row.closed_at,
    )
    return history, {"reason_given": row.reason} if row.reason and not reason else {}, tuple(problems)


def party_named(book: Directory, name: str) -> Party | None:
    """The party with this key, or else with this name; None where nobody or more than one is meant."""
    wanted = name.casefold()
    if not wanted:
        return None
    by_key = [party for party in book.parties.values() if party.key.casefold() == wanted]
    found = by_key or [party for party in book.parties.values() if party.name.casefold() == wanted]
    return found[0] if len(found) == 1 else None


def _ahead(row: ParsedHistory, now: datetime) -> list[Problem]:
    return [
        Problem(name, "%(value)s lies ahead. What has happened cannot.", {"value": at.isoformat()})
        for name in _TIMES
        if (at := getattr(row, name)) is not None and at > now
    ]


def _step(pipeline: Pipeline, text: str) -> str | None:
    """The key of the step with this key or label, "" for none given, None for one that is unknown."""
    wanted = text.casefold()
    if not wanted:
        return ""
    for step in pipeline.steps:
        if wanted in {step.key.casefold(), *(label.casefold() for label in step.labels.values())}:
            return step.key
    return None


def _reason(reasons: Reasons, text: str) -> str:
    wanted = text.casefold()
    for kind in REASON_KINDS:
        for reason in reasons.of(kind):
            if wanted in {reason.key.casefold(), *(label.casefold() for label in reason.labels.values())}:
                return reason.key
    return ""
