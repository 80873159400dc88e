"""Whether somebody who asks is known already: what to look for while it is typed, and in what a lead agrees with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from staffel.rules.company_names import company_words
from staffel.rules.phones import digits_dialled
from staffel.rules.words import normalised

SHORTEST_COMPANY: Final = 3  # letters
SHORTEST_MAIL: Final = 4  # letters before the @


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far, from `country` (ISO). "" is nothing yet."""

    phone: str = ""
    email: str = ""
    company: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def digits(self) -> str:
        """The telephone number's digits, as stored ones begin."""
        return digits_dialled(self.phone, self.country)

    @property
    def mail(self) -> str:
        """The address, or its beginning from the name before the @ on."""
        mail = self.email.strip().casefold()
        return mail if len(mail.partition("@")[0]) >= SHORTEST_MAIL or "@" in mail[1:] else ""

    @property
    def company_words(self) -> tuple[str, ...]:
        """The words that tell the firm from others."""
        words = company_words(self.company)
        return words if len("".join(words)) >= SHORTEST_COMPANY else ()


@dataclass(frozen=True, slots=True)
class Known:
    """A lead that is there. `phone` is E.164."""

    phone: str
    email: str
    company: str
    postal_code: str


def agreements(typed: Typed, known: Known) -> tuple[str, ...]:
    """In what the lead agrees with what was typed: "phone", "email", "company" (with "postal_code" where that agrees
    too), the surest first. A company's name alone is a hint, not a proof."""
    return tuple(_agreements(typed, known))


def _agreements(typed: Typed, known: Known) -> Iterator[str]:
    if typed.digits and known.phone.lstrip("+").startswith(typed.digits):
        yield "phone"
    if typed.mail and known.email.casefold().startswith(typed.mail):
        yield "email"
    words = normalised(known.company).split()
    if typed.company_words and all(
        any(one.startswith(word) for one in words) for word in typed.company_words
    ):
        yield "company"
        if typed.postal_code and known.postal_code == typed.postal_code.strip():
            yield "postal_code"
