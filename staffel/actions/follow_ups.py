"""The date that whoever holds a lead agrees with its prospect: it becomes the next deadline."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from staffel.actions.actors import Actor
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.actions.work import held_mandate
from staffel.rules import states
from staffel.rules.deadlines import follow_up_end, follow_up_span
from staffel.rules.refused import Refused
from staffel.rules.taps import told_late


@repeated
def agree_follow_up(
    lead_id: UUID,
    *,
    on: date,
    text: str,
    actor: Actor,
    now: datetime,
    mandate_id: UUID | None = None,
    member_id: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Holder and prospect agree on a date, with a reason: it becomes the next deadline. Only after a first contact
    (desk and agency: also before), at most the policy's days ahead and times. `member_id`: whose it is, None the
    whole team's; `at`: when they agreed (default now). Refused: `follow_up_early`, `follow_up_past`, `follow_up_far`, `follow_up_used_up` (then the desk
    decides), `reason_missing`."""
    with open_case(lead_id, actor=actor, now=now) as case:
        set_follow_up(case, on=on, text=text, mandate_id=mandate_id, member_id=member_id, agreed_at=at)


def set_follow_up(
    case: Case,
    *,
    on: date,
    text: str,
    at: datetime | None = None,
    mandate_id: UUID | None = None,
    member_id: UUID | None = None,
    agreed_at: datetime | None = None,
) -> None:
    """Step: the date, agreed at `agreed_at` (default now), or `at`, the very time on it, becomes the next deadline; refused as `agree_follow_up`."""
    lead = case.lead
    holder = _check_follow_up(
        case,
        on=on,
        is_timed=at is not None,
        agreed_at=agreed_at or case.now,
        text=text,
        mandate_id=mandate_id,
    )
    calendar = case.book.calendars[holder]
    starts_at, until = (at, follow_up_end(at, calendar)) if at else follow_up_span(on, calendar)
    note = case.note(text, at=agreed_at)
    case.change(lead, follow_ups=lead.follow_ups + 1)
    case.promise("follow_up", until=until, since=starts_at)
    case.change(lead, follow_up_by_id=member_id)
    case.enter(
        "follow_up.agreed", mandate=case.mandate, note=note, on=on, count=lead.follow_ups,
        tapped_at=told_late(agreed_at, now=case.now),
    )  # fmt: skip


def _check_follow_up(
    case: Case, *, on: date, is_timed: bool, agreed_at: datetime, text: str, mandate_id: UUID | None
) -> UUID:
    lead, policy = case.lead, case.policy
    if lead.status not in {states.QUALIFYING, states.WORKING}:
        raise Refused("follow_up_status", "A follow-up date needs somebody who works the lead.")
    if lead.status == states.WORKING:
        held_mandate(case, mandate_id=mandate_id)
    assert lead.holder_id is not None
    is_partner = case.book.parties[lead.holder_id].kind == "partner"
    zone = ZoneInfo(case.book.calendars[lead.holder_id].timezone)
    today, agreed_on = case.now.astimezone(zone).date(), agreed_at.astimezone(zone).date()
    is_desk = case.actor.party_id == lead.desk_id
    if not text.strip():
        raise Refused("reason_missing", "Please say why this date was agreed.", field="text")
    if is_partner and case.mandate and case.mandate.contacted_at is None:
        raise Refused("follow_up_early", "A follow-up date can be agreed after the first contact.")
    if on < today or (on <= agreed_on and not is_timed):
        raise Refused("follow_up_past", "Please choose a date after today.", field="on")
    if on > today + timedelta(days=policy.follow_up_longest_days):
        raise Refused("follow_up_far", f"At most {policy.follow_up_longest_days} days ahead.", field="on")
    if lead.follow_ups >= policy.follow_ups and not is_desk:
        raise Refused("follow_up_used_up", "The follow-ups are used up. The desk decides how it goes on.")
    return lead.holder_id
