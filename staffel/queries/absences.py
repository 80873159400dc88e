"""What an absence touches: the leads that fall due while somebody is away, with what may be done, and open offers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from staffel.models import Absence, Lead, Mandate, Membership, Offer, PartyKind
from staffel.queries.directory import Directory
from staffel.rules import states
from staffel.rules.absences import Promised, Stay, stay
from staffel.rules.calendars import Span
from staffel.rules.policies import Policy


@dataclass(frozen=True, slots=True)
class TouchedLead:
    """`mandate`: None while an agency qualifies it. `stay`: until when it may stay without a new agreement, or why not.
    `may_agree`: a follow-up date can be agreed with the prospect. `may_hand_on`: whoever enters the absence may give it
    back; a lead that a partner has captured itself only the partner."""

    lead: Lead
    mandate: Mandate | None
    stay: Stay
    may_agree: bool
    may_hand_on: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """`offers`: open ones that end when it begins. `colleagues`: who of the firm can take leads over meanwhile.
    `stand_in`: stands in for the whole firm in any case."""

    leads: tuple[TouchedLead, ...]
    offers: tuple[Offer, ...]
    colleagues: tuple[Membership, ...]
    stand_in: Membership | None


def there_meanwhile(
    party_id: UUID, *, member_id: UUID | None, by: UUID | None = None, book: Directory
) -> tuple[Membership, ...]:
    """Who of the firm can stand in while this person, or (None) the whole firm, is away. Where the whole firm is, not
    whoever enters it (`by`), and nobody where it is one person alone."""
    people = book.members.get(party_id, ())
    if member_id is None and len(people) == 1:
        return ()
    return tuple(one for one in people if one.id != (member_id or by))


def reach(
    party_id: UUID,
    *,
    member_id: UUID | None,
    away: Span,
    book: Directory,
    now: datetime,
    by: UUID | None = None,
) -> Reach:
    """What the absence of a party, or of one person of it, would touch; `by`: the member of it that enters it. Four
    queries at most."""
    there = there_meanwhile(party_id, member_id=member_id, by=by, book=book)
    colleagues = tuple(one for one in there if not _is_away(one, away, book=book))
    offers = Offer.objects.filter(party_id=party_id, state="open", window_ends_at__gt=away[0])
    stand_in = book.parties[party_id].stand_in_id
    return Reach(
        leads=tuple(touched_leads(party_id, member_id=member_id, away=away, by=by, book=book, now=now)),
        offers=() if member_id else tuple(offers.select_related("lead").order_by("window_ends_at")),
        colleagues=colleagues,
        stand_in=next((one for one in book.members.get(party_id, ()) if one.id == stand_in), None),
    )


def touched_leads(
    party_id: UUID,
    *,
    member_id: UUID | None,
    away: Span,
    book: Directory,
    now: datetime,
    by: UUID | None = None,
) -> list[TouchedLead]:
    """The leads in work (of that person, or the firm's) and those an agency qualifies that fall due meanwhile, the
    earliest first; `by` as in `reach`."""
    mandates = Mandate.objects.filter(party_id=party_id, ended_at=None)
    if member_id:
        mandates = mandates.filter(member_id=member_id)
    by_lead = {mandate.lead_id: mandate for mandate in mandates}
    held = Q(id__in=by_lead)
    if not member_id and book.parties[party_id].kind == PartyKind.AGENCY:
        held |= Q(holder_id=party_id, status=states.QUALIFYING)
    leads = Lead.objects.filter(held, deadline_at__gte=away[0], deadline_at__lt=away[1])
    found = leads.exclude(status=states.CLOSED).defer("search").order_by("deadline_at")
    return [_touched(lead, by_lead.get(lead.id), away, by=by, book=book, now=now) for lead in found]


def _touched(
    lead: Lead, mandate: Mandate | None, away: Span, *, by: UUID | None, book: Directory, now: datetime
) -> TouchedLead:
    policy = policy_of(lead, mandate, book=book, now=now)
    may_agree = (mandate is None or mandate.contacted_at is not None) and lead.follow_ups < policy.follow_ups
    return TouchedLead(
        lead,
        mandate,
        stay_of(lead, mandate, away, policy=policy, book=book),
        may_agree=may_agree,
        may_hand_on=mandate is not None and (by is not None or not lead.is_own),
    )


def stay_of(lead: Lead, mandate: Mandate | None, away: Span, *, policy: Policy, book: Directory) -> Stay:
    """Until when the lead may stay with its holder that will be away then."""
    assert lead.deadline_at is not None
    assert lead.deadline_from is not None
    assert lead.holder_id is not None
    if mandate is None:
        minutes = policy.desk_work_minutes[lead.temperature]
        longest: timedelta | None = policy.longest_to_accept(lead.temperature)
    else:
        pipeline = book.editions[mandate.pipeline_version_id].body
        minutes = pipeline.step(mandate.step).limit_work_minutes[lead.temperature]
        longest = None if mandate.contacted_at else policy.longest_to_contact(lead.temperature)
    promised = Promised(
        since=lead.deadline_from,
        until=lead.deadline_at,
        limit=timedelta(minutes=minutes),
        longest=longest,
        is_agreed=lead.deadline_kind == "follow_up",
    )
    return stay(promised, away, book.calendars[lead.holder_id])


def policy_of(lead: Lead, mandate: Mandate | None, *, book: Directory, now: datetime) -> Policy:
    """The edition that the mandate keeps, else the current one of the lead's campaign."""
    if mandate is not None:
        kept: Policy = book.editions[mandate.policy_version_id].body
        return kept
    campaign = book.editions[lead.campaign_version_id].body
    body: Policy = book.current("policy", campaign.policy, at=now).body
    return body


def absences_of(party_id: UUID, *, now: datetime) -> list[Absence]:
    """Those that are not over, the earliest first."""
    rows = Absence.objects.filter(party_id=party_id, ends_at__gt=now).order_by("starts_at")
    return list(rows.select_related("member__person", "stand_in__person"))


def _is_away(member: Membership, away: Span, *, book: Directory) -> bool:
    return any(one.starts_at < away[1] and away[0] < one.ends_at for one in book.away.get(member.id, ()))
