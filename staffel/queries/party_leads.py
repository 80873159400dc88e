"""What a party has on its hands: its open leads by what is due, what it is asked about, and what it has finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from staffel.models import Lead, Mandate, Membership, Offer, Party
from staffel.queries.access import visible_leads
from staffel.queries.directory import Directory
from staffel.queries.labels import deadline_label
from staffel.queries.teasers import town_shown
from staffel.queries.whose import open_mandates
from staffel.rules import states

SHOWN: Final = 50
FINISHED: Final = 20
# all that its line says; what is not read here, each line would ask for by itself
OF_LEAD: Final = tuple(
    f"lead__{name}"
    for name in (
        "number",
        "first_name",
        "last_name",
        "company",
        "email",
        "postal_code",
        "place",
        "temperature",
        "is_test",
    )
)


@dataclass(frozen=True, slots=True)
class HeldLead:
    """`person`: who of the party works it, "" where nobody has taken it; `task`: what is due."""

    lead: Lead
    person: str
    task: str
    town: str


@dataclass(frozen=True, slots=True)
class PartyLeads:
    """`held` are at most SHOWN, the most urgent; `overdue` of all that it holds, without test leads; `tests`: how many
    test leads are among what it holds and is asked about: they take a place like every other, and count in no figure.
    What this member may not see is left out."""

    held: tuple[HeldLead, ...]
    overdue: int
    tests: int
    asked: tuple[Offer, ...]
    finished: tuple[Mandate, ...]


def party_leads(member: Membership, party: Party, *, book: Directory, now: datetime) -> PartyLeads:
    """The leads of one party, as far as this member may see them. Six queries."""
    seen = visible_leads(member)
    own = seen.filter(holder=party).exclude(status=states.CLOSED)
    asked = Offer.objects.filter(party=party, state="open", lead__in=seen)
    finished = Mandate.objects.filter(party=party, ended_at__isnull=False, lead__in=seen)
    counted = own.aggregate(
        overdue=Count("id", filter=Q(deadline_at__lt=now, is_test=False)),
        tests=Count("id", filter=Q(is_test=True)),
    )
    # of a lead that is asked about or was worked only a line is shown
    asked_rows = asked.select_related("lead").only("lead", "window_ends_at", *OF_LEAD)
    finished_rows = finished.select_related("lead").only("lead", "outcome", "ended_at", *OF_LEAD)
    return PartyLeads(
        held=tuple(_held(list(own.defer("search").order_by("deadline_at", "id")[:SHOWN]), book=book)),
        overdue=counted["overdue"],
        tests=counted["tests"] + asked.filter(~Q(lead__holder=party), lead__is_test=True).count(),
        asked=tuple(asked_rows.order_by("window_ends_at")[:SHOWN]),
        finished=tuple(finished_rows.order_by("-started_at")[:FINISHED]),
    )


def _held(rows: Sequence[Lead], *, book: Directory) -> list[HeldLead]:
    mandates = open_mandates(rows)
    found = []
    for lead in rows:
        mandate = mandates.get(lead.id)
        pipeline = book.editions[mandate.pipeline_version_id].body if mandate else None
        found.append(
            HeldLead(
                lead=lead,
                person=str(mandate.member.person) if mandate and mandate.member else "",
                task=deadline_label(
                    lead.deadline_kind, step=mandate.step if mandate else "", pipeline=pipeline
                ),
                town=town_shown(lead, home=book.installation.country),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Ending:
    """What happens when a party ends: its leads go to the desk, its offers end, its people and their links are shut
    out. `markets` go to the default desk; `partners`: how many its people look after, who then have nobody."""

    leads: int
    offers: int
    people: tuple[Membership, ...]
    markets: tuple[str, ...]
    partners: int


def ending(party: Party, *, book: Directory) -> Ending:
    """What would happen now. Two queries."""
    people = tuple(book.members.get(party.id, ()))
    ids: list[UUID] = [member.id for member in people]
    return Ending(
        leads=Lead.objects.filter(holder=party).exclude(status=states.CLOSED).count(),
        offers=Offer.objects.filter(party=party, state="open").count(),
        people=people,
        markets=tuple(sorted(one.name for one in book.markets.values() if one.desk_id == party.id)),
        partners=sum(one.looked_after_by_id in ids for one in book.parties.values()) if ids else 0,
    )
