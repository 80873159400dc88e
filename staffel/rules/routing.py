"""Who is asked for a lead, in which order, and why not the others."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from staffel.rules.eligibility import demanded_skills, free_places, reasons_against, reasons_in_words
from staffel.rules.globe import Vector, ground_between, vector_or_none
from staffel.rules.network import Network, Seat, Skills
from staffel.rules.order import Entrant, Field, field_of, in_order
from staffel.rules.places import canonical_code
from staffel.rules.rankings import Ask, Choice, Considered, Load, Ranking, Rejection, Round
from staffel.rules.worktime import next_opening

__all__ = [
    "Ask",
    "Choice",
    "Considered",
    "Load",
    "Ranking",
    "Round",
    "candidates",
    "chosen",
    "free_places",
    "rank_parties",
    "reasons_in_words",
]

_NO_LOAD: Final = Load()


def rank_parties(
    ask: Ask,
    round_: Round,
    network: Network,
    loads: Mapping[UUID, Load],
    *,
    seed: int,
    now: datetime,
    return_within: timedelta = timedelta(days=7),
) -> Ranking:
    """Everybody the round reaches: the eligible in order, the others with reasons. A party without an entry in `loads` has nothing open.

    The first of `ask.first` that is eligible is asked alone, wherever it is and whatever the round demands; give them in the first
    round only. `seed` decides ties; `now` is aware. Nobody eligible is an empty order: then the lead is the desk's.
    """
    race = _Race(ask, network, loads, now)
    reached = _reached(ask, round_, network, race.point)
    wished = _known(ask.first, network)
    beyond = _beyond(reached, wished, round_, network)
    ahead, behind = race.judged(wished, Skills())
    if ahead:
        beyond["wished_first"] = len(set(reached.seats).difference(wished)) + len(ahead) - 1
        alone = field_of(ahead[:1], now=now, return_within=return_within)
        return race.ranking(alone, [0], behind, beyond)
    others = [seat for seat in reached.seats if seat not in wished] if wished else reached.seats
    entrants, rejections = race.judged(others, demanded_skills(ask, round_), reached.holders)
    field = field_of(entrants, now=now, return_within=return_within)
    return race.ranking(field, in_order(field, round_, seed=seed), [*behind, *rejections], beyond)


def candidates(ask: Ask, round_: Round, network: Network) -> list[UUID]:
    """Whose loads `rank_parties` needs: everybody the round reaches and the wished ones, from the index alone."""
    reached = _reached(ask, round_, network, vector_or_none(ask.latitude, ask.longitude))
    wished = [seat for seat in _known(ask.first, network) if seat not in reached.seats] if ask.first else []
    return [seat.id for seat in (*wished, *reached.seats)]


def chosen(
    ranking: Ranking, round_: Round, *, temperature: str, now: datetime, network: Network, made: int = 0
) -> Choice:
    """Who is asked now: `at_once` of the ranking, at most what `limit` leaves after the `made` offers of this round.

    Where the round asks only those at work and nobody is, the next to open are asked at once, their windows starting when the
    first of them opens. `starts_at` is UTC. Nobody: an empty choice.
    """
    places = round_.at_once if round_.limit is None else min(round_.at_once, round_.limit - made)
    if places <= 0:
        return Choice()
    if round_.open_now == "never" or (round_.open_now == "hot" and temperature != "hot"):
        return _choice([one.party_id for one in ranking.ordered[:places]], now)
    at_work = [one.party_id for one in ranking.ordered if one.is_open]
    return (
        _choice(at_work[:places], now)
        if at_work
        else _next_to_open(ranking, places, now=now, network=network)
    )


def _next_to_open(ranking: Ranking, places: int, *, now: datetime, network: Network) -> Choice:
    calendars = [(one.party_id, network.bidders[one.party_id].calendar) for one in ranking.ordered]
    openings = [
        (party, opens) for party, calendar in calendars if (opens := next_opening(now, calendar)) is not None
    ]
    openings.sort(key=lambda opening: opening[1])  # stable: of those that open together, the better ranked
    return _choice([party for party, _ in openings[:places]], openings[0][1]) if openings else Choice()


def _choice(parties: Sequence[UUID], start: datetime) -> Choice:
    return Choice(tuple(parties), dict.fromkeys(parties, start))


@dataclass(frozen=True, slots=True)
class _Reached:
    """The parties a round can reach, the holders of an exclusive area there, and why all others are only counted."""

    seats: Sequence[Seat]
    holders: frozenset[Seat] = frozenset()
    others: str = ""


def _reached(ask: Ask, round_: Round, network: Network, point: Vector | None) -> _Reached:
    if round_.desks:
        return _Reached(_known(round_.desks, network))
    if round_.reach == "anywhere":
        return _Reached(network.seats_of(round_.kinds))
    covering = network.seats_in_area(
        ask.country, canonical_code(ask.country, ask.postal_code), point, ask.product
    )
    if round_.reach == "area":
        seats = [seat for seat in covering if seat.bidder.kind in round_.kinds]
    else:
        seats = _seats_near(point, round_, network)
    holders = frozenset(
        seat for seat, is_exclusive in covering.items() if is_exclusive and seat.bidder.is_active
    )
    others = "place_unknown" if point is None and round_.reach == "distance" else "outside_area"
    return _Reached(seats, holders if "partner" in round_.kinds else frozenset(), others)


def _beyond(reached: _Reached, wished: Sequence[Seat], round_: Round, network: Network) -> Counter[str]:
    """How many of the round's kinds it does not reach, the wished ones left out: they are judged."""
    if not reached.others:
        return Counter()
    met = {*reached.seats, *(seat for seat in wished if seat.bidder.kind in round_.kinds)}
    return Counter({reached.others: network.count_of(round_.kinds) - len(met)})


def _seats_near(point: Vector | None, round_: Round, network: Network) -> list[Seat]:
    if point is None:
        return []
    if round_.within_km is None:
        return [seat for seat in network.seats_of(round_.kinds) if seat.point is not None]
    return [
        seat
        for seat in network.seats_within(point, round_.within_km * 1000)
        if seat.bidder.kind in round_.kinds
    ]


def _known(party_ids: Iterable[UUID], network: Network) -> list[Seat]:
    return [seat for party_id in dict.fromkeys(party_ids) if (seat := network.seat(party_id)) is not None]


class _Race:
    """One lead's view of the parties: judges them on the same loads, the same moment and from the same place."""

    def __init__(self, ask: Ask, network: Network, loads: Mapping[UUID, Load], now: datetime) -> None:
        self.point = vector_or_none(ask.latitude, ask.longitude)
        self._ask, self._network, self._loads, self._now = ask, network, loads, now

    def judged(
        self, seats: Sequence[Seat], skills: Skills, holders: frozenset[Seat] = frozenset()
    ) -> tuple[list[Entrant], list[Rejection]]:
        """The eligible, and the others with their reasons."""
        ask, loads, point = self._ask, self._loads, self.point
        standings = self._network.standings(seats, skills, self._now)
        eligible: list[Entrant] = []
        rejections = []
        for seat in seats:
            standing, load = standings[seat], loads.get(seat.id, _NO_LOAD)
            if reasons := reasons_against(seat, standing, load, ask=ask, holders=holders):
                rejections.append(Rejection(seat, reasons, load, standing.is_open))
            else:
                eligible.append((seat, standing, ground_between(seat.point, point), load))
        return eligible, rejections

    def ranking(
        self, field: Field, order: Iterable[int], rejections: Sequence[Rejection], beyond: Counter[str]
    ) -> Ranking:
        ordered = []
        for place, at in enumerate(order, start=1):
            seat, standing, metres, _ = field.entrants[at]
            ordered.append(Considered(seat.id, (), metres, place, field.loads[at], standing.is_open))
        reasons = Counter(chain.from_iterable([one.reasons for one in rejections]))
        return Ranking(tuple(ordered), rejections, beyond + reasons, self.point)
