"""The log of deliveries: what was sent to whom and when, every attempt, and the mail as it was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_datetime

from staffel.models import Delivery, Lead, Link, Mandate, Membership, PartyKind, Role
from staffel.queries.access import listed_leads
from staffel.queries.lead_filters import NOTHING, day_of, is_named, midnight_of
from staffel.rules.finding import asked_for

PAGE = 50
AT_ONCE = 500  # that are sent again together
FEW: Final = 5_000  # whose messages are looked up one by one, each by its index
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


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What the address asks for; "" is everything. `q`: a part of a receiver's name, firm or address, or words that the lead it
    is about is found by; `lead` a number, `party` a key; `since` and `until` are days (ISO), both included."""

    q: str = ""
    channel: str = ""
    state: str = ""
    kind: str = ""
    lead: str = ""
    party: str = ""
    since: str = ""
    until: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "LogFilters":
        """From the address's query; what is too long or no text is cut."""
        names = (one.name for one in fields(cls))
        return cls(**{name: str(query.get(name, ""))[:160].replace("\0", "").strip() for name in names})

    @property
    def is_set(self) -> bool:
        """Whether anything but the place in the list was asked for."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "after")


def delivery_log(member: Membership, filters: LogFilters) -> LogPage:
    """One page, newest first; by keyset. One query, with a lead's number two, with words three. Raises Http404 for
    strangers."""
    rows = _fitting(member, filters)
    if last_seen := behind(filters.after):
        rows = rows.filter(Q(created_at__lt=last_seen[0]) | Q(created_at=last_seen[0], id__lt=last_seen[1]))
    found = list(rows.defer("kept_body").order_by("-created_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return LogPage(tuple(found[:PAGE]), f"{last.created_at.isoformat()}_{last.id}" if last else "")


def failed_deliveries(member: Membership, filters: LogFilters) -> list[Delivery]:
    """Those that have failed and fit the filters, where these ask for it those that came back; the newest first, at most
    AT_ONCE: what can be sent again together. Raises Http404 for strangers."""
    state = "returned" if filters.state == "returned" else "failed"
    rows = _fitting(member, replace(filters, state=state))
    return list(rows.defer("kept_body").order_by("-created_at", "-id")[:AT_ONCE])


def switched_off(member: Membership) -> list[Membership]:
    """Active members to whom mail is switched off, the latest first. Raises Http404 for strangers."""
    if not may_read(member):
        raise Http404("no log for this member")
    off = Membership.objects.filter(mail_off_at__isnull=False, is_active=True).exclude(party__state="ended")
    return list(off.select_related("person", "party").order_by("-mail_off_at")[:PAGE])


def _fitting(member: Membership, filters: LogFilters) -> QuerySet[Delivery]:
    rows = _visible(member)
    for name in ("channel", "state", "kind"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.lead.isdecimal():
        about = Lead.objects.filter(number=int(filters.lead[:18])).values_list("id", flat=True).first()
        rows = rows.filter(Q(lead_id=about) | _speaks_of([about])) if about else rows.none()
    if filters.party:
        rows = rows.filter(member__in=Membership.objects.filter(party__key=filters.party))
    if filters.q:
        rows = rows.filter(_is_for(filters.q) | _is_about(filters.q, member=member))
    if since := day_of(filters.since):
        rows = rows.filter(created_at__gte=midnight_of(since))
    if until := day_of(filters.until):
        rows = rows.filter(created_at__lt=midnight_of(until + timedelta(days=1)))
    return rows


def _is_for(text: str) -> Q:
    """For the members who are called so, work for a firm that is, or have this address."""
    named = Q(person__name__icontains=text) | Q(party__name__icontains=text)
    called = Membership.objects.filter(named | Q(person__email__icontains=text))
    ids = list(called.values_list("id", flat=True)[: FEW + 1])
    return Q(member__in=ids if len(ids) <= FEW else called)


def _is_about(text: str, *, member: Membership) -> Q:
    """About leads that these words find, as in the list of leads: by name, company, place, address or number."""
    found = listed_leads(member).filter(is_named(text)).order_by()
    ids = list(found.values_list("id", flat=True)[: FEW + 1])
    if not ids:
        return NOTHING
    if len(ids) <= FEW:
        return Q(lead__in=ids) | _speaks_of(ids)
    # so many are called that: the newest messages name some of them, so they are gone through
    words = SearchQuery(asked_for(text), search_type="raw", config="simple")
    return Q(lead__search=words) | _speaks_of(Lead.objects.filter(search=words).values_list("id"))


def _speaks_of(leads: Sequence[UUID] | QuerySet[Lead, Any]) -> Q:
    """One message about several leads, of which one is among these; that it names any lets its index find it."""
    return ~Q(leads=[]) & Q(leads__overlap=leads)


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
    """The links that the kept mail carried: to its offer, its mandate, its question, or the mandates of its leads. One or two
    queries, and none is made by looking."""
    if delivery.member is None and delivery.lead_id:
        return list(Link.objects.filter(purpose="prospect", subject=delivery.lead_id, revoked_at=None))
    subjects = {subject for subject in (delivery.offer_id, delivery.mandate_id) if subject}
    if delivery.kind == "invitation":
        subjects = {delivery.to.id}
    elif delivery.kind == "question.asked" and delivery.to.party.kind != PartyKind.DESK:
        subjects = {UUID(delivery.data["note"])}
    if not subjects:
        about = [*delivery.leads, *([delivery.lead_id] if delivery.lead_id else [])]
        party = delivery.to.party_id
        subjects |= set(
            Mandate.objects.filter(lead_id__in=about, party_id=party).values_list("id", flat=True)
        )
    found = Link.objects.filter(member=delivery.to, subject__in=subjects, revoked_at=None)
    return list(found.select_related("member").order_by("id"))
