"""Keeps that a party has agreed: who, when, and the whole text as it stood."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import Batch, open_batch
from staffel.actions.parties import party_entry
from staffel.actions.repeats import repeated
from staffel.models import Agreement, Membership
from staffel.queries.agreements import what_is_agreed
from staffel.rules.refused import Refused


@repeated
def agree(member_id: UUID, *, language: str, seen: str, actor: Actor, now: datetime) -> None:
    """The member agrees for its party to what it was shown: `seen` is that text's digest. The same once more changes
    nothing. Refused: `agreement_changed` when something else holds by now."""
    with open_batch(actor=actor, now=now) as batch:
        member = Membership.objects.select_related("party", "person").get(id=member_id)
        keep_agreement(batch, member, language=language, seen=seen)


def keep_agreement(batch: Batch, member: Membership, *, language: str, seen: str) -> None:
    """Step: as `agree`, inside a case."""
    agreed = what_is_agreed(member, book=batch.book, language=language, now=batch.now)
    if agreed.digest != seen:
        raise Refused(
            "agreement_changed", "The text has changed meanwhile. Please read it again.", field="agreed"
        )
    if Agreement.objects.filter(member=member, text=agreed.text).exists():
        return
    Agreement.objects.create(
        party_id=member.party_id,
        member=member,
        terms_id=agreed.terms_id,
        language=agreed.language,
        text=agreed.text,
        agreed_at=batch.now,
    )
    party_entry(batch, member.party_id, "agreement.made", member=member.id, language=agreed.language)
