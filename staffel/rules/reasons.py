"""What people choose from: why declined, given back, lost or disqualified, how a call ended; and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from staffel.rules.refused import Refused
from staffel.rules.states import OUTCOMES

REASON_KINDS: Final = ("decline", "give_back", "lost", "disqualify")
FOLLOWS: Final = ("offer_on", "desk", "close", "pause")
CALL_FOLLOWS: Final = ("again", "call_back", "reached", "desk")


@dataclass(frozen=True, slots=True)
class Reason:
    """`follows`: offer_on = the next partner is asked; desk = the desk looks at it first; close = the lead ends
    (with `outcome`); pause = as offer_on, and the partner is asked until when it wants a pause.
    `within_hours`: wall-clock hours after the acceptance in which it may be chosen; None: always."""

    key: str
    labels: Mapping[str, str]
    follows: str
    outcome: str = ""
    within_hours: int | None = None

    def __post_init__(self) -> None:
        if self.follows not in FOLLOWS:
            raise ValueError(f"{self.key}: follows is one of {', '.join(FOLLOWS)}")
        if self.outcome and self.outcome not in OUTCOMES:
            raise ValueError(f"{self.key}: outcome is one of {', '.join(OUTCOMES)}")


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a call ended. `follows`: again = not reached, the next attempt is planned (after `again_minutes`, or by the
    rule of rules.attempts); call_back = a time was agreed; reached = spoke with the prospect; desk = the desk looks at
    it."""

    key: str
    labels: Mapping[str, str]
    follows: str
    again_minutes: int | None = None

    def __post_init__(self) -> None:
        if self.follows not in CALL_FOLLOWS:
            raise ValueError(f"{self.key}: follows is one of {', '.join(CALL_FOLLOWS)}")
        if self.again_minutes is not None and self.again_minutes < 1:
            raise ValueError(f"{self.key}: again_minutes is at least 1")


DEFAULT_CALLS: Final = (
    CallResult("reached", {"de": "Erreicht", "en": "Reached"}, "reached"),
    CallResult("no_answer", {"de": "Niemand nimmt ab", "en": "No answer"}, "again"),
    CallResult("mailbox", {"de": "Mailbox", "en": "Mailbox"}, "again"),
    CallResult("engaged", {"de": "Besetzt", "en": "Engaged"}, "again", again_minutes=15),
    CallResult("call_back", {"de": "Rückruf vereinbart", "en": "Call back agreed"}, "call_back"),
    CallResult("wrong_number", {"de": "Falsche Nummer", "en": "Wrong number"}, "desk"),
)


@dataclass(frozen=True, slots=True)
class Reasons:
    decline: tuple[Reason, ...] = field(default=())
    give_back: tuple[Reason, ...] = field(default=())
    lost: tuple[Reason, ...] = field(default=())
    disqualify: tuple[Reason, ...] = field(default=())
    calls: tuple[CallResult, ...] = DEFAULT_CALLS

    def call_result(self, key: str) -> CallResult:
        """The result with this key; refused (`result_unknown`) with the keys that exist."""
        for one in self.calls:
            if one.key == key:
                return one
        known = ", ".join(one.key for one in self.calls)
        raise Refused(
            "result_unknown", f"Please choose how the call ended: {known}.", field="result", known=known
        )

    def of(self, kind: str) -> tuple[Reason, ...]:
        found: tuple[Reason, ...] = getattr(self, kind)
        return found

    def chosen(self, kind: str, key: str) -> Reason:
        """The reason with this key; refused (`reason_unknown`) with the keys that exist."""
        for reason in self.of(kind):
            if reason.key == key:
                return reason
        known = ", ".join(reason.key for reason in self.of(kind))
        raise Refused(
            "reason_unknown",
            f"Please choose one of the listed reasons: {known}.",
            field="reason",
            known=known,
        )


def _reason(
    key: str, de: str, en: str, follows: str, outcome: str = "", within_hours: int | None = None
) -> Reason:
    return Reason(key, {"de": de, "en": en}, follows, outcome, within_hours)


DEFAULT_REASONS = Reasons(
    decline=(
        _reason("no_capacity", "Keine Kapazität", "No capacity", "pause"),
        _reason("too_far", "Zu weit entfernt", "Too far away", "offer_on"),
        _reason("not_our_product", "Nicht unser Produkt", "Not our product", "offer_on"),
        _reason("not_attractive", "Nicht interessant für uns", "Not attractive for us", "offer_on"),
        _reason("other", "Anderer Grund", "Other reason", "offer_on"),
    ),
    give_back=(
        _reason("wrong_number", "Kontaktdaten falsch", "Wrong contact data", "desk", within_hours=72),
        _reason("duplicate", "Dublette", "Duplicate", "desk", within_hours=72),
        _reason("outside_area", "Außerhalb unseres Gebiets", "Outside our area", "offer_on", within_hours=72),
        _reason("not_our_product", "Nicht unser Produkt", "Not our product", "offer_on", within_hours=72),
        _reason("spam", "Keine echte Anfrage", "Not a real enquiry", "desk", within_hours=72),
        _reason("no_capacity", "Doch keine Kapazität", "No capacity after all", "offer_on"),
        _reason(
            "wants_other", "Kunde wünscht einen anderen Betrieb", "Customer wants another firm", "offer_on"
        ),
    ),
    lost=(
        _reason("price", "Preis", "Price", "close", "lost"),
        _reason("competitor", "Wettbewerb", "Competitor", "close", "lost"),
        _reason("no_interest", "Kein Interesse mehr", "No longer interested", "close", "lost"),
        _reason("project_cancelled", "Vorhaben aufgegeben", "Project cancelled", "close", "lost"),
        _reason("not_reachable", "Nicht erreichbar", "Not reachable", "close", "lost"),
        _reason("other", "Anderer Grund", "Other reason", "close", "lost"),
    ),
    disqualify=(
        _reason("spam", "Keine echte Anfrage", "Not a real enquiry", "close", "disqualified"),
        _reason("wrong_data", "Daten unbrauchbar", "Unusable data", "close", "disqualified"),
        _reason("not_our_product", "Nicht unser Produkt", "Not our product", "close", "disqualified"),
        _reason("duplicate", "Dublette", "Duplicate", "close", "duplicate"),
        _reason(
            "withdrawn", "Vom Interessenten zurückgezogen", "Withdrawn by the prospect", "close", "withdrawn"
        ),
    ),
)
