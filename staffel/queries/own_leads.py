"""A partner's own part: what it is asked, and what it works by what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from staffel.models import Lead, Membership, Offer
from staffel.queries.access import worked_leads
from staffel.queries.directory import Directory
from staffel.queries.handed import needs_agreement
from staffel.queries.labels import deadline_label
from staffel.queries.lead_filters import is_named
from staffel.queries.teasers import (
    Teaser,
    form_of,
    known_product,
    person_name,
    place_shown,
    product_label,
    teaser_of,
    town_shown,
)
from staffel.queries.whose import open_mandates
from staffel.rules.due import DUE_GROUPS, DueGroup, due_group

PAGE: Final = 50
STILL_FREE_FOR: Final = timedelta(days=14)  # an answer that late is rarely wanted
MOST_STILL_FREE: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """An offer as its party sees it. `is_late`: its time is over and nobody has taken the lead; `is_halted`: the time
    stands still."""

    offer: Offer
    teaser: Teaser
    is_late: bool
    is_halted: bool


@dataclass(frozen=True, slots=True)
class OwnLead:
    """A lead in work, for one row. `name` and `phone` "" until the firm has agreed; `may_call`: the prospect permits it;
    `person` works it, "" nobody in particular; `task`: what is due."""

    lead: Lead
    name: str
    phone: str
    may_call: bool
    town: str
    product: str
    task: str
    person: str


@dataclass(frozen=True, slots=True)
class OwnLeads:
    """In groups by what is due, none of them empty. `after` "": no more; `count` of this page. `needs_agreement`: the
    rows say no more than what somebody sees who is only asked."""

    groups: tuple[tuple[DueGroup, tuple[OwnLead, ...]], ...]
    count: int
    after: str
    needs_agreement: bool


def asked(member: Membership, *, book: Directory, now: datetime) -> tuple[Asked, ...]:
    """The open offers of the member's party, the most urgent first; then those that are late and still free. Two queries."""
    related = ("lead", "brokerage")
    own = Offer.objects.filter(party_id=member.party_id).select_related(*related)
    late = own.filter(
        state__in=("expired", "undone"), offered_at__gte=now - STILL_FREE_FOR, lead__status="brokering"
    )
    found = [
        *own.filter(state="open").order_by("window_ends_at", "id"),
        *late.order_by("-offered_at")[:MOST_STILL_FREE],
    ]
    newest = {offer.lead_id: offer for offer in reversed(found)}  # asked again: the open one stands for both
    return tuple(_asked(offer, book=book, now=now) for offer in found if newest[offer.lead_id] is offer)


def _asked(offer: Offer, *, book: Directory, now: datetime) -> Asked:
    teaser = teaser_of(offer, book=book, language=get_language() or "en", now=now)
    return Asked(offer, teaser, offer.state != "open", is_halted(offer, book=book))


def is_halted(offer: Offer, *, book: Directory) -> bool:
    """Whether the time of this offer stands still: the brake, its market's or its campaign's."""
    market, campaign = (
        book.market_by_id(offer.brokerage.market_id),
        book.campaign_by_id(offer.lead.campaign_id),
    )
    return bool(book.installation.halted_at or market.halted_at or campaign.halted_at)


def count_asked(member: Membership) -> int:
    """How many offers wait for the party's answer."""
    return Offer.objects.filter(party_id=member.party_id, state="open").count()


def own_leads(
    member: Membership, *, book: Directory, now: datetime, wanted: str = "", after: str = ""
) -> OwnLeads:
    """The leads that the member's party works, most urgent first, those that `wanted` (name, place, digits of a number)
    finds; behind the row `after`. Nothing is looked for by name or number before the firm has agreed. Three queries."""
    is_closed = needs_agreement(member)
    found = worked_leads(member).filter(is_named("" if is_closed else wanted))
    if behind := _behind(after):
        at, lead_id = behind
        found = found.filter(Q(deadline_at__gt=at) | Q(deadline_at=at, id__gt=lead_id))
    leads = list(found.defer("search").order_by("deadline_at", "id")[: PAGE + 1])
    last = leads[PAGE - 1] if len(leads) > PAGE else None
    more = f"{last.deadline_at.isoformat()}_{last.id}" if last and last.deadline_at else ""
    rows = list(_rows(leads[:PAGE], book=book, is_closed=is_closed))
    groups = _grouped(rows, zone=ZoneInfo(member.party.timezone), now=now)
    return OwnLeads(groups, len(rows), more, is_closed)


def _behind(after: str) -> tuple[datetime, UUID] | None:
    written, _, lead_id = after.partition("_")
    try:
        at = parse_datetime(written.replace(" ", "+"))
        return (at, UUID(lead_id)) if at and at.tzinfo else None
    except ValueError:
        return None


def _rows(leads: list[Lead], *, book: Directory, is_closed: bool) -> Iterator[OwnLead]:
    mandates = open_mandates(leads)
    language = get_language() or "en"
    for lead in leads:
        if mandate := mandates.get(lead.id):
            pipeline = book.editions[mandate.pipeline_version_id].body
            form, home = form_of(lead, book=book), book.installation.country
            yield OwnLead(
                lead=lead,
                name="" if is_closed else person_name(lead) or lead.company or lead.email or str(lead.number),
                phone="" if is_closed else lead.phone,
                may_call=lead.may_call,
                town=place_shown(lead, home=home) if is_closed else town_shown(lead, home=home),
                product=known_product(lead, form, book=book, language=language)
                if is_closed
                else product_label(lead, form, language=language),
                task=deadline_label(lead.deadline_kind, step=mandate.step, pipeline=pipeline),
                person=str(mandate.member.person) if mandate.member else "",
            )


def _grouped(
    rows: list[OwnLead], *, zone: ZoneInfo, now: datetime
) -> tuple[tuple[DueGroup, tuple[OwnLead, ...]], ...]:
    groups: dict[DueGroup, list[OwnLead]] = {name: [] for name in DUE_GROUPS}
    for row in rows:
        lead = row.lead
        assert lead.deadline_at is not None
        assert lead.deadline_from is not None
        groups[
            due_group(lead.deadline_kind, lead.deadline_from, lead.deadline_at, now=now, zone=zone)
        ].append(row)
    return tuple((name, tuple(found)) for name, found in groups.items() if found)
