"""What the demonstration's prospects answer when they are asked whether somebody has called."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from staffel.actions.prospects import complain_for, confirm_contact, deny_contact
from staffel.demo.characters import Character
from staffel.demo.story import Heard, Reaction, Story
from staffel.models import Lead

ANSWERS: Final = 0.3  # of the prospects that are written to
COMPLAINS: Final = 0.15  # of those who were not called: by telephone, at the desk
WORDS: Final = "Hat angerufen: Bei ihr hat sich niemand gemeldet."


def heard_of(story: Story, entry: Heard) -> None:
    """A partner says that it has called; some of those whom it named say whether it has."""
    if entry.mandate_id is None or entry.holder_id is None:
        return
    lead_id, chance, character = entry.lead_id, story.chance(entry.lead_id), story.character(entry.holder_id)
    if chance.random() > ANSWERS or not Lead.objects.filter(id=lead_id, tells_prospect=True).exists():
        return
    at = story.now + timedelta(hours=chance.uniform(2, 40))
    if chance.random() < _made_up(character):
        story.at(at, lambda: _deny(story, lead_id, complains=chance.random() < COMPLAINS))
    else:
        story.at(at, lambda: confirm_contact(lead_id, now=story.now))


def _made_up(character: Character) -> float:
    """How many of its contacts are none: the careless tick off what they have not done yet."""
    return 0.3 if character.diligent < 0.6 else 0.04


def _deny(story: Story, lead_id: UUID, *, complains: bool) -> None:
    if not complains:
        deny_contact(lead_id, now=story.now)
        return
    desk_id = Lead.objects.values_list("desk_id", flat=True).get(id=lead_id)
    complain_for(lead_id, text=WORDS, actor=story.actor(desk_id, lead_id), now=story.now)


REACTIONS: Final[Mapping[str, Reaction]] = {"activity.contact": heard_of}
