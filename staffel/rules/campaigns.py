"""What a campaign and a market say: where leads come from, and the ordered rounds by which they are offered."""

from dataclasses import dataclass, field

from staffel.rules.markets import Condition
from staffel.rules.routing import Round


@dataclass(frozen=True, slots=True)
class MarketChoice:
    """The campaign's leads take the market of the first choice whose conditions all match."""

    market: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """`qualifier`: key of the agency or desk that answers what is missing; "" is the market's desk. The other keys
    name the versions its leads begin with. `currency` is ISO 4217."""

    markets: tuple[MarketChoice, ...]
    form: str = "default"
    policy: str = "default"
    pipeline: str = "default"
    reasons: str = "default"
    temperature: str = "warm"
    product: str = ""
    qualifier: str = ""
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Market:
    rounds: tuple[Round, ...] = field(default=())
