"""Postal codes and areas made of them, as people write them in lists."""

import re

from staffel.rules.countries import parse_country
from staffel.rules.problems import Unreadable
from staffel.rules.words import normalised

# Countries whose codes are digits only, all equally long; in five-digit countries a leading zero gets lost in
# spreadsheets, and four digits can only mean that.
CODE_LENGTHS = dict.fromkeys("AT BE BG CH DK HU LI LU NO SI".split(), 4) | dict.fromkeys(
    "DE EE ES FI FR HR IT RS US CZ SE SK".split(), 5
)
_AREA_LENGTHS = CODE_LENGTHS | {"NL": 4}  # areas in the Netherlands are made of the four digits alone
_BLANK_AFTER_THREE = {"CZ", "SE", "SK"}
_LEADING_COUNTRY = re.compile(r"^(?:DE|AT|CH|LI|LU|BE|FR|IT|[DALBFI])\s*-\s*(?=\d)")
_WHOLE_COUNTRY = {
    "alle",
    "all",
    "ganz",
    "gesamt",
    "bundesweit",
    "landesweit",
    "whole country",
    "ganzes land",
    "everywhere",
}
_LONGEST = 10

AreaPart = tuple[str, str, str]


def parse_postal_code(text: str, country: str) -> str:
    """A postal code as written in its country. "D-80331" is 80331, and "1067" in Germany is 01067.

    Refuses a code with too few or too many digits where the length is known (DE 5, AT and CH 4, …), and
    anything over ten characters elsewhere.
    """
    code = _LEADING_COUNTRY.sub("", " ".join(text.upper().split()))
    length = CODE_LENGTHS.get(country)
    if length is None:
        if not 2 <= len(code) <= _LONGEST or not re.fullmatch(r"[A-Z0-9][A-Z0-9 -]*", code):
            raise Unreadable("“%(value)s” is no postal code.", value=text.strip())
        return code
    digits = code.replace(" ", "")
    if length == 5 and len(digits) == 4:
        digits = f"0{digits}"
    if not re.fullmatch(rf"\d{{{length}}}", digits, re.ASCII):
        raise Unreadable(
            "“%(value)s” is no postal code in %(country)s. It has %(length)s digits.",
            value=text.strip(),
            country=country,
            length=str(length),
        )
    return f"{digits[:3]} {digits[3:]}" if country in _BLANK_AFTER_THREE else digits


def areas_from_text(text: str, country: str) -> list[AreaPart]:
    """Areas from a list like "80-82; 85221; 86150-86199": (kind, first, last), each once, in order.

    Kinds: "code" and "prefix" (first is set), "range" (whole codes, both included), "country" (both empty).
    Codes have no blanks. "80-82" are all codes that begin with 80, 81 or 82: the range 80000 to 82999. Refuses
    what is no code, a range that runs backwards, and four digits in a country with five (01067 or 1067*?).
    """
    joined = re.sub(r"(?<=\w)\s*(?:-|–|—|\bbis\b|\bto\b|\.\.+)\s*(?=\w)", "-", text.strip())
    if _is_whole(joined, country):
        return [("country", "", "")]
    if country in _BLANK_AFTER_THREE:
        joined = re.sub(r"\b(\d{3}) (\d{2})\b", r"\1\2", joined)
    between = r"[,;\n\t/|]|\bund\b|\band\b" + (r"|\s" if country in _AREA_LENGTHS else "")
    parts = [part.strip().upper() for part in re.split(between, joined) if part.strip()]
    return list(dict.fromkeys(_area(part, country) for part in parts))


def _is_whole(text: str, country: str) -> bool:
    if normalised(text) in _WHOLE_COUNTRY or text == "*":
        return True
    try:
        return text.replace(" ", "").isalpha() and parse_country(text) == country
    except Unreadable:
        return False


def area_between(first: str, last: str, country: str) -> AreaPart:
    """The area of two columns *from* and *to*; without *to* it is what *from* says alone.

    Such columns hold whole codes, so four digits in a country with five have lost their zero: 1067 is 01067.
    """
    begin, end = (_with_zero(part.strip().upper(), country) for part in (first, last))
    return _range(begin, end, country) if end else _area(begin, country)


def _with_zero(code: str, country: str) -> str:
    has_lost_it = CODE_LENGTHS.get(country) == 5 and re.fullmatch(r"\d{4}", code, re.ASCII)
    return f"0{code}" if has_lost_it else code


def _area(part: str, country: str) -> AreaPart:
    part = _LEADING_COUNTRY.sub("", part)
    starred = re.fullmatch(r"(\d+)(?:\*|\.{2,}|…|X+)|([A-Z0-9][A-Z0-9 -]*?) ?\*", part)
    length = _AREA_LENGTHS.get(country)
    if starred:
        begins = (starred[1] or starred[2]).replace(" ", "")
        if length and not begins.isdecimal():
            raise _no_beginning(begins, country, length)
        return ("prefix", begins, "")
    if length is None:
        return _foreign_area(part)
    first, dash, last = part.partition("-")
    if dash and length in {len(first.strip()), len(last.strip())}:
        return area_between(first, last, country)  # one end is a whole code, so the other is one too
    if dash:
        return _range(first, last, country)
    digits = _digits(part, country, length)
    return ("code" if len(digits) == length else "prefix", digits, "")


def _range(first: str, last: str, country: str) -> AreaPart:
    length = _AREA_LENGTHS.get(country, 0)
    if length:
        lowest = _digits(first, country, length).ljust(length, "0")
        highest = _digits(last, country, length).ljust(length, "9")
    else:
        lowest, highest = (part.strip().upper().replace(" ", "") for part in (first, last))
    if lowest > highest or len(lowest) != len(highest):
        raise Unreadable(
            "The range “%(value)s” runs backwards or its ends are not equally long. Write the lower code first.",
            value=f"{first.strip()}-{last.strip()}",
        )
    return ("code", lowest, "") if lowest == highest else ("range", lowest, highest)


def _foreign_area(part: str) -> AreaPart:
    """Where codes have letters or no fixed length, a code stands alone; prefixes carry a star."""
    code = part.replace(" ", "")
    if not re.fullmatch(r"(?:[A-Z]{2}-)?[A-Z0-9]{2,9}|\d{2,4}-\d{3}", code):
        raise Unreadable(
            "“%(value)s” is no postal code. Mark the beginning of codes with a star: SW1*.", value=part
        )
    return ("code", code, "")


def _digits(part: str, country: str, length: int) -> str:
    digits = _LEADING_COUNTRY.sub("", part.strip().upper()).replace(" ", "")
    if not re.fullmatch(rf"\d{{1,{length}}}", digits, re.ASCII):
        raise _no_beginning(part, country, length)
    if length == 5 and len(digits) == 4:
        raise Unreadable(
            "“%(value)s” can be the code 0%(value)s without its zero or the beginning of codes. "
            "Write 0%(value)s or %(value)s*.",
            value=digits,
        )
    return digits


def _no_beginning(part: str, country: str, length: int) -> Unreadable:
    return Unreadable(
        "“%(value)s” is no postal code or beginning of one in %(country)s, which has %(length)s digits.",
        value=part,
        country=country,
        length=str(length),
    )
