"""The sixty partners: invented firms in places that exist, with areas, hours, tags, capacity and company holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from staffel.actions.absences import enter_absence
from staffel.actions.actors import Actor
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.actions.setup import OFFICE_HOURS
from staffel.demo.agreeing import agree_for
from staffel.demo.characters import CARELESS, EAGER, Character, drawn
from staffel.demo.names import STREETS, SURNAMES, TRADES, dice, mail_name, person
from staffel.demo.vendor import PRODUCTS, Vendor, let_in
from staffel.models import Area, Party, Role
from staffel.rules.places import place_of
from staffel.rules.words import sort_key

# country, postal code, town as people call it, prefixes of its area, field sales (0, 1, 2), exclusive in it
SEATS: Final = """
DE 82362 Weilheim|80 81 82|2
DE 80331 München|80 81 82|2
DE 81541 München|81 85|2
DE 86150 Augsburg|86|2
DE 93047 Regensburg|93|2
DE 90402 Nürnberg|90 91|2
DE 97070 Würzburg|97|1
DE 83022 Rosenheim|83|2
DE 87435 Kempten|87|2 exclusive
DE 70173 Stuttgart|70 71|1
DE 73728 Esslingen|70 73|1
DE 76133 Karlsruhe|76 75|1
DE 79098 Freiburg|79 77|1
DE 88212 Ravensburg|88|1
DE 74072 Heilbronn|74|1
DE 89073 Ulm|89|1
DE 60311 Frankfurt am Main|60 61 63|1
DE 34117 Kassel|34|1
DE 35390 Gießen|35|1
DE 64283 Darmstadt|64 68 69|1
DE 55116 Mainz|55 65|1
DE 56068 Koblenz|56|1
DE 66111 Saarbrücken|66 67|1
DE 50667 Köln|50 51|0
DE 40213 Düsseldorf|40 41|0
DE 44135 Dortmund|44 58 59|0
DE 45127 Essen|45 46 47|0
DE 48143 Münster|48|0
DE 33602 Bielefeld|32 33|0
DE 53111 Bonn|53|0
DE 52062 Aachen|52|0
DE 30159 Hannover|30 31|0
DE 38100 Braunschweig|38|0
DE 49074 Osnabrück|49|0
DE 28195 Bremen|27 28|0
DE 20095 Hamburg|20 21 22|0
DE 22846 Norderstedt|22 25|0
DE 24103 Kiel|24|0 exclusive
DE 23552 Lübeck|23|0
DE 19053 Schwerin|19|0
DE 99084 Erfurt|99 98|1
DE 04109 Leipzig|04 06|0
DE 01067 Dresden|01|0
DE 09111 Chemnitz|08 09|0
DE 10115 Berlin|10 12 13|0
DE 14467 Potsdam|14|0
AT 1010 Wien|1 2|2
AT 1210 Wien|1 22|2
AT 3100 St. Pölten|3|2
AT 4020 Linz|40 41 42 44|2
AT 5020 Salzburg|5|2
AT 6020 Innsbruck|6|2 exclusive
AT 8010 Graz|8|2
CH 8001 Zürich|80 81|1
CH 8400 Winterthur|84 85|1
CH 3011 Bern|3|1
CH 4051 Basel|40 41 42|1
CH 6003 Luzern|60 61|1
CH 9000 St. Gallen|90 91 92|1
CH 7000 Chur|70 71 72|1 exclusive
""".strip().splitlines()
TIMEZONES: Final = {"DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich"}
EARLY: Final = {day: [["07:00", "12:00"], ["13:00", "16:30"]] for day in ("mon", "tue", "wed", "thu")} | {
    "fri": [["07:00", "13:00"]]
}
NAMED: Final = {0: ("Paul", "Lechner"), 1: ("Petra", "Aigner")}  # the two that everybody plays


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of the story and how it behaves; `member_id` is its manager's membership."""

    id: UUID
    member_id: UUID
    character: Character
    absences: tuple[tuple[datetime, datetime], ...] = ()


def sign_partners(vendor: Vendor, *, seed: int, starts_at: datetime, ends_at: datetime) -> list[Partner]:
    """Make the partners, in the order of SEATS, with the absences that they have entered beforehand."""
    chance = dice(seed, "partners")
    characters = drawn(len(SEATS), chance)
    characters[0], characters[1] = EAGER, CARELESS
    surnames = chance.sample(SURNAMES, len(SEATS))
    partners = [
        _sign(number, seat, surnames[number], characters[number], vendor, chance)
        for number, seat in enumerate(SEATS)
    ]
    let_in(["paul@example.net", "petra@example.net"])
    bump()
    for partner in partners:
        agree_for(partner.member_id, at=starts_at)
    return [_with_absences(partner, chance, starts_at=starts_at, ends_at=ends_at) for partner in partners]


def _sign(
    number: int,
    seat: str,
    surname: str,
    character: Character,
    vendor: Vendor,
    chance: Random,
) -> Partner:
    where, prefixes, rest = seat.split("|")
    country, postal_code, town = where.split(" ", 2)
    first, surname = NAMED.get(number, (person(chance)[1], surname))
    name = chance.choice(TRADES).format(name=surname, place=town)
    key = f"P{number + 1001}"
    party = _party(key, name, country, postal_code, town, chance)
    party.looked_after_by_id = vendor.field_sales[int(rest[0])]
    email = (
        f"{mail_name(first)}@example.net"
        if number in NAMED
        else f"{mail_name(f'{first}.{surname}')}@example.net"
    )
    party.email = email
    party.save()
    _areas(party, prefixes.split(), is_exclusive="exclusive" in rest, chance=chance)
    member = add_member(party.id, email=email, name=f"{first} {surname}", role=Role.PARTNER_MANAGER)
    if chance.random() < 0.3:
        second = person(chance)[1]
        add_member(
            party.id, email=f"{mail_name(f'{second}.{surname}')}@example.net", name=f"{second} {surname}",
            role=Role.PARTNER_MEMBER,
        )  # fmt: skip
    return Partner(party.id, member.id, character)


def _party(key: str, name: str, country: str, postal_code: str, town: str, chance: Random) -> Party:
    place = place_of(country, postal_code)
    assert place is not None
    return Party(
        key=key, kind="partner", name=name, name_key=sort_key(name), country=country, postal_code=postal_code,
        place=town, region=place.region, latitude=place.latitude, longitude=place.longitude,
        street=f"{chance.choice(STREETS)} {chance.randint(1, 90)}", timezone=TIMEZONES[country],
        hours=chance.choice((OFFICE_HOURS, OFFICE_HOURS, EARLY)), languages=_languages(country, chance), tags=_tags(chance),
        **_capacity(chance),
    )  # fmt: skip


def _languages(country: str, chance: Random) -> list[str]:
    more = [
        language
        for language, share in (("en", 0.3), ("fr", 0.4 if country == "CH" else 0.03))
        if chance.random() < share
    ]
    return ["de", *more]


def _tags(chance: Random) -> list[str]:
    """Nearly all install the main product, most do service; certificates are rarer."""
    shares = zip(PRODUCTS, (0.98, 0.75, 0.85, 0.85), strict=True)
    products = [product for product, share in shares if chance.random() < share]
    certificates = (("cert-hp", 0.6), ("cert-pv", 0.3), ("cert-project", 0.25))
    return [*products, *(tag for tag, share in certificates if chance.random() < share)]


def _capacity(chance: Random) -> dict[str, Any]:
    size = chance.choice((1, 1, 2, 2, 2, 3))
    return {
        "capacity_open": chance.choice((8, 10, 12, 15)) * size,
        "capacity_week": chance.choice((None, 3 + 2 * size)),
        "capacity_day": chance.choice((None, None, 2)),
        "weight": float(size),
    }


def _areas(party: Party, prefixes: Sequence[str], *, is_exclusive: bool, chance: Random) -> None:
    areas = [
        Area(party=party, country=party.country, kind="prefix", first=prefix, is_exclusive=is_exclusive)
        for prefix in prefixes
    ]
    if not is_exclusive and chance.random() < 0.5:
        here = {"latitude": party.latitude, "longitude": party.longitude}
        radius_km = chance.choice((20.0, 30.0, 40.0))
        areas.append(Area(party=party, kind="radius", radius_km=radius_km, **here))
    Area.objects.bulk_create(areas)


def _with_absences(partner: Partner, chance: Random, *, starts_at: datetime, ends_at: datetime) -> Partner:
    """Company holidays: a third were away once, some are away today, some will be."""
    drawn_for = chance.random()
    length = timedelta(days=chance.randint(4, 12))
    span = ends_at - starts_at
    if drawn_for < 0.3:
        begins = starts_at + span * chance.uniform(0.05, 0.85)
    elif drawn_for < 0.36:
        begins = ends_at - length / 2
    elif drawn_for < 0.42:
        begins = ends_at + timedelta(days=chance.randint(3, 20))
    else:
        return partner
    actor = Actor("member", partner.member_id, partner.id)
    begins = max(begins.replace(minute=0, second=0, microsecond=0), starts_at + timedelta(hours=1))
    enter_absence(partner.id, starts_at=begins, ends_at=begins + length, actor=actor, now=starts_at)
    return Partner(partner.id, partner.member_id, partner.character, ((begins, begins + length),))
