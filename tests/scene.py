"""The one cast on a small stage: Vera runs the desk, Tom the agency, Paul and Petra are partners with overlapping
areas, Otto is an outsider who must never see anything, Ada administers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from staffel.actions.actors import SYSTEM, Actor
from staffel.actions.leads import NewLead, capture_lead
from staffel.actions.parties import bump
from staffel.actions.people import add_member
from staffel.actions.setup import OFFICE_HOURS, set_up
from staffel.models import Agreement, Area, Lead, Membership, Offer, Party
from staffel.rules.places import place_of

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # Monday, 10:00 in Berlin, no holiday
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
PASSWORD = "staffel-demo"


def actor_of(member: Membership) -> Actor:
    return Actor("member", member.id, member.party_id)


@dataclass
class Scene:
    """The cast, by name, and the desk. `now` is where the story stands; move it on by hand."""

    now: datetime
    desk: Party
    agency: Party
    ada: Membership
    vera: Membership
    tom: Membership
    paul: Membership
    petra: Membership
    otto: Membership
    frieda: Membership  # field sales: looks after Paul

    def later(self, **duration: float) -> datetime:
        """Move the story on."""
        self.now += timedelta(**duration)
        return self.now


def stage(now: datetime = MONDAY) -> Scene:
    """An installation with the cast; Paul sits in 82362 Weilheim, Petra in 80331 München, Otto in 20095 Hamburg."""
    made = set_up(
        vendor="Wärmewerk",
        administrator_email="ada@example.com",
        administrator_name="Ada",
        now=now,
        password=PASSWORD,
    )
    desk = Party.objects.get(id=made.desk_id)
    agency = Party.objects.create(key="agency", kind="agency", name="Tom Telesales", hours=OFFICE_HOURS)
    paul = add_partner("paul", "Paul Heizungsbau", "82362", ["80", "81", "82"])
    petra = add_partner("petra", "Petra Wärme GmbH", "80331", ["80", "81", "82"])
    otto = add_partner("otto", "Otto Nord", "20095", ["20", "21", "22"])
    scene = Scene(
        now=now,
        desk=desk,
        agency=agency,
        ada=Membership.objects.get(id=made.administrator_id),
        vera=_member(desk.id, "vera", "desk"),
        tom=_member(agency.id, "tom", "agency_member"),
        paul=_member(paul.id, "paul", "partner_manager"),
        petra=_member(petra.id, "petra", "partner_manager"),
        otto=_member(otto.id, "otto", "partner_manager"),
        frieda=_member(desk.id, "frieda", "field_sales"),
    )
    Party.objects.filter(id=paul.id).update(looked_after_by=scene.frieda)
    for member in (scene.paul, scene.petra, scene.otto, scene.tom):
        agreed(member, now=now)
    bump()
    return scene


def agreed(member: Membership, *, now: datetime = MONDAY) -> None:
    """Its firm has agreed to what is shown before the first enquiry."""
    Agreement.objects.create(
        party_id=member.party_id, member=member, language="de", text="Vereinbart", agreed_at=now
    )


def _member(party_id: UUID, name: str, role: str) -> Membership:
    return add_member(party_id, email=f"{name}@example.com", name=name.title(), role=role, password=PASSWORD)


def add_partner(key: str, name: str, postal_code: str, prefixes: list[str], **values: Any) -> Party:
    """A partner in Germany that works in the areas beginning with these prefixes."""
    place = place_of("DE", postal_code)
    assert place is not None
    party = Party.objects.create(
        key=key,
        kind="partner",
        name=name,
        postal_code=postal_code,
        place=place.place,
        region=place.region,
        latitude=place.latitude,
        longitude=place.longitude,
        **{"hours": OFFICE_HOURS, "languages": ["de"], **values},
    )
    Area.objects.bulk_create(
        Area(party=party, country="DE", kind="prefix", first=prefix) for prefix in prefixes
    )
    bump()
    return party


LETTERS = str.maketrans("0123456789", "ghijklmnop")
PROSPECT: Mapping[str, str] = {
    "salutation": "Frau",
    "first_name": "Anna",
    "last_name": "Musterfrau",
    "email": "anna.musterfrau@example.org",
    "phone": "+4988112345",
    "street": "Am Geheimweg 7",
    "postal_code": "82362",
    "country": "DE",
}


def somebody(key: str) -> dict[str, str]:
    """Whose enquiry it is: of the first key Anna, of every other a namesake with a mailbox and a telephone of her own."""
    if key == "1":
        return {}
    letters = hashlib.sha256(key.encode()).hexdigest()
    digits = str(int(letters[:12], 16))[-8:]
    return {"email": f"{letters[:14].translate(LETTERS)}@example.org", "phone": f"+4989{digits}"}


def enquiry(key: str = "1", *, at: datetime = MONDAY, **values: Any) -> NewLead:
    """A complete enquiry from Weilheim, of another person for each key; `prospect` replaces single values."""
    prospect = {**PROSPECT, **somebody(key), **values.pop("prospect", {})}
    return NewLead(key=key, raw={"key": key}, asked_at=at, prospect=prospect, **values)


def captured(scene: Scene, key: str = "1", **values: Any) -> Lead:
    """A lead that has just been captured by the API's door."""
    done = capture_lead(enquiry(key, at=scene.now, **values), door="test", actor=SYSTEM, now=scene.now)
    return Lead.objects.get(id=done.lead_id)


def open_offer(lead: Lead) -> Offer:
    """The lead's one open offer."""
    return Offer.objects.get(lead=lead, state="open")
