"""Whose a lead is: the party that is responsible, the person in it, who has the turn, and what is to be done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from staffel.models import Lead, Mandate, Offer
from staffel.queries.directory import Directory
from staffel.queries.labels import deadline_label


@dataclass(frozen=True, slots=True)
class Whose:
    """`holder` "": the lead is closed. `person`: who works it there, "" where nobody is named yet. `asked`: the parties
    that have the turn while lead offers are open. `task`: what is due then. `wants_time`: its holder asked for more. `winner`: who
    had a lead that is won."""

    holder: str
    person: str
    asked: tuple[str, ...]
    task: str
    wants_time: bool
    winner: str


def whose(leads: Sequence[Lead], *, book: Directory) -> dict[UUID, Whose]:
    """By the lead's id; two queries for any number."""
    ids = [lead.id for lead in leads]
    asked: dict[UUID, list[str]] = defaultdict(list)
    offers = Offer.objects.filter(lead_id__in=ids, state="open").order_by("id")
    for lead_id, party_id in offers.values_list("lead_id", "party_id"):
        asked[lead_id].append(book.parties[party_id].name)
    found = list(
        Mandate.objects.filter(Q(ended_at=None) | Q(outcome="won"), lead_id__in=ids).order_by("started_at")
    )
    mandates = {mandate.lead_id: mandate for mandate in found if mandate.ended_at is None}
    winners = {mandate.lead_id: book.parties[mandate.party_id].name for mandate in found if mandate.ended_at}
    return {
        lead.id: _whose(lead, asked[lead.id], mandates.get(lead.id), winners.get(lead.id, ""), book=book)
        for lead in leads
    }


def open_mandates(leads: Sequence[Lead]) -> dict[UUID, Mandate]:
    """By the lead's id, with what a row says of it: the step, and who of the firm works it. One query."""
    found = Mandate.objects.filter(lead_id__in=[lead.id for lead in leads], ended_at=None)
    person = ("member__person__name", "member__person__email")
    rows = found.select_related("member__person").only("lead", "step", "pipeline_version", "member", *person)
    return {mandate.lead_id: mandate for mandate in rows}


def with_known(leads: Sequence[Lead], *, book: Directory) -> Sequence[Lead]:
    """The leads with their holders and campaigns as the directory knows them, which need not be read beside every row."""
    campaigns = {campaign.id: campaign for campaign in book.campaigns.values()}
    for lead in leads:
        lead.holder = book.parties[lead.holder_id] if lead.holder_id else None
        lead.campaign = campaigns[lead.campaign_id]
    return leads


def _whose(
    lead: Lead, asked: Sequence[str], mandate: Mandate | None, winner: str, *, book: Directory
) -> Whose:
    return Whose(
        holder=book.parties[lead.holder_id].name if lead.holder_id else "",
        person=_person(lead, mandate, book=book),
        asked=tuple(asked),
        task=_task(lead, mandate, book=book),
        wants_time=bool(mandate and mandate.extension_asked_at and not lead.extensions),
        winner=winner if lead.outcome == "won" else "",
    )


def _person(lead: Lead, mandate: Mandate | None, *, book: Directory) -> str:
    """Who accepted it or was given it, whom a follow-up is for, or the one person there is in the firm."""
    team = book.members.get(lead.holder_id, ()) if lead.holder_id else ()
    named = (mandate.member_id if mandate else None) or lead.follow_up_by_id
    found = next((member for member in team if member.id == named), team[0] if len(team) == 1 else None)
    return str(found.person) if found else ""


def _task(lead: Lead, mandate: Mandate | None, *, book: Directory) -> str:
    if mandate is None:
        return deadline_label(lead.deadline_kind) if lead.deadline_kind else ""
    pipeline = book.editions[mandate.pipeline_version_id].body
    return deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline)
