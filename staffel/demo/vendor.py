"""The invented vendor: its people, desks, agencies, form, markets and campaigns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.actions.setup import OFFICE_HOURS, set_up
from staffel.actions.versions import create_campaign, create_market, publish
from staffel.demo.agreeing import agree_for
from staffel.demo.materials import fill_catalogue
from staffel.demo.names import VENDOR
from staffel.models import Installation, Party, Person, Role
from staffel.rules.campaigns import Campaign, Market, MarketChoice
from staffel.rules.forms import DEFAULT_FORM, Form, Option, Question
from staffel.rules.markets import Condition
from staffel.rules.pipelines import DAY, DEFAULT_PIPELINE, Pipeline
from staffel.rules.policies import DEFAULT_POLICY, TEMPERATURES, Policy
from staffel.rules.routing import Round
from staffel.rules.words import sort_key

PASSWORD: Final = "staffel-demo"  # noqa: S105 - it is printed for everybody to use
IMPRINT: Final = f"{VENDOR}, Beispielweg 1, 34117 Kassel"
PRODUCTS: Final[Mapping[str, tuple[str, str]]] = {
    "air-water": ("Luft-Wasser-Wärmepumpe", "Air-to-water heat pump"),
    "brine-water": ("Sole-Wasser-Wärmepumpe", "Brine-to-water heat pump"),
    "hot-water": ("Warmwasser-Wärmepumpe", "Hot-water heat pump"),
    "service": ("Wartung und Kundendienst", "Maintenance and service"),
}
LONG_HOURS: Final = {
    **{day: [["07:30", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "sat": [["09:00", "13:00"]],
}

# name, party, role
TEAM: Final = (
    ("Vera Brinkmann", "desk", Role.DESK),
    ("Jonas Reuter", "desk", Role.DESK),
    ("Mara Lindqvist", "desk", Role.MARKETING),
    ("Frieda Holm", "desk", Role.FIELD_SALES),
    ("Falk Sievers", "desk", Role.FIELD_SALES),
    ("Franka Tobler", "desk", Role.FIELD_SALES),
    ("Konrad Wiese", "own-sales", Role.DESK),
    ("Karla Feddersen", "own-sales", Role.DESK),
    ("Tom Ahrens", "agency-north", Role.AGENCY_MEMBER),
    ("Tilda Marek", "agency-north", Role.AGENCY_MEMBER),
    ("Theo Kranz", "agency-south", Role.AGENCY_MEMBER),
)


@dataclass(frozen=True, slots=True)
class Vendor:
    desk_id: UUID
    own_sales_id: UUID
    field_sales: tuple[UUID, ...]  # memberships
    administrator: Actor


def found_vendor(*, now: datetime, fair_on: date) -> Vendor:
    """Set the installation up and everything that belongs to the vendor, whose fair begins on that day. Not live: nothing can leave by accident."""
    contact = "Vera Brinkmann, Innendienst, anfragen@example.com"
    with transaction.atomic():  # what is half loaded is known as a demonstration in any case
        made = set_up(
            vendor=VENDOR, administrator_email="ada@example.com", administrator_name="Ada Petersen", now=now,
            sender="anfragen@example.com",
        )  # fmt: skip
        Installation.objects.update(is_demo=True, contact=contact, imprint=IMPRINT)
    administrator = Actor("member", made.administrator_id, made.desk_id)
    parties = {"desk": made.desk_id} | {
        key: _party(key, kind, name)
        for key, kind, name in (
            ("own-sales", "desk", "Direktvertrieb"),
            ("agency-north", "agency", "Rufkontor Nord Telesales"),
            ("agency-south", "agency", "Rufkontor Süd Telesales"),
        )
    }
    members = [
        add_member(parties[party], email=f"{_first(name)}@example.com", name=name, role=role)
        for name, party, role in TEAM
    ]
    let_in(f"{_first(name)}@example.com" for name in ("Ada Petersen", *(name for name, _, _ in TEAM)))
    own_sales = parties["own-sales"]
    publish("form", "default", _with_products(), actor=administrator, now=now)
    publish("form", "heat-pump", _form(), actor=administrator, now=now)
    publish("policy", "default", _policy(), actor=administrator, now=now)
    publish("pipeline", "default", _pipeline(), actor=administrator, now=now)
    _markets(made.desk_id, own_sales, actor=administrator, now=now)
    _campaigns(actor=administrator, now=now, fair_on=fair_on)
    fill_catalogue(actor=administrator, now=now)
    for key in ("agency-north", "agency-south"):
        agree_for(next(member.id for member in members if member.party_id == parties[key]), at=now)
    looking_after = tuple(member.id for member in members if member.role == Role.FIELD_SALES)
    return Vendor(made.desk_id, own_sales, looking_after, administrator)


def let_in(emails: object) -> None:
    """Give these people the demonstration's password; hashed once, because hashing is slow on purpose."""
    Person.objects.filter(email__in=list(emails)).update(password=make_password(PASSWORD))  # type: ignore[call-overload]


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0].lower()


def _party(key: str, kind: str, name: str) -> UUID:
    hours = LONG_HOURS if kind == "agency" else OFFICE_HOURS
    party = Party.objects.create(
        key=key, kind=kind, name=name, name_key=sort_key(name), hours=hours, languages=["de", "en"],
        postal_code="20095" if kind == "desk" else "", country="DE",
    )  # fmt: skip
    bump()
    return party.id


def _option(key: str, de: str, en: str) -> Option:
    return Option(key, {"de": de, "en": en})


def _with_products() -> Form:
    """The default form, with the vendor's products as they are called."""
    products = tuple(_option(key, de, en) for key, (de, en) in PRODUCTS.items())
    questions = (
        replace(one, options=products) if one.key == "product" else one for one in DEFAULT_FORM.questions
    )
    return replace(DEFAULT_FORM, questions=tuple(questions))


def _form() -> Form:
    """The default form, with the vendor's products and what its partners want to know before they drive out."""
    told: dict[str, dict[str, Any]] = {"product": {"gate": "market"}, "time": {"in_teaser": True}}
    questions = [replace(one, **told.get(one.key, {})) for one in _with_products().questions]
    more = (
        Question(
            "building", {"de": "Gebäude", "en": "Building"}, "choice", "interest", in_teaser=True,
            options=(
                _option("existing", "Bestand", "Existing"), _option("new", "Neubau", "New"),
                _option("flats", "Mehrfamilienhaus", "Block of flats"),
            ),
        ),
        Question(
            "heating", {"de": "Heizung heute", "en": "Heating today"}, "choice", "interest", in_teaser=True,
            options=(
                _option("oil", "Öl", "Oil"), _option("gas", "Gas", "Gas"), _option("electric", "Strom", "Electric"),
                _option("none", "Keine", "None"),
            ),
        ),
    )  # fmt: skip
    at = next(index for index, question in enumerate(questions) if question.key == "call_time")
    news = Question(
        "infos",
        {"de": "Informationen per E-Mail", "en": "Information by e-mail"},
        "consent",
        "prospect",
        purpose="mail",
    )
    return Form({"de": "Wärmepumpe", "en": "Heat pump"}, (*questions[:at], *more, *questions[at:], news))


def _pipeline() -> Pipeline:
    """The default with more patience: installers are on roofs during the day, and a heating is not bought in a week."""
    first, *others = DEFAULT_PIPELINE.steps
    days = {"contacted": (5, 8, 12), "appointment": (4, 6, 8), "quote": (15, 25, 30)}
    patient = replace(
        first,
        limit_work_minutes={"hot": 240, "warm": 720, "cold": 1440},
        take_back_work_minutes={"hot": 240, "warm": 480, "cold": 960},
        take_back_longest_hours=48,
    )
    later = (
        replace(
            step,
            limit_work_minutes={
                name: day * DAY for name, day in zip(TEMPERATURES, days[step.key], strict=True)
            },
        )
        for step in others
    )
    return Pipeline((patient, *later))


def _policy() -> Policy:
    """The default, but a hot lead of the evening waits for the morning."""
    return replace(DEFAULT_POLICY, longest_to_accept_hours={"hot": 14, "warm": 24, "cold": 72})


def _markets(desk_id: UUID, own_sales: UUID, *, actor: Actor, now: datetime) -> None:
    window = {"hot": 60, "warm": 240, "cold": 480}
    nearest = Round(key="nearest", reach="area", tag_from="product", order="nearest", limit=2, window=window)
    around = Round(
        key="around", reach="distance", within_km=70, tag_from="product", order="mix",
        mix={"nearest": 0.6, "load": 0.3, "waiting": 0.1}, at_once=2, window=window,
    )  # fmt: skip
    own = Round(key="own-sales", desks=(own_sales,), window=window)
    publish("market", "default", Market((nearest, around, own)), actor=actor, now=now)
    markets = (
        ("alpine", "Österreich und Schweiz", desk_id, (nearest, replace(around, within_km=90))),
        ("key-accounts", "Großkunden", own_sales, (own, replace(around, within_km=120, tags=("cert-project",)))),
        ("service", "Kundendienst", desk_id, (replace(nearest, order="load", at_once=2), around)),
        ("fair", "Messekontakte", desk_id, (replace(around, within_km=50, at_once=3),)),
    )  # fmt: skip
    for key, name, desk, rounds in markets:
        create_market(key, name=name, desk_id=desk, body=Market(rounds), actor=actor, now=now)


SCRIPT: Final = {
    "de": f"Guten Tag, hier ist der Kundendienst von {VENDOR}. Sie haben sich für eine neue Heizung interessiert, vielen Dank dafür. "
    "Damit der richtige Fachbetrieb in Ihrer Nähe Sie anruft, habe ich noch wenige kurze Fragen. Passt es Ihnen gerade?",
    "en": f"Good day, this is the customer service of {VENDOR}. Thank you for your interest in a new heating system. "
    "So that the right installer near you calls, I have a few short questions. Is this a good moment?",
}


def _campaigns(*, actor: Actor, now: datetime, fair_on: date) -> None:
    large = MarketChoice(
        "key-accounts",
        (Condition("customer_type", "is", "business"), Condition("expected_amount", "at_least", 60000)),
    )
    service = MarketChoice("service", (Condition("product", "is", "service"),))
    alpine = MarketChoice("alpine", (Condition("country", "in", ("AT", "CH")),))
    usual = (large, service, alpine, MarketChoice("default"))
    website = Campaign(
        usual,
        form="heat-pump",
        qualifier="agency-north",
        second_qualifier="agency-south",
        unreachable="cold",
        script=SCRIPT,
        points=15,  # who writes by itself and wants to begin in three months is warm
    )
    publish("campaign", "default", website, actor=actor, now=now)
    campaigns = (
        ("boiler-swap", "Heizungstausch (Suchanzeigen)", "search", website),
        ("newsletter", "Newsletter Eigenheim", "newsletter", replace(website, temperature="cold", points=0)),
        ("hotline", "Telefonische Anfrage", "telephone", replace(website, temperature="hot", points=35)),
        ("portal", "Vergleichsportal", "portal", replace(website, qualifier="agency-south", second_qualifier="agency-north")),
        ("fair", "Messe Haus und Energie", "fair",
         replace(website, markets=(large, alpine, MarketChoice("fair")), qualifier="agency-south",
                 second_qualifier="agency-north", points=25, fair_from=fair_on, fair_until=fair_on + timedelta(days=3))),
    )  # fmt: skip
    for key, name, source, body in campaigns:
        create_campaign(key, name=name, source=source, body=body, actor=actor, now=now)
