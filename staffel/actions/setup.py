"""Sets an installation up: the vendor, the default desk and its administrator, and sensible defaults of all policy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from staffel.actions.actors import SYSTEM
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.actions.versions import add_version
from staffel.models import Campaign, Installation, Market, Party, Role, Version
from staffel.queries.directory import forget_directory
from staffel.rules.campaigns import Campaign as CampaignBody
from staffel.rules.campaigns import Market as MarketBody
from staffel.rules.campaigns import MarketChoice
from staffel.rules.consents import DEFAULT_CONSENTS
from staffel.rules.forms import DEFAULT_FORM
from staffel.rules.pipelines import DEFAULT_PIPELINE
from staffel.rules.policies import DEFAULT_POLICY
from staffel.rules.reasons import DEFAULT_REASONS
from staffel.rules.refused import Refused
from staffel.rules.routing import Round
from staffel.rules.terms import DEFAULT_TERMS
from staffel.rules.texts import DEFAULT_TEXTS
from staffel.rules.words import sort_key

OFFICE_HOURS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}

# The nearest partner of the area alone, then the next three at once: what most networks begin with.
DEFAULT_MARKET = MarketBody(
    rounds=(
        Round(key="nearest", reach="area", order="nearest", at_once=1, limit=2),
        Round(key="around", reach="distance", within_km=60, order="nearest", at_once=3),
    )
)
DEFAULT_CAMPAIGN = CampaignBody(markets=(MarketChoice("default"),))


@dataclass(frozen=True, slots=True)
class SetUp:
    desk_id: UUID
    administrator_id: UUID


def set_up(
    *, vendor: str, administrator_email: str, administrator_name: str, now: datetime, country: str = "DE",
    language: str = "de", timezone: str = "Europe/Berlin", sender: str = "", redirect_to: str = "", password: str | None = None,
) -> SetUp:  # fmt: skip
    """Set up an empty installation, with a default form, policy, pipeline, reasons, texts, market and campaign. Not
    live: mail goes to `redirect_to` until the administrator says so. Refused: `set_up_before`."""
    with transaction.atomic():
        if Installation.objects.exists():
            raise Refused("set_up_before", "This installation is set up already.")
        Installation.objects.create(
            vendor=vendor,
            sender=sender,
            country=country,
            language=language,
            timezone=timezone,
            redirect_to=redirect_to,
        )
        forget_directory()
        desk = Party.objects.create(
            key="desk", kind="desk", name="Innendienst" if language == "de" else "Desk", is_default_desk=True,
            country=country, timezone=timezone, hours=OFFICE_HOURS, email=administrator_email, languages=[language],
        )  # fmt: skip
        Party.objects.filter(id=desk.id).update(name_key=sort_key(desk.name))
        administrator = add_member(
            desk.id, email=administrator_email, name=administrator_name, role=Role.ADMINISTRATOR, password=password,
            language=language,
        )  # fmt: skip
        _publish_defaults(desk.id, now=now)
        bump()
    return SetUp(desk.id, administrator.id)


def _publish_defaults(desk_id: UUID, *, now: datetime) -> None:
    for kind, body in (
        ("form", DEFAULT_FORM),
        ("policy", DEFAULT_POLICY),
        ("pipeline", DEFAULT_PIPELINE),
        ("reasons", DEFAULT_REASONS),
        ("market", DEFAULT_MARKET),
        ("campaign", DEFAULT_CAMPAIGN),
    ):
        add_version(kind, "default", body, actor=SYSTEM, now=now)
    _publish_missing_texts(now=now)
    Market.objects.create(key="default", name="Standard", desk_id=desk_id)
    Campaign.objects.create(key="default", name="Website", source="website", is_default=True)


def complete_texts(*, now: datetime) -> int:
    """Publish the default text of every message that has none yet, the terms and what prospects consent to: an update may have brought new ones.
    Returns how many; 0 while nothing is set up."""
    with transaction.atomic():
        if not Installation.objects.exists():
            return 0
        count = _publish_missing_texts(now=now)
        if count:
            bump()
        return count


def _publish_missing_texts(*, now: datetime) -> int:
    known = set(Version.objects.filter(kind="text").values_list("key", flat=True))
    missing = [key for key in DEFAULT_TEXTS if key not in known]
    for key in missing:
        add_version("text", key, DEFAULT_TEXTS[key], actor=SYSTEM, now=now)
    agreed = {"terms": {"default": DEFAULT_TERMS}, "consent": DEFAULT_CONSENTS}
    rows = Version.objects.filter(kind__in=agreed).values_list("kind", "key")
    published = set(rows)
    for kind, bodies in agreed.items():
        for key, body in bodies.items():
            if (kind, key) not in published:
                add_version(kind, key, dict(body), actor=SYSTEM, now=now)
                missing.append(key)
    return len(missing)
