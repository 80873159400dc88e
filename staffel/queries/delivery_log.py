"""The log of deliveries: what was sent to whom and when, every attempt, and the mail as it was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_datetime

from staffel.models import Delivery, Lead, Membership, PartyKind, Role

PAGE = 50
READERS = frozenset({Role.ADMINISTRATOR, Role.DESK})


@dataclass(frozen=True, slots=True)
class LogPage:
    rows: tuple[Delivery, ...]
    after: str


def may_read(member: Membership) -> bool:
    """The desk and the administrator read the log; nobody else."""
    return member.party.kind == PartyKind.DESK and member.role in READERS


def _visible(member: Membership) -> QuerySet[Delivery]:
    if not may_read(member):
        raise Http404("no log for this member")
    return Delivery.objects.select_related("member__person", "member__party", "lead")


def delivery_log(member: Membership, query: Mapping[str, str]) -> LogPage:
    """One page, newest first, of a state, a kind or a lead; by keyset. One query. Raises Http404 for strangers."""
    rows = _visible(member)
    for name in ("state", "kind"):
        if value := query.get(name):
            rows = rows.filter(**{name: value})
    if (number := query.get("lead", "")).isdecimal():
        about = Lead.objects.filter(number=int(number)).values_list("id", flat=True).first()
        rows = rows.filter(Q(lead_id=about) | Q(leads__contains=[about])) if about else rows.none()
    if behind := _behind(query.get("after", "")):
        rows = rows.filter(Q(created_at__lt=behind[0]) | Q(created_at=behind[0], id__lt=behind[1]))
    found = list(rows.defer("kept_body").order_by("-created_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return LogPage(tuple(found[:PAGE]), f"{last.created_at.isoformat()}_{last.id}" if last else "")


def _behind(after: str) -> tuple[datetime, UUID] | None:
    written, _, row_id = after.partition("_")
    try:
        at = parse_datetime(written.replace(" ", "+"))
        return (at, UUID(row_id)) if at and at.tzinfo else None
    except ValueError:
        return None


def visible_delivery(member: Membership, delivery_id: UUID) -> Delivery:
    """One delivery with its attempts; raises Http404 where the member may not read the log."""
    found = _visible(member).filter(id=delivery_id).select_related("offer", "mandate").first()
    if found is None:
        raise Http404("no such delivery")
    return found
