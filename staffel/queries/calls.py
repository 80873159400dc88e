"""The call list of a party: the leads it holds and shall call, in their order, with who has which on the telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from staffel.models import Activity, Entry, Lead, Mandate, Membership, Role
from staffel.queries.call_ranks import first_to_call, present_members
from staffel.queries.directory import Directory
from staffel.rules.calls import Callable, Turn, call_order
from staffel.rules.deadlines import AT_RISK_FROM

CALLING: Final = frozenset({Role.AGENCY_MEMBER, Role.DESK, Role.ADMINISTRATOR})
MOST: Final = 300  # leads that are shown, the first to be called; there may be more


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
    """`due`: to be called now, in this order; `later`: planned; both together the first MOST of `due_count` and
    `later_count`. `without_phone`: open leads that cannot be called; `without_permission`: those whose prospect
    does not permit it. `is_free`: one that no colleague has now."""

    due: tuple[Row, ...]
    later: tuple[Row, ...]
    due_count: int
    later_count: int
    without_phone: int
    without_permission: int

    @property
    def is_free(self) -> bool:
        return any(not row.taken_by for row in self.due)

    @property
    def is_cut(self) -> bool:
        return self.due_count + self.later_count > len(self.due) + len(self.later)


def check_calls(member: Membership) -> None:
    """Raises Http404 for whoever calls nobody."""
    if member.role not in CALLING:
        raise Http404("no call list")


def callable_leads(member: Membership) -> QuerySet[Lead]:
    """The open leads that the member's party holds to qualify or to work; raises Http404 for whoever calls nobody."""
    return held_to_call(member).filter(may_call=True)


def held_to_call(member: Membership) -> QuerySet[Lead]:
    """The same, also those whose prospect does not permit to be called."""
    check_calls(member)
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
    """The list for this member: four queries, however many leads there are."""
    ranked = first_to_call(member, most=MOST, book=book, now=now)
    by_id = Lead.objects.select_related("taken_by__person", "follow_up_by__person", "holder").in_bulk(
        ranked.lead_ids
    )
    calls = _calls(list(by_id), party_id=member.party_id)
    standing = [_standing(lead, calls.get(lead.id, []), book=book, now=now) for lead in by_id.values()]
    rows = [
        _row(by_id[turn.lead_id], turn, calls.get(turn.lead_id, []), member=member, now=now)
        for turn in call_order(standing, member_id=member.id, now=now)
    ]
    without = held_to_call(member).aggregate(
        phone=Count("id", filter=Q(may_call=True, phone="")), permission=Count("id", filter=Q(may_call=False))
    )
    return CallList(
        due=tuple(row for row in rows if row.turn.is_due),
        later=tuple(row for row in rows if not row.turn.is_due),
        due_count=ranked.due,
        later_count=ranked.later,
        without_phone=without["phone"],
        without_permission=without["permission"],
    )


def attempts_made(lead: Lead) -> int:
    """How often whoever has the lead now has tried: in the open mandate, before there is one as its holder."""
    mandate = Mandate.objects.filter(lead=lead, ended_at=None).first()
    return mandate.attempts if mandate else attempts_without_mandate(lead)


def attempts_without_mandate(lead: Lead) -> int:
    """The attempts of the lead's holder outside of any mandate, since it was given the lead the last time: who gets it
    once more begins anew."""
    made = Activity.objects.filter(lead=lead, party=lead.holder_id, kind="attempt")
    return _of_this_turn(made).filter(mandate=None).count()


def ends_the_attempts(lead: Lead, *, attempts: int, needed: int, book: Directory, now: datetime) -> bool:
    """Whether one more call in vain, after so many `attempts` of whoever qualifies the lead, is the last that is agreed: nobody
    was ever reached, and no later time was promised to the prospect. One query at most."""
    if lead.status != "qualifying" or lead.contacted_at is not None or attempts + 1 < needed:
        return False
    if lead.deadline_kind == "follow_up" and lead.deadline_from is not None and now < lead.deadline_from:
        return False
    last = Activity.objects.filter(lead=lead, party=lead.holder_id).order_by("-at", "-id").first()
    is_ahead = last is not None and last.due_at is not None and now < last.due_at
    return not (is_ahead and _was_agreed(last, lead, book=book, now=now))


def _of_this_turn(made: QuerySet[Activity]) -> QuerySet[Activity]:
    """Of a party's calls those in the open mandate, and those outside of any since it was last given the lead to qualify."""
    given = Entry.objects.filter(
        lead=OuterRef("lead"), holder=OuterRef("party"), kind="lead.qualifying"
    ).order_by("-id")
    begun = made.annotate(begun_at=Subquery(given.values("at")[:1]))
    outside = Q(begun_at=None) | Q(at__gte=F("begun_at"))
    return begun.filter(Q(mandate__isnull=False, mandate__ended_at=None) | Q(outside, mandate=None))


def _calls(lead_ids: list[UUID], *, party_id: UUID) -> dict[UUID, list[Activity]]:
    """What this party has tried in this turn, by lead, the last one last."""
    found: dict[UUID, list[Activity]] = {}
    made = Activity.objects.filter(lead_id__in=lead_ids, party_id=party_id, kind__in=("attempt", "contact"))
    for activity in _of_this_turn(made).order_by("at", "id"):
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
    present = present_members(lead.holder_id, book=book, now=now)
    return lead.follow_up_by_id if lead.follow_up_by_id in present else None


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
