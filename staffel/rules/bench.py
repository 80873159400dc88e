"""Tries a market out: who would be asked for a lead, round after round, as long as nobody wants it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from staffel.rules.globe import ground_between
from staffel.rules.network import Network
from staffel.rules.rankings import Ask, Considered, Load, Ranking, Rejection, Round
from staffel.rules.routing import candidates, chosen, rank_parties


@dataclass(frozen=True, slots=True)
class Turn:
    """One party that would be asked. `wave` counts from 1 in its round: those of one wave are asked at the same time,
    the next wave when they do not want the lead. Its window begins at `starts_at` (UTC)."""

    party: Considered
    wave: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Heat:
    """One round, tried: everybody it looked at, and those whose turn would come."""

    ranking: Ranking
    turns: tuple[Turn, ...]


def reached(ask: Ask, rounds: Iterable[Round], network: Network) -> set[UUID]:
    """Everybody whose load has to be known to try these rounds."""
    return {party_id for round_ in rounds for party_id in candidates(ask, round_, network)}


def tried(
    ask: Ask,
    rounds: Sequence[Round],
    network: Network,
    loads: Mapping[UUID, Load],
    *,
    seed: int,
    max_offers: int,
    now: datetime,
    return_within: timedelta = timedelta(days=7),
) -> tuple[Heat, ...]:
    """Each round at the same moment `now`, as if nobody who is asked wanted the lead; whoever was asked in a round is not
    asked again. At most `max_offers` turns in all."""
    heats: list[Heat] = []
    refused = dict(ask.refused)
    for position, round_ in enumerate(rounds):
        at_hand = replace(ask, refused=dict(refused), first=() if position else ask.first)
        ranking = rank_parties(
            at_hand, round_, network, loads, seed=seed, now=now, return_within=return_within
        )
        left = max_offers - sum(len(heat.turns) for heat in heats)
        turns = _turns(ranking, round_, network, temperature=ask.temperature, left=left, now=now)
        refused |= {turn.party.party_id: "asked" for turn in turns}
        heats.append(Heat(_nearest_first(ranking), tuple(turns)))
    return tuple(heats)


def _turns(
    ranking: Ranking, round_: Round, network: Network, *, temperature: str, left: int, now: datetime
) -> list[Turn]:
    turns: list[Turn] = []
    waiting, wave = ranking, 0
    while len(turns) < left:
        wave += 1
        at_once = min(round_.at_once, left - len(turns))
        choice = chosen(
            waiting, replace(round_, at_once=at_once), temperature=temperature, now=now, network=network,
            made=len(turns),
        )  # fmt: skip
        if not choice.parties:
            break
        turns += [Turn(ranking.found(one), wave, choice.starts_at[one]) for one in choice.parties]
        rest = tuple(one for one in waiting.ordered if one.party_id not in choice.parties)
        waiting = replace(waiting, ordered=rest)
    return turns


def _nearest_first(ranking: Ranking) -> Ranking:
    """Those who are not eligible, the nearest first: "why not me?" is asked by those who are near."""

    def metres(one: Rejection) -> float:
        found = ground_between(one.seat.point, ranking.point)
        return float("inf") if found is None else found

    return replace(ranking, rejections=sorted(ranking.rejections, key=metres))
