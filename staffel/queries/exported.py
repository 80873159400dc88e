"""What a file of leads holds: its columns, and each lead's cells as plain values, in the active language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staffel.models import Lead, Mandate, Membership
from staffel.queries import labels
from staffel.queries.access import exports_contacts
from staffel.queries.directory import Directory
from staffel.queries.teasers import SALUTATIONS, form_of, product_label
from staffel.queries.timeline import reasons_of
from staffel.rules.consents import PURPOSES
from staffel.rules.phones import telephone_shown

Cell = str | int | Decimal | datetime | None
LEADS_A_TIME: Final = 1_000


@dataclass(frozen=True, slots=True)
class Column:
    """`holds_contact`: only for whom `access.exports_contacts` allows."""

    title: Promise
    cell: Callable[[Lead, Directory], Cell]
    holds_contact: bool = False


def _status(lead: Lead, _book: Directory) -> str:
    return labels.label(labels.STATUSES, lead.status)


def _outcome(lead: Lead, _book: Directory) -> str:
    return labels.label(labels.OUTCOMES, lead.outcome) if lead.outcome else ""


def _reason(lead: Lead, book: Directory) -> str:
    code = lead.reason or lead.desk_reason
    return labels.reason_label(code, reasons_of(lead, book=book)) if code else ""


def _holder(lead: Lead, book: Directory) -> str:
    return book.parties[lead.holder_id].name if lead.holder_id else ""


def _product(lead: Lead, book: Directory) -> str:
    return product_label(lead, form_of(lead, book=book), language=get_language() or "en")


def _phone(lead: Lead, book: Directory) -> str:
    return telephone_shown(lead.phone, book.installation.country) if lead.phone else ""


def _permitted(purpose: str, lead: Lead, _book: Directory) -> str:
    return str(_("permitted") if getattr(lead, f"may_{purpose}") else _("not permitted"))


COLUMNS: Final = (
    Column(_("Number"), lambda lead, _: lead.number),
    Column(_("Asked at"), lambda lead, _: lead.asked_at),
    Column(_("Received at"), lambda lead, _: lead.received_at),
    Column(_("Status"), _status),
    Column(_("Outcome"), _outcome),
    Column(_("Reason"), _reason),
    Column(_("Temperature"), lambda lead, _: labels.label(labels.TEMPERATURES, lead.temperature)),
    Column(_("Campaign"), lambda lead, book: book.campaign_by_id(lead.campaign_id).name),
    Column(_("Source"), lambda lead, _: lead.source),
    Column(_("Responsible"), _holder),
    Column(_("Person"), lambda lead, _: getattr(lead, "worked_by", None) or ""),
    Column(_("Deadline"), lambda lead, _: lead.deadline_at),
    Column(_("First call attempt"), lambda lead, _: lead.attempted_at),
    Column(_("First contact"), lambda lead, _: lead.contacted_at),
    Column(_("Closed at"), lambda lead, _: lead.closed_at),
    Column(
        _("Salutation"),
        lambda lead, _: str(SALUTATIONS.get(lead.salutation, lead.salutation)),
        holds_contact=True,
    ),
    Column(_("First name"), lambda lead, _: lead.first_name, holds_contact=True),
    Column(_("Last name"), lambda lead, _: lead.last_name, holds_contact=True),
    Column(_("Company"), lambda lead, _: lead.company, holds_contact=True),
    Column(_("E-mail"), lambda lead, _: lead.email, holds_contact=True),
    Column(_("Telephone"), _phone, holds_contact=True),
    Column(_("Street"), lambda lead, _: lead.street, holds_contact=True),
    *(
        Column(labels.PERMISSIONS[purpose], partial(_permitted, purpose), holds_contact=True)
        for purpose in PURPOSES
    ),
    Column(_("Postal code"), lambda lead, _: lead.postal_code),
    Column(_("Place"), lambda lead, _: lead.place),
    Column(_("Country"), lambda lead, _: lead.country),
    Column(_("Product"), _product),
    Column(_("Expected amount, net"), lambda lead, _: lead.expected_amount),
    Column(_("Won amount, net"), lambda lead, _: lead.won_amount),
    Column(_("Currency"), lambda lead, _: lead.currency),
)


def columns_for(member: Membership) -> tuple[Column, ...]:
    """The columns that this member may take away."""
    sees = exports_contacts(member)
    return tuple(column for column in COLUMNS if sees or not column.holds_contact)


def exported(leads: QuerySet[Lead], columns: tuple[Column, ...], *, book: Directory) -> Iterator[list[Cell]]:
    """The cells of each lead and the person that works it, read some hundred at a time, so that a million leads need no more memory than one page."""
    worker = Mandate.objects.filter(lead=OuterRef("id"), ended_at=None).values("member__person__name")
    for lead in leads.annotate(worked_by=Subquery(worker)).iterator(chunk_size=LEADS_A_TIME):
        yield [column.cell(lead, book) for column in columns]
