"""The call list of a party: the leads it holds and shall call, in their order, with who has which on the telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from staffel.models import Activity, Lead, Membership, Role
from staffel.queries.directory import Directory
from staffel.rules.calls import Callable, Turn, call_order
from staffel.rules.deadlines import AT_RISK_FROM

CALLING: Final = frozenset({Role.AGENCY_MEMBER, Role.DESK, Role.ADMINISTRATOR})
MOST: Final = 300  # leads that are ranked; the ones due last are left out where a party has more


@dataclass(frozen=True, slots=True)
class Row:
    """A lead of the list. `taken_by`: the colleague that has it on the telephone; `own_by`: whose follow-up it is."""

    lead: Lead
    turn: Turn
    attempts: int
    last: str
    taken_by: str
    own_by: str


@dataclass(frozen=True, slots=True)
class CallList:
    """`due`: to be called now, in this order; `later`: planned. `without_phone`: open leads that cannot be called."""

    due: tuple[Row, ...]
    later: tuple[Row, ...]
    without_phone: int


def callable_leads(member: Membership) -> QuerySet[Lead]:
    """The open leads that the member's party holds to qualify or to work; raises Http404 for whoever calls nobody."""
    if member.role not in CALLING:
        raise Http404("no call list")
    held = Lead.objects.filter(holder_id=member.party_id, status__in=("qualifying", "working"))
    return held.exclude(deadline_kind="release")


def callable_lead(member: Membership, lead_id: UUID) -> Lead:
    """The lead when it is on the member's call list; raises Http404 otherwise."""
    found = (
        callable_leads(member)
        .filter(id=lead_id)
        .select_related("campaign", "holder", "desk", "taken_by__person")
    )
    if (lead := found.first()) is None:
        raise Http404("not on the call list")
    return lead


def call_list(member: Membership, *, book: Directory, now: datetime) -> CallList:
    """The list for this member: three queries, however many leads there are."""
    leads = callable_leads(member)
    related = ("taken_by__person", "follow_up_by__person", "holder")
    found = list(leads.exclude(phone="").select_related(*related).order_by("deadline_at", "id")[:MOST])
    calls = _calls([lead.id for lead in found], party_id=member.party_id)
    standing = [_standing(lead, calls.get(lead.id, []), book=book, now=now) for lead in found]
    by_id = {lead.id: lead for lead in found}
    rows = [
        _row(by_id[turn.lead_id], turn, calls.get(turn.lead_id, []), member=member, now=now)
        for turn in call_order(standing, member_id=member.id, now=now)
    ]
    return CallList(
        due=tuple(row for row in rows if row.turn.is_due),
        later=tuple(row for row in rows if not row.turn.is_due),
        without_phone=leads.filter(phone="").count(),
    )


def next_call(found: CallList) -> Row | None:
    """The first lead to be called now that no colleague has on the telephone."""
    return next((row for row in found.due if not row.taken_by), None)


def _calls(lead_ids: list[UUID], *, party_id: UUID) -> dict[UUID, list[Activity]]:
    """What this party has tried, by lead, the last one last."""
    found: dict[UUID, list[Activity]] = {}
    made = Activity.objects.filter(lead_id__in=lead_ids, party_id=party_id, kind__in=("attempt", "contact"))
    for activity in made.order_by("at", "id"):
        found.setdefault(activity.lead_id, []).append(activity)
    return found


def _standing(lead: Lead, calls: list[Activity], *, book: Directory, now: datetime) -> Callable:
    last = calls[-1] if calls else None
    assert lead.deadline_at is not None
    return Callable(
        lead_id=lead.id,
        temperature=lead.temperature,
        asked_at=lead.asked_at,
        deadline_at=lead.deadline_at,
        was_called=lead.attempted_at is not None or lead.contacted_at is not None,
        planned_at=_planned_at(lead, last),
        is_agreed=lead.deadline_kind == "follow_up" or _was_agreed(last, lead, book=book, now=now),
        own_by=_own_by(lead, book=book, now=now),
    )


def _planned_at(lead: Lead, last: Activity | None) -> datetime | None:
    """The next attempt or agreed time; for a lead that was reached and has none, the last fifth before its deadline."""
    assert lead.deadline_at is not None
    assert lead.deadline_from is not None
    planned_at = last.due_at if last else None
    if lead.deadline_kind == "follow_up":
        return max(planned_at or lead.deadline_from, lead.deadline_from)
    if planned_at is None and lead.contacted_at:
        return lead.deadline_from + (lead.deadline_at - lead.deadline_from) * AT_RISK_FROM
    return planned_at


def _was_agreed(last: Activity | None, lead: Lead, *, book: Directory, now: datetime) -> bool:
    """Whether the last call ended with a time that was promised."""
    if last is None or not last.result:
        return False
    campaign = book.editions[lead.campaign_version_id].body
    reasons = book.current("reasons", campaign.reasons, at=now).body
    return any(one.key == last.result and one.follows == "call_back" for one in reasons.calls)


def _own_by(lead: Lead, *, book: Directory, now: datetime) -> UUID | None:
    """Whose personal follow-up it is; the team's where that member has left or is away."""
    if lead.follow_up_by_id is None or lead.holder_id is None:
        return None
    present = {member.id for member in book.members.get(lead.holder_id, ())}
    away = any(a.starts_at <= now < a.ends_at for a in book.away.get(lead.follow_up_by_id, ()))
    return lead.follow_up_by_id if lead.follow_up_by_id in present and not away else None


def _row(lead: Lead, turn: Turn, calls: list[Activity], *, member: Membership, now: datetime) -> Row:
    is_taken = bool(lead.taken_until and lead.taken_until > now and lead.taken_by_id != member.id)
    is_anothers = lead.follow_up_by_id not in {None, member.id}
    return Row(
        lead=lead,
        turn=turn,
        attempts=sum(call.kind == "attempt" for call in calls),
        last=calls[-1].result if calls else "",
        taken_by=str(lead.taken_by.person) if is_taken and lead.taken_by else "",
        own_by=str(lead.follow_up_by.person) if is_anothers and lead.follow_up_by else "",
    )
