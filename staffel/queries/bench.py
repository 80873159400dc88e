"""The test bench of a market: for a lead that does not exist, who would be asked, in which order, and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.models import Party
from staffel.queries.considered import Stage, parties_named, stage_of
from staffel.queries.directory import Directory
from staffel.queries.loads import loads
from staffel.queries.process import names_of
from staffel.queries.vocabulary import campaigns_using
from staffel.rules.bench import Heat, Turn, reached, tried
from staffel.rules.campaigns import Campaign, Market
from staffel.rules.deadlines import limit_end
from staffel.rules.eligibility import reasons_in_words
from staffel.rules.places import Place, place_of
from staffel.rules.policies import Policy
from staffel.rules.rankings import Ask, Round
from staffel.rules.rounds_in_words import round_in_words

NO_LEAD: Final = UUID(int=0)
NAMED_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Lead:
    """What is typed at the bench. `at`: the moment of the test, aware; `named`: whom to explain in particular."""

    country: str
    postal_code: str
    at: datetime
    product: str = ""
    temperature: str = "warm"
    language: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    named: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One party in the order of asking. `later_from`: when its window begins, where that is not at once."""

    party_id: UUID
    name: str
    distance_km: int | None
    wave: int
    later_from: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """One round: its sentence, whom it asks in turn, and everybody it looked at."""

    sentence: str
    asked: tuple[Asked, ...]
    stage: Stage


@dataclass(frozen=True, slots=True)
class Why:
    """What holds for one party, round by round in words."""

    party_id: UUID
    name: str
    place: str
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`place`: where the postal code lies, None where it is not known. `most`: how many offers the policy allows."""

    place: Place | None
    rounds: tuple[Tried, ...]
    named: tuple[Why, ...]
    count: int
    most: int


def try_out(lead: Lead, market: Market, *, policy: Policy, book: Directory, seed: int = 0) -> Outcome:
    """Nothing is written. One query: the loads. `seed` draws between equals, as a brokerage's own does."""
    place = place_of(lead.country, lead.postal_code) if lead.postal_code else None
    ask = Ask(
        lead_id=NO_LEAD,
        country=lead.country,
        postal_code=lead.postal_code,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        product=lead.product,
        language=lead.language,
        temperature=lead.temperature,
        answers={**lead.answers, "product": lead.product},
    )
    heats = tried(
        ask, market.rounds, book.network, loads(reached(ask, market.rounds, book.network), now=lead.at), seed=seed,
        max_offers=policy.max_offers, now=lead.at, return_within=timedelta(days=policy.return_days),
    )  # fmt: skip
    rounds = tuple(
        Tried(sentence, _asked(heat, round_, lead, policy=policy, book=book), _stage(at, heat, book))
        for at, (sentence, heat, round_) in enumerate(
            zip(_sentences(market, book=book, now=lead.at), heats, market.rounds, strict=True)
        )
    )
    named = parties_named(lead.named, book=book)[:NAMED_AT_MOST] if lead.named.strip() else []
    return Outcome(
        place=place,
        rounds=rounds,
        named=tuple(_why(party, heats, market.rounds) for party in named),
        count=sum(len(one.asked) for one in rounds),
        most=policy.max_offers,
    )


def policy_for(key: str, *, book: Directory, now: datetime) -> Policy:
    """The policy that a market's leads have: of the default campaign where it names the market, else of the first that does."""
    using = campaigns_using("market", key, book=book, now=now)
    campaign: Campaign | None = book.current("campaign", using[0], at=now).body if using else None
    body: Policy = book.current("policy", campaign.policy if campaign else "default", at=now).body
    return body


def _sentences(market: Market, *, book: Directory, now: datetime) -> Sequence[str]:
    language = (get_language() or "en")[:2]
    names, total = names_of(book=book, language=language, now=now), len(market.rounds)
    return [
        round_in_words(one, language, position=at, total=total, names=names)
        for at, one in enumerate(market.rounds)
    ]


def _stage(at: int, heat: Heat, book: Directory) -> Stage:
    return stage_of(at, [heat.ranking.stored()], {}, book=book, first=())


def _asked(heat: Heat, round_: Round, lead: Lead, *, policy: Policy, book: Directory) -> tuple[Asked, ...]:
    return tuple(_one_asked(turn, round_, lead, policy=policy, book=book) for turn in heat.turns)


def _one_asked(turn: Turn, round_: Round, lead: Lead, *, policy: Policy, book: Directory) -> Asked:
    party, metres = book.parties[turn.party.party_id], turn.party.distance_m
    until = limit_end(
        turn.starts_at,
        work_minutes=(round_.window or policy.window_work_minutes)[lead.temperature],
        calendar=book.calendars[party.id],
        longest=policy.longest_to_accept(lead.temperature),
        asked=lead.at,
    )
    return Asked(
        party_id=party.id,
        name=party.name,
        distance_km=None if metres is None else max(1, round(metres / 1000)),
        wave=turn.wave,
        later_from=turn.starts_at if lead.at < turn.starts_at < until else None,
        until=until,
    )


def _why(party: Party, heats: Sequence[Heat], rounds: Sequence[Round]) -> Why:
    said = tuple(_why_in(heat, round_, party) for heat, round_ in zip(heats, rounds, strict=True))
    return Why(party.id, party.name, f"{party.postal_code} {party.place}".strip(), said)


def _why_in(heat: Heat, round_: Round, party: Party) -> str:
    """The place in the order, or what speaks against it; the rules know a party they did not look at only by why."""
    language, ranking = get_language() or "en", heat.ranking
    if turn := next((one for one in heat.turns if one.party.party_id == party.id), None):
        return _("is asked, place %(place)s") % {"place": turn.party.place}
    if found := next((one for one in ranking.ordered if one.party_id == party.id), None):
        return _("eligible, place %(place)s of %(count)s") % {
            "place": found.place,
            "count": len(ranking.ordered),
        }
    if refused := next((one for one in ranking.rejections if one.seat.id == party.id), None):
        return "; ".join(reasons_in_words(code, language) for code in refused.reasons)
    if round_.desks:
        return _("This round names others")
    if party.kind not in round_.kinds:
        return _("This round asks another kind of party")
    beyond = "place_unknown" if "place_unknown" in ranking.counts else "outside_area"
    if beyond == "outside_area" and round_.reach == "distance":
        return _("Farther away than %(km)s km") % {"km": f"{round_.within_km:g}" if round_.within_km else "?"}
    return reasons_in_words(beyond, language)
