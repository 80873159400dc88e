"""The list of leads: found, sorted and cut into pages by keyset."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from staffel.models import Lead, Membership
from staffel.queries.access import listed_leads
from staffel.queries.directory import Directory
from staffel.queries.lead_filters import LeadFilters, fitting
from staffel.queries.teasers import form_of, product_label, town_shown
from staffel.queries.whose import Whose, whose, with_known

PAGE: Final = 50
COUNTED: Final = 10_000  # beyond it the number is "more than": nobody waits for an exact one

# How a list may be sorted: the column that decides, and whether the greatest comes first. The id settles a tie.
SORTS: Final[Mapping[str, tuple[str, bool]]] = {
    "": ("asked_at", True),
    "oldest": ("asked_at", False),
    "deadline": ("deadline_at", False),
    "-deadline": ("deadline_at", True),
    "name": ("name_key", False),
    "-name": ("name_key", True),
}


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead of the list."""

    lead: Lead
    whose: Whose
    town: str
    product: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    """`count` ends at `COUNTED`; `has_more` says that there are more than that. `after` "": the last page."""

    rows: tuple[LeadRow, ...]
    count: int
    has_more: bool
    after: str


def lead_page(member: Membership, filters: LeadFilters, *, book: Directory, now: datetime) -> LeadPage:
    """One page of the leads that this member may see: four queries, however many leads there are."""
    found = found_leads(member, filters, book=book, now=now)
    count = found.order_by()[: COUNTED + 1].count()
    column = SORTS.get(filters.sort, SORTS[""])[0]
    rows = list(behind(found, filters)[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    after = f"{_written(getattr(last, column))}_{last.id}" if last else ""
    return LeadPage(tuple(_rows(rows[:PAGE], book=book)), min(count, COUNTED), count > COUNTED, after)


def found_leads(
    member: Membership, filters: LeadFilters, *, book: Directory, now: datetime
) -> QuerySet[Lead]:
    """The visible leads that fit the filters, sorted; from the first, whatever `after` says.
    Raises Http404 where the list is not for this member."""
    column, is_falling = SORTS.get(filters.sort, SORTS[""])
    sign = "-" if is_falling else ""
    leads = listed_leads(member).filter(fitting(filters, book=book, now=now))
    if column == "deadline_at":
        leads = leads.exclude(status="closed")  # only an open lead has one
    return leads.defer("search").order_by(f"{sign}{column}", f"{sign}id")


def behind(leads: QuerySet[Lead], filters: LeadFilters) -> QuerySet[Lead]:
    """The sorted leads behind the row that `after` names; all where it names none."""
    column, is_falling = SORTS.get(filters.sort, SORTS[""])
    written, _, row_id = filters.after.rpartition("_")
    try:
        at: str | datetime | None = written if column == "name_key" else _moment(written)
        place = UUID(row_id)
    except ValueError:
        return leads
    if at is None:
        return leads
    way = "lt" if is_falling else "gt"
    # the first condition says nothing new: it is the one that the index can start from
    return leads.filter(
        Q(**{f"{column}__{way}e": at}), Q(**{f"{column}__{way}": at}) | Q(**{column: at, f"id__{way}": place})
    )


def _rows(leads: list[Lead], *, book: Directory) -> list[LeadRow]:
    standing, language = whose(leads, book=book), get_language() or "en"
    return [
        LeadRow(
            lead=lead,
            whose=standing[lead.id],
            town=town_shown(lead, home=book.installation.country),
            product=product_label(lead, form_of(lead, book=book), language=language),
        )
        for lead in with_known(leads, book=book)
    ]


def _written(value: datetime | str) -> str:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(written: str) -> datetime | None:
    at = parse_datetime(written.replace(" ", "+"))
    return at if at and at.tzinfo else None
