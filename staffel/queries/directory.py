"""What every case needs to know of the network, read once and kept until it changes: parties, people, versions.

Read only. `Installation.serial` is another number after each change; a directory of another serial is thrown away. Whoever
decides on a party's capacity or absence locks the party first and then asks again (`directory()`).
"""

import functools
import gc
import json
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, cast
from uuid import UUID

from django.db import connection

from staffel.models import (
    Absence,
    Area,
    Campaign,
    Installation,
    Market,
    Material,
    Membership,
    Party,
    PartyKind,
    PartyState,
    PushSubscription,
    Role,
    Version,
)
from staffel.queries.people import ACTING
from staffel.rules.calendars import Hours
from staffel.rules.campaigns import Campaign as CampaignBody
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.campaigns import MarketChoice
from staffel.rules.forms import Form
from staffel.rules.network import AreaKind, AreaRule, Bidder, Network
from staffel.rules.network import PartyKind as BidderKind
from staffel.rules.pipelines import Pipeline
from staffel.rules.policies import Policy
from staffel.rules.reasons import Reasons
from staffel.rules.refused import Refused
from staffel.rules.versions import body_of
from staffel.rules.worktime import WorkCalendar, hours_from_json

BODIES: Mapping[str, type[Any]] = {
    "form": Form,
    "campaign": CampaignBody,
    "market": MarketBody,
    "pipeline": Pipeline,
    "policy": Policy,
    "reasons": Reasons,
}


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as the directory knows it: its row's id and number, and the typed body (texts: the raw JSON)."""

    id: UUID
    kind: str
    key: str
    version: int
    valid_from: datetime
    body: Any


@dataclass(frozen=True)
class Directory:
    """A snapshot; nothing in it may be changed."""

    serial: int
    installation: Installation
    parties: Mapping[UUID, Party]
    network: Network
    calendars: Mapping[UUID, WorkCalendar]
    members: Mapping[UUID, tuple[Membership, ...]]  # who acts for it (queries.people), by party
    away: Mapping[UUID, tuple[Absence, ...]]  # absences of single members, by membership
    pushed: frozenset[UUID]  # memberships of which a browser takes push
    campaigns: Mapping[str, Campaign]
    markets: Mapping[str, Market]
    editions: Mapping[UUID, Edition]
    published: Mapping[tuple[str, str], tuple[Edition, ...]]  # newest first
    products: frozenset[
        str
    ]  # every product that the vendor has named somewhere; what a prospect typed is not in it

    materials: Mapping[str, str]  # the titles of all editions, by id

    # What is asked of thousands of parties again and again is worked out once for each snapshot, when it is asked first.
    @functools.cached_property
    def houses(self) -> tuple[Party, ...]:
        """Desks and agencies: few, where partners are thousands."""
        return tuple(party for party in self.parties.values() if party.kind != PartyKind.PARTNER)

    @functools.cached_property
    def by_key(self) -> Mapping[str, Party]:
        return {party.key: party for party in self.parties.values()}

    @functools.cached_property
    def tags(self) -> frozenset[str]:
        """Every tag that a party has."""
        return frozenset(chain.from_iterable(party.tags for party in self.parties.values()))

    @functools.cached_property
    def shared_names(self) -> frozenset[str]:
        """The names that more than one party has."""
        names = Counter(party.name for party in self.parties.values())
        return frozenset(name for name, count in names.items() if count > 1)

    def current(self, kind: str, key: str, *, at: datetime) -> Edition:
        """The edition that is valid at `at`; refused (`version_missing`) when there is none."""
        for edition in self.published.get((kind, key), ()):
            if edition.valid_from <= at:
                return edition
        raise Refused("version_missing", f"There is no published {kind} named {key}.", kind=kind, key=key)

    @property
    def default_desk(self) -> Party:
        """The desk where everything lands that has no other place; refused while there is none."""
        for party in self.houses:
            if party.is_default_desk:
                return party
        raise Refused(
            "desk_missing", "No desk is set up yet. Create one first: it holds what nobody else does."
        )

    def market_by_id(self, market_id: UUID) -> Market:
        return next(market for market in self.markets.values() if market.id == market_id)

    def campaign_by_id(self, campaign_id: UUID) -> Campaign:
        return next(campaign for campaign in self.campaigns.values() if campaign.id == campaign_id)

    def recipients(self, party_id: UUID, *, at: datetime) -> tuple[Membership, ...]:
        """Who in the party is told now: its active members who can be reached and work leads (where nobody does, all of
        them), without those who are away; where all are away their stand-ins, and before nobody is told, everybody."""
        reachable = [member for member in self.members.get(party_id, ()) if self.reaches(member)]
        able = [member for member in reachable if _works_leads(member)] or reachable
        present = tuple(member for member in able if not self._absence(member, at))
        if present:
            return present
        stand_ins = {absence.stand_in_id for member in able if (absence := self._absence(member, at))}
        return tuple(member for member in able if member.id in stand_ins) or tuple(able)

    def reaches(self, member: Membership) -> bool:
        """Whether a message gets to this member whatever it is about: by mail, or by push where the mail is off."""
        return member.mail_off_at is None or (member.wants_push and member.id in self.pushed)

    def administrators(self) -> tuple[Membership, ...]:
        return tuple(m for members in self.members.values() for m in members if m.role == Role.ADMINISTRATOR)

    def _absence(self, member: Membership, at: datetime) -> Absence | None:
        return next((a for a in self.away.get(member.id, ()) if a.starts_at <= at < a.ends_at), None)


def _works_leads(member: Membership) -> bool:
    return member.role not in {Role.MARKETING, Role.ADMINISTRATOR, Role.FIELD_SALES}


_kept: Directory | None = None
_lock = threading.Lock()


def directory() -> Directory:
    """The directory as of now; at most one small query when nothing has changed."""
    global _kept  # one snapshot a process, replaced whole
    kept = _kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT serial, vendor FROM installation")
        found = cursor.fetchone()
    if kept is not None and found == (kept.serial, kept.installation.vendor):
        return kept
    installation = Installation.objects.first()
    if installation is None:
        raise Refused("not_set_up", "This installation is not set up yet. Run `staffel init` first.")
    with _lock:
        _kept = read_directory(installation)
    if kept is None:
        # a network of thousands is hundreds of thousands of objects that stay: the garbage collector need not walk them
        # again and again; once only, because what is frozen in a circle is never freed
        gc.freeze()
    return _kept


def known_installation() -> Installation | None:
    """The vendor's row as the last directory of this process knows it, without a query; before the first one as it is
    stored, None before the set-up. For what stands around a page, whose view has asked for the directory before."""
    kept = _kept
    return kept.installation if kept is not None else Installation.objects.first()


def forget_directory() -> None:
    """Throw the kept snapshot away (tests start over with the same serial)."""
    global _kept
    _kept = None


def read_directory(installation: Installation) -> Directory:
    parties = {party.id: party for party in Party.objects.all()}
    members: dict[UUID, list[Membership]] = defaultdict(list)
    for member in Membership.objects.filter(ACTING).select_related("person").order_by("id"):
        members[member.party_id].append(member)
    absences: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    away: dict[UUID, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.order_by("starts_at"):
        if absence.member_id is None:
            absences[absence.party_id].append((absence.starts_at, absence.ends_at))
        else:
            away[absence.member_id].append(absence)
    calendars = {party.id: _calendar(party, tuple(absences[party.id])) for party in parties.values()}
    pushed = frozenset(PushSubscription.objects.filter(ended_at=None).values_list("member_id", flat=True))
    reachable = {
        member.party_id
        for member in chain.from_iterable(members.values())
        if member.mail_off_at is None or (member.wants_push and member.id in pushed)
    }
    bidders = [
        _bidder(
            party,
            calendars[party.id],
            has_people=bool(members.get(party.id)),
            is_reachable=party.id in reachable,
        )
        for party in parties.values()
    ]
    editions = {edition.id: edition for edition in map(_edition, Version.objects.exclude(valid_from=None))}
    areas = [area_rule(area) for area in Area.objects.all()]
    return Directory(
        serial=installation.serial,
        installation=installation,
        parties=parties,
        network=Network.of(bidders, areas),
        calendars=calendars,
        members={party_id: tuple(team) for party_id, team in members.items()},
        away={member_id: tuple(times) for member_id, times in away.items()},
        pushed=pushed,
        campaigns={campaign.key: campaign for campaign in Campaign.objects.all()},
        markets={market.key: market for market in Market.objects.all()},
        editions=editions,
        published=_by_key(editions.values()),
        products=frozenset(
            _products(parties.values(), areas, [edition.body for edition in editions.values()])
        ),
        materials={str(key): title for key, title in Material.objects.values_list("id", "title")},
    )


def _products(parties: Iterable[Party], areas: Iterable[AreaRule], bodies: Iterable[Any]) -> Iterator[str]:
    """Named as a tag, in an area, as an option of a form, by a campaign or in a condition by which it chooses."""
    yield from chain.from_iterable(party.tags for party in parties)
    yield from (area.product for area in areas if area.product)
    for body in bodies:
        if isinstance(body, Form) and (question := body.question("product")):
            yield from (option.key for option in question.options)
        elif isinstance(body, CampaignBody):
            yield from filter(None, [body.product])
            yield from chain.from_iterable(map(_products_of, body.markets))


def _products_of(choice: MarketChoice) -> Iterator[str]:
    for condition in choice.conditions:
        if condition.field == "product":
            named = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            yield from (one for one in named if isinstance(one, str))


def _by_key(editions: Any) -> dict[tuple[str, str], tuple[Edition, ...]]:
    found: dict[tuple[str, str], list[Edition]] = defaultdict(list)
    for edition in editions:
        found[edition.kind, edition.key].append(edition)
    return {
        name: tuple(sorted(same, key=lambda e: (e.valid_from, e.version), reverse=True))
        for name, same in found.items()
    }


def _edition(row: Version) -> Edition:
    kind = BODIES.get(row.kind)
    assert row.valid_from is not None
    body = body_of(kind, row.body) if kind else row.body
    return Edition(row.id, row.kind, row.key, row.version, row.valid_from, body)


def _calendar(party: Party, absences: tuple[tuple[datetime, datetime], ...]) -> WorkCalendar:
    return WorkCalendar(
        party.timezone, _hours(json.dumps(party.hours)), party.country, party.region, absences
    )


@functools.lru_cache(maxsize=1000)
def _hours(stored: str) -> Hours:
    """Thousands of parties share a few patterns of hours; reading each costs more than all else about a party."""
    return hours_from_json(json.loads(stored))


def area_rule(area: Area) -> AreaRule:
    """A stored area as the rules know it."""
    return AreaRule(
        party_id=area.party_id,
        country=area.country,
        kind=cast(AreaKind, area.kind),
        first=area.first,
        last=area.last,
        latitude=area.latitude,
        longitude=area.longitude,
        radius_km=area.radius_km,
        product=area.product,
        is_exclusive=area.is_exclusive,
    )


def _bidder(party: Party, calendar: WorkCalendar, *, has_people: bool, is_reachable: bool) -> Bidder:
    return Bidder(
        id=party.id,
        kind=cast(BidderKind, party.kind),
        name=party.name,
        is_active=party.state == PartyState.ACTIVE,
        is_reachable=is_reachable,
        has_people=has_people,
        paused_until=party.paused_until,
        is_paused=party.is_paused,
        country=party.country,
        latitude=party.latitude,
        longitude=party.longitude,
        tags=frozenset(party.tags),
        languages=frozenset(party.languages),
        capacity_open=party.capacity_open,
        capacity_day=party.capacity_day,
        capacity_week=party.capacity_week,
        weight=party.weight,
        calendar=calendar,
    )
