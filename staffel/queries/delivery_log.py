"""The log of deliveries: what was sent to whom and when, every attempt, and the mail as it was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_datetime

from staffel.models import Delivery, Lead, Link, Mandate, Membership, PartyKind, Role

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
    if last_seen := behind(query.get("after", "")):
        rows = rows.filter(Q(created_at__lt=last_seen[0]) | Q(created_at=last_seen[0], id__lt=last_seen[1]))
    found = list(rows.defer("kept_body").order_by("-created_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return LogPage(tuple(found[:PAGE]), f"{last.created_at.isoformat()}_{last.id}" if last else "")


def behind(after: str) -> tuple[datetime, UUID] | None:
    """The time and id that a page's `after` names; None where it is no such thing."""
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


def links_in(delivery: Delivery) -> list[Link]:
    """The links that the kept mail carried: to its offer, its mandate, or the mandates of its leads. One or two
    queries, and none is made by looking."""
    subjects = {subject for subject in (delivery.offer_id, delivery.mandate_id) if subject}
    if delivery.kind == "invitation":
        subjects = {delivery.member_id}
    if not subjects:
        about = [*delivery.leads, *([delivery.lead_id] if delivery.lead_id else [])]
        party = delivery.member.party_id
        subjects |= set(
            Mandate.objects.filter(lead_id__in=about, party_id=party).values_list("id", flat=True)
        )
    found = Link.objects.filter(member=delivery.member, subject__in=subjects, revoked_at=None)
    return list(found.select_related("member").order_by("id"))
