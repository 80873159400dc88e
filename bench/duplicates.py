"""`make bench-duplicates`: how often the rule for duplicates is right, by kind of pair, and how long it takes.

python -m bench.duplicates [--wrong N]
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from statistics import median
from time import process_time

from bench.pairs import Pair, held_out, tuned
from bench.pairs.names import HELD_OUT, TUNED
from bench.pairs.people import Town
from staffel.rules.duplicates import Comparison, compare
from staffel.rules.identities import Identity, identity
from staffel.rules.prospects import Prospect

RECORDS = 100_000
ASKED = 2_000


@dataclass(slots=True)
class Tally:
    """What the rule said of many pairs."""

    same: Counter[str] = field(default_factory=Counter)  # one person's pairs by outcome
    two: Counter[str] = field(default_factory=Counter)  # two people's
    unfound: int = 0  # pairs of one person that share no key
    wrong: list[tuple[Pair, Comparison]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of the automatic joins, the share that is right."""
        return self.same["same"] / ((self.same["same"] + self.two["same"]) or 1)

    @property
    def recall(self) -> float:
        """Of one person's pairs, the share that is joined."""
        return self.same["same"] / (self.same.total() or 1)

    @property
    def shown(self) -> float:
        """Of one person's pairs, the share that is joined or shown, where the keys find them."""
        return 1 - self.same["different"] / (self.same.total() or 1)

    @property
    def bothered(self) -> float:
        """Of two people's pairs, the share that the desk is asked about."""
        return self.two["probable"] / (self.two.total() or 1)


def tally(pairs: Iterable[Pair]) -> Tally:
    """Every pair is looked for through its keys: what shares none counts as different, as it would be."""
    counted = Tally()
    for pair in pairs:
        one, other = identity(pair.one, home="DE"), identity(pair.other, home="DE")
        said = compare(one, other)
        is_found = not one.keys.isdisjoint(other.keys)
        counted.unfound += pair.is_same and not is_found
        outcome = said.outcome if is_found else "different"
        (counted.same if pair.is_same else counted.two)[outcome] += 1
        if outcome == ("different" if pair.is_same else "same"):
            counted.wrong.append((pair, said))
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.duplicates", description="Judges rules.duplicates."
    )
    parser.add_argument("--wrong", type=int, default=0, help="show so many tuned pairs that went wrong")
    wrong = parser.parse_args().wrong
    _print_set("tuned", tuned(), wrong=wrong)
    _print_set("held out", held_out(), wrong=0)  # whoever sees its mistakes tunes on them
    _print_times()


def _print_set(name: str, pairs: Sequence[Pair], *, wrong: int) -> None:
    kinds: dict[tuple[bool, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        kinds[not pair.is_same, pair.kind].append(pair)
    print(f"\n## {name}: {len(pairs):,} pairs\n")
    print("| kind | pairs | joined | shown | left apart |\n|---|---:|---:|---:|---:|")
    for (is_two, kind), some in sorted(kinds.items()):
        counts = tally(some)
        said = counts.two if is_two else counts.same
        shares = (said[outcome] for outcome in ("same", "probable", "different"))
        print(
            f"| {'two' if is_two else 'one'}: {kind} | {len(some)} | " + " | ".join(map(str, shares)) + " |"
        )
    whole = tally(pairs)
    print(
        f"\nautomatic joins: precision {whole.precision:.4f}, recall {whole.recall:.3f}; "
        f"shown or joined: recall {whole.shown:.3f}; not found by a key: {whole.unfound}; "
        f"two people's pairs that the desk is asked about: {whole.bothered:.3f}"
    )
    for pair, comparison in whole.wrong[:wrong]:
        codes = ", ".join(f"{reason.code} {reason.points:+}" for reason in comparison.reasons)
        print(
            f"\n{pair.kind} is {comparison.outcome}, {comparison.score}: {codes}\n  {pair.one}\n  {pair.other}"
        )


def _print_times() -> None:
    """One comparison, and finding and judging a lead's like among many. In processor time; ratios
    within one run can be compared."""
    identities = [identity(said) for said in _records(RECORDS + ASKED)]
    stored, asked = identities[:RECORDS], identities[RECORDS:]
    index: dict[str, list[Identity]] = defaultdict(list)
    for one in stored:
        for key in one.keys:
            index[key].append(one)
    few = {key: len(found) for key, found in index.items()}
    times, candidates, comparisons = [], [], 0
    begun = process_time()
    for one in asked:
        start = process_time()
        found = {id(other): other for key in one.keys for other in index.get(key, ())}
        for other in found.values():
            compare(one, other)
        times.append(process_time() - start)
        candidates.append(len(found))
        comparisons += len(found)
    whole = process_time() - begun
    alone = _seconds_each(lambda: [identity(said).keys for said in _records(500)], 500) - _seconds_each(
        lambda: _records(500), 500
    )
    keys = [len(one.keys) for one in stored[:5_000]]
    blind = RECORDS * whole / comparisons
    print(f"\n## time, {RECORDS:,} records\n")
    print(
        f"one comparison {whole / comparisons * 1e6:.1f} us; one identity with its keys {alone * 1e6:.0f} us"
    )
    print(
        f"keys a record: median {median(keys):.0f}, most {max(keys)}; the fullest key holds {max(few.values())} records"
    )
    print(
        f"a lead: {median(times) * 1e3:.2f} ms (median), {sorted(times)[int(len(times) * 0.99)] * 1e3:.2f} ms (99 %) for "
        f"{median(candidates):.0f} candidates (median; most {max(candidates)}); comparing with all would take "
        f"{blind * 1e3:,.0f} ms: {blind / (whole / len(asked)):,.0f} times as long"
    )


def _records(number: int) -> list[Prospect]:
    """Enquiries of many people; each twentieth asks again. Postal codes are as many as a country has."""
    chance = Random("records")
    towns = [Town(TUNED, chance), Town(HELD_OUT, chance)]
    said: list[Prospect] = []
    while len(said) < number:
        town = chance.choice(towns)
        person = town.person()
        said.extend(
            town.thinned(_anywhere(town.says(person), chance)) for _ in range(1 + (chance.random() < 0.05))
        )
    return said[:number]


def _anywhere(said: Prospect, chance: Random) -> Prospect:
    code = f"{chance.randrange(1_000, 9_000) * 11 % 100_000:05}"
    return replace(said, postal_code=code, place=f"Ort {int(code) % 4_000}stadt")


def _seconds_each(work: Callable[[], object], number: int) -> float:
    start = process_time()
    work()
    return (process_time() - start) / number


if __name__ == "__main__":
    main()
