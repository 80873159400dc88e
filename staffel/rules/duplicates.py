"""Whether two records speak of one person: points for and against with their reasons, and what may be done on them.

Automatic is only what is proven: a mailbox, a mobile or a fixed line agrees and the name does too. A company alone proves
nothing, with its postal code neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from staffel.rules.company_names import companies
from staffel.rules.identities import Contact, Identity, identity
from staffel.rules.mailboxes import Mailbox, may_be_mistyped
from staffel.rules.same_names import persons
from staffel.rules.sounds import slips
from staffel.rules.words import folded

Outcome = Literal["same", "probable", "different"]
SAME_FROM: Final = 65
PROBABLE_FROM: Final = 35

# What speaks for one person, and against it. Their words are in queries.labels.
POINTS: Final = {
    "mail_same": 75,
    "mail_same_shared": 30,
    "mail_alike": 35,
    "mail_same_domain": 15,
    "mail_colleague": -30,
    "mail_differs": -15,
    "phone_same_mobile": 65,
    "phone_same": 40,
    "phone_alike": 15,
    "phone_differs": -10,
    "person_same": 35,
    "person_alike": 28,
    "person_first_alike": 22,
    "person_part": 15,
    "person_relative": -25,
    "person_differs": -100,
    "company_same": 20,
    "company_alike": 12,
    "company_differs": -10,
    "postal_code_same": 15,
    "place_same": 8,
    "place_differs": -5,
    "street_same": 15,
    "street_differs": -10,
}
# Who shares a mailbox or a mobile with somebody of another name may have married, or been written down wrongly.
POINTS_OTHER_NAME: Final = -30
OWN: Final = frozenset({"mail_same", "phone_same_mobile"})
ANY_CHANNEL: Final = frozenset({*OWN, "mail_same_shared", "phone_same"})
# A mailbox with a slip is a channel too, where name and place agree to the letter.
MISTYPED: Final = frozenset({"person_same", "mail_alike", "postal_code_same"})


@dataclass(frozen=True, slots=True)
class Reason:
    """`code`: one of POINTS; `points`: what it counted."""

    code: str
    points: int

    def stored(self) -> dict[str, Any]:
        return {"code": self.code, "points": self.points}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`outcome`: same (joined by itself), probable (shown to the desk) or different. `score`: 0 to 100. `reasons`: the
    weightiest first."""

    outcome: Outcome
    score: int
    reasons: tuple[Reason, ...]


def compare_contacts(one: Contact, other: Contact, *, home: str = "") -> Comparison:
    """Two records, raw or stored; in any order. `home`: the country (ISO) where none is said."""
    return compare(identity(one, home=home), identity(other, home=home))


def compare(one: Identity, other: Identity) -> Comparison:
    """Two identities; in any order. Who has many to compare makes each identity once."""
    codes = frozenset(_codes(one, other))
    reasons = sorted(
        (_reason(code, codes) for code in codes), key=lambda each: (-abs(each.points), each.code)
    )
    is_repeat = one == other and one.has_key
    score = 100 if is_repeat else max(0, min(100, sum(reason.points for reason in reasons)))
    if is_repeat or (score >= SAME_FROM and _is_proven(one, other, codes)):
        return Comparison("same", score, tuple(reasons))
    return Comparison("probable" if score >= PROBABLE_FROM else "different", score, tuple(reasons))


def _reason(code: str, codes: frozenset[str]) -> Reason:
    is_softened = code == "person_differs" and not codes.isdisjoint(OWN)
    return Reason(code, POINTS_OTHER_NAME if is_softened else POINTS[code])


def _is_proven(one: Identity, other: Identity, codes: frozenset[str]) -> bool:
    """Whether a machine may join them. A name that is half known or mistyped in its first half needs a mailbox or a mobile
    of one's own; a fixed line is no proof where the mailboxes are two people's."""
    if codes & {"person_relative", "person_differs", "mail_colleague"}:
        return False
    if "person_same" in codes or "person_alike" in codes:
        if "mail_differs" in codes and _are_private(one, other):
            return "phone_same_mobile" in codes
        return not codes.isdisjoint(ANY_CHANNEL) or codes >= MISTYPED
    if "person_part" in codes and "phone_same_mobile" not in codes and not _is_of_one_person(one, other):
        return False
    if one.has_name or other.has_name:
        return not codes.isdisjoint(OWN)
    return not codes.isdisjoint(ANY_CHANNEL)


def _is_of_one_person(one: Identity, other: Identity) -> bool:
    """Whether the mailbox is not a family's: a firm gave it, or a known first name stands in it."""
    if one.mail is None or not one.mail.is_free:
        return True
    owner = folded(one.mail.name)
    return any(word in owner for word in (*one.first, *other.first) if len(word) >= 3)


def _are_private(one: Identity, other: Identity) -> bool:
    return all(record.mail is not None and record.mail.is_free for record in (one, other))


def _codes(one: Identity, other: Identity) -> Iterator[str]:
    if level := persons(one, other):
        yield f"person_{level}"
    if one.mail and other.mail:
        yield from _of_mail(one.mail, other.mail)
    if one.phone and other.phone:
        yield from _of_phone(one, other)
    if one.company.words and other.company.words:
        yield from _of_company(one, other)
    yield from _of_place(one, other)


def _of_mail(one: Mailbox, other: Mailbox) -> Iterator[str]:
    if one.address == other.address:
        yield "mail_same_shared" if one.is_shared else "mail_same"
    elif may_be_mistyped(one, other):
        yield "mail_alike"
    elif one.domain == other.domain and not one.is_free:
        yield "mail_same_domain" if one.is_shared or other.is_shared else "mail_colleague"
    elif one.is_free == other.is_free and not (one.is_shared or other.is_shared):
        yield "mail_differs"  # at work and at home people have two


def _of_phone(one: Identity, other: Identity) -> Iterator[str]:
    if one.phone == other.phone:
        yield "phone_same_mobile" if one.is_mobile else "phone_same"
    elif slips(one.phone, other.phone) <= 1 or _is_extension(one, other):
        yield "phone_alike"
    elif one.is_mobile == other.is_mobile:
        yield "phone_differs"


def _is_extension(one: Identity, other: Identity) -> bool:
    """Whether one number begins with all but the end of the other: a switchboard's 0 stands for the extensions."""
    short, long = sorted((one.phone, other.phone), key=len)
    return len(short) >= 8 and long.startswith(short.removesuffix("0"))


def _of_company(one: Identity, other: Identity) -> Iterator[str]:
    code = {"same": "company_same", "near": "company_alike", "differs": "company_differs"}
    level = companies(one.company, other.company)
    if level in code:
        yield code[level]


def _of_place(one: Identity, other: Identity) -> Iterator[str]:
    is_abroad = bool(one.country and other.country) and one.country != other.country
    is_same_code = one.postal_code == other.postal_code != "" and not is_abroad
    is_same_place = bool(one.place and other.place) and (
        set(one.place) <= set(other.place) or set(other.place) <= set(one.place)
    )
    if is_same_code:
        yield "postal_code_same"
    elif is_same_place and not is_abroad:
        yield "place_same"
    elif (one.postal_code and other.postal_code) or (one.place and other.place) or is_abroad:
        yield "place_differs"
    if one.street and other.street and (is_same_code or is_same_place):
        yield "street_same" if one.street == other.street else "street_differs"
