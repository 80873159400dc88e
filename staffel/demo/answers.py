"""How those who are asked answer an offer: at once, late, with a no, or never."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from staffel.actions.offers import accept_offer, decline_offer, undo_acceptance
from staffel.demo.characters import Character
from staffel.demo.story import Heard, Reaction, Story

REASONS: Final = {"no_capacity": 30, "too_far": 25, "not_our_product": 15, "not_attractive": 20, "other": 10}
LATE: Final = 0.15  # of those who let a window pass, so many still want the lead
SLIPS: Final = 0.02  # of the acceptances, so many were a slip of the thumb


def consider(story: Story, entry: Heard) -> None:
    """Somebody was offered a lead."""
    assert entry.party_id is not None
    assert entry.offer_id is not None
    party_id, lead_id, offer_id = entry.party_id, entry.lead_id, entry.offer_id
    character, chance = story.character(party_id), story.chance(lead_id)
    if chance.random() < character.answers:
        story.soon(
            party_id, lead_id, character.answer_minutes, lambda: _answer(story, party_id, lead_id, offer_id)
        )
    elif chance.random() < LATE:
        ends_at = datetime.fromisoformat(entry.data["window_ends_at"])
        late = ends_at + timedelta(minutes=chance.randint(5, 240))
        story.at(late, lambda: _accept(story, party_id, lead_id, offer_id))


def _answer(story: Story, party_id: UUID, lead_id: UUID, offer_id: UUID) -> None:
    chance, character = story.chance(lead_id), story.character(party_id)
    if chance.random() < character.accepts:
        _accept(story, party_id, lead_id, offer_id)
        if chance.random() < SLIPS:
            actor, undone_at = (
                story.actor(party_id, lead_id),
                story.now + timedelta(minutes=chance.randint(1, 8)),
            )
            story.at(undone_at, lambda: undo_acceptance(offer_id, actor=actor, now=story.now))
        return
    reason = chance.choices(list(REASONS), list(REASONS.values()))[0]
    rests = reason == "no_capacity" and chance.random() < _share_of_pauses(character)
    decline_offer(
        offer_id, reason=reason, actor=story.actor(party_id, lead_id), now=story.now,
        pause_until=story.now + timedelta(days=chance.randint(3, 10)) if rests else None,
    )  # fmt: skip


def _share_of_pauses(character: Character) -> float:
    return 0.25 if character.diligent > 0.8 else 0.1


def _accept(story: Story, party_id: UUID, lead_id: UUID, offer_id: UUID) -> None:
    accept_offer(offer_id, actor=story.actor(party_id, lead_id), now=story.now)


REACTIONS: Final[Mapping[str, Reaction]] = {"offer.made": consider}
