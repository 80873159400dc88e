"""Writes all markets down shortly: what is so in every one is said once, markets that ask alike stand together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from staffel.rules.process import Part, Row, row


@dataclass(frozen=True, slots=True)
class MarketTold:
    """One market in sentences: `which` leads take it, whom it asks in its `rounds`, and what `notes` hold in all of them."""

    name: str
    desk: str
    which: tuple[str, ...]
    rounds: tuple[str, ...]
    notes: tuple[str, ...]


def in_every_market(markets: Sequence[MarketTold], language: str) -> tuple[Row, ...]:
    """What holds in each of several markets: who is responsible, and notes. () of what differs, or where there is one."""
    if len(markets) < 2:
        return ()
    desks = {one.desk for one in markets}
    rows = [row("holder", language, *desks)] if len(desks) == 1 else []
    notes = _shared_notes(markets)
    return (*rows, *([row("how", language, *notes)] if notes else []))


def each_market(markets: Sequence[MarketTold], language: str) -> tuple[Part, ...]:
    """What a market has of its own; markets with the same rounds are one part with their names."""
    shared = _shared_notes(markets)
    has_own_desk = len(markets) < 2 or len({one.desk for one in markets}) > 1
    groups: dict[tuple[str, ...], list[MarketTold]] = {}
    for one in markets:
        own = tuple(note for note in one.notes if note not in shared)
        groups.setdefault((*one.rounds, *own), []).append(one)
    return tuple(
        Part(
            ", ".join(one.name for one in group),
            (
                row("which", language, *_of_each(group, lambda one: one.which)),
                *(
                    [row("holder", language, *_of_each(group, lambda one: (one.desk,)))]
                    if has_own_desk
                    else []
                ),
                row("how", language, *how),
            ),
        )
        for how, group in groups.items()
    )


def _shared_notes(markets: Sequence[MarketTold]) -> tuple[str, ...]:
    if len(markets) < 2:
        return ()
    return tuple(note for note in markets[0].notes if all(note in one.notes for one in markets))


def _of_each(group: Sequence[MarketTold], said: Callable[[MarketTold], tuple[str, ...]]) -> tuple[str, ...]:
    """Said once where it is the same for all of them, else behind each one's name."""
    if len({said(one) for one in group}) == 1:
        return said(group[0])
    return tuple(f"{one.name}: {line}" for one in group for line in said(one))
