"""The list of parties: searched, filtered and sorted, with load, answer time, acceptance and last sign of life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from staffel.models import Membership, Party, PartyKind, PartyState
from staffel.queries.access import visible_parties
from staffel.queries.directory import Directory
from staffel.queries.labels import tag_labels
from staffel.queries.loads import loads, on_hand
from staffel.queries.party_figures import PERIOD, acceptance, last_acts, offer_response
from staffel.rules.network import Bidder
from staffel.rules.rankings import Load
from staffel.rules.rates import Rate
from staffel.rules.survival import Median
from staffel.rules.words import normalised

PAGE: Final = 50
SILENT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PartyFilters:
    """What the address asks for; "" is everything. `state`: a PartyState, or "paused", "absent", "full", "silent" of
    the active ones. `care`: the membership that looks after them, or "nobody"."""

    q: str = ""
    kind: str = ""
    state: str = ""
    care: str = ""
    tag: str = ""
    sort: str = ""
    page: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "PartyFilters":
        """From the address's query; what is too long or no text is cut."""
        names = (one.name for one in fields(cls))
        return cls(**{name: str(query.get(name, ""))[:160].replace("\0", "").strip() for name in names})

    @property
    def is_set(self) -> bool:
        return bool(self.q or self.state or self.care or self.tag)

    @property
    def folded(self) -> int:
        """How many are set of those that are folded away on a phone."""
        return sum(map(bool, (self.state, self.care, self.tag, self.kind not in {"", "partner"})))


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party. `standing`: a PartyState, or "paused" or "absent" while it is so. `filled`: its load as a share of its
    capacity in percent, None without one."""

    party: Party
    tags: tuple[str, ...]
    standing: str
    load: Load
    filled: int | None
    answer: Median
    accepted: Rate
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyPage:
    rows: tuple[PartyRow, ...]
    count: int
    page: int
    pages: int


def party_page(member: Membership, filters: PartyFilters, *, book: Directory, now: datetime) -> PartyPage:
    """One page of the parties that this member may see: figures are worked out for its rows only, in seven queries at
    most, however many there are. The order looks at all of them, each with a look into an index."""
    found = found_parties(member, filters, book=book, now=now)
    pages = max(1, -(-len(found) // PAGE))
    page = min(int(filters.page), pages) if filters.page.isdecimal() and int(filters.page) > 0 else 1
    shown = _sorted(found, filters.sort, now=now)[(page - 1) * PAGE : page * PAGE]
    return PartyPage(tuple(_rows(shown, book=book, now=now)), len(found), page, pages)


def found_parties(member: Membership, filters: PartyFilters, *, book: Directory, now: datetime) -> list[UUID]:
    """The visible parties that fit the filters, by name."""
    kind = filters.kind if filters.kind in PartyKind.values else PartyKind.PARTNER
    rows = visible_parties(member).filter(kind=kind)
    if filters.state in PartyState.values:
        rows = rows.filter(state=filters.state)
    elif filters.state:
        rows = rows.filter(state=PartyState.ACTIVE)
    else:
        rows = rows.exclude(state=PartyState.ENDED)
    if filters.care == "nobody":
        rows = rows.filter(looked_after_by=None)
    elif care := _id(filters.care):
        rows = rows.filter(looked_after_by=care)
    if filters.tag:
        rows = rows.filter(tags__contains=[filters.tag])
    ids = rows.order_by("name_key", "id").values_list("id", flat=True)
    fits = _fits(filters, book=book, now=now)
    return [party_id for party_id in ids if party_id in book.parties and fits(party_id)]


def _fits(filters: PartyFilters, *, book: Directory, now: datetime) -> Callable[[UUID], bool]:
    wanted = normalised(filters.q).split()
    is_so = _is_so(filters.state, book=book, now=now)
    names = tag_labels(book) if wanted else {}

    def fits(party_id: UUID) -> bool:
        if not wanted:
            return is_so(party_id)
        party = book.parties[party_id]
        tags = tuple(f"{tag} {names.get(tag, '')}" for tag in party.tags)
        words = _words(party.name, party.place, party.key, party.postal_code, tags)
        return all(any(word.startswith(one) for word in words) for one in wanted) and is_so(party_id)

    return fits


@lru_cache(maxsize=20_000)
def _words(name: str, place: str, key: str, postal_code: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    """Under which words a party is found; the same for all until it changes."""
    return tuple(normalised(" ".join((name, place, key, postal_code, *tags))).split())


def _is_so(state: str, *, book: Directory, now: datetime) -> Callable[[UUID], bool]:
    bidders = book.network.bidders
    match state:
        case "paused":
            return lambda party_id: bidders[party_id].is_paused_at(now)
        case "absent":
            return lambda party_id: bidders[party_id].is_absent_at(now)
        case "full":
            held = on_hand()
            return lambda party_id: is_full(bidders[party_id], held.get(party_id, 0))
        case "silent":
            seen = last_acts(book.parties)
            return lambda party_id: is_silent(book.parties[party_id], seen.get(party_id), now=now)
    return lambda _party_id: True


def is_full(bidder: Bidder, held: int) -> bool:
    """Whether it has as much on its hands as it takes at a time, or more."""
    return bidder.capacity_open is not None and held >= bidder.capacity_open


def is_silent(party: Party, seen_at: datetime | None, *, now: datetime) -> bool:
    """Nobody of it has done anything for 30 days (a new one: since it is there)."""
    return max(seen_at or party.created_at, party.created_at) < now - SILENT


def _sorted(found: list[UUID], sort: str, *, now: datetime) -> list[UUID]:
    """By name, unless by what matters most: fullest first, least accepting first (without a rank last), longest silent."""
    if sort == "load":
        held = on_hand()
        return sorted(found, key=lambda one: -held.get(one, 0))
    if sort == "acceptance":
        rates = {one: rate.rank for one, rate in acceptance(found, since=now - PERIOD).items()}
        return sorted(found, key=lambda one: 2.0 if rates[one] is None else rates[one] or 0.0)
    if sort == "seen":
        seen = last_acts(found)
        return sorted(found, key=lambda one: (seen[one] is not None, seen[one] or now))
    return found


def _rows(shown: list[UUID], *, book: Directory, now: datetime) -> list[PartyRow]:
    since = now - PERIOD
    parties = Party.objects.filter(id__in=shown).select_related("looked_after_by__person").in_bulk()
    load = loads(shown, now=now)
    answers = offer_response(shown, since=since, book=book, now=now)
    rates, seen, names = acceptance(shown, since=since), last_acts(shown), tag_labels(book)
    return [
        PartyRow(
            party=parties[one],
            tags=tuple(names.get(tag, tag) for tag in parties[one].tags),
            standing=standing(parties[one], book.network.bidders[one], now=now),
            load=load[one],
            filled=filled(parties[one], load[one]),
            answer=answers[one],
            accepted=rates[one],
            seen_at=seen[one],
        )
        for one in shown
        if one in parties
    ]


def standing(party: Party, bidder: Bidder, *, now: datetime) -> str:
    """How it stands with the party: its state, or what keeps an active one from being asked now."""
    if party.state != PartyState.ACTIVE:
        return party.state
    if bidder.is_absent_at(now):
        return "absent"
    return "paused" if bidder.is_paused_at(now) else PartyState.ACTIVE.value


def filled(party: Party, load: Load) -> int | None:
    """What it has on its hands against what it takes at a time, in percent; None where it takes any number."""
    if party.capacity_open is None:
        return None
    return round(100 * load.on_hand / party.capacity_open) if party.capacity_open else 100


def tags_in_use(book: Directory) -> list[tuple[str, str]]:
    """Every tag that a party has, with what it is called, sorted by that."""
    names = tag_labels(book)
    return sorted(((tag, names.get(tag, tag)) for tag in book.tags), key=lambda one: normalised(one[1]))


def carers(book: Directory) -> list[Membership]:
    """The vendor's own people who may look after parties, by name."""
    own = [
        member
        for party in book.houses
        if party.kind == PartyKind.DESK
        for member in book.members.get(party.id, ())
        if member.role != "marketing"
    ]
    return sorted(own, key=lambda member: normalised(str(member.person)))


def _id(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        return None
