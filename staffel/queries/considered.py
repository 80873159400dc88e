"""Why this one, why not me: whom a brokerage looked at, in which order, and what spoke against the others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.models import Brokerage, Lead, Offer, Party, PartyKind
from staffel.queries.directory import Directory
from staffel.queries.labels import party_name, reason_label
from staffel.queries.timeline import reasons_of
from staffel.rules.places import distance_m
from staffel.rules.routing import reasons_in_words

NEAR: Final = 30
CIRCLES_M: Final = (25_000, 100_000, 400_000)  # looked at one after the other, until there are enough within
SAID_BY_OFFER: Final = frozenset({"asked", "declined"})
UNKNOWN: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One party in one round. `place` is None where it was not eligible, then `reasons` say why; they also say why a party
    came before nearer ones. `offer`: what became of its lead offer, "" without one."""

    place: int | None
    name: str
    distance_km: int | None
    reasons: tuple[str, ...]
    offer: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A round: everybody in full that was stored, the rest as counts per reason."""

    number: int
    candidates: tuple[Candidate, ...]
    eligible: int
    others: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One brokerage as the page shows it, newest first."""

    market: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    reason: str
    offers_made: int
    stages: tuple[Stage, ...]


def brokerages(lead: Lead, *, book: Directory) -> list[Attempt]:
    """All brokerages of the lead, the newest first. Two queries."""
    offers = {(offer.brokerage_id, str(offer.party_id)): offer for offer in Offer.objects.filter(lead=lead)}
    rows = Brokerage.objects.filter(lead=lead).order_by("-started_at", "-id")
    return [_attempt(row, lead, offers, book=book) for row in rows]


@dataclass(frozen=True, slots=True)
class Near:
    """A party that could be chosen by hand. `value` is what the form sends: its name, with its key where another
    party has the same."""

    value: str
    place: str
    distance_km: int | None


def near_parties(lead: Lead, *, book: Directory, looked_after_by: UUID | None = None) -> list[Near]:
    """The active partners nearest to the lead, at most 30; then the desks. Where a member is given, only the partners
    that it looks after. Of a lead that may not be passed on only the desks that do not hold it. No query."""

    def is_theirs(party: Party) -> bool:
        return party.state == "active" and looked_after_by in {None, party.looked_after_by_id}

    desks = [one for one in book.houses if one.kind == PartyKind.DESK and is_theirs(one)]
    if lead.may_pass_on:
        partners = _nearest(lead, is_theirs, book=book, is_anybody=looked_after_by is None)
    else:
        partners, desks = [], [one for one in desks if one.id != lead.holder_id]
    found = [*partners, *sorted(((_metres(lead, desk), desk) for desk in desks), key=itemgetter(0))]
    return [
        Near(
            value=f"{party.name} ({party.key})" if party.name in book.shared_names else party.name,
            place=f"{party.postal_code} {party.place}".strip(),
            distance_km=None if metres == UNKNOWN else max(1, round(metres / 1000)),
        )
        for metres, party in found[:NEAR]
    ]


def _nearest(
    lead: Lead, is_theirs: Callable[[Party], bool], *, book: Directory, is_anybody: bool
) -> list[tuple[float, Party]]:
    """The partners that may be chosen, at most 30, with their distances in metres. Where it may be anybody, thousands are
    not measured one by one: the nearest lie in a circle around the lead."""
    if is_anybody and lead.latitude is not None and lead.longitude is not None:
        for reach in CIRCLES_M:
            within = book.network.within(lead.latitude, lead.longitude, reach)
            measured = ((metres, book.parties[party_id]) for party_id, metres in within.items())
            near = [one for one in measured if one[1].kind == PartyKind.PARTNER and is_theirs(one[1])]
            if len(near) >= NEAR:
                return nsmallest(NEAR, near, key=itemgetter(0))
    partners = (one for one in book.parties.values() if one.kind == PartyKind.PARTNER and is_theirs(one))
    return nsmallest(NEAR, ((_metres(lead, one), one) for one in partners), key=itemgetter(0))


def party_named(text: str, *, book: Directory) -> Party | None:
    """The party that was typed in full: by its key, its name, or both; None where it is not exactly one."""
    wanted = text.strip().casefold()
    found = [party for party in book.parties.values() if wanted in _called(party)]
    return found[0] if len(found) == 1 and wanted else None


def parties_named(text: str, *, book: Directory) -> list[Party]:
    """The parties that what was typed may mean: by key, name or both; where none is called so, the active ones whose
    name begins with it; where none does, those whose name contains it. Sorted by name."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    parties = sorted(book.parties.values(), key=lambda party: (party.name, party.key))
    active = [party for party in parties if party.state == "active"]
    return (
        [party for party in parties if wanted in _called(party)]
        or [party for party in active if party.name.casefold().startswith(wanted)]
        or [party for party in active if wanted in party.name.casefold()]
    )


def _called(party: Party) -> set[str]:
    return {called.casefold() for called in (party.key, party.name, f"{party.name} ({party.key})")}


def _metres(lead: Lead, party: Party) -> float:
    if None in (lead.latitude, lead.longitude, party.latitude, party.longitude):
        return UNKNOWN
    assert lead.latitude is not None
    assert lead.longitude is not None
    assert party.latitude is not None
    assert party.longitude is not None
    return distance_m(lead.latitude, lead.longitude, party.latitude, party.longitude)


def _attempt(row: Brokerage, lead: Lead, offers: Mapping[Any, Offer], *, book: Directory) -> Attempt:
    looks: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for stored in row.considered.get("rounds", ()):
        looks[stored["round"]].append(stored)
    own = {party: offer for (brokerage, party), offer in offers.items() if brokerage == row.id}
    return Attempt(
        market=book.market_by_id(row.market_id).name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        reason=reason_label(row.reason, reasons_of(lead, book=book)) if row.reason else "",
        offers_made=row.offers_made,
        stages=tuple(
            stage_of(
                number, seen, own, book=book, first=row.considered.get("first", ()) if number == 0 else ()
            )
            for number, seen in sorted(looks.items())
        ),
    )


def stage_of(
    number: int,
    looks: list[Mapping[str, Any]],
    offers: Mapping[str, Offer],
    *,
    book: Directory,
    first: Collection[str],
) -> Stage:
    """One round as a page shows it. It is looked at again whenever somebody does not want the lead: the places are those
    of the first look, the reasons those of the last. `first`: whom the prospect knows or wished for."""
    language = get_language() or "en"
    places: dict[str, int] = {}
    for one in (one for look in looks for one in look.get("considered", ()) if one.get("place")):
        places.setdefault(one["party_id"], one["place"])
    last = looks[-1]
    found = [
        _candidate(one, places.get(one["party_id"]), offers, first=first, language=language, book=book)
        for one in last.get("considered", ())
    ]
    found.sort(key=lambda one: (one.place is None, one.place or 0))
    others = tuple(
        (reasons_in_words(code, language), count) for code, count in last.get("others", {}).items()
    )
    return Stage(number + 1, tuple(found), int(looks[0].get("eligible", 0)), others)


def _candidate(
    one: Mapping[str, Any],
    place: int | None,
    offers: Mapping[str, Offer],
    *,
    first: Collection[str],
    language: str,
    book: Directory,
) -> Candidate:
    metres = one.get("distance_m")
    offer = offers.get(str(one["party_id"]))
    against = tuple(
        reasons_in_words(code, language)
        for code in one.get("reasons", ())
        if not (offer and code in SAID_BY_OFFER)
    )
    came_first = bool(offer) and str(one["party_id"]) in first
    return Candidate(
        place=place,
        name=party_name(one["party_id"], book),
        distance_km=None if metres is None else max(1, round(metres / 1000)),
        reasons=(_("known to or wished by the prospect"), *against) if came_first else against,
        offer=offer.state if offer else "",
    )
