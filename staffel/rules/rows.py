"""One row of an imported file, read: typed values and all of its problems at once.

The cells come from `columns.ColumnMapping.cells`. A lead is taken if it can be: only what would make its clock or
its story wrong blocks it. Parties and areas are master data: whatever cannot be read blocks their row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from staffel.rules.amounts import Amount, parse_amount, parse_currency
from staffel.rules.beside import IN_ROWS, parse_consent
from staffel.rules.choices import (
    parse_boolean,
    parse_customer_type,
    parse_lead_status,
    parse_outcome,
    parse_temperature,
)
from staffel.rules.columns import ANSWER
from staffel.rules.consents import GivenConsent
from staffel.rules.dates import parse_moment
from staffel.rules.problems import Problem, Unreadable
from staffel.rules.prospects import Prospect, prospect_from_mapping
from staffel.rules.readings import Reading, are_harmless

_ANSWERS = ("message", "call_time")  # fields of a lead that are answers under their own name
HISTORY_FIELDS: Final = frozenset(
    "holder status step outcome reason won_value accepted_at contacted_at closed_at".split()
)


@dataclass(frozen=True, slots=True)
class ParsedLead:
    """`id`: the source's own. `asked_at`: aware UTC, None when the row does not say. `expected_value`: net;
    `currency`: ISO 4217, "" when the row does not say. `temperature`: hot, warm, cold or ""."""

    id: str
    source: str
    campaign: str
    asked_at: datetime | None
    prospect: Prospect
    product: str
    temperature: str
    expected_value: Decimal | None
    currency: str
    wished_partner: str
    is_test: bool
    answers: Mapping[str, Any]
    problems: tuple[Problem, ...]
    consents: tuple[GivenConsent, ...] = ()

    @property
    def is_readable(self) -> bool:
        return are_harmless(self.problems)


@dataclass(frozen=True, slots=True)
class ParsedHistory:
    """What had become of a lead before it came here. `status` and `outcome` as in rules.states; "" or None where
    the row does not say. Times are aware UTC."""

    holder: str
    status: str
    step: str
    outcome: str
    reason: str
    won_value: Decimal | None
    currency: str
    accepted_at: datetime | None
    contacted_at: datetime | None
    closed_at: datetime | None
    problems: tuple[Problem, ...]

    @property
    def is_readable(self) -> bool:
        return are_harmless(self.problems)


def lead_row(cells: Mapping[str, str], *, timezone: str, country: str) -> ParsedLead:
    """Read one lead. Times without an offset are local in `timezone` (IANA); `country` is meant where none is given.

    Blocking: an `asked_at` that cannot be read, nobody in the row, text that does not fit. Other values that
    cannot be read are kept as answers ("<field>_given") and named. Columns of the history are not looked at.
    """
    who = prospect_from_mapping(cells, country=country)
    reading = Reading(cells)
    amount = reading.read_or_keep("expected_value", parse_amount, default=None)
    answers = {**_answers(reading, cells), **who.answers}
    consents = tuple(_consents(reading, timezone=timezone))
    return ParsedLead(
        id=reading.text("id", 120),
        source=reading.text("source", 80),
        campaign=reading.text("campaign", 120),
        asked_at=reading.read("asked_at", partial(parse_moment, timezone=timezone), default=None),
        prospect=who.prospect,
        product=reading.text("product", 80),
        temperature=reading.read_or_keep("temperature", parse_temperature, default=""),
        expected_value=amount.value if amount else None,
        currency=_currency(reading, amount),
        wished_partner=reading.text("wished_partner"),
        is_test=reading.read("test", parse_boolean, default=False),
        answers=answers | reading.kept,
        consents=consents,
        problems=(*who.problems, *reading.problems),
    )


def _consents(reading: Reading, *, timezone: str) -> Iterator[GivenConsent]:
    """A yes without a day is as old as the enquiry."""
    for field, purpose in IN_ROWS.items():
        said = reading.read_or_keep(field, partial(parse_consent, timezone=timezone), default=False)
        if said:
            yield GivenConsent(purpose=purpose, at=None if said is True else said)


def history_row(cells: Mapping[str, str], *, timezone: str) -> ParsedHistory:
    """Read what had become of a lead. A status that is an outcome ("gewonnen") is both.

    Blocking: whatever cannot be read, a closed lead without its outcome, an outcome on an open lead.
    """
    reading = Reading(cells)
    moment = partial(parse_moment, timezone=timezone)
    amount = reading.read("won_value", parse_amount, default=None)
    status = reading.read("status", parse_lead_status, default="")
    outcome = reading.read("outcome", parse_outcome, default="") or _outcome_of(cells.get("status", ""))
    closed_at = reading.read("closed_at", moment, default=None)
    status = status or ("closed" if outcome or closed_at else "")
    if status == "closed" and not outcome:
        reading.blocks(
            "outcome", "A closed lead needs its outcome: won, lost, disqualified, duplicate or withdrawn."
        )
    if outcome and status != "closed":
        reading.blocks("status", "This lead has an outcome but is not closed. Clear one of the two.")
    return ParsedHistory(
        holder=reading.text("holder"),
        status=status,
        step=reading.text("step", 80),
        outcome=outcome,
        reason=reading.text("reason"),
        won_value=amount.value if amount else None,
        currency=_currency(reading, amount),
        accepted_at=reading.read("accepted_at", moment, default=None),
        contacted_at=reading.read("contacted_at", moment, default=None),
        closed_at=closed_at,
        problems=tuple(reading.problems),
    )


def _currency(reading: Reading, amount: Amount | None) -> str:
    return (amount.currency if amount else "") or reading.read_or_keep("currency", parse_currency, default="")


def _answers(reading: Reading, cells: Mapping[str, str]) -> dict[str, str]:
    """Every other column under its slug, and the fields that are answers."""
    found = {key.removeprefix(ANSWER): reading.text(key, 20000) for key in cells if key.startswith(ANSWER)}
    found |= {field: reading.text(field, 20000) for field in _ANSWERS}
    found["customer_type"] = reading.read_or_keep("customer_type", parse_customer_type, default="")
    return {key: text for key, text in found.items() if text}


def _outcome_of(status: str) -> str:
    try:
        return parse_outcome(status) if status else ""
    except Unreadable:  # most statuses are no outcome
        return ""
