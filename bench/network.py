"""5,000 partners with realistic areas, capacities and hours, from a seed; as rules' values and as rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from uuid import UUID

from staffel.rules.network import AreaRule, Bidder
from staffel.rules.places import load_places, place_of
from staffel.rules.worktime import WorkCalendar, hours_from_json

PARTNERS = 5_000
LOOKED_AFTER = 100  # partners of one field sales person
DICE = Random(1)
CODES = [
    code for code in load_places("DE").codes if (place := place_of("DE", code)) and place.matched == "exact"
]
WEEK = ("mon", "tue", "wed", "thu", "fri")
HOURS = [
    {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in WEEK},
    {day: [["07:00", "16:00"]] for day in WEEK},
    {day: [["09:00", "18:00"]] for day in (*WEEK, "sat")},
]
PRODUCTS = ("pv", "heat", "roof", "service")


def party_id(number: int) -> UUID:
    return UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + number)


def bidder(number: int) -> Bidder:
    place = place_of("DE", DICE.choice(CODES))
    assert place is not None
    hours = hours_from_json(DICE.choice(HOURS))
    return Bidder(
        id=party_id(number),
        kind="partner",
        name=f"Partner {number}",
        is_active=DICE.random() < 0.97,
        is_reachable=True,
        calendar=WorkCalendar(timezone="Europe/Berlin", hours=hours, country="DE", region=place.region),
        country="DE",
        latitude=place.latitude,
        longitude=place.longitude,
        tags=frozenset(DICE.sample(PRODUCTS, 2)),
        languages=frozenset({"de"}),
        capacity_open=DICE.choice([30, 60, 100, None]),
        capacity_day=DICE.choice([20, None, None, None]),
    )


def realistic_areas(parties: Sequence[Bidder]) -> list[AreaRule]:
    """A few two-digit prefixes, ranges and circles of 30 to 80 km: some 30 to 90 cover a code."""
    return [area for party in parties for area in _areas_of(party)]


def _areas_of(party: Bidder) -> list[AreaRule]:
    digits = DICE.choice(CODES)
    kind = DICE.choice(["prefix", "range", "radius"])
    if kind == "prefix":
        return [
            AreaRule(party.id, "DE", "prefix", digits[:3]),
            AreaRule(party.id, "DE", "prefix", digits[:2]),
        ]
    if kind == "range":
        return [AreaRule(party.id, "DE", "range", digits[:3], f"{min(999, int(digits[:3]) + 9):03}")]
    circle = AreaRule(party.id, "DE", "radius", latitude=party.latitude, longitude=party.longitude)
    return [replace(circle, radius_km=DICE.uniform(30, 80))]


def nasty_areas(parties: Sequence[Bidder]) -> list[AreaRule]:
    """About 200 cover every code: each has four of a hundred two-digit prefixes."""
    return [
        AreaRule(party.id, "DE", "prefix", f"{prefix:02}")
        for party in parties
        for prefix in DICE.sample(range(100), 4)
    ]


def stored_network(*, now: datetime) -> None:
    """Set an installation up and store the realistic network in it, table by table."""
    from staffel.actions.parties import bump
    from staffel.actions.setup import set_up
    from staffel.models import Area, Membership, Party, Person

    set_up(vendor="Wärmewerk", administrator_email="ada@example.com", administrator_name="Ada", now=now)
    bidders = [bidder(number) for number in range(PARTNERS)]
    Party.objects.bulk_create([_party(number, one) for number, one in enumerate(bidders)])
    Area.objects.bulk_create(
        Area(
            party_id=area.party_id, country=area.country, kind=area.kind, first=area.first, last=area.last,
            latitude=area.latitude, longitude=area.longitude, radius_km=area.radius_km,
        )
        for area in realistic_areas(bidders)
    )  # fmt: skip
    people = [
        Person(email=f"partner{number}@example.com", name=f"Person {number}") for number in range(PARTNERS)
    ]
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(person=person, party_id=one.id, role="partner_manager")
        for person, one in zip(people, bidders, strict=True)
    )
    desk = Party.objects.get(kind="desk")
    falk = Person.objects.create(email="falk@example.com", name="Falk")
    field_sales = Membership.objects.create(person=falk, party=desk, role="field_sales")
    looked_after = [one.id for one in bidders[:LOOKED_AFTER]]
    Party.objects.filter(id__in=looked_after).update(looked_after_by=field_sales)
    bump()


def _party(number: int, one: Bidder) -> "Party":  # type: ignore[name-defined] # noqa: F821 Django is set up later
    from staffel.models import Party

    return Party(
        id=one.id, key=f"P{number}", kind="partner", name=one.name, state="active" if one.is_active else "ended",
        latitude=one.latitude, longitude=one.longitude, region=one.calendar.region, hours=HOURS[number % len(HOURS)],
        tags=sorted(one.tags), languages=["de"], capacity_open=one.capacity_open, capacity_day=one.capacity_day,
    )  # fmt: skip
