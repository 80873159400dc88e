"""Notes about a party, with a day on which somebody wants to come back to it."""

from datetime import date, datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import lock_parties, party_entry
from staffel.models import PartyNote
from staffel.rules.refused import Refused


def add_party_note(party_id: UUID, *, text: str, due_on: date | None, actor: Actor, now: datetime) -> UUID:
    """Keep what the desk or field sales noted; with `due_on` it comes back on Today that day. Returns its id. Refused:
    `text_missing`, `follow_up_past`."""
    if not text.strip():
        raise Refused("text_missing", "The note is empty.", field="text")
    if due_on is not None and due_on < now.date():
        raise Refused("follow_up_past", "Please choose a date after today.", field="due_on")
    if actor.member_id is None:
        raise Refused("member_unknown", "A note needs somebody who wrote it.")
    with open_batch(actor=actor, now=now) as batch:
        lock_parties([party_id])
        note = PartyNote.objects.create(
            party_id=party_id, author_id=actor.member_id, text=text.strip(), due_on=due_on, created_at=now
        )
        party_entry(batch, party_id, "party.noted", due_on=due_on)
        return note.id


def finish_party_note(note_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The note's follow-up is done; a second time changes nothing."""
    with open_batch(actor=actor, now=now):
        PartyNote.objects.filter(id=note_id, done_at=None).update(done_at=now)
