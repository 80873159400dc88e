"""Amounts, days and moments as people type them, or a browser's field gives them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from staffel.rules.amounts import parse_amount
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused


def amount_typed(text: str) -> Decimal | None:
    """A net amount as people write it; None for nothing. Refused: `amount_unreadable`, `amount_negative`."""
    if not text.strip():
        return None
    if text.strip().startswith("-"):
        raise Refused("amount_negative", "The value must not be negative.", field="amount")
    try:
        return parse_amount(text).value
    except Unreadable:
        raise Refused(
            "amount_unreadable", "This is no amount.", field="amount", value=text.strip()[:40]
        ) from None


def day_typed(text: str, *, field: str) -> date:
    """The ISO date that a browser's date field gives; refused (`date_unreadable`) otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("date_unreadable", "Please choose a date.", field=field) from None


def moment_typed(text: str, *, zone: ZoneInfo, field: str) -> datetime:
    """The local ISO date and time that a browser's field gives, aware; refused (`date_unreadable`) otherwise."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise Refused("date_unreadable", "Please choose a date and a time.", field=field) from None
