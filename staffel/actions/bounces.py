"""Records that a mail which was sent came back: the delivery, its receiver and its lead know it then."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import SYSTEM
from staffel.actions.case import Case, lock_leads, open_batch
from staffel.actions.repeats import repeated
from staffel.actions.sending import switch_mail_off
from staffel.models import Delivery, DeliveryAttempt, DeliveryState, Handout, Lead
from staffel.rules.bounces import Notice, bounce_reason, is_dead


def record_bounce(notice: Notice, *, now: datetime) -> bool:
    """What a server says about one of our mails; true where it is one of ours. One that was sent becomes returned, and
    its lead says so. Where the address is dead, mail to its member is off, as if the server had refused it at once:
    without anybody else to reach, the party's open offers go to the next. The same notice twice changes nothing, nor one
    that is not final."""
    row = Delivery.objects.filter(id=notice.delivery_id, channel="mail").select_related("member__person")
    found = row.first()
    if found is None:
        return False
    if notice.is_final and found.state == DeliveryState.SENT:
        error = f"{notice.status} {notice.words}".strip()
        if is_dead(error):
            _switch_off(found, status=notice.status, error=error, now=now)
        _return(found.id, found.lead_id, error=error, now=now)
    return True


def _switch_off(row: Delivery, *, status: str, error: str, now: datetime) -> None:
    """First, so that a worker that dies in between does it all when it reads the notice again. A redirect or an
    address that was corrected since says nothing about the member."""
    if row.member and row.sent_to.lower() == row.member.person.email.lower():
        switch_mail_off(row.member.id, code=status, reason=error, now=now)


@repeated
def _return(delivery_id: UUID, lead_id: UUID | None, *, error: str, now: datetime) -> None:
    with open_batch(actor=SYSTEM, now=now) as batch:
        cases = lock_leads(batch, Lead.objects.filter(id=lead_id)) if lead_id else []
        row = Delivery.objects.select_for_update(no_key=True).get(id=delivery_id)
        if row.state != DeliveryState.SENT:
            return  # another worker has read it too
        row.state, row.error = DeliveryState.RETURNED, error[:500]
        row.save(update_fields=["state", "error"])
        DeliveryAttempt.objects.create(
            delivery_id=row.id, at=now, succeeded=False, is_permanent=is_dead(error), error=row.error
        )
        Handout.objects.filter(delivery_id=row.id).update(at=None)  # the prospect does not have it after all
        for case in cases:
            _enter(case, row)


def _enter(case: Case, row: Delivery) -> None:
    code, why = row.error.partition(" ")[0], bounce_reason(row.error)
    if row.member is None:
        case.enter("prospect.mail_returned", code=code, why=why)
    else:
        party_id = row.member.party_id
        case.enter(
            "mail.returned", party_id=party_id, party=party_id, member=row.member.id, code=code, why=why
        )
