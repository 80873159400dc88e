"""What was changed about a party, by whom and when, in plain sentences, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _s
from django.utils.translation import pgettext_lazy

from staffel.models import Entry, Membership
from staffel.queries import labels
from staffel.queries.timeline import day_shown, moment_shown, until_shown

SHOWN: Final = 30

SENTENCES: Final[Mapping[str, Promise]] = {
    "party.changed": _s("Changed: %(fields)s."),
    "party.paused": _s("Paused %(until)s."),
    "party.resumed": _s("The pause is over."),
    "party.ended": _s("Ended. Leads that went to the desk: %(leads)s."),
    "party.activated": _s("Active."),
    "party.noted": _s("Note added."),
    "absence.entered": _s("Absence entered: %(span)s."),
    "absence.begun": _s("Absence begun. Leads that went on: %(leads)s."),
    "absence.shortened": _s("Absence shortened: %(span)s."),
    "absence.cancelled": _s("Absence struck out: %(span)s."),
    "mail.switched_off": _s("Mail to %(member)s was switched off: it cannot be delivered."),
}
FIELDS: Final[Mapping[str, Promise]] = {
    "created": _s("newly entered"),
    "name": _s("Name"),
    "state": _s("State"),
    "email": _s("E-mail"),
    "phone": _s("Telephone"),
    "privacy_url": _s("Data protection notice"),
    "street": _s("Street"),
    "postal_code": _s("Postal code"),
    "place": _s("Town"),
    "country": _s("Country"),
    "region": _s("Region"),
    "timezone": _s("Time zone"),
    "hours": _s("Working hours"),
    "tags": _s("Products and tags"),
    "languages": _s("Languages"),
    "capacity_open": _s("Capacity at a time"),
    "capacity_day": _s("Capacity per day"),
    "capacity_week": _s("Capacity per week"),
    "weight": pgettext_lazy("partner", "Weight"),
    "looked_after_by_id": _s("Looked after by"),
    "stand_in_id": _s("Stand-in"),
    "areas": _s("Areas"),
}
# made from others when these change: nobody types them
UNSAID: Final = frozenset({"latitude", "longitude", "name_key", "region"})


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    text: str
    actor: str


def party_history(party_id: UUID, *, most: int = SHOWN) -> list[Change]:
    """The latest entries about the party itself. Two queries."""
    rows = Entry.objects.filter(party_id=party_id, lead=None, kind__in=SENTENCES).order_by("-id")
    entries = list(rows.select_related("actor_member__person", "actor_party")[:most])
    named = {str(entry.data.get("member", "")) for entry in entries} - {""}
    people = {
        str(member.id): str(member.person)
        for member in Membership.objects.filter(id__in=named).select_related("person")
    }
    return [Change(entry.at, _sentence(entry, people), _actor(entry)) for entry in entries]


def _sentence(entry: Entry, people: Mapping[str, str]) -> str:
    data = entry.data
    values = {
        "fields": _fields(data.get("fields", ())),
        "until": _until(data.get("until")),
        "leads": str(data.get("leads", 0)),
        "member": people.get(str(data.get("member", "")), "?"),
        "span": "",
    }
    if "starts_at" in data:
        values["span"] = _span(data, people)
    return str(SENTENCES[entry.kind]) % values


def _fields(names: Iterable[str]) -> str:
    words = [str(FIELDS.get(name, name)) for name in names if name not in UNSAID]
    return ", ".join(dict.fromkeys(words)) or _("position")


def _until(text: str | None) -> str:
    at = parse_datetime(text) if text else None
    return _("until %(when)s") % {"when": until_shown(at)} if at else _("until further notice")


def _span(data: Mapping[str, str], people: Mapping[str, str]) -> str:
    first, last = (parse_datetime(data[name]) for name in ("starts_at", "ends_at"))
    shown = _("%(first)s until %(last)s") % {"first": _begin(first), "last": until_shown(last)}
    member = people.get(str(data.get("member", "")))
    return f"{member}, {shown}" if member else shown


def _begin(at: datetime | None) -> str:
    local = timezone.localtime(at) if at else None
    return day_shown(local.date()) if local and local.time() == time() else moment_shown(at)


def _actor(entry: Entry) -> str:
    if entry.actor_member:
        return str(entry.actor_member.person)
    return labels.label(labels.ACTORS, entry.actor_kind)
