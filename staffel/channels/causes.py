"""Decides whether a message's cause still stands: what is no longer true is dropped with the reason, not sent late."""

from datetime import datetime
from zoneinfo import ZoneInfo

from staffel.actions.telling import quiet_hours, telephone_of
from staffel.channels.facts import Facts
from staffel.channels.prospect_causes import why_not_to_prospect
from staffel.models import Delivery, DeliveryState, Lead, SmsFor
from staffel.rules.clock import WARNED

DEADLINES = frozenset({"deadline.warned", "deadline.missed"})
OFFERS = frozenset({"offer.made", "offer.warning"})
STANDING = frozenset({"mandate.taken_back", "offer.withdrawn", "question.asked", "question.answered"})
MANDATES = frozenset({"lead.placed", "deadline.extended", "deadline.extension_asked"})


def why_dropped(delivery: Delivery, facts: Facts) -> str:
    """The reason (a code) why this message must not be sent any more; "" when it must."""
    if delivery.member is None:
        return why_not_to_prospect(delivery, facts)
    return _why_not_to_member(delivery, facts)


def _why_not_to_member(delivery: Delivery, facts: Facts) -> str:
    member = delivery.to
    if not (member.is_active and member.person.is_active):
        return "member_gone"
    if delivery.channel == "mail" and member.mail_off_at:
        return "mail_off"
    if delivery.channel == "push" and not (member.wants_push and facts.browsers.get(member.id)):
        return "push_off"
    if delivery.channel == "sms" and (
        member.sms_for == SmsFor.NEVER or not telephone_of(member, member.party)
    ):
        return "sms_off"
    if delivery.kind == "invitation" and (member.joined_at or member.declined_at):
        return "answered"
    if delivery.kind == "today.summary" and (reason := _why_no_summary(delivery, facts)):
        return reason
    if delivery.kind in OFFERS | {"lead.asked_again"} and delivery.offer and delivery.offer.state != "open":
        return f"offer_{delivery.offer.state}"
    if delivery.kind == "offer.withdrawn" and not _was_asked(delivery):
        return "never_asked"
    if delivery.kind in MANDATES and delivery.mandate and delivery.mandate.ended_at:
        return f"mandate_{delivery.mandate.outcome}"
    reasons = [_why_not(lead, delivery) for lead in facts.leads_of(delivery)]
    return reasons[0] if reasons and all(reasons) else ""


def _why_no_summary(delivery: Delivery, facts: Facts) -> str:
    """It says what waits today: yesterday's is of no use."""
    if not delivery.to.wants_daily_mail:
        return "not_wanted"
    today = facts.now.astimezone(ZoneInfo(delivery.to.party.timezone)).date()
    return "" if delivery.data.get("on") == today.isoformat() else "day_over"


def is_halted(delivery: Delivery, facts: Facts) -> bool:
    """Whether this is an offer of a campaign or market that is halted: its window stands still, so its mail waits."""
    if delivery.kind not in OFFERS or delivery.offer is None:
        return False
    lead = facts.leads[delivery.offer.lead_id]
    market = facts.book.market_by_id(delivery.offer.brokerage.market_id)
    return bool(market.halted_at or facts.book.campaign_by_id(lead.campaign_id).halted_at)


def quiet_until(delivery: Delivery, facts: Facts) -> datetime | None:
    """The end of the receiver's quiet hours when they are now and this wakes people up: push and SMS, also those that
    became due by a second try or after a halt."""
    if delivery.channel == "mail":
        return None
    quiet = quiet_hours(delivery.to, delivery.to.party)
    return quiet.end_after(facts.now) if quiet else None


def standing_leads(delivery: Delivery, facts: Facts) -> list[Lead]:
    """The leads of a message whose cause still stands, most urgent first."""
    return [lead for lead in facts.leads_of(delivery) if not _why_not(lead, delivery)]


def _was_asked(delivery: Delivery) -> bool:
    """Whoever never got the offer need not be told that it is gone."""
    reached = (DeliveryState.SENT, DeliveryState.KEPT)
    asked = Delivery.objects.filter(  # by the index on the lead
        lead=delivery.lead_id,
        offer=delivery.offer_id,
        member_id=delivery.member_id,
        kind="offer.made",
        state__in=reached,
    )
    return asked.exists()


def _why_not(lead: Lead, delivery: Delivery) -> str:
    if lead.erased_at:
        return "erased"
    if delivery.kind == "lead.closed":
        return "reopened" if lead.is_open else ""
    if delivery.kind in STANDING or _contradicts_an_end(delivery):
        return ""
    if not lead.is_open:
        return "lead_closed"
    if delivery.kind == "lead.corrected" and not _concerns(lead, delivery):
        return "not_with_them"
    if delivery.kind == "lead.asked_again" and not delivery.offer_id and not _concerns(lead, delivery):
        return "not_with_them"
    if delivery.kind in DEADLINES:
        return _why_no_reminder(lead, delivery)
    if delivery.kind == "lead.qualifying" and (lead.status != "qualifying" or not _concerns(lead, delivery)):
        return "qualified"
    if delivery.kind == "lead.on_desk" and lead.desk_reason != delivery.data.get("reason", lead.desk_reason):
        return "not_on_desk"
    return ""


def _contradicts_an_end(delivery: Delivery) -> bool:
    """Whether the prospect denies the contact after which the lead was closed: the desk decides whether it is open again."""
    mandate = delivery.mandate
    return (
        delivery.kind == "prospect.denied"
        and mandate is not None
        and mandate.ended_at is not None
        and mandate.ended_at <= delivery.created_at
    )


def _why_no_reminder(lead: Lead, delivery: Delivery) -> str:
    """A new deadline begins at rung 0; once it is missed a warning comes too late and another message speaks of it."""
    if not _concerns(lead, delivery):
        return "not_with_them"
    if delivery.kind == "deadline.warned":
        return "" if lead.rung == WARNED else "deadline_moved_on"
    return "" if lead.rung > WARNED else "deadline_moved_on"


def _concerns(lead: Lead, delivery: Delivery) -> bool:
    """The vendor's own people are told of everybody's leads, partners and agencies of those they hold."""
    return delivery.to.party.kind == "desk" or lead.holder_id == delivery.to.party_id
