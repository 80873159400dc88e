"""What a campaign and a market say: where leads come from, and the ordered rounds by which they are offered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from staffel.rules.forms import GATES
from staffel.rules.markets import Condition
from staffel.rules.routing import Round

UNREACHABLE: Final = ("desk", "cold", "close")  # the desk decides; on to the market as cold; closed


@dataclass(frozen=True, slots=True)
class MarketChoice:
    """The campaign's leads take the market of the first choice whose conditions all match."""

    market: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """`qualifier`: key of the agency or desk that answers what is missing; "" is the market's desk; what it does not do
    in time goes to `second_qualifier`, "" is the desk. `unreachable`: what becomes of a lead that nobody reached after
    the policy's attempts (UNREACHABLE). `gates`: the hand-over at which this campaign requires a question, by its key,
    where that differs from the form. `script`: what the agency reads out, by language. `points`: what coming from it adds to
    a lead's others; from `hot_from` points a lead is hot, from `warm_from` warm. `tells_prospect`: whether prospects get mails (their
    enquiry has arrived, who will call); `asks_prospect`: whether they are asked too if somebody has called. `needs_consent`:
    without one no offer is made. The public form asks whom the prospect wishes for where it `asks_wish`, and may be shown
    within pages of these `sites` ("https://www.example.com"). `fair_from`, `fair_until`: a fair's days, None where it is none. The other keys name
    the versions its leads begin with. `currency` is ISO 4217."""

    markets: tuple[MarketChoice, ...]
    form: str = "default"
    policy: str = "default"
    pipeline: str = "default"
    reasons: str = "default"
    temperature: str = "warm"
    product: str = ""
    qualifier: str = ""
    currency: str = "EUR"
    second_qualifier: str = ""
    unreachable: str = "desk"
    gates: Mapping[str, str] = field(default_factory=dict)
    script: Mapping[str, str] = field(default_factory=dict)
    points: int = 0
    hot_from: int = 60
    warm_from: int = 30
    tells_prospect: bool = True
    asks_prospect: bool = True
    needs_consent: bool = False
    by_enquiry: bool = True
    asks_wish: bool = True
    sites: tuple[str, ...] = ()
    fair_from: date | None = None
    fair_until: date | None = None

    def __post_init__(self) -> None:
        if self.warm_from > self.hot_from:
            raise ValueError("hot needs at least as many points as warm")
        if self.unreachable not in UNREACHABLE:
            raise ValueError(f"unreachable is one of {', '.join(UNREACHABLE)}")
        if unknown := set(self.gates.values()) - set(GATES):
            raise ValueError(f"gates are {', '.join(filter(None, GATES))}, not {', '.join(sorted(unknown))}")
        if self.fair_from and self.fair_until and self.fair_until < self.fair_from:
            raise ValueError("a fair ends after it began")


@dataclass(frozen=True, slots=True)
class Market:
    rounds: tuple[Round, ...] = field(default=())
