"""Which channel may be used for a prospect, and on what ground: its enquiry, or its consent to one of our texts.

**What the law asks** (Germany). To pass an enquiry on to the one partner who answers it, and to call about it, is a step
at the request of the person itself: Art. 6 (1) (b) GDPR (DSGVO); of a firm's people Art. 6 (1) (f). A call back that was
asked for is no unsolicited advertising (§ 7 (2) no. 1 UWG). Mail and text messages that nobody asked for are advertising
by electronic mail, which needs express consent beforehand (§ 7 (2) no. 2 UWG, text messages included); what answers the
enquiry itself, and what was promised in a talk, was asked for. The exception for existing customers (§ 7 (3) UWG) has four
conditions of which we know none (own similar goods, told of the objection when the address was given and each time since):
having bought is no ground here. Addresses that nobody asked with (bought, collected) have no ground at all without consent.

**Proof**: who relies on a consent proves it (Art. 7 (1) GDPR); a consent to calls is kept with its form for five years
(§ 7a UWG). So a consent is a fact that stays: its withdrawal, as easy as giving it (Art. 7 (3) GDPR) and at once, is a
second one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from staffel.rules.refused import Refused

PURPOSES: Final = ("pass_on", "call", "mail", "text")
BY_ENQUIRY: Final = frozenset({"pass_on", "call"})  # what the enquiry itself is a ground for
DEFAULT_CONSENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "pass_on": {
        "de": "Ich bin einverstanden, dass meine Angaben an den Betrieb weitergegeben werden, der meine Anfrage beantwortet. Das kann ich jederzeit widerrufen.",
        "en": "I agree that my details are passed on to the firm that answers my enquiry. I can withdraw this at any time.",
    },
    "call": {
        "de": "Ich bin einverstanden, zu Produkten und Leistungen angerufen zu werden. Das kann ich jederzeit widerrufen.",
        "en": "I agree to be called about products and services. I can withdraw this at any time.",
    },
    "mail": {
        "de": "Ich bin einverstanden, Informationen zu Produkten und Leistungen per E-Mail zu erhalten. Das kann ich jederzeit widerrufen.",
        "en": "I agree to receive information about products and services by e-mail. I can withdraw this at any time.",
    },
    "text": {
        "de": "Ich bin einverstanden, Informationen zu Produkten und Leistungen per Kurznachricht zu erhalten. Das kann ich jederzeit widerrufen.",
        "en": "I agree to receive information about products and services by text message. I can withdraw this at any time.",
    },
}
LONGEST_TEXT: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    """A consent as it arrives. `version`: the edition of the text that was agreed to, None where it is none of ours;
    `at`: when, None is when the person asked; `proof`: ids, codes and times (of the form, the device, the document)."""

    purpose: str
    version: UUID | None = None
    at: datetime | None = None
    proof: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"a purpose is one of {', '.join(PURPOSES)}")


def together(better: Iterable[GivenConsent], others: Iterable[GivenConsent]) -> tuple[GivenConsent, ...]:
    """What was said of consents in two ways, once for each purpose; `better` proves more."""
    first = tuple(better)
    purposes = {one.purpose for one in first}
    return (*first, *(one for one in others if one.purpose not in purposes))


@dataclass(frozen=True, slots=True)
class Fact:
    """A consent, or the ground of the enquiry, as it is kept; withdrawn or not."""

    purpose: str
    ground: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether one purpose is permitted. `ground`: "enquiry", "consent" or "" where it is not; `at`: since when, else
    when it was withdrawn, None where it never was permitted."""

    purpose: str
    ground: str = ""
    at: datetime | None = None

    @property
    def is_granted(self) -> bool:
        return bool(self.ground)


def permissions(
    facts: Iterable[Fact], *, asked_at: datetime, has_asked: bool = True, needs_consent: bool = False
) -> Mapping[str, Permission]:
    """By purpose. `has_asked`: the person has made an enquiry, at `asked_at`; `needs_consent`: the enquiry is no ground
    for passing it on. A consent that stands goes before all; what was withdrawn is permitted no more, on no ground, until
    a new consent."""
    known = list(facts)
    return {
        purpose: _permission(
            purpose,
            [fact for fact in known if fact.purpose == purpose],
            asked_at=asked_at,
            by_enquiry=has_asked and purpose in BY_ENQUIRY and not (needs_consent and purpose == "pass_on"),
        )
        for purpose in PURPOSES
    }


def _permission(purpose: str, facts: list[Fact], *, asked_at: datetime, by_enquiry: bool) -> Permission:
    ended = max((fact.withdrawn_at for fact in facts if fact.withdrawn_at), default=None)
    given = [fact.given_at for fact in facts if fact.ground == "consent" and fact.withdrawn_at is None]
    if given:
        return Permission(purpose, "consent", max(given))
    if ended is None and by_enquiry:
        return Permission(purpose, "enquiry", asked_at)
    return Permission(purpose, "", ended)


def check_consent(key: str, body: Mapping[str, Any]) -> None:
    """What can be published as the text of a purpose. Refused: `purpose_unknown`; `consent_text_missing` and
    `consent_text_long` with the language as field."""
    if key not in PURPOSES:
        raise Refused("purpose_unknown", f"There is no purpose “{key}”.", field="purpose")
    for language in DEFAULT_CONSENTS[key]:
        text = body.get(language)
        if not isinstance(text, str) or not text.strip():
            raise Refused("consent_text_missing", f"The text is missing in {language}.", field=language)
        if len(text) > LONGEST_TEXT:
            raise Refused(
                "consent_text_long", f"At most {LONGEST_TEXT} characters.", field=language, most=LONGEST_TEXT
            )
