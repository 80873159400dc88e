"""Who asks, for what, where and when: the leads of the demonstration as they arrive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from staffel.actions.leads import NewLead
from staffel.demo.names import COMPANIES, STREETS, SURNAMES, WISHES, dice, mail_name, person
from staffel.demo.partners import SEATS
from staffel.rules.consents import GivenConsent
from staffel.rules.places import canonical_code, load_places, place_of

# Large recipients have codes of their own, and the source gives them as the place: what looks like one is passed over.
TOWN: Final = re.compile(
    r"(?:Bad |Sankt )?[A-ZÄÖÜ][a-zäöüéèß]+(?:-[A-ZÄÖÜ]?[a-zäöüéèß]+)*"
    r"(?: (?:am|an der|im|in|bei|ob der) [A-ZÄÖÜ][a-zäöüß]+)?"
)
RECIPIENT: Final = re.compile("[Ss]tiftung|[Ii]nstitut|direktion|[Vv]ersicher")
ZONE: Final = ZoneInfo("Europe/Berlin")
# Share of the leads; how late they reach us; whether something may be missing.
SOURCES: Final = {
    "default": 0.3,
    "boiler-swap": 0.24,
    "newsletter": 0.1,
    "hotline": 0.12,
    "portal": 0.17,
    "fair": 0.07,
}
JUST_NOW: Final = (
    0.02  # so many asked within the last three hours: whoever opens the pages sees offers running
)
LACKING: Final = {"portal": 0.3, "fair": 0.3, "hotline": 0.0}  # so many leave something open
ALIKE: Final = 3  # the last ones may be somebody who has asked before: the desk has something to look at
# Before them, where enough ask: who leaves something open, by campaigns whose agencies differ. Each has somebody to call.
TO_CALL: Final = ("boiler-swap", "portal") * 3
# Monday to Sunday, and the hours of a day: people ask before lunch and in the evening.
WEEKDAYS: Final = (1.3, 1.1, 1.0, 1.0, 0.9, 0.7, 0.8)
HOURS: Final = (0, 0, 0, 0, 0, 1, 2, 4, 6, 8, 9, 9, 7, 6, 6, 6, 7, 8, 9, 10, 9, 6, 3, 1)
# Numbers that the regulator (Bundesnetzagentur) keeps free for films; Austria and Switzerland name none: left blank.
MAILS: Final = GivenConsent(purpose="mail")  # who reads the newsletter, and a third of the others
FREE_NUMBERS: Final = ("+493023125", "+496990009", "+494066969", "+492214710", "+498999998")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Leads that arrive together. `withheld`: by key, what the person would answer when somebody asks."""

    at: datetime
    leads: tuple[NewLead, ...]
    withheld: dict[str, dict[str, str]] = field(default_factory=dict)


def arrivals(*, seed: int, count: int, starts_at: datetime, ends_at: datetime) -> list[Arrival]:
    """`count` leads between the two times, in the order in which they arrive."""
    chance = dice(seed, "arrivals")
    writer = _Writer(chance)
    at_fair = round(count * SOURCES["fair"])
    others = [name for name in SOURCES if name != "fair"]
    weights = [SOURCES[name] for name in others]
    found = []
    just_now = round(count * JUST_NOW)
    moments = [
        *_moments(chance, count - at_fair - just_now, starts_at=starts_at, ends_at=ends_at),
        *(ends_at - timedelta(minutes=chance.uniform(2, 180)) for _ in range(just_now)),
    ]
    moments.sort()
    alike = set(moments[-ALIKE:]) if just_now >= ALIKE else set()
    lacking = moments[-ALIKE - len(TO_CALL) : -ALIKE] if just_now >= ALIKE + len(TO_CALL) else []
    to_call = dict(zip(lacking, TO_CALL, strict=False))
    for asked_at in moments:
        campaign = to_call.get(asked_at) or chance.choices(others, weights)[0]
        received_at = min(asked_at + _way(campaign, chance), ends_at)
        lead = writer.alike(asked_at) if asked_at in alike else None
        lacks = asked_at in to_call
        found.append(writer.arrival(campaign, asked_at, received_at, lead=lead, lacks=lacks))
    found += _fair(writer, at_fair, chance, starts_at=starts_at, ends_at=ends_at)
    return sorted(found, key=lambda arrival: arrival.at)


def _moments(chance: Random, count: int, *, starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    days = [starts_at + timedelta(days=day) for day in range((ends_at - starts_at).days + 1)]
    weights = [WEEKDAYS[day.astimezone(ZONE).weekday()] for day in days]
    made = 0
    while made < count:
        day = chance.choices(days, weights)[0].astimezone(ZONE)
        hour = chance.choices(range(24), HOURS)[0]
        at = day.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60), microsecond=0)
        if starts_at < at < ends_at:
            made += 1
            yield at


def _way(campaign: str, chance: Random) -> timedelta:
    """How long the enquiry was on its way to us: a portal hands over in bundles, the hotline types while it talks."""
    if campaign == "portal":
        return timedelta(minutes=chance.randint(40, 300))
    return timedelta(minutes=chance.randint(2, 9)) if campaign == "hotline" else timedelta(seconds=3)


def _fair(
    writer: "_Writer", count: int, chance: Random, *, starts_at: datetime, ends_at: datetime
) -> list[Arrival]:
    """Three days of talks at the stand; the cards arrive together on the Monday after."""
    opening = (starts_at + (ends_at - starts_at) * 0.55).astimezone(ZONE)
    friday = (opening - timedelta(days=(opening.weekday() - 4) % 7)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )
    friday = friday if friday > starts_at else opening
    talks = sorted(
        friday + timedelta(days=chance.randrange(3), minutes=chance.randrange(480)) for _ in range(count)
    )
    monday = min(friday + timedelta(days=3, minutes=25), ends_at)
    written = [writer.arrival("fair", min(talk, monday), monday) for talk in talks]
    leads = tuple(lead for arrival in written for lead in arrival.leads)
    withheld = {key: values for arrival in written for key, values in arrival.withheld.items()}
    return [Arrival(monday, leads, withheld)] if leads else []


class _Writer:
    """Writes enquiries; remembers who asked before, because some come again."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.count = 0
        self.past: list[NewLead] = []
        self.places = {country: self._codes(country) for country in ("DE", "AT", "CH")}
        self.near = sorted({(seat[:2], seat[3:5]) for seat in SEATS})

    def _codes(self, country: str) -> list[str]:
        return list(load_places(country).codes)

    def arrival(
        self,
        campaign: str,
        asked_at: datetime,
        received_at: datetime,
        *,
        lead: NewLead | None = None,
        lacks: bool = False,
    ) -> Arrival:
        self.count += 1
        lead = lead or (None if lacks else self._again(asked_at)) or self._lead(campaign, asked_at)
        lead = replace(
            lead, key=f"demo-{self.count}", campaign=campaign, raw={**lead.raw, "campaign": campaign}
        )
        self.past.append(lead)
        withheld = self._withheld(lead, share=1.0 if lacks else LACKING.get(campaign, 0.04))
        if withheld:
            prospect = {name: value for name, value in lead.prospect.items() if name not in withheld}
            lead = replace(
                lead, prospect=prospect, product="" if "product" in withheld else lead.product,
                raw={name: value for name, value in lead.raw.items() if name not in withheld},
            )  # fmt: skip
        return Arrival(received_at, (lead,), {lead.key: withheld} if withheld else {})

    def _again(self, asked_at: datetime) -> NewLead | None:
        """Now and then the same person asks again: for service, or because nobody called."""
        old = [lead for lead in self.past[:-40] if lead.asked_at < asked_at - timedelta(days=14)]
        if not old or self.chance.random() > 0.04:
            return None
        before = self.chance.choice(old)
        return replace(before, asked_at=asked_at, product="service", expected_amount=Decimal(450))

    def alike(self, asked_at: datetime) -> NewLead | None:
        """Of the same name and street as somebody of the last days, with another telephone and without an address."""
        since = asked_at - timedelta(days=10)
        private = [
            lead
            for lead in self.past
            if since < lead.asked_at < asked_at - timedelta(days=1)
            and {"street", "phone"} <= lead.prospect.keys()
            and "company" not in lead.prospect
        ]
        if not private:
            return None
        before, number = self.chance.choice(private), self.count + 1
        prospect = {**before.prospect, "phone": f"{FREE_NUMBERS[number % 5]}{number // 5 % 1000:03}"}
        del prospect["email"]
        return replace(before, asked_at=asked_at, prospect=prospect)

    def _withheld(self, lead: NewLead, *, share: float) -> dict[str, str]:
        """What the lead lacks at first: cards from a fair and bought addresses are often incomplete."""
        if self.chance.random() > share:
            return {}
        name = self.chance.choice(("product", "postal_code"))
        return {name: lead.product if name == "product" else lead.prospect["postal_code"]}

    def _lead(self, campaign: str, asked_at: datetime) -> NewLead:
        chance = self.chance
        country = chance.choices(("DE", "AT", "CH"), (76, 13, 11))[0]
        is_business = chance.random() < 0.14
        product = chance.choices(("air-water", "brine-water", "hot-water", "service"), (58, 14, 13, 15))[0]
        time = chance.choices(("weeks", "quarter", "year", "later"), (15, 35, 25, 25))[0]
        prospect = self._prospect(country, is_business=is_business)
        answers: dict[str, Any] = {
            "customer_type": "business" if is_business else "private",
            "building": chance.choices(("existing", "new", "flats"), (65, 22, 13))[0],
            "heating": chance.choices(("oil", "gas", "electric", "none"), (35, 42, 10, 13))[0],
            "time": time,
            "call_time": chance.choice(("morning", "noon", "afternoon", "evening", "any")),
        }
        if chance.random() < 0.6:
            answers["message"] = chance.choice(WISHES)
        return NewLead(
            key="", raw={**prospect, "product": product, **answers}, asked_at=asked_at, prospect=prospect, answers=answers,
            product=product, temperature="hot" if time == "weeks" and campaign != "newsletter" else "",
            expected_amount=self._amount(product, is_business=is_business), currency="CHF" if country == "CH" else "EUR",
            wished_party=f"P{chance.randint(1001, 1060)}" if chance.random() < 0.03 else "",
            is_test=self.count % 400 == 399,
            consents=(MAILS,) if campaign == "newsletter" or self.count % 3 == 0 else (),
        )  # fmt: skip

    def _amount(self, product: str, *, is_business: bool) -> Decimal | None:
        if product == "service":
            return Decimal(self.chance.randrange(250, 900, 50))
        if is_business:
            return Decimal(self.chance.randrange(28_000, 240_000, 2_000))
        return Decimal(self.chance.randrange(16_000, 38_000, 500)) if self.chance.random() < 0.5 else None

    def _prospect(self, country: str, *, is_business: bool) -> dict[str, str]:
        salutation, first, last = person(self.chance)
        postal_code, place = self._place(country)
        number = self.count
        prospect = {
            "salutation": salutation, "first_name": first, "last_name": last,
            "email": f"{mail_name(f'{first}.{last}')}.{number}@example.{('org', 'com', 'net')[number % 3]}",
            "street": f"{self.chance.choice(STREETS)} {self.chance.randint(1, 120)}",
            "postal_code": postal_code, "place": place, "country": country, "language": "de",
        }  # fmt: skip
        if country == "DE" and self.chance.random() < 0.9:
            prospect["phone"] = f"{FREE_NUMBERS[number % 5]}{number // 5 % 1000:03}"
        if is_business:
            prospect["company"] = self.chance.choice(COMPANIES).format(name=self.chance.choice(SURNAMES))
        return prospect

    def _place(self, country: str) -> tuple[str, str]:
        """A postal code that exists: mostly where the partners are, sometimes anywhere, where nobody may be."""
        near = [prefix for where, prefix in self.near if where == country]
        prefix = self.chance.choice(near) if self.chance.random() < 0.8 else ""
        codes = [code for code in self.places[country] if code.startswith(prefix)]
        while True:
            code = self.chance.choice(codes)
            place = place_of(country, canonical_code(country, code))
            town = place.place.split(",")[0] if place and place.matched == "exact" else ""
            if TOWN.fullmatch(town) and not RECIPIENT.search(town):
                return code, town
