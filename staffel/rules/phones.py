"""Telephone numbers: one stored form (E.164) and one shown form, by Google's numbering plans."""

import re

import phonenumbers

from staffel.rules.blanks import number_said
from staffel.rules.problems import Unreadable

_EXTENSION = re.compile(r"\s*(?:durchwahl|dw|ext(?:ension)?|app(?:arat)?)[\s.:]*(\d{1,5})\s*$", re.IGNORECASE)

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_FEWEST_TO_TELL = 5


def telephone(text: str, country: str) -> str:
    """A number as people write it, dialled from `country` (ISO 3166-1 alpha-2), as E.164: "+49891234567".

    An extension is dialled after the number and is not part of it: it is left out. Refuses what the numbering
    plan does not have; the caller keeps the text as it came.
    """
    try:
        number = phonenumbers.parse(_EXTENSION.sub("", text), country.upper() or None)
    except phonenumbers.NumberParseException as error:
        raise _unreadable(text, country) from error
    if not phonenumbers.is_valid_number(number):
        raise _unreadable(text, country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def telephone_shown(e164: str, country: str) -> str:
    """A stored number as people in `country` read it: national at home, international elsewhere.

    What is no E.164 number is shown as it is.
    """
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    is_home = phonenumbers.region_code_for_number(number) == country.upper()
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if is_home else style.INTERNATIONAL)


def numbers_in(text: str, country: str) -> list[tuple[str, str]]:
    """A text in its parts, in order: what stands between telephone numbers with "", and each number as it is written
    with its E.164. `country` is where it is read; only what begins like a number to be dialled is one."""
    parts, at = [], 0
    found = phonenumbers.PhoneNumberMatcher(text, country.upper() or None, phonenumbers.Leniency.POSSIBLE)
    for match in found:
        if match.raw_string.startswith(("+", "0", "(")):
            e164 = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            parts += [(text[at : match.start], ""), (match.raw_string, e164)]
            at = match.end
    return [part for part in (*parts, (text[at:], "")) if part[0]]


def digits_dialled(text: str, country: str) -> str:
    """The digits of a number that is still being typed, as a stored number begins with them ("0881 1" in Germany is
    498811); "" where they are too few to tell anybody apart."""
    digits = "".join(filter(str.isdecimal, text))
    if len(digits) < _FEWEST_TO_TELL:
        return ""
    if text.lstrip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    code = phonenumbers.country_code_for_region(country.upper())
    return f"{code or ''}{digits.removeprefix('0')}"


def comparable_number(text: str, country: str) -> str:
    """A number by which records are compared: E.164 where it can be read, else the digits as they would be dialled; ""
    where they are too few. `country` (ISO) is where it was written down."""
    if not text or _E164.fullmatch(text):
        return text
    try:
        return telephone(text, country)
    except Unreadable:
        digits = number_said(digits_dialled(text, ""))  # as typed: a country's code is no digit of it
        digits = digits and digits_dialled(text, country)
        return f"+{digits}" if digits else ""


def is_mobile(e164: str) -> bool:
    """Whether it is certainly a mobile telephone's, that is one person's; a fixed line may be a family's or a firm's."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE)


def _unreadable(text: str, country: str) -> Unreadable:
    return Unreadable(
        "“%(value)s” is no telephone number in %(country)s. Write it with its country code, like +49 89 1234567.",
        value=text.strip(),
        country=country.upper() or "?",
    )
