"""Amounts of money and counts as people write them: which of point and comma is the decimal one."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from staffel.rules.problems import Unreadable

_SIGNS = {"€": "EUR", "EURO": "EUR", "$": "USD", "£": "GBP", "FR": "CHF", "SFR": "CHF"}
_AMOUNT = re.compile(
    r"(?P<before>[^\W\d_]{2,4}\.?|[€$£])?\s*(?P<number>\d[\d.,'’\s]*?)(?:,-+|\.-+|,–)?\s*(?P<after>[^\W\d_]{2,4}\.?|[€$£])?"
)
_MOST = Decimal(10) ** 12
_UNLIMITED = {"", "-", "–", "unbegrenzt", "unlimited", "keine", "none", "∞"}


@dataclass(frozen=True, slots=True)
class Amount:
    """Money with two decimals; `currency` (ISO 4217) is "" when the text does not say it."""

    value: Decimal
    currency: str = ""


def parse_amount(text: str) -> Amount:
    """ "1.234,56 €", "1,234.56", "CHF 1'200.-", "12000". A single point or comma before exactly three digits
    divides thousands. Refuses negative amounts, a million millions and more, and words."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise _unreadable(text)
    sign = (found["before"] or found["after"] or "").upper().rstrip(".")
    currency = _SIGNS.get(sign, sign)
    value = _number(found["number"], text)
    if (currency and not re.fullmatch(r"[A-Z]{3}", currency)) or value >= _MOST:
        raise _unreadable(text)
    return Amount(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), currency)


def parse_number(text: str) -> Decimal:
    """A plain number with all its decimals, point and comma as in `parse_amount`. Refuses what that refuses, and a unit or
    a currency beside it: nobody would know any more that it was there."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or found["before"] or found["after"]:
        raise _unreadable(text)
    value = _number(found["number"], text)
    if value >= _MOST:
        raise _unreadable(text)
    return value


def parse_currency(text: str) -> str:
    """A currency as ISO 4217: from its code or its sign."""
    sign = text.strip().upper().rstrip(".")
    code = _SIGNS.get(sign, sign)
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise Unreadable("“%(value)s” is no currency. Write its code, like EUR or CHF.", value=text.strip())
    return code


def parse_count(text: str) -> int | None:
    """A whole number from 0 on; None when it says unlimited or nothing."""
    if text.strip().casefold() in _UNLIMITED:
        return None
    if not re.fullmatch(r"\d{1,6}(?:[.,]0+)?", text.strip(), re.ASCII):
        raise Unreadable("“%(value)s” is no whole number. Leave it empty for unlimited.", value=text.strip())
    return int(re.split(r"[.,]", text.strip())[0])


def parse_positive(text: str) -> float:
    """A number over zero with a decimal point or comma: a weight, or kilometres ("25 km")."""
    found = re.fullmatch(r"(\d{1,5}(?:[.,]\d+)?)\s*(?:km)?", text.strip(), re.ASCII | re.IGNORECASE)
    number = float(found[1].replace(",", ".")) if found else 0.0
    if number <= 0:
        raise Unreadable("“%(value)s” is no number over zero. Write it like 1.5 or 25.", value=text.strip())
    return number


def _number(number: str, text: str) -> Decimal:
    digits = re.sub(r"['’\s]", "", number)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    mark, other = digits[last], "," if digits[last] == "." else "."
    groups = digits.split(mark)
    if digits.count(mark) == 1 and (other in digits or not _is_grouped(groups)):
        whole, decimals = digits[:last].split(other), digits[last + 1 :]
        if not decimals or (len(whole) > 1 and not _is_grouped(whole)):
            raise _unreadable(text)
        return Decimal(f"{''.join(whole)}.{decimals}")
    if other in digits or not _is_grouped(groups):
        raise _unreadable(text)
    return Decimal("".join(groups))


def _is_grouped(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])


def _unreadable(text: str) -> Unreadable:
    return Unreadable("“%(value)s” is no amount. Write it like 1.234,56 or 1234.56.", value=text.strip())
