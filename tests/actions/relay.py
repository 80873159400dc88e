"""What must hold after every act of the relay, whatever came before: used by the properties and the races."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from staffel.models import Absence, Lead, Mandate, Offer, Party
from staffel.queries.verify import verify
from staffel.rules.policies import TEMPERATURES, Policy

LAGS: Final = frozenset({"alarms_in_time", "deliveries_in_time"})  # what waits for the clock and the sender
POLICY: Final = Policy()

TRACE: Final = """
SELECT (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM lead t),
       (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM offer t),
       (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM brokerage t),
       (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM mandate t),
       (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM party t),
       (SELECT count(*) FROM entry), (SELECT count(*) FROM delivery), (SELECT count(*) FROM note),
       (SELECT count(*) FROM receipt), (SELECT count(*) FROM submission), (SELECT count(*) FROM absence)
"""

LAST_ENTRIES: Final = """
SELECT lead.number FROM lead
JOIN LATERAL (SELECT status, holder_id FROM entry WHERE lead_id = lead.id ORDER BY id DESC LIMIT 1) last ON true
WHERE (last.status, last.holder_id) IS DISTINCT FROM (lead.status::varchar, lead.holder_id)
"""


def trace() -> tuple[object, ...]:
    """All that an act could leave behind; equal before and after means that nothing happened."""
    with connection.cursor() as cursor:
        cursor.execute(TRACE)
        return tuple(cursor.fetchone() or ())


def broken(*, now: datetime) -> dict[str, tuple[str, ...]]:
    """The sentences of `verify` that do not hold, with examples; lags of clock and sender left out."""
    found = {
        check.sentence: check.examples
        for check in verify(now=now).checks
        if check.wrong and check.key not in LAGS
    }
    with connection.cursor() as cursor:
        cursor.execute(LAST_ENTRIES)
        if rows := cursor.fetchall():
            found["Every change of status and holder is in the journal, the end too."] = tuple(
                str(row) for row in rows
            )
    return found


def over_capacity(*, now: datetime) -> list[str]:
    """The parties that have more than their capacity allows: open, today and this week in their own time zone."""
    return [party.name for party in Party.objects.exclude(kind="desk") if _is_over(party, now)]


def _is_over(party: Party, now: datetime) -> bool:
    asked = Offer.objects.filter(party=party, state="open").count()
    today = now.astimezone(ZoneInfo(party.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    started = Mandate.objects.filter(party=party).exclude(outcome="undone")
    monday = (today.replace(tzinfo=None) - timedelta(days=today.weekday())).replace(tzinfo=today.tzinfo)
    limits: Mapping[int, int | None] = {
        asked + Mandate.objects.filter(party=party, ended_at=None).count(): party.capacity_open,
    }
    by_time = ((today, party.capacity_day), (monday, party.capacity_week))
    over = any(limit is not None and count > limit for count, limit in limits.items())
    return over or any(
        limit is not None and asked + started.filter(started_at__gte=since).count() > limit
        for since, limit in by_time
    )


def too_far(*, halted: timedelta = timedelta(0)) -> list[str]:
    """Deadlines before the first contact that lie further away, from when they were given, than the policy's longest
    for the temperature then; `halted`: how long all stood still."""
    far = []
    for offer in Offer.objects.filter(state="open").select_related("lead"):
        longest = POLICY.longest_to_accept(_coldest(offer.lead, offer.offered_at)) + halted
        if offer.window_ends_at - offer.offered_at > longest or offer.window_starts_at > offer.window_ends_at:
            far.append(f"offer of {offer.lead}")
    kinds = ("first_call", "qualify", "place", "slot", "step")
    for lead in (
        Lead.objects.filter(deadline_kind__in=kinds)
        .select_related("holder")
        .annotate(given_at=F("deadline_from"))
    ):
        if (
            lead.deadline_at is None
            or lead.mandates.filter(ended_at=None, contacted_at__isnull=False).exists()
        ):
            continue
        heat = _coldest(lead, lead.given_at)
        longest = POLICY.longest_to_accept(heat)
        is_agencys = lead.deadline_kind == "qualify" and lead.holder and lead.holder.kind == "agency"
        if lead.deadline_kind == "step" or is_agencys or lead.extensions:
            longest = POLICY.longest_to_contact(heat)
        if lead.deadline_at - lead.given_at > longest:
            far.append(f"{lead.deadline_kind} of {lead}")
    return far


def _coldest(lead: Lead, since: datetime) -> str:
    """A deadline that was given stays when the lead gets hotter: the coldest it was from that moment on."""
    changed = lead.entries.filter(kind__in=("lead.scored", "lead.assessed", "lead.cooled"), at__gte=since)
    heats: list[str] = [lead.temperature, *changed.values_list("data__before", flat=True)]
    return max(heats, key=TEMPERATURES.index)


def offered_while_away() -> list[str]:
    """Offers that were made to a party in the middle of its absence."""
    return [
        f"{offer.lead} to {offer.party}"
        for absence in Absence.objects.filter(member=None)
        for offer in Offer.objects.filter(
            party_id=absence.party_id, offered_at__gt=absence.starts_at, offered_at__lt=absence.ends_at
        )
    ]
