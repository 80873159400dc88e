"""Who a record speaks of, in the form in which records are compared, and the keys under which its like are found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from staffel.rules.blanks import said
from staffel.rules.company_names import CompanyName, company_name
from staffel.rules.mailboxes import Mailbox, mailbox
from staffel.rules.names import person_words
from staffel.rules.phones import comparable_number, is_mobile
from staffel.rules.sounds import sound
from staffel.rules.words import folded

LONGEST_KEY: Final = 60
_STREET: Final = re.compile(r"str(?:asse)?\b")
_TELLING_NAME: Final = re.compile(r"[^a-z]|.{10}")  # before the @: a last name alone is too many people's
_GENERATION: Final = re.compile(r"[ ,]+\(?(?:(sen|senior|sr)|(?:jun|junior|jr))\b[.)]*", re.IGNORECASE)
_SMALL_TOWN_WORDS: Final = 4  # letters; "Bad", "am" and "Sankt" do not tell towns apart


NO_COMPANY: Final = CompanyName()


class Contact(Protocol):
    """What a lead and rules.prospects.Prospect have."""

    @property
    def salutation(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def country(self) -> str: ...


@dataclass(frozen=True)
class Identity:
    """A contact in comparable form: every text folded, "" or () where nothing is said. `phone` is E.164, `generation`
    sen, jun or "". Equal ones say the same."""

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    generation: str = ""
    salutation: str = ""
    company: CompanyName = NO_COMPANY
    mail: Mailbox | None = None
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    place: tuple[str, ...] = ()
    country: str = ""

    @property
    def has_name(self) -> bool:
        return bool(self.first or self.last)

    @property
    def has_key(self) -> bool:
        """Whether it says enough to be known again: a mailbox, a telephone, or a full name with a postal code. A company
        is nobody."""
        return bool(self.mail or self.phone or (self.first and self.last and self.postal_code))

    @cached_property
    def is_mobile(self) -> bool:
        return bool(self.phone) and is_mobile(self.phone)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Records of one person share at least one, but for very few; what shares none need not be compared. Short
        strings, to be stored and indexed: about ten for a full record."""
        return frozenset(key[:LONGEST_KEY] for key in _keys(self))


def identity(contact: Contact, *, home: str = "") -> Identity:
    """Any contact, raw or stored, in comparable form. `home`: the country (ISO) that is meant where none is said."""
    generation = _GENERATION.search(contact.last_name)
    name = person_words(said(contact.first_name), said(_GENERATION.sub("", contact.last_name)))
    return Identity(
        first=tuple(folded(name.first_name).split()),
        last=tuple(folded(name.last_name).split()),
        generation=("sen" if generation[1] else "jun") if generation else "",
        salutation=contact.salutation or name.salutation,
        company=company_name(said(contact.company)),
        mail=mailbox(contact.email),
        phone=comparable_number(contact.phone, contact.country or home),
        street=_STREET.sub("str", folded(contact.street)).replace(" ", ""),
        postal_code=folded(contact.postal_code).replace(" ", ""),
        place=tuple(folded(contact.place).split()),
        country=contact.country or home,
    )


def blocking_keys(contact: Contact, *, home: str = "") -> frozenset[str]:
    """The keys to store beside a record."""
    return identity(contact, home=home).keys


def _keys(one: Identity) -> Iterator[str]:
    if one.phone:
        yield f"t:{one.phone}"
    if one.mail:
        yield f"m:{one.mail.address}"
        if not one.mail.is_shared and _TELLING_NAME.search(one.mail.name):
            yield f"a:{one.mail.name}"
    town = max((word for word in one.place if len(word) >= _SMALL_TOWN_WORDS), key=len, default="")
    for area in filter(None, (one.postal_code, town)):
        for word, others in ((word, one.first) for word in one.last):
            yield from (f"n:{area}:{sound(word)}:{other[0]}" for other in others)
        for word, others in ((word, one.last) for word in one.first):
            yield from (f"n:{area}:{sound(word)}:{other[0]}" for other in others)
    yield from _keys_with_company(one)


def _keys_with_company(one: Identity) -> Iterator[str]:
    company = sound(max(one.company.words, key=len, default=""))
    if one.postal_code:
        yield from (f"l:{one.postal_code}:{sound(word)}" for word in one.last)
        if company:
            yield f"c:{one.postal_code}:{company}"
    for word in one.last:
        if company:
            yield f"w:{company}:{sound(word)}"
        if one.mail and not one.mail.is_free:
            yield f"d:{one.mail.domain}:{sound(word)}"
