"""Says in plain sentences whom a market asks: "Zuerst der nächstgelegene Partner im Umkreis von 40 km; …"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from staffel.rules.campaigns import Market
from staffel.rules.partner_words import is_masculine, partner_word_within
from staffel.rules.rankings import Round
from staffel.rules.spans import by_temperature, count_in_words, is_german, listed

Pair = tuple[str, str]  # German, English

_ORDERS: Final[Mapping[str, tuple[Pair, Pair]]] = {  # one, several
    "nearest": (("der nächstgelegene", "the nearest"), ("nächstgelegenen", "nearest")),
    "load": (
        ("der am wenigsten ausgelastete", "the least busy"),
        ("am wenigsten ausgelasteten", "least busy"),
    ),
    "waiting": (
        ("der am längsten wartende", "the longest waiting"),
        ("am längsten wartenden", "longest waiting"),
    ),
    "mix": (("der passendste", "the best fitting"), ("passendsten", "best fitting")),
}
_MIX: Final[Mapping[str, Pair]] = {
    "nearest": ("Nähe", "distance"),
    "load": ("Auslastung", "load"),
    "waiting": ("Wartezeit", "waiting time"),
}
_KINDS: Final[Mapping[str, Pair]] = {
    "agency": ("Agentur", "agency"),
    "desk": ("Innendienst", "desk"),
}
_OPEN_NOW: Final[Mapping[str, Pair]] = {
    "hot": (
        "Einen heißen Lead bekommt, wer gerade arbeitet; arbeitet niemand, wer als Nächster öffnet.",
        "A hot lead goes to whoever is at work; if nobody is, to whoever opens next.",
    ),
    "always": (
        "Gefragt wird, wer gerade arbeitet; arbeitet niemand, wer als Nächster öffnet.",
        "Whoever is at work is asked; if nobody is, whoever opens next.",
    ),
    "never": ("", ""),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the vendor calls things: parties by id, questions and their options (tags, products) by key in the reader's
    language; what partners are called, one and many by language, {} for the usual words."""

    parties: Mapping[UUID, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, Sequence[str]] = field(default_factory=dict)


def market_in_words(market: Market, language: str, *, names: Names) -> tuple[str, ...]:
    """A sentence for each round, then what holds in all of them. A window is said only where a round has its own."""
    return (*rounds_in_words(market, language, names=names), *notes_in_words(market, language))


def rounds_in_words(market: Market, language: str, *, names: Names) -> tuple[str, ...]:
    """A sentence for each round, with what does not hold in all of them."""
    total, notes = len(market.rounds), _notes(market, language)
    sentences = []
    for position, round_ in enumerate(market.rounds):
        said = round_in_words(round_, language, position=position, total=total, names=names)
        own = (of_each[position] for of_each in notes if len(set(of_each)) > 1)
        sentences.append(" ".join(filter(None, (said, *own))))
    return tuple(sentences)


def notes_in_words(market: Market, language: str) -> tuple[str, ...]:
    """What holds in all rounds: their window where they have the same one of their own, and who is asked of those who are
    not at work."""
    return tuple(same[0] for same in _notes(market, language) if len(set(same)) == 1 and same[0])


def _notes(market: Market, language: str) -> tuple[list[str], list[str]]:
    """Of each round its own window ("" where it has none), and who is asked of those who are not at work."""
    windows = [_window(one.window, language) if one.window else "" for one in market.rounds]
    return windows, [_OPEN_NOW[one.open_now][0 if is_german(language) else 1] for one in market.rounds]


def round_in_words(round_: Round, language: str, *, position: int, total: int, names: Names) -> str:
    """One round as a sentence. `position` is 0 for the first of `total` rounds."""
    start = _start(position, total, language)
    if round_.desks:
        asked = [names.parties.get(party_id, "?") for party_id in round_.desks]
        return f"{start} {listed(asked, language, last=('oder', 'or'))}."
    words = [
        start,
        _who(round_, language, names),
        _demands(round_, language, names),
        _reach(round_, language),
    ]
    return f"{' '.join(filter(None, words))}{_mixed(round_, language)}{_how_many(round_, language, names)}."


def _window(minutes: Mapping[str, int], language: str) -> str:
    said = by_temperature(minutes, language)
    return f"Annahmefrist: {said}." if is_german(language) else f"Time to accept: {said}."


def _start(position: int, total: int, language: str) -> str:
    at = 0 if is_german(language) else 1
    if position == 0:
        return ("Zuerst", "First")[at]
    return ("Zuletzt", "Last")[at] if total > 2 and position == total - 1 else ("Danach", "Then")[at]


def _who(round_: Round, language: str, names: Names) -> str:
    one, several = _ORDERS[round_.order]
    at = 0 if is_german(language) else 1
    if _is_said_of_many(round_, language, names):
        return f"nacheinander die {several[0]} {_noun(round_, language, names, count=2)}"
    if round_.at_once == 1:
        return f"{one[at]} {_noun(round_, language, names)}"
    many, noun = (
        count_in_words(round_.at_once, language),
        _noun(round_, language, names, count=round_.at_once),
    )
    if is_german(language):
        return f"gleichzeitig die {many} {several[0]} {noun}"
    plural = noun.replace("party", "parties") if "party" in noun else noun
    return f"at the same time the {many} {several[1]} {plural}"


def _is_said_of_many(round_: Round, language: str, names: Names) -> bool:
    """One after the other, where the vendor's German word for one is not masculine: "die nächstgelegenen Werkstätten"."""
    is_one = round_.at_once == 1 and round_.kinds == ("partner",)
    return is_one and is_german(language) and not is_masculine(names.partners)


def _noun(round_: Round, language: str, names: Names, *, count: int = 1) -> str:
    """Partners only are called as the vendor calls them; a mixture has the design's general word, with the kinds behind it."""
    at = 0 if is_german(language) else 1
    if round_.kinds == ("partner",):
        return partner_word_within(names.partners, language=language, count=count)
    word = partner_word_within(names.partners, language=language)
    called = [word if kind == "partner" else _KINDS[kind][at] for kind in round_.kinds]
    kinds = listed(called, language, last=("oder", "or"))
    return f"Bearbeiter ({kinds})" if at == 0 else f"party ({kinds})"


def _demands(round_: Round, language: str, names: Names) -> str:
    at = 0 if is_german(language) else 1
    wanted = []
    if round_.tags:
        called = [names.options.get(tag, tag) for tag in round_.tags]
        tags = listed([f"„{tag}“" if at == 0 else f"“{tag}”" for tag in called], language)
        is_one = len(round_.tags) == 1
        words = ("dem Merkmal", "the tag") if is_one else ("den Merkmalen", "the tags")
        wanted.append(f"{words[at]} {tags}")
    if round_.tag_from:
        asked = names.questions.get(round_.tag_from, round_.tag_from)
        wanted.append(
            (f"dem Merkmal, das bei „{asked}“ genannt ist,", f"the tag that is named at “{asked}”")[at]
        )
    if round_.same_language:
        wanted.append(("Kenntnis der Sprache des Leads", "command of the lead's language")[at])
    return f"{('mit', 'with')[at]} {listed(wanted, language)}" if wanted else ""


def _reach(round_: Round, language: str) -> str:
    at = 0 if is_german(language) else 1
    if round_.reach == "anywhere":
        return ("aus dem ganzen Netz", "from the whole network")[at]
    if round_.reach == "area":
        return ("im Gebiet des Leads", "in whose area the lead is")[at]
    if round_.within_km is None:
        return ("in jeder Entfernung", "at any distance")[at]
    return (f"im Umkreis von {round_.within_km:g} km", f"within {round_.within_km:g} km")[at]


def _mixed(round_: Round, language: str) -> str:
    if round_.order != "mix":
        return ""
    total, at = sum(round_.mix.values()), 0 if is_german(language) else 1
    shares = [
        f"{_MIX[name][at]} ({100 * weight / total:.0f} %)"
        for name, weight in sorted(round_.mix.items(), key=lambda share: -share[1])
        if weight
    ]
    return f", {('gewichtet nach', 'weighed by')[at]} {listed(shares, language)}" if shares else ""


def _how_many(round_: Round, language: str, names: Names) -> str:
    at, limit = 0 if is_german(language) else 1, round_.limit
    if _is_said_of_many(round_, language, names):
        most = "ein Leadangebot" if limit == 1 else count_in_words(limit, language) if limit else ""
        return f"; höchstens {most}" if most else ""
    if limit is not None and limit <= round_.at_once:
        return ""
    if limit is None:
        after_another = "; einer nach dem anderen", "; one after the other"
        moves_up = (
            "; lehnt jemand ab, rückt der Nächste nach",
            "; when somebody declines, the next one moves up",
        )
        return (after_another if round_.at_once == 1 else moves_up)[at]
    most = count_in_words(limit, language)
    if round_.at_once == 1:
        return (f"; höchstens {most} nacheinander", f"; at most {most}, one after the other")[at]
    return (f"; insgesamt höchstens {most}", f"; at most {most} in all")[at]
